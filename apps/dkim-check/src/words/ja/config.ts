/** Japanese: the command config. */
import type { config as english } from '../en/config.js';

export const config: Readonly<Record<keyof typeof english, string>> = {
  'command-config': 'プロキシの設定を読み、誤り、鍵、DNS、送信者ごとの署名を調べます',
  'option-program': 'dkimproxy-out または dkimproxy-in の設定として読む。省略時は中のオプションで決める',
  'option-for': 'このアドレスからのメールに付く署名と、その理由',
  'option-list-id': '--for とともに: メールの List-Id',
  'option-postfix': 'この設定に合う master.cf のサービスを表示する',
  'config-file-needed': '設定ファイルを指定してください: dkim-check config /etc/dkimproxy/dkimproxy_out.conf',
  'config-address-invalid': '--for {value}: user@example.org のようなアドレスを書いてください。',
  'config-list-id-invalid': '--list-id {value}: < と > の間の識別子（list.example.org など）を書いてください。',
  'config-list-id-alone':
    '--list-id は --for と使います: dkim-check config ファイル --for user@example.org --list-id ID',
  'config-only-out': '--{name} は dkimproxy-out の設定で使います。これは dkimproxy-in の設定です。',
  'config-postfix-unfit':
    '--postfix: このファイルの listen と relay が、誤りのない TCP のアドレス（127.0.0.1:10027 など）である必要があります。',
  'config-title': '{file}: {program} の設定として読みました（{why}）',
  'config-by-asked': '--program の指定',
  'config-by-option': '{line} 行目の {option} から',
  'config-by-name': 'ファイル名から',
  'config-by-port': 'ポート {port} から',
  'config-by-guess': '推測',
  'config-well': 'このファイルに直すところはありません。',
  'config-more': 'ほかに {n} 件あります。まず上のものを直してください。',
  'config-records-title': '必要な鍵レコード:',
  'config-records-rest': '  ほかに {n} 件ありますが、問い合わせていません。',
  'config-records-open': '  d= がメールによって変わる署名があります。--for で調べてください。',
  'config-state-absent': '公開されていません',
  'config-state-fits': '公開済み、鍵ファイルと一致',
  'config-state-other': '公開済み、ただし別の鍵',
  'config-state-unsure': '公開済み、鍵ファイルとは比べていません',
  'config-state-unusable': '公開済み、ただし使えません',
  'config-state-unknown': 'DNS が応答しません',
  'config-publish':
    '    公開する内容の表示: dkim-check record --domain {domain} --selector {selector} --keyfile {keyfile}',
  'config-make-key':
    '    {keyfile} がありません。鍵の作成: dkim-check keygen --domain {domain} --selector {selector} --out {folder}   できた .pem の名前を keyfile に書いてください。',
  'config-for-title': '{sender} からのメール:',
  'config-for-signature': '  {type}: d={domain} s={selector}、鍵 {keyfile}',
  'config-for-by-map': '  {map} の {line} 行目（{key} で始まる行）で決まりました',
  'config-for-by-domain': '  domain で決まりました: 送信者は {domain} に属します',
  'config-for-by-only-domain': '  domain で決まりました: {domain} だけなので、すべての送信者のメールに署名します',
  'config-for-by-lines': '  signature の行で決まりました（domain オプションはありません）',
  'config-postfix-out': 'キューの後: 587 番ポートのメールが dkimproxy-out を通って戻ります。',
  'config-postfix-in-before':
    'キューの前（今ある smtp の行と置き換え）: 25 番ポートのメールが dkimproxy-in を通ります。',
  'config-postfix-in-after': 'またはキューの後: 25 番ポートのメールが dkimproxy-in を通って戻ります。',

  'program-guessed': 'どちらのプロキシのファイルかわからないので、dkimproxy-in の設定として読みました。',
  'program-guessed-fix': '署名側の設定なら: dkim-check config ファイル --program out',
  'explain-program-guessed':
    'dkimproxy-out と dkimproxy-in には共通のオプションが多くあります。domain、signature、keyfile、selector は署名側だけ、verify_dkim、reject_fail などは検証側だけのものです。どれもなく、ファイル名やポートからもわからない場合は推測になります。\n--program out か --program in で指定してください。',
  'comment-has-setting': 'コメントの中に設定が入っているようです: {setting}',
  'comment-has-setting-fix': '設定のつもりなら、# を付けず、独立した行に書いてください。',
  'explain-comment-has-setting':
    '# で始まる行は、行末までコメントです。改行が失われたページをコピーすると、設定が前のコメントの後ろに付き、効かなくなります。\nその場合プロキシは待ち受けず、または転送先がわかりません。設定を独立した行に書いてください。',
  'domainkeys-historic': 'DomainKeys 署名は過去の方式で、現在の受信側は使いません。DKIM だけで十分です。',
  'domainkeys-historic-fix': '都合のよいときに signature domainkeys(...) の行を外してください。',
  'explain-domainkeys-historic':
    'DomainKeys（RFC 4870）は DKIM より前の方式で、SHA-1 で署名します。今は大きな受信側はどこも見ませんが、害もありません。\nsignature dkim(...) の行を残し、domainkeys の行を外してください。',
  'keyfile-unreadable': 'ユーザー {user} は {keyfile} を読めないため、後の再読み込みが失敗します。',
  'keyfile-unreadable-fix': '実行: {command}',
  'explain-keyfile-unreadable':
    'プロキシは root として鍵を読み、その後 user オプションのユーザーになります。再読み込みのときはそのユーザーなので、root のファイルを読めません。DKIMproxy 1.4.1 ではこの場合まったく署名されませんでした。\nファイルをそのユーザーのものにし、モードを 600 にしてください。上のフォルダーも通れる必要があります。',
  'key-file-open': '秘密鍵に他の人が触れられます（{path}）。',
  'key-file-open-fix': '実行: {command}',
  'explain-key-file-open':
    '秘密鍵を読んだ人は、どこからでもあなたの名前でメールに署名できます。鍵ファイルはプロキシのユーザーか root のものとし、モードは 600、フォルダーには他の人が書けないようにします。\nこのマシンに他の人のアカウントがあるなら、ファイルを閉じた後、新しいセレクターで新しい鍵を作ってください。',
  'ed25519-alone': 'DKIM の鍵がすべて Ed25519 です。まだ検証できない受信側が多くあります。',
  'ed25519-alone-fix': 'RSA 鍵と専用のセレクターで signature dkim(...) の行を追加してください。',
  'explain-ed25519-alone':
    'Ed25519 の鍵（RFC 8463）は小さくて優れていますが、RSA しか知らない大きな受信側が多くあります。そこでは Ed25519 だけの署名は、署名なしと同じです。\n署名を 2 つ付けてください。dkim-check keygen で RSA 鍵を作り、別のセレクターで公開し、signature の行を追加します。',
  'config-wide-blank': 'この行に全角の空白（U+3000）があります。空白として読みます。',
  'config-wide-blank-fix': '半角の空白に直してください。',
  'explain-config-wide-blank':
    '全角入力のまま打たれたか、Web ページからコピーされた行です。DKIMproxy 1.4.1 は空白と見なしませんでしたが、このプロキシは空白として読みます。\n他のプログラムでも同じに読まれるよう、半角の空白に直してください。',
  'config-quotes': 'この行に印刷用の引用符があります。そのまま値の一部になります。',
  'config-quotes-fix': '引用符を取ってください。値に引用符は要りません。',
  'explain-config-quotes':
    'Web ページやワープロが、まっすぐな引用符を曲がった引用符に変えました。値の一部になるので、たとえばファイル名なら、そのファイルは見つかりません。\nこのファイルの値に引用符は要りません。',
  'config-dash': 'この行に印刷用のダッシュがあります。そのまま値の一部になります。',
  'config-dash-fix': '半角のマイナス記号（-）に直してください。',
  'explain-config-dash':
    'Web ページやワープロが、マイナス記号を長いダッシュに変えました。見た目は似ていますが別の文字で、その名前のドメインもセレクターもファイルもありません。\nキーボードから打ち直してください。',
  'config-comment-behind': '値の後ろの「 #」はコメントにならず、値の一部になります。',
  'config-comment-behind-fix': 'コメントは独立した行に書いてください。',
  'explain-config-comment-behind':
    'コメントになるのは、行の先頭の # だけです。値の後ろにあると値の一部として読まれ、見た目と違う値になります。\nコメントを上の行に移してください。',
  'config-repeated': 'このオプションは {line} 行目にもあります。有効なのはこの行です。',
  'config-repeated-fix': 'どちらか一方の行を外してください。',
  'explain-config-repeated':
    'domain、signature、nameserver 以外のオプションの値は 1 つです。2 回書くと、後の行が有効になります。\n迷わないように、意図しない行を外してください。',
  'setting-unknown': '{option} というオプションはありません。',
  'setting-unknown-fix': '行を外すか、名前を調べてください: {program} --help',
  'explain-setting-unknown':
    '知らないオプションがあると、プロキシは起動しません。大事なオプションの書き間違いかもしれないからです。もう一方のプロキシのオプションも知りません。domain と signature は dkimproxy-out だけのものです。\n--help の一覧と名前を比べてください。正しいプログラムの設定として読まれていますか。--program で指定できます。',
  'setting-misspelt': '{option} というオプションはありません。{near} の書き間違いではありませんか。',
  'setting-misspelt-fix': '{near} と書いてください。',
  'explain-setting-misspelt':
    'オプションの名前が、あるオプションと 1、2 文字違います。プロキシは推測せず、起動しません。\n名前を直してください。大文字と小文字、- と _ は区別しません。',
  'setting-without-effect': '{option} はここでは効果がありません。',
  'setting-without-effect-fix': '行を外してください。残しても害はありません。',
  'explain-setting-without-effect':
    '知っているオプションですが、ここでは何もしません。DKIMproxy 1.4.1 の設定には、プロセスを前もって作るためのオプション（min_servers など）がありますが、このプロキシには不要です。\n署名では DNS に問い合わせないので nameserver などは dkimproxy-in だけで効き、tls_relay_ca は tls_relay verify のときだけ効きます。\n都合のよいときに外してください。複数のプロセスを使うには workers 数 と書きます。',
  'listen-missing': '待ち受ける場所の指定がないため、どこでも待ち受けません。',
  'listen-missing-fix': '次の行を追加してください: {line}',
  'explain-listen-missing':
    'プロキシには、Postfix がメールを渡すアドレスとポートが必要です。なければ起動しません。\n通常のポートは dkimproxy-out が 10027、dkimproxy-in が 10025 です。行がコメントになっていたり、コメントとつながっていたりしませんか。',
  'relay-missing': 'メールの転送先の指定がありません。',
  'relay-missing-fix': '次の行を追加してください: {line}',
  'explain-relay-missing':
    'プロキシはどのメールも次のホップ、つまり別のポートの Postfix に渡します。そのアドレスがなければ起動しません。\n通常のポートは dkimproxy-out の後が 10028、dkimproxy-in の後が 10026 です。',
  'runs-as-root': 'root のまま動きます。user オプションがありません。',
  'runs-as-root-fix': '専用のユーザーを作り、次の行を追加してください: user dkimproxy',
  'explain-runs-as-root':
    'ネットワークと話すプログラムに、起動後の root の権限は要りません。user オプションがあれば、ポートを開き鍵を読んだ後に権限を手放します。\n誰もログインしないユーザーを作り、鍵ファイルをそのユーザーのものにして、ファイルに名前を書いてください。systemd の User= でも同じことができます。',
  'config-fault': '{option}: このままでは起動しません。理由（英語）: {reason}',
  'config-fault-fix': '文のとおりに値を書いてください。それまでプロキシは起動しません。',
  'explain-config-fault':
    'このファイルではプロキシは起動しません。理由はプロキシ自身の文で、起動時や --check のときと同じです。\n何が誤りで、何と書けばよいかが書かれています。直したら、もう一度このコマンドを実行してください。',
  'config-warning': '{option}: 注意があります。理由（英語）: {reason}',
  'config-warning-fix': '意図と違うなら文のとおりに直してください。このままでも起動はします。',
  'explain-config-warning':
    'このファイルでプロキシは起動し、この文を警告として出します。起動時や --check のときと同じ文です。\n書いた人の考えと違う働きをする行を示していることがよくあります。',
  'domain-only-one': 'domain は {domain} だけなので、すべての送信者のメールにこのドメインで署名します。',
  'domain-only-one-fix': '2 つ目のドメインを加えると、それらのドメインのメールにだけ署名するようになります。',
  'explain-domain-only-one':
    'domain オプションには 2 つの意味があります。名前が 1 つなら、送信者が誰でも、通るメールすべてにその名前で署名します。2 つ以上なら、送信者がそのどれかに属するメールだけに署名します。\nそのため 2 つ目を加えると、他の送信者のメールの扱いが変わります。送信者ごとの署名は dkim-check config FILE --for ADDRESS で調べられます。',
  'not-signed': '署名していません: 送信者 {sender} は {domains} のどれにも当たりません。',
  'not-signed-fix': '送信者のドメインを domain に加えて鍵レコードを公開するか、sender_map に行を追加してください。',
  'explain-not-signed':
    'domain に 2 つ以上の名前があると、送信者がそのどれか、またはその下のドメインに属するメールだけに署名します。送信者は From、なければ Sender のアドレスです。\nドメインを加えて鍵レコードを公開するか、sender_map に行を追加してください。',
  'not-in-map': '署名していません: 送信者 {sender} はどのマップにもありません。',
  'not-in-map-fix': '送信者のアドレスかドメインの行を sender_map に追加するか、signature の行を加えてください。',
  'explain-not-in-map':
    'signature の行がなくマップがある場合、マップにある送信者やリストのメールだけに署名します。\n「example.org dkim」のような行をマップに追加してください。「.」の行はほかのすべてに当たります。',
  'not-signed-because': '署名しません。理由（英語）: {reason}',
  'not-signed-because-fix': '決め手になった行か、送信者のアドレスを変えてください。',
  'explain-not-signed-because':
    'このメールに合う設定の行はありましたが、その行では署名を作れません。送信者に使えるアドレスがない、どのマップにもない、行のドメインが使えない、などです。\ndkimproxy-out のログにも、そのようなメールには同じ理由が書かれます。',
  'signature-left-out': 'このメールについて（英語）: {reason}',
  'signature-left-out-fix': '意図と違うなら、その署名の d= か i= を変えてください。',
  'explain-signature-left-out':
    'この送信者には、いくつかの署名のうちの 1 つ、またはその i= を付けません。DomainKeys 署名は送信者が d= の下にある必要があり、i= も d= の下でなければなりません。\n他の署名は付きます。これも必要なら行を変えてください。',
};
