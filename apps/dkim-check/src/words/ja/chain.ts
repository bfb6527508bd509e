/** Japanese: the command test. */
import type { chain as english } from '../en/chain.js';

export const chain: Readonly<Record<keyof typeof english, string>> = {
  'command-test': '動いている署名プログラムと Postfix にメールを 1 通通し、受信側と同じように判定します',
  'option-test-from': '送信者（省略時は CONF の最初のドメインの postmaster）',
  'option-test-to': '宛先（省略時は dkim-check@dkim-check.invalid。Postfix が --back へ戻す必要がある）',
  'option-test-smtp': 'このサーバー（Postfix の 25 や 587）にメールを渡す（省略時は CONF の listen）',
  'option-test-back': 'ここでメールを待つ（省略時は 127.0.0.1:10099）',
  'option-test-direct': 'CONF の relay のアドレスで待つ: 後ろの Postfix なしで署名プログラムを調べる',
  'option-test-timeout': 'メールを待つ秒数（省略時は 30）',
  'chain-file-needed':
    'dkimproxy-out の設定ファイルを指定してください: dkim-check test /etc/dkimproxy/dkimproxy_out.conf',
  'chain-file-incomplete': '{file}: ホストとポートのある listen または relay がありません。',
  'seconds-unreadable': '--{name} {value}: 秒数を 1 から 3600 で書いてください。',
  'chain-sent': 'テストメール: {from} から {to} へ',
  'chain-arrived': '戻ってきました。',
  'chain-signature': '  {type}: {result}, d={domain} s={selector}',

  'signer-down': 'dkimproxy-out が待つはずの {listen} に応答がありません: {reason}。',
  'signer-down-fix': 'dkimproxy-out を起動してください。まず手で起動すると、起動できない理由が標準エラーに出ます。',
  'explain-signer-down':
    'このアドレスは設定ファイルの listen です。ECONNREFUSED は、そこで待つプログラムがないという意味です。dkimproxy-out が動いていないか、別の設定ファイルで動いています。\nその間、メールは Postfix のキューに残るか、クライアントに 451 と応答されます。このファイルを指定して手で起動し、表示を読んでください。',
  'next-hop-down': '{relay} に接続できません: {reason}。メールは Postfix のキューに残ります。',
  'next-hop-down-fix': '{relay} で待つサービスを master.cf に追加し、postfix reload を実行してください。',
  'explain-next-hop-down':
    'このアドレスは設定ファイルの relay で、プロキシがメールを Postfix に返すところです。そこで何も待っていないので、プロキシは 421 と応答し、メールを受け取りません。\n多くの場合、master.cf にサービスがないか、-o の行の先頭の空白が失われています。dkim-check config --postfix でサービスを表示できます。--direct を付けると、サービスなしで署名を調べられます。',
  'test-refused': '{server} はテストメールを受け取りませんでした: {reply}',
  'test-refused-fix': '数字の後の語が原因です。そのプログラムのログで同じ時刻の行も見てください。',
  'explain-test-refused':
    'サーバーは接続を受け付けましたが、メールは受け取りませんでした。すぐに 554 なら多くはプロキシの allow の設定、530 なら TLS かログインが必要なサーバー、RCPT の後の 550 や 554 は Postfix の制限です。\nそのサーバーのログを見てください。送信者や宛先を変えて（--from、--to）試すと、何が拒否されるかわかります。',
  'test-not-returned': '{to} へのメールは受け取られましたが、{seconds} 秒以内に {place} へ戻ってきませんでした。',
  'test-not-returned-fix':
    'main.cf に transport_maps = hash:/etc/postfix/transport を、そのファイルに {domain} smtp:{nexthop} を追加し、postmap /etc/postfix/transport && postfix reload を実行してください。',
  'explain-test-not-returned':
    'dkim-check は自分でメールを待ちます。Postfix がそこへ届けるのは、宛先のドメインについて transport_maps に指定があるときだけです。上の設定で足り、ほかのメールには影響しません。\n設定があるなら、mailq とログを見てください。待っているメールには理由が出ます。遅い場合は --timeout を大きくします。',
  'arrived-unsigned': 'メールは DKIM 署名なしで戻ってきました: 送信者 {from}。',
  'arrived-unsigned-fix':
    'dkimproxy-out のログで「DKIM signing - skipped」の行を探してください。reason= に理由があります。dkim-check config CONF --for {from} でもわかります。',
  'explain-arrived-unsigned':
    'メールは届きましたが、署名されていません。dkimproxy-out を通らなかった（ログに行がない）か、設定のどのドメインも送信者に当たらないか、鍵が使えなかったかです。\n署名プログラムのログに理由があります。domain が複数あると、送信者がそのどれかに属するメールだけが署名されます。',
  'changed-on-the-way': 'メールが途中で変わりました: {parts}',
  'changed-on-the-way-fix':
    '署名の後で何が動いているか調べてください: dkim-check config CONF --main-cf /etc/postfix で表示されます。',
  'explain-changed-on-the-way':
    '送った内容はわかっているので、戻ってきたものと比べられます。同じでないフィールドや本文は、途中の何かが変えました。フィルター、milter、header_checks、フッターなどです。\n署名の後で変わると署名が壊れます。署名の前に行うか、やめてください。',
  'not-aligned': '署名は {signer} のものですが、From は {domain} です。DMARC では数えられません。',
  'not-aligned-fix': 'd={domain} で署名してください。dkimproxy-out の設定の domain（または d=）に書きます。',
  'explain-not-aligned':
    'DMARC では、署名のドメインが From のドメインと同じ組織に属するときだけ、その署名を数えます。ほかのドメインの署名は正しくても、DMARC を求める受信側では役に立ちません。\n送信者ごとに自分のドメインの鍵で署名してください。sender_map か、ドメインごとの domain の行を使います。',
};
