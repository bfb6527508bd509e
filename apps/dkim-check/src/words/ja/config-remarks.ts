/** Japanese: what the proxies say of their configuration, each remark with its fix. */
import type { configRemarks as english } from '../en/config-remarks.js';

export const configRemarks: Readonly<Record<keyof typeof english, string>> = {
  'needs-root': '確認していません。root でないと見られません（{what}）。',
  'needs-root-fix': 'root でもう一度実行してください: sudo dkim-check config ファイル',
  'explain-needs-root':
    'プロキシは root が起動し、鍵を読んでから専用のユーザーになります。dkim-check を別のユーザーで実行しているため、それができるかわかりません。\nファイルの誤りではありません。root で実行するとすべて確認できます。何も変更しません。',
  'relay-is-listen': 'relay がプロキシ自身の待ち受けるアドレスです。メールがいつまでも回り続けます。',
  'relay-is-listen-fix':
    'relay には listen と別のポートを書いてください: dkimproxy-out なら 10028、dkimproxy-in なら 10026 です。',
  'explain-relay-is-listen':
    'listen は Postfix からメールを受け取る場所、relay は Postfix へ返す場所です。同じアドレスだとプロキシは自分自身へ送ることになるので、起動しません。\nrelay のポートには Postfix のサービスが必要です。dkim-check config ファイル --postfix で表示できます。',
  'config-is-key': '{path} には秘密鍵が入っています。設定ファイルではありません。',
  'config-is-key-fix':
    'プロキシの設定ファイル（dkimproxy_out.conf）を指定してください。鍵は別のファイルに置き、keyfile で指定します。',
  'explain-config-is-key':
    'PEM 形式の秘密鍵の行があります。鍵の一部がログに出ないよう、プロキシはこのファイルを設定として読みません。\n設定に鍵を貼り付けた場合は、モード 600 の別のファイルへ移し、そのパスを keyfile に書いてください。',
  'folder-missing': '{option}: {path} がないので、書き込めません。',
  'folder-missing-fix': '実行: mkdir -p {word}   そしてプロキシのユーザーに渡すか、別のフォルダーを指定してください。',
  'explain-folder-missing':
    'プロキシはここにファイルを置くので、できなければ起動しません。\nフォルダーを作ってプロキシのユーザーを所有者にするか（chown）、この行を外してください。たいていは既定値で足ります。',
  'key-file-missing': '鍵ファイル {keyfile} がありません。',
  'key-file-missing-fix':
    'パスを直すか、鍵を作ってください: dkim-check keygen --domain ドメイン --selector セレクター --out フォルダー',
  'explain-key-file-missing':
    'keyfile か署名の key= にあるファイルが存在しません。/ で始まらないパスは、その行があるファイルのフォルダーから数えます。\nkeygen で作った場合、鍵ファイルは .pem で終わるものです。なければプロキシは起動しません。',
  'key-file-no-key': '{keyfile} は PEM 形式の秘密鍵ではありません。',
  'key-file-no-key-fix':
    '{option} には -----BEGIN PRIVATE KEY----- で始まるファイル（dkim-check keygen の .pem）を指定してください。',
  'explain-key-file-no-key':
    'ファイルは読めますが、中身が公開鍵、DNS レコード（.txt）、証明書、または別の形式の鍵です。\n秘密鍵のファイルを指定してください。別の形式から PEM への変換: openssl pkey -inform DER -in 元 -out 先',
  'file-missing': '{option}: ファイル {path} がありません。',
  'file-missing-fix': '{option} のパスを直すか、この行を外してください。',
  'explain-file-missing':
    '設定にあるファイルが存在しません。/ で始まらないパスは、設定ファイルのフォルダーから数えます。\n意図と違う扱いになるので、プロキシは起動しません。',
  'signature-without-selector': '署名にセレクターがありません。',
  'signature-without-selector-fix':
    '次の行を追加するか: selector 名前   （DNS で ._domainkey の前に来る語）、署名に s=名前 を加えてください。',
  'explain-signature-without-selector':
    '受信側は鍵を セレクター._domainkey.ドメイン で探すので、署名にはセレクターが必要です。\nまだ鍵がなければ dkim-check keygen --domain ドメイン で、必要な行とともに作れます。',
  'signature-without-key': '署名に鍵がありません。',
  'signature-without-key-fix': '次の行を追加するか: keyfile /パス/鍵.pem   署名に key=ファイル を加えてください。',
  'explain-signature-without-key':
    '秘密鍵がなければ署名できません。\nなければ dkim-check keygen --domain ドメイン で作ると、DNS レコードも表示されます。できた .pem のパスを keyfile に書いてください。',
  'signature-without-domain': '署名にドメインがありません。',
  'signature-without-domain-fix': '自分のドメインで行を追加するか: domain example.org   署名に d= を加えてください。',
  'explain-signature-without-domain':
    '署名はドメイン（d=）の名で行い、鍵は DNS でその下に置きます。\ndomain が 1 つならすべてのメールに、2 つ以上なら送信者がそのどれかに属するメールだけに署名します。',
  'user-missing': 'ユーザー {user} がこのマシンにいません。',
  'user-missing-fix': '実行: useradd --system --no-create-home --shell /usr/sbin/nologin {word}',
  'explain-user-missing':
    'プロキシはポートを開いた後、root の権限を捨ててこのユーザーになります。いなければ起動しません。\nユーザーを作るか、user の名前を直してください。プロキシが別のマシンで動くなら、そこで確認してください。',
  'value-unfit': '{option}: 「{value}」は使えない値です。',
  'value-unfit-fix': '次のように書いてください: {want}',
  'explain-value-unfit':
    'オプションはありますが、値の種類が違います。アドレスのないポート、数のところの語、知らない単位の時間などです。\nこのままではプロキシは起動しません。書ける値は、マニュアルと --help にあります。',

  'value-needed': '{option} に値がありません。',
  'value-needed-fix': '次のように書いてください: {option} {want}',
  'explain-value-needed':
    'それだけで yes を意味するオプションもありますが、これには値が必要です。値が次の行にありませんか。名前と値は 1 行に書きます。\nこのままではプロキシは起動しません。',
  'length-not-written': 'l= は書きません。誰でもメールに文を足せ、それでも署名が通ってしまうためです。',
  'length-not-written-fix': '署名から l= を外してください。',
  'explain-length-not-written':
    'l= があると、署名は本文の最初の部分だけを守ります。転送する人は、あなたの名前のまま後ろに何でも足せます（RFC 6376 の 8.2 節）。\nそのような署名を信じない受信側も多くあります。',
  'signature-unclosed': '署名の閉じ括弧がありません。',
  'signature-unclosed-fix': '最後の指定の後ろに ) を書いてください: signature dkim(c=relaxed, a=rsa-sha256)',
  'explain-signature-unclosed':
    '署名の指定は、1 行の括弧の中にコンマで区切って書きます。\nコピーしたときに行が分かれたのかもしれません。',
  'algorithm-misfit': 'a={algorithm} は、別の種類の鍵である {keyfile} に合いません。',
  'algorithm-misfit-fix': 'a={fits} と書くか、a= を外してください。外せば鍵で決まります。',
  'explain-algorithm-misfit':
    'RSA の鍵は rsa-sha256、Ed25519 の鍵は ed25519-sha256 で署名します。作れない署名があると、プロキシは起動しません。\n両方で署名するには、それぞれに鍵とセレクターのある signature の行を 2 つ書いてください。',
  'domainkeys-needs-rsa': 'DomainKeys は RSA の鍵でしか署名できませんが、{keyfile} は Ed25519 です。',
  'domainkeys-needs-rsa-fix': 'signature domainkeys(...) の行を外してください。DomainKeys は受信側に無視されます。',
  'explain-domainkeys-needs-rsa':
    'DomainKeys（RFC 4870）は Ed25519 より古く、rsa-sha1 だけです。\nDKIM で署名してください: signature dkim',
  'identity-outside': 'i={identity} が d={domain} の下にないので、署名が無効になります。',
  'identity-outside-fix': 'i= を外すか、{domain} またはその下のドメインのアドレスを書いてください。',
  'explain-identity-outside':
    'i= は、ドメインが誰のために署名するかを示すので、そのドメインかその下でなければなりません（RFC 6376 の 3.5 節）。ほかのものは受信側に拒まれます。\ni= はほとんどの場合不要です。なければドメイン全体としての署名になります。',
  'algorithm-sha1': 'a=rsa-sha1 は rsa-sha256 として読みます。受信側は SHA-1 の DKIM 署名を拒みます。',
  'algorithm-sha1-fix': 'a=rsa-sha256 と書くか、a= を外してください。鍵は同じもので構いません。',
  'explain-algorithm-sha1':
    'RFC 8301 は DKIM での SHA-1 を禁じ、受信側はそのような署名をないものとして扱います。dkimproxy-out は代わりに、どの受信側も知っている SHA-256 で署名します。\nDNS のレコードは、h=sha1 がなければ変更不要です。',
  'method-nowsp': 'nowsp は relaxed として読みます。',
  'method-nowsp-fix': '代わりに relaxed と書いてください。',
  'explain-method-nowsp':
    'nowsp は初期の草案にあった正規化で、標準にはありません。c=nowsp は受信側に拒まれます。\n後に relaxed になり、多くの署名プログラムが使っています。',
  'method-unused': '{option} は効きません。どの署名にも自分の正規化があります。',
  'method-unused-fix': 'この行を外すか、署名から c= を外してください。',
  'explain-method-unused':
    'method は c= のない署名のためのものですが、このファイルではすべての署名に c= があります。\n害はありませんが、効いているように見えるだけです。',
  'method-of-other': '{method} は {type} の正規化です。{other} は {used} になります。',
  'method-of-other-fix': '代わりに各署名に c= を書くか、dkim_method と domainkeys_method を使ってください。',
  'explain-method-of-other':
    'method 1 つでは両方を指定できません。DKIM には simple と relaxed、DomainKeys には simple と nofws があります。合わない方の署名は既定値になります。\nそれぞれに 1 行ずつ書くと明確です。',
  'signed-field-unwise': 'h= に {fields} があります。途中のサーバーが変えるので、署名が壊れます。',
  'signed-field-unwise-fix': 'h= から {fields} を外すか、h= をなくしてください。既定値で十分です。',
  'explain-signed-field-unwise':
    '途中の各サーバーは Received を加え、Return-Path などを書き換えることがあります。それらに署名すると、届いたときに署名が合いません。\n署名すべきものは RFC 6376 の 5.4 節にあります: From、To、Subject、Date、Message-ID と MIME のヘッダーです。',
  'domain-one-label': 'd={domain} では署名できません。1 語のドメインには鍵レコードを置く場所がありません。',
  'domain-one-label-fix': '{domain}.example のようにドメイン全体を書くか、外してください。',
  'explain-domain-one-label':
    '署名の鍵は DNS でドメインの下に置きます。localhost のようにドットのない名前は、DNS では誰のものでもありません。\nメールアドレスの @ の後ろのとおりに書いてください。',
  'key-exponent-unusual': '{keyfile} の指数が珍しい値です。65537 しか受け付けない受信側があります。',
  'key-exponent-unusual-fix': '新しいセレクターで新しい鍵を作ってください: dkim-check keygen',
  'explain-key-exponent-unusual':
    'RSA の鍵には公開指数があり、ほとんどのプログラムは 65537 にします。ほかの値は拒まれたり、計算が遅くなったりします。\nopenssl と dkim-check keygen は 65537 を使います。',
  'folder-closed': '{user} はフォルダー {folder} に入れないので、後の再読み込みで {path} を読めません。',
  'folder-closed-fix': '実行: {command}   または {user} が入れるフォルダーへファイルを移してください。',
  'explain-folder-closed':
    'ファイルを開くには、上にあるすべてのフォルダーを通れる必要があり、フォルダーにはそのユーザーへの x の権限が要ります。ファイル自身の所有者やモードでは足りません。\nx だけなら通れますが、一覧は見えません。/root や人のホームなら、/etc/dkimproxy などへ移すほうがよいです。',
  'unreadable-later': '{user} は {path} を読めないので、後の再読み込みで変更が反映されないか、失敗します。',
  'unreadable-later-fix': '実行: {command}',
  'explain-unreadable-later':
    'プロキシは root としてファイルを読んだ後、user のユーザーになります。再読み込みのときは、そのユーザーとして読みます。\nファイルをそのユーザーか、そのユーザーが属するグループに渡し、読めるようにしてください。',
  'unwritable-later': '{user} は {path} に書き込めませんが、プロキシには必要です。',
  'unwritable-later-fix': '実行: {command}',
  'explain-unwritable-later':
    '起動後のプロキシは user のユーザーで、大きなメールやログをそのユーザーとして書きます。\n書けないと、大きなメールは 451 で後回しになり、ログは次のローテーションで途切れます。フォルダーかファイルをそのユーザーに渡してください。',
  'log-not-renewed': '古いログが移された後、{user} は新しいログファイルを作れません。',
  'log-not-renewed-fix':
    'logrotate に作らせるか（create 640 {user}）、{user} が所有する専用のフォルダーにログを置いてください。',
  'explain-log-not-renewed':
    'logrotate はログを移してから、プロキシに開き直すよう伝えます。そのときのプロキシは user のユーザーで、/var/log のような root のフォルダーにはファイルを作れません。\nlogrotate に create があれば、ファイルは先にできています。',
  'allow-everybody': '誰でもこのプロキシにメールを送れ、Postfix はそれを自分のメールとして扱います。',
  'allow-everybody-fix': 'allow には自分のサーバーのネットワークを書くか、127.0.0.1 で待ち受けてください。',
  'explain-allow-everybody':
    'プロキシがこのマシンの外からも接続を受け、誰も拒みません。渡されたメールは Postfix には 127.0.0.1 からに見え、どこへでも送れます。自分の署名付きのオープンリレーです。\nallow にはネットワークを書きます: allow 192.0.2.0/28。ループバックなら不要です。',
  'metrics-open': 'メトリクスを、ほかのマシンからも誰でも読めます。',
  'metrics-open-fix': 'metrics_listen {place} と書くか、ファイアウォールで接続元を制限してください。',
  'explain-metrics-open':
    'メトリクスに個々のメールは出ませんが、いつどれだけ送っているかがわかります。ログインは不要です。\n127.0.0.1 ならこのマシンのプログラムだけが読めます。別のマシンの Prometheus にはファイアウォールの規則が必要です。',
  'syslog-missing': '/dev/log に syslog がいません。始まるまでログは失われます。',
  'syslog-missing-fix':
    'rsyslog か systemd-journald を起動するか、ファイルに書いてください: log /var/log/dkimproxy.log',
  'explain-syslog-missing':
    'バックグラウンドでは、log の指定がなければ syslog に書きます。このマシンには受け取るものがいません。コンテナではよくあります。\nコンテナでは log stdout と書き、daemonize は使わないでください。',
  'log-unread': 'バックグラウンドでは標準出力を誰も読まないので、ログは失われます。',
  'log-unread-fix': 'log syslog か、ファイルを指定してください: log /var/log/dkimproxy.log',
  'explain-log-unread':
    'daemonize ではプロキシが端末を離れるので、そこへの出力はどこにも届きません。\nlog stdout を外すか、daemonize を外して systemd やコンテナに出力を保存させてください。',
  'hostname-shared': '結果が {hostname} という名前で書かれますが、ほかのマシンにもある名前です。',
  'hostname-shared-fix': 'このサーバーの DNS での名前で行を追加してください: hostname mail.example.org',
  'explain-hostname-shared':
    'dkimproxy-in はこの名前で Authentication-Results を書き、この名前で届いた結果は偽物として外します。フィルターはこの名前だけを信じます。\nドメインのない名前や localhost は自分だけのものではありません。MX レコードにある名前を書いてください。',
  'trusted-results-local':
    'trusted_results に 127.0.0.1 があります。XFORWARD がないと、すべてのメールがそこから来たように見えます。',
  'trusted-results-local-fix':
    'ここへつながるサービスに -o smtp_send_xforward_command=yes があるか確認するか、127.0.0.1 を外してください。',
  'explain-trusted-results-local':
    '信頼した接続元からの結果はメールに残ります。XFORWARD で本当の接続元が伝わらないと、Postfix の後ろではすべて 127.0.0.1 になり、他人の偽の結果を信じることになります。\nsmtpd_proxy_filter は XFORWARD を自動で送ります。content_filter には smtp_send_xforward_command=yes が必要です。',
  'map-key-never-matches': 'このマップの {key} は、どのメールにも当たりません。',
  'map-key-never-matches-fix':
    'アドレス（joe@example.org）かドメイン（example.org）、リストのマップではリスト ID を書いてください。',
  'explain-map-key-never-matches':
    'sender_map の行はアドレスかドメインで、listid_map の行はリスト ID かその末尾で始まります。この語はどちらでもないので、行は読み飛ばされます。\nドメインは @ も * も付けずに書きます。',
  'map-line-empty': '{key} の後ろに署名がないので、この行は読み飛ばされます。',
  'map-line-empty-fix': '何で署名するかを後ろに書いてください: {key} dkim   または {key} dkim(d=..., s=..., key=...)',
  'explain-map-line-empty':
    'マップの行は、名前、空白、1 つ以上の署名です。名前だけでは、署名する指定にもしない指定にもならず、行がないものとして探し続けます。\nファイルのオプションどおりに署名するなら、後ろに dkim と書いてください。',
  'map-key-repeated': '{key} はこのマップの {line} 行目にもあります。先の行が有効です。',
  'map-key-repeated-fix': 'どちらかの行を外してください。複数の署名は、1 つの名前の後ろにコンマで並べます。',
  'explain-map-key-repeated':
    'マップでは同じ名前の最初の行が有効です。最後の行が有効な設定ファイルとは逆です。\n2 つの署名は 1 行に書いてください: example.org dkim(s=a), dkim(s=b)',
  'certificate-expired': '{file} は {time} に期限が切れています。',
  'certificate-expired-fix': '証明書を更新し（certbot renew など）、プロキシに再読み込みさせてください。',
  'explain-certificate-expired':
    '証明書を検証する接続元は TLS での通信を拒み、メールが待たされます。\n新しい証明書とそのチェーンをファイルに入れ、プロキシに SIGHUP を送ってください。',
  'certificate-early': '{file} は {time} まで有効になりません。',
  'certificate-early-fix': 'このマシンの時計（date）を確認し、合っていればそれまで前の証明書を使ってください。',
  'explain-certificate-early':
    '証明書を検証する接続元は、期間の始まっていない証明書を拒みます。多くは、どちらかのマシンの時計のずれです。\nNTP で時計を合わせ、もう一度確認してください。',
  'certificate-order': '{file} は、ファイルの次の証明書で署名されていません。',
  'certificate-order-fix': '証明書を並べ直してください: 自分のものを先頭に、それぞれの次に署名した証明書を置きます。',
  'explain-certificate-order':
    '接続元は、自分の証明書から知っている証明書までチェーンをたどります。順序が違うか欠けていると、たどれないことがあります。\n認証局は正しい順のファイル（fullchain.pem）を配っています。',
};
