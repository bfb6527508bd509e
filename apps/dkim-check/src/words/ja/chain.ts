/** Japanese: the command test. */
import type { chain as english } from '../en/chain.js';

export const chain: Readonly<Record<keyof typeof english, string>> = {
  'command-test': '動いている署名プログラムと Postfix にメールを 1 通通し、受信側と同じように判定します',
  'option-test-from': '送信者（省略時は CONF の最初のドメインの postmaster）',
  'option-test-to':
    'メールを受け取る人（--back か --direct がなければ待たない）。省略時は dkim-check@dkim-check.invalid（Postfix が戻す）',
  'option-test-smtp': 'このサーバー（Postfix の 25 や 587）にメールを渡す（省略時は CONF の listen）',
  'option-test-sendmail': 'この sendmail コマンドでメールを渡す（Web プログラムや cron と同じ）: /usr/sbin/sendmail',
  'option-test-back': 'ここでメールを待つ（省略時は 127.0.0.1:10099）',
  'option-test-direct': 'CONF の relay のアドレスで待つ: 後ろの Postfix なしで署名プログラムを調べる',
  'option-test-timeout': 'メールを待つ秒数（省略時は 30）',
  'chain-file-needed':
    'dkimproxy-out の設定ファイルを指定してください: dkim-check test /etc/dkimproxy/dkimproxy_out.conf',
  'chain-file-incomplete': '{file}: ホストとポートのある listen または relay がありません。',
  'seconds-unreadable': '--{name} {value}: 秒数を 1 から 3600 で書いてください。',
  'place-taken':
    '{place} はすでに使われているため、そこでメールを待てません。--back（と transport マップ）で別の場所を指定してください。--direct は、Postfix が relay で待ち受けていないときだけ使えます。',
  'chain-sent': 'テストメール: {from} から {to} へ',
  'chain-arrived': '戻ってきました。',
  'chain-signature-own': '  {type}: {result}, d={domain} s={selector}, dkimproxy-out の署名',
  'chain-signature-other': '  {type}: {result}, d={domain} s={selector}, 別のプログラムの署名',
  'chain-verdict': '受信側の判定は次のようになります: dkim={result}（{meaning}）',
  'chain-not-sent': 'テストメールは送っていません。この設定ファイルでは dkimproxy-out は起動しません。',

  'signer-down': 'dkimproxy-out が待ち受けるはずの {listen} に応答がありません: {reason}。',
  'signer-down-fix': 'dkimproxy-out を起動してください。まず手で起動すると、起動できない理由が標準エラーに出ます。',
  'explain-signer-down':
    'このアドレスは設定ファイルの listen です。ECONNREFUSED は、そこで待ち受けるプログラムがないという意味です。dkimproxy-out が動いていないか、別の設定ファイルで動いています。\nその間、メールは Postfix のキューに残るか、クライアントに 451 と応答されます。このファイルを指定して手で起動し、表示を読んでください。',
  'next-hop-down': '{relay} に接続できません: {reason}。メールは Postfix のキューに残ります。',
  'next-hop-down-fix': '{relay} で待ち受けるサービスを master.cf に追加し、postfix reload を実行してください。',
  'explain-next-hop-down':
    'このアドレスは設定ファイルの relay で、プロキシがメールを Postfix に返すところです。そこで何も待ち受けていないので、プロキシは 421 と応答し、メールを受け取りません。\n多くの場合、master.cf にサービスがないか、-o の行の先頭の空白が失われています。dkim-check config --postfix でサービスを表示できます。--direct を付けると、サービスなしで署名を調べられます。',
  'test-sent': 'メールは {to} へ送られました: {reply}',
  'test-sent-fix':
    '届いたら、ヘッダー全体を含めて保存し（「メッセージのソースを表示」など）、次を実行してください: dkim-check verify ファイル',
  'explain-test-sent':
    '--to を付け --back を付けないと、メールは実際の受信側にある自分のメールボックスへ届き、dkim-check は待ちません。\n表示したのは受け取ったプログラムの応答で、キューの ID が含まれます。届かないときは、その ID をメールログで探してください。届いたら Authentication-Results を見るか、メールを保存して dkim-check verify で調べてください。迷惑メールのフォルダーも見てください。',
  'test-refused': '{server} はテストメールを受け取りませんでした: {reply}',
  'test-refused-fix': '数字の後の語が原因です。そのプログラムのログで同じ時刻の行も見てください。',
  'explain-test-refused':
    'サーバーは接続を受け付けましたが、メールは受け取りませんでした。すぐに 554 なら多くはプロキシの allow の設定、530 なら TLS かログインが必要なサーバー、RCPT の後の 550 や 554 は Postfix の制限です。\nそのサーバーのログを見てください。送信者や宛先を変えて（--from、--to）試すと、何が拒否されるかわかります。',
  'test-not-returned':
    '{to} へのメールは {seconds} 秒以内に {place} へ戻ってきませんでした。最後に受け取ったのは {hop} で、応答は次のとおりです: {reply}',
  'test-not-returned-fix':
    'postqueue -p を実行してください。待っているメールの下に理由が出ます。{to} を戻す設定がまだなければ、main.cf に transport_maps = hash:/etc/postfix/transport を、そのファイルに {to} smtp:{nexthop} を追加し、postmap /etc/postfix/transport && postfix reload を実行してください。',
  'explain-test-not-returned':
    'dkim-check は自分でメールを待ちます。Postfix がそこへ届けるのは、宛先について transport_maps に指定があるときだけです。上の設定で足り、ほかのメールには影響しません。\n最後に受け取ったプログラムは 250 と応答したので、メールはそこか、その先にあります。応答に queued as と ID があれば、その ID をメールログと postqueue -p で探してください。残ったテストメールは postsuper -d ID で消せます。\n遅い場合は --timeout を大きくします。',
  'test-gone-elsewhere':
    'dkimproxy-out はメールを受け取りました（{reply}）が、{seconds} 秒以内に {relay} へは届きませんでした。別のところへ渡しています。',
  'test-gone-elsewhere-fix':
    '別の設定ファイルか、変更前のこのファイルで動いています。このファイルを読み直させてください（systemctl reload dkimproxy-out）。',
  'explain-test-gone-elsewhere':
    '--direct では dkim-check が設定ファイルの relay のアドレスで待ちます。dkimproxy-out は次のサーバーが受け取ったときだけ 250 と応答するので、動いているプログラムの relay はファイルと違います。\nどの設定ファイルで動いているか調べ（ps、ユニットファイル）、このファイルを読ませてから、もう一度試してください。',
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
  'signed-elsewhere':
    '{type} 署名 d={domain} s={selector} は、この設定ファイルがこの送信者に付けるものではありません。',
  'signed-elsewhere-fix':
    'ほかに署名するもの（smtpd_milters の opendkim や rspamd、もう 1 つの dkimproxy-out）がないか調べてください。設定を変えた場合は dkimproxy-out を再起動してください。',
  'explain-signed-elsewhere':
    '署名したプログラムは、署名のドメイン（d=）とセレクター（s=）でわかります。この署名は、指定した設定ファイルにありません。\nほかのプログラム（smtpd_milters や non_smtpd_milters の milter、フィルター、もう 1 つの dkimproxy-out）も署名しているか、動いている dkimproxy-out が別の設定ファイルや変更前のファイルを読んでいます。\n署名が 2 つあること自体は誤りではありませんが、後のプログラムが前の署名を壊すことがあります。1 つだけにしてください。',
  'signed-twice':
    '{type} 署名 d={domain} s={selector} が {times} 個あります。メールが署名プログラムを何度も通っています。',
  'signed-twice-fix':
    'master.cf の、dkimproxy-out からメールが戻るエントリーに -o content_filter= を書き、postfix reload を実行してください。',
  'explain-signed-twice':
    'メールは content_filter で dkimproxy-out に渡され、relay で Postfix に戻ります。戻り先のエントリーで content_filter を空にしていないか、メールが通る 2 つのエントリーの両方に content_filter があると、もう一度署名されます。\n受信側は受け入れますが、そのたびに時間がかかります。正しいエントリーは dkim-check config CONF --postfix で表示できます。',
  'signer-has-other-key':
    'DNS の鍵は {keyfile} のもので、メールは途中で変わっていませんが、署名は別の鍵によるものです。',
  'signer-has-other-key-fix':
    '動いている dkimproxy-out が古い鍵を使っています。systemctl reload dkimproxy-out を実行し、もう一度試してください。',
  'explain-signer-has-other-key':
    'dkimproxy-out が鍵ファイルを読むのは、起動したときと読み直しを指示されたときです。同じ名前で鍵を作り直して公開したら、読み直させてください。それまでは前の鍵で署名し、受信側ではすべて署名の誤りになります。\n読み直しても変わらないときは、別の設定ファイルで動いています。ユニットファイルや ps のパスを、ここで指定したものと比べてください。',
  'signature-missing':
    'この設定ファイルでは {type} 署名 d={domain} s={selector} も付くはずですが、メールにありません。',
  'signature-missing-fix':
    '設定を変えた場合は dkimproxy-out に読み直させ（systemctl reload dkimproxy-out）、このメールのログの行を見てください。',
  'explain-signature-missing':
    'メールの署名を、この送信者について設定ファイルにあるものと比べました。足りない署名があります。多くの場合、動いている dkimproxy-out が変更前のファイルか別のファイルを読んでいます。別のプログラムが署名し、dkimproxy-out を通っていないこともあります。\nファイルを読み直させて、もう一度テストメールを送ってください。ログの「DKIM signing - signed」の行に、付けた署名が出ます。',
  'keys-not-read': '鍵ファイルを読む権限がないため、DNS のレコードとは比べていません。',
  'keys-not-read-fix': '比べるには root で実行してください: sudo dkim-check test CONF',
  'explain-keys-not-read':
    '鍵ファイルは dkimproxy-out を動かすユーザーのもので、ほかのユーザーが読めないのは正しい状態です。\nテストメールの判定には影響しません。root かそのユーザーで実行したときだけ、DNS のレコードがファイルの鍵のものかどうかも調べます。',
};
