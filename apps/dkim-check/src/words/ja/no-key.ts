/** Japanese: the walk through the causes of a receiver's "no key". */
import type { noKey as english } from '../en/no-key.js';

export const noKey: Readonly<Record<keyof typeof english, string>> = {
  'no-key-explained': '受信側は d={domain} s={selector} の使える鍵を見つけられませんでした。確認結果: {checks}',
  'no-key-explained-fix': '最初に「はい」となった原因から直し、新しいメールを送ってください。',
  'explain-no-key-explained':
    '受信側が「no key」と判定し、dkim-check が原因を順に調べました。それぞれに「はい」「いいえ」「不明」と、その根拠があります。並びは、よくある順です。\nDNS に問い合わせたのは今で、受信側が問い合わせたのはメールが届いた時です。今あるレコードが、その時にはなかったかもしれません。この原因については、「ない」という記憶がいつまで残るかだけを示します。\n最初に「はい」となった原因を直し、示された時刻まで待ち、新しいメールを送ってください。「はい」がなければ、届いたメールと署名側が作ったメールを比べてください: dkim-check verify。',
  'no-key-check': '{number} {answer}',
  'answer-yes': 'はい',
  'answer-no': 'いいえ',
  'answer-unknown': '不明',
  'no-key-cause': '   {number}. {cause} ',
  'no-key-proof': '        {proof}',
  'no-key-cause-1': '署名が指す名前にレコードがない:',
  'no-key-cause-2': '受信側が調べた時にはなかった:',
  'no-key-cause-3': 'レコードはあるが、鍵として読めない:',
  'no-key-cause-4': '署名フィールド自体が普通でない:',
  'no-key-cause-5': '受信側がネームサーバーに届かなかった:',
  'no-key-cause-6': 't=y、1024 ビットの鍵、並んでいる DomainKeys 署名、SPF:',

  'no-key-found': 'TXT レコード {count} 個',
  'no-key-no-such-name': '名前がありません',
  'no-key-no-such-record': '名前はありますが、TXT レコードがありません',
  'no-key-invalid-name': '問い合わせできない名前です',
  'no-key-timeout': '時間内に応答がありません',
  'no-key-server-failure': 'サーバーの障害です',
  'no-key-file': '--records のファイル',

  'no-key-proof-answer': '{name}: {answer}（{server}）',
  'no-key-proof-server': '{server}: {answer}',
  'no-key-proof-absent': '今もありません。この応答がいつまで記憶されるかは、ここではわかりません。',
  'no-key-proof-absent-for':
    '今もありません。今問い合わせた受信側は、最長 {seconds} 秒、{time} まで「ない」と記憶します。 [negative-cache]',
  'no-key-proof-no-answer': '今は DNS の応答がありません。',
  'no-key-proof-now-there':
    '今はあります。メールを送った後か直前に公開したなら、受信側が「ない」と記憶していた可能性があります。',
  'no-key-proof-now-there-for':
    '今はあります。「ない」という応答は最長 {seconds} 秒記憶されます。公開したばかりなら、{time} まで「no key」と判定する受信側があります。 [negative-cache]',
  'no-key-proof-no-record': '読むべきレコードがありません。',
  'no-key-proof-readable': '鍵として読めます: {type}、{bits} ビット',
  'no-key-proof-identity-empty':
    'header.i=@ の後にドメインがありません。受信側はフィールドからドメインを読み取っていません。',
  'no-key-proof-no-mail': '届いたメールが必要です: dkim-check verify FILE',
  'no-key-proof-signature-usual': 'v=1 があり、a= は小文字で、d= は途中で切れていません。',
  'no-key-odd-ed25519': 'Ed25519 です。RSA だけを知る受信側は「no key」と書くことがあります。',
  'no-key-odd-domain-missing': 'd= がないか、空です。',
  'no-key-odd-no-tag': '「{found}」は「タグ=値」の形ではありません。',
  'no-key-proof-nobody-asked': 'ここからは、ゾーンのサーバーに 1 台ずつ問い合わせできませんでした。',
  'no-key-proof-all-answer': 'ゾーンのサーバー {count} 台が、UDP でも TCP でも応答しました。',
  'no-key-proof-small': '{bits} ビットの鍵も、長い鍵と同じに見つかり、認められます。',
  'no-key-proof-testing': 't=y があります。結果の使われ方は変わりますが、鍵が見つかるかどうかには関係しません。',
};
