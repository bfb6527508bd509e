/** Japanese: what a Postfix configuration does with mail and the proxies. */
import type { postfix as english } from '../en/postfix.js';

export const postfix: Readonly<Record<keyof typeof english, string>> = {
  'option-main-cf':
    'このフォルダーの main.cf と master.cf を読み、メールがプロキシを通るか、その後で何が変えるかを調べる',
  'postfix-title': '{folder} の Postfix: メールの経路',
  'postfix-path': '  {service}: {programs}',
  'postfix-path-by': '  {service}: {programs}（{settings}）',
  'postfix-neither': 'どちらのプロキシも通りません',
  'postfix-back': '  {service}: {program} からメールを受け取ります',
  'postfix-well': '  直すところはありません。',

  'master-cf-indent': '{file}:{line}: -o の行は先頭に空白が必要です。空白がないと新しいサービスと解釈されます。',
  'master-cf-indent-fix': 'これらの行の -o の前に空白を 2 つ入れてください。',
  'explain-master-cf-indent':
    'master.cf では、空白で始まる行は上のサービスの続きです。-o で始まる行は新しいサービスとみなされますが、Postfix には読めず、ファイル全体が拒否されます。\n多くの Web ページでは行頭の空白が失われるので、コピーするとこうなります。ログには「bad field count」や「invalid type field」と出ます。\n各 -o の前に空白を 2 つ入れ、postfix reload を実行してください。',
  'master-cf-typography': '{file}:{line}: 印刷用のダッシュ、引用符、または全角などの空白が入っています。',
  'master-cf-typography-fix': 'これらの行を入力し直してください。普通の -、引用符、半角の空白を使います。',
  'explain-master-cf-typography':
    'Web ページやワープロは、普通の記号を長いダッシュ、曲がった引用符、広い空白に変えます。見た目は似ていますが、Postfix は同じものとして扱いません。\n長いダッシュの後の文字はオプションとして読まれません。その文字を消し、キーボードで入力し直してください。',
  'master-cf-service': '{file}:{line}: サービスの行ではありません。名前、種類、5 つの項目、コマンドが必要です。',
  'master-cf-service-fix': 'ほかの行と比べてください。上の行の続きは空白で始めます。',
  'explain-master-cf-service':
    'master.cf のサービスには 8 つの項目があります: 名前、種類、private、unprivileged、chroot、wakeup、最大プロセス数、コマンド。1 つでも欠けると、Postfix はファイル全体を拒否します。\n多くの場合、続きの行の先頭の空白か、コピーのときに項目が失われています。postfix check を実行すると行番号がわかります。',
  'master-cf-option': '{file}:{line}: {service} の -o を読めません: {option}',
  'master-cf-option-fix':
    '「=」の前後に空白を入れずに -o name=value と書くか、-o の後の設定を波かっこに入れてください。',
  'explain-master-cf-option':
    'master.cf では空白が語の区切りです。「-o content_filter = x」は 3 つの語になり、どれもフィルターを設定しません。そのサービスは動きません。\n空白なしで書くか、空白をまとめる波かっこに入れてください。',
  'main-cf-line': '{file}:{line}: 「名前 = 値」の形の設定ではありません: {text}',
  'main-cf-line-fix': '「名前 = 値」と書いてください。上の行の続きは空白で始めます。',
  'explain-main-cf-line':
    'main.cf に「=」のない行があると、Postfix は起動しません。多くの場合、上の行の続きで、先頭の空白が失われています。\npostfix check を実行すると行番号がわかります。',

  'port-not-signed': '{service} からのメールは dkimproxy-out を通りません。',
  'port-not-signed-fix': 'master.cf の {service} の下に追加する行: {line}',
  'explain-port-not-signed':
    'メールを受け取る master.cf のサービスは、それぞれ別の経路を持ちます。587 番の content_filter は、465 番や、cron と Web プログラムが使う sendmail コマンド（pickup）には効きません。そこから入ったメールは署名なしで出ていきます。\nそのサービスに、先頭に空白を付けてこの行を追加し、postfix reload を実行してください。その後、その経路でメールを送り、ログに dkimproxy-out の行があるか確認します。',
  'port-25-not-signed': '手元のプログラムが {service}（25 番）に送るメールは dkimproxy-out を通りません。',
  'port-25-not-signed-fix': 'Web メールなどのプログラムは、587 番か sendmail コマンドで送るようにしてください。',
  'explain-port-25-not-signed':
    '25 番は、外部からのメールが届くところです。そのメールに自分の名前で署名してはいけないので、署名へ回さないのは正しい設定です。\nただし、自分のマシンのプログラムが 25 番に送るメールも署名されません。587 番か sendmail コマンドを使うように設定してください。',
  'inbound-signed': '{service}（25 番）が dkimproxy-out へつながっています。他人のメールに自分の署名が付きます。',
  'inbound-signed-fix':
    'master.cf の {service} の下に次のように書き:   -o {setting}=   ログインする人には 587 番を用意して、フィルターはそこに指定してください。',
  'explain-inbound-signed':
    '25 番には誰でもメールを送れ、From に自分のドメインを書くこともできます。そのメールが署名を通ると、自分の署名が付き、そのまま転送されることもあります。\n署名するのは、ログインして送る経路（587、465）と sendmail コマンドのメールだけにしてください。',
  'proxy-not-in-path': '{program}（{listen}）を通るメールがありません。',
  'proxy-not-in-path-fix':
    'master.cf の {service} の下に追加する行: {line}   （必要なサービスは dkim-check config ファイル --postfix で表示できます）',
  'explain-proxy-not-in-path':
    'プロキシは動いているかもしれませんが、そのポートへメールを送る Postfix のサービスがありません。すべてのメールがプロキシを通らずに進み、どのログにも出ません。\ncontent_filter（キューの後）か smtpd_proxy_filter（キューの前）でつなぎます。利用者が送信に使うサービスにこの行を追加し、postfix reload を実行してください。',
  'proxy-without-service':
    '{program}（{listen}）を通るメールがありません。{port} 番のサービスが master.cf にありません。',
  'proxy-without-service-fix':
    'dkim-check config ファイル --postfix が表示するサービスを master.cf に追加してください。# で始まる行は数えません。',
  'explain-proxy-without-service':
    '利用者のメールは submission（587 番）、外からのメールは smtp（25 番）のサービスに入ります。submission がコメントのままの master.cf がよくあります。\ndkim-check config ファイル --postfix が表示する行を追加するか、サービスとその -o の行の先頭の # を外してフィルターを加え、postfix reload を実行してください。',
  'listen-port-differs':
    '{service} は {value} へ送りますが（{setting}）、{program} は {listen} で待ち受けています（{file}）。',
  'listen-port-differs-fix':
    '同じアドレスにしてください: {setting} を {listen} にするか、{file} の listen をもう一方に合わせます。',
  'explain-listen-port-differs':
    'これらのファイルを見る限り、Postfix がメールを送るポートでは何も待ち受けていません。キューの後なら「Connection refused」でメールが残り、キューの前なら 451 と応答します。\nフィルターのポートとプロキシの設定ファイルの listen を比べ、どちらかを直してください。',
  'filter-transport-missing': '{service}: {setting} が指すサービス {transport} は master.cf にありません。',
  'filter-transport-missing-fix':
    'master.cf に追加してください: {transport} unix - - n - 4 smtp（次の行に -o smtp_send_xforward_command=yes）',
  'explain-filter-transport-missing':
    'content_filter の最初のコロンの前は、フィルターへメールを運ぶ master.cf のサービスの名前です。そのサービスがないと、メールは「mail transport unavailable」でキューに残ります。\nサービスを追加するか、名前を直してください。合うものは dkim-check config --postfix で表示できます。',
  'filter-service-missing': '{service}: {setting} の {transport} というサービスが master.cf にありません。',
  'filter-service-missing-fix':
    '{transport} の行を master.cf に追加するか（そのフィルターの説明書にあります）、{setting} から外してください。',
  'explain-filter-service-missing':
    'content_filter のコロンの前は master.cf のサービスの名前で、ここではプログラムを起動するサービスです。ないと、メールは「mail transport unavailable」でキューに残ります。\nフィルターの説明書のとおりにサービスを追加するか、名前を直してください。',
  'reinjection-missing': '{program} はメールを {relay} へ渡しますが、それを受け取るサービスが master.cf にありません。',
  'reinjection-missing-fix':
    'master.cf に {relay} のサービスを追加するか（dkim-check config --postfix で表示できます）、{program} の設定の relay を直してください。',
  'explain-reinjection-missing':
    'プロキシは、relay で指定されたアドレスで Postfix にメールを返します。この master.cf ではそこで何も待ち受けていないので、メールには 421 と応答され、Postfix のキューに残ります。\n両方のポートを比べ、ファイルの誤りでサービスが失われていないかも確認してください。',
  'filter-loop': '{service} がメールを再び {program} へ送ります。いつまでも回り続けます。',
  'filter-loop-fix': 'master.cf の {service} の下に追加する行:   {lines}',
  'explain-filter-loop':
    'main.cf に content_filter があると、フィルターからメールを受け取るサービスも含め、すべてのサービスに効きます。メールは Received が多くなりすぎて返送されるまで回り続けます。\nメールを受け取る側のサービスには、空の content_filter を指定してください。アクセステーブルの FILTER による場合は、そのテーブルのない専用のリストを指定します。',
  'relayhost-loop':
    'main.cf の {setting} により、{program} から戻ったものも含むすべてのメールが再びそこへ送られます。いつまでも回り続けます。',
  'relayhost-loop-fix':
    '{setting} からプロキシを外し、content_filter で各サービスからつないでください（dkim-check config --postfix）。',
  'explain-relayhost-loop':
    'relayhost と default_transport は、メールが出ていく先です。そこにプロキシを書くと、同じ Postfix に戻ったメールが再びプロキシへ送られ、Received が多くなりすぎて返送されるまで回り続けます。\nフィルターは、メールが入るサービスに content_filter か smtpd_proxy_filter で指定します。',
  'filter-return-unknown':
    '{service} は別のフィルター（{value}）へつながります。その後で dkimproxy-out を通るかは、これらのファイルではわかりません。',
  'filter-return-unknown-fix':
    'そのフィルターがメールをどこへ返すかを設定で確認し、{service} でテストメールを送ってください。',
  'explain-filter-return-unknown':
    'Postfix と署名の間に、ほかのプログラムのフィルターがあります。メールをどこへ返すかはその設定に書かれていて、ここでは読みません。\ndkimproxy-out へつながるサービスに返していれば問題ありません。テストメールを送り、署名があるか確認してください。',

  'open-relay': '{service} は誰から誰へのメールでも中継します: {setting}',
  'open-relay-fix':
    'mynetworks には自分のネットワークだけを書き、{service} の制限は reject か reject_unauth_destination で終えてください。',
  'explain-open-relay':
    'オープンリレーは数時間のうちに迷惑メールの送信者に見つかります。署名が後ろにあれば、そのメールに自分の署名が付き、アドレスだけでなくドメインも拒否されます。\nmynetworks は 127.0.0.0/8、[::1]/128 と自分のネットワークだけにしてください。0.0.0.0/0 や 192.0.0.0/2 のような数ビットのネットワークは、世界の大部分にあたります。\n変更後に postfix reload を実行してください。',
  'restrictions-incomplete': '{service} の制限に、拒否する語がありません。Postfix はこのサービスを起動しません。',
  'restrictions-incomplete-fix':
    'master.cf の {service} の下に追加する行:   -o smtpd_recipient_restrictions=permit_mynetworks,permit_sasl_authenticated,reject_unauth_destination',
  'explain-restrictions-incomplete':
    '誤ってオープンリレーにならないよう、Postfix は smtpd_relay_restrictions か smtpd_recipient_restrictions に reject、defer、reject_unauth_destination、defer_unauth_destination のどれかを求めます。permit の後の語は数えません。\nないと、接続はすぐに切れ、ログに「specify at least one working instance of」と出ます。どちらかのリストを reject で終えてください。',
  'reinjection-refuses': '{program} が返すメールを {service} が拒否します（{list}）。',
  'reinjection-refuses-fix':
    'master.cf の {service} の下に追加する行:   -o {list}=permit_mynetworks,reject   と   -o mynetworks=127.0.0.0/8',
  'explain-reinjection-refuses':
    'プロキシは 127.0.0.1 から接続し、ログインはしません。ログインした人だけを許可するリストや、127.0.0.0/8 のない main.cf の mynetworks では、返すメールに 554 と応答され、送信者に返送されます。\nmain.cf のリストは、専用のリストがなければこのサービスにも効きます。127.0.0.1 だけを許可するリストを指定してください。',
  'own-users-refused':
    '{service} は外部からの自分の利用者を拒否します: {list} で、拒否より前に permit_sasl_authenticated がありません。',
  'own-users-refused-fix':
    'master.cf の {service} の下に追加する行:   -o {list}=permit_mynetworks,permit_sasl_authenticated,reject',
  'explain-own-users-refused':
    '制限のリストのどれか 1 つが拒否すれば、ほかのリストに関係なくメールは拒否されます。main.cf のリストは 587 番にも効きますが、多くは 25 番のために書かれています。そのため、ログインした人が外から送ると「Relay access denied」や「Client host rejected」になります。\nこのサービスには、reject の前に permit_sasl_authenticated のある専用のリストを指定してください。',
  'login-off': '{service} はログインを求めますが（permit_sasl_authenticated）、ログインの機能が有効になっていません。',
  'login-off-fix': 'master.cf の {service} の下に追加する行:   -o smtpd_sasl_auth_enable=yes',
  'explain-login-off':
    'smtpd_sasl_auth_enable は指定しなければ no で、AUTH が提供されません。誰もログインできず、外部からは全員が拒否されます。\nこのサービスで yes にしてください。Postfix には SASL の設定（smtpd_sasl_type と smtpd_sasl_path）も必要です。',

  'reinjection-reachable': '{program} からメールを受け取る {service} に、外部から接続できます。',
  'reinjection-reachable-fix': 'master.cf で {service} の名前を 127.0.0.1:{port} にしてください。',
  'explain-reinjection-reachable':
    'このポートに入るメールは、検査もプロキシも通りません。このマシンのプロキシだけが接続できるようにします。\nサービス名のポートの前にアドレスを書くと、そのアドレスだけで待ち受けます。reload では古いアドレスが残るので、変更後は postfix stop と postfix start を実行してください。',
  'reinjection-tls-required':
    '{service} は TLS を求めますが、{program} は指定がなければ TLS を使いません。メールはすべて拒否されます。',
  'reinjection-tls-required-fix': 'master.cf の {service} の下に追加する行:   -o smtpd_tls_security_level=none',
  'explain-reinjection-tls-required':
    'main.cf の smtpd_tls_security_level=encrypt はすべてのサービスに効きます。同じマシンのプロキシからメールを受け取るサービスも、530「Must issue a STARTTLS command first」と応答します。\nループバックでは TLS は不要です。このサービスでは無効にしてください。',
  'reinjection-few-processes':
    '{service} が同時に受け取れるのは {processes} 通ですが、{program} からは最大 {most} 通が届きます。',
  'reinjection-few-processes-fix':
    '{service} のプロセス数を増やしてください。行の 7 番目の項目を {most} 以上にします。',
  'explain-reinjection-few-processes':
    'プロキシを通る途中のメールは、両側で Postfix のプロセスを 1 つずつ使います。受け取る側が少ないと、メールは互いに待ち、混雑するとタイムアウトになります。\nプロセス数は、master.cf でコマンドの前にある項目です。',
  'xforward-not-authorized':
    '{service} は {program} が伝えるクライアントの情報を受け付けません。ログと Received はすべて localhost になります。',
  'xforward-not-authorized-fix':
    'master.cf の {service} の下に追加する行:   -o smtpd_authorized_xforward_hosts=127.0.0.0/8',
  'explain-xforward-not-authorized':
    'プロキシの後ろでは、すべてのメールが 127.0.0.1 から届きます。XFORWARD は本当のクライアントのアドレス、名前、ログイン名を伝えますが、Postfix は smtpd_authorized_xforward_hosts のホストからだけ受け付けます。\nこれがないと、Postfix は自分のマシンのメールとみなしてヘッダーを補うことがあり、署名が壊れます。',
  'xforward-not-sent': 'サービス {service} は、クライアントが誰かをプロキシに伝えません。',
  'xforward-not-sent-fix': 'master.cf の {service} の下に追加する行:   -o smtp_send_xforward_command=yes',
  'explain-xforward-not-sent':
    'このままでは、プロキシの後ろのログで、すべてのメールのクライアントが localhost になります。Postfix は smtp_send_xforward_command が yes のときだけ XFORWARD を送ります。\nmain.cf ではなく、プロキシへつながるサービスに指定してください。ほかのサーバーは受け付けません。',
  'proxy-tls-required':
    'サービス {service} は TLS なしでは送りませんが（smtp_tls_security_level={level}）、{program} は TLS を提供していません。メールはキューに残ります。',
  'proxy-tls-required-fix': 'master.cf の {service} の下に追加する行:   -o smtp_tls_security_level=none',
  'explain-proxy-tls-required':
    'main.cf の smtp_tls_security_level は、同じマシンのプロキシへつながるサービスも含め、送信するすべてのサービスに効きます。キューには「TLS is required, but was not offered」と出ます。\nループバックでは TLS は不要です。このサービスでは無効にしてください。',

  'filter-after-signing':
    '{service} は署名済みのメールを別のフィルターに通します: {filter}。そこで変わると署名が壊れます。',
  'filter-after-signing-fix':
    'そのフィルターを署名の前に移すか、master.cf の {service} の下に追加してください:   -o content_filter=',
  'explain-filter-after-signing':
    '署名は本文とヘッダーの大部分を対象にします。フッターや免責文の追加（altermime）、件名の変更、文字の再エンコードをするフィルターは、署名より前に置きます。\n順序は、利用者、フィルター、dkimproxy-out、配送です。ウイルス検査のように読むだけのフィルターは残せますが、フィールドを加えたり本文を変えたりするものもあります。',
  'milter-after-signing':
    '署名の後の {service} で milter が動きます（{milters}）。二重に署名したり、署名済みのメールを変えたりします。',
  'milter-after-signing-fix': 'master.cf の {service} の下に追加する行:   -o receive_override_options={options}',
  'explain-milter-after-signing':
    'main.cf の smtpd_milters は、メールを受け取り直すサービスも含め、すべての smtpd に効きます。署名する milter（OpenDKIM、rspamd）は署名済みのメールにもう一度署名し、文やフィールドを変える milter は署名を壊します。\n受け取り直すサービスに no_milters を指定すれば、milter は署名の前に 1 回だけ動きます。',
  'header-checks-after-signing':
    '{settings} が署名の後の {service} でもう一度動きます。置き換えや追加があると署名が壊れます。',
  'header-checks-after-signing-fix': 'master.cf の {service} の下に追加する行:   -o receive_override_options={options}',
  'explain-header-checks-after-signing':
    'header_checks と body_checks は、Postfix がメールを受け取るたびに動くので、署名から戻ったときにも動きます。REPLACE、PREPEND、STRIP、IGNORE の規則は、署名済みのメールを変えてしまいます。\nno_header_body_checks を指定すれば、署名の前に 1 回だけ動きます。',
  'mapping-after-signing':
    '{settings} が署名の後の {service} でアドレスを書き換えます。From や To が変わると署名が壊れます。',
  'mapping-after-signing-fix':
    'master.cf の {service} の下に追加する行:   -o receive_override_options={options}   さらに、メールが最初に入るサービスから no_address_mappings を外してください。',
  'explain-mapping-after-signing':
    'canonical の表と masquerade は、ヘッダーのアドレスを書き換えます。no_address_mappings が最初に入る側だけにあると、書き換えは署名の後になり、受信側は署名されていない From を見ます。\n逆にしてください。最初に入る側で書き換え、戻る側に no_address_mappings を指定します。',
  'mapping-twice': '{settings}: {service} からのメールは、最初に入るときと {back} に戻るときの 2 回、展開されます。',
  'mapping-twice-fix': 'master.cf の {service} の下に追加する行:   -o receive_override_options=no_address_mappings',
  'explain-mapping-twice':
    'Postfix はメールを受け取るたびに、別名を展開し、always_bcc の宛先を加えます。キューの後のフィルターでは 2 回受け取るので、別名は 2 回展開され、写しも 2 通送られます。\nどちらか一方のサービスに no_address_mappings を指定すれば、1 回になります。',
  'cleanup-after-signing': '{service} が署名済みのメールを変えます: {setting}',
  'cleanup-after-signing-fix':
    '{service} にこの設定のない別の cleanup サービスを使わせるか（-o cleanup_service_name=名前）、main.cf から設定を外してください。',
  'explain-cleanup-after-signing':
    'always_add_missing_headers と message_strip_characters は、Postfix がメールを受け取るたびに働くので、戻ってきた署名済みのメールにも働きます。フィールドが増えたり文字が消えたりすると、署名が壊れます。\nmaster.cf に 2 つ目の cleanup サービスを作り、cleanup_service_name で指定すれば、別の設定にできます。',
  'delivery-after-signing': '{service}: 署名の後、配送のときに {settings} がメールを変えます。',
  'delivery-after-signing-fix':
    '{service} の設定から {settings} を外すか、署名の前（header_checks、canonical_maps）で同じことをしてください。',
  'explain-delivery-after-signing':
    'smtp_header_checks、smtp_body_checks、smtp_generic_maps は、署名の後、次のサーバーへ送るときにメールを変えます。From が変わったりフィールドが消えたりすると、署名が壊れます。\n書き換えは、メールが最初に入るところで canonical_maps と header_checks を使ってください。署名されないフィールド（Received など）だけを変える規則なら害はありません。',
  'eight-bit-after-signing':
    '{service}: 署名の後、配送のときに 8 ビットのメールが変換されます（smtp_discard_ehlo_keywords）。',
  'eight-bit-after-signing-fix':
    '{service} の設定から 8bitmime を外し、smtp_discard_ehlo_keywords は署名へつながるサービスだけに指定してください。',
  'explain-eight-bit-after-signing':
    '相手のサーバーが 8BITMIME を提供しないと、Postfix は 8 ビットの文を 7 ビットに変え、署名が合わなくなります。main.cf の smtp_discard_ehlo_keywords に 8bitmime があると、すべてのサーバーに対してそうなります。\n署名へつながるサービスでは、starttls だけならメールはそのままです。8bitmime,starttls も、Postfix 3.x では SMTPUTF8 が提供されるため同じです。8bitmime,smtputf8,starttls は署名の前に変換し、SMTPUTF8 の必要なメールは送信者に返されます。',
};
