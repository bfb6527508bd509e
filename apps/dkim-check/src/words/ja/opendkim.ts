/** Japanese: the command config, from an OpenDKIM setup. */
import type { opendkim as english } from '../en/opendkim.js';

export const opendkim: Readonly<Record<keyof typeof english, string>> = {
  'option-from-opendkim': 'このフォルダーの opendkim.conf と表を読み、同じように署名する設定を表示する',
  'config-from-opendkim-alone': '--from-opendkim は単独で使います: dkim-check config --from-opendkim /etc',
  'opendkim-conf-title': 'dkimproxy_out.conf',
  'opendkim-map-title': '{name}（同じフォルダーに置く）',

  'opendkim-incomplete': 'opendkim.conf に、署名に必要な {setting} がありません。',
  'opendkim-incomplete-fix': 'まず OpenDKIM の設定を完成させるか、dkim-check keygen で鍵を作ってください。',
  'explain-opendkim-incomplete':
    'OpenDKIM は Domain、Selector、KeyFile、または KeyTable と SigningTable で署名します。足りないと、引き継ぐものがありません。\n使われている設定ファイルが別かもしれません。opendkim の起動の -x を確認してください。',
  'opendkim-verifies-only': 'この OpenDKIM は検証だけを行います（Mode v）。署名するものがありません。',
  'opendkim-verifies-only-fix': '代わりに dkimproxy-in を設定してください。必要なのは listen、relay、hostname です。',
  'explain-opendkim-verifies-only':
    'Mode は s が署名、v が検証、sv が両方です。検証するのは dkimproxy-in で、表も鍵も不要です。\nPostfix に書く行は dkim-check config dkimproxy_in.conf --postfix で表示できます。',
  'opendkim-table-kind': '{setting} はテキストファイルではない（{kind}）ので、ここでは読みません。',
  'opendkim-table-kind-fix':
    '内容をテキストファイルに書き、opendkim.conf で file: を付けて指定してから、もう一度実行してください。',
  'explain-opendkim-table-kind':
    'OpenDKIM はデータベース、LDAP、スクリプト、サーバーにも問い合わせられます。sender_map は、起動時と再読み込み時に読むテキストファイルです。\nopendkim(8) の DATA SETS のとおり、キーと値の行にしてください。',
  'opendkim-key-unknown': '{place}: KeyTable に鍵「{name}」がありません。',
  'opendkim-key-unknown-fix': 'SigningTable の名前を直すか、KeyTable に鍵を追加してください。',
  'explain-opendkim-key-unknown':
    'SigningTable の各行は鍵の名前で終わり、KeyTable の行の最初の語がその名前です。OpenDKIM もこのメールには署名できません。\n両方のファイルを比べてください。大文字と小文字は区別されます。',
  'opendkim-key-unfit': 'KeyTable の鍵「{name}」が、ドメイン:セレクター:/鍵/への/パス の形ではありません。',
  'opendkim-key-unfit-fix': '鍵を別のファイル（モード 600）に置き、そのパスを KeyTable に書いてください。',
  'explain-opendkim-key-unfit':
    'OpenDKIM では表の中に秘密鍵を書くこともできます。dkimproxy-out は権限を確認できるファイルの鍵だけを読みます。\n空白、コンマ、括弧のあるパスも sender_map には書けません。',
  'opendkim-pattern': '{place}: {pattern} にあたる sender_map の行がありません。その送信者のメールには署名されません。',
  'opendkim-pattern-fix': '対象のアドレスかドメインごとに、マップに行を書いてください。',
  'explain-opendkim-pattern':
    'sender_map で書けるのは、アドレス、ドメイン（その下も含む）、ほかのすべてを表す「.」です。名前の途中の * や、すべてのドメインの同じ名前は書けません。\nたいていは、普通の行をいくつか書けば同じになります。',
  'opendkim-key-by-sender': '{key} の鍵ファイルのパスに % があり、どのファイルかはメールによって変わります。',
  'opendkim-key-by-sender-fix':
    'ドメインごとに、鍵を書いた行をマップに追加してください: example.org dkim(key=/鍵/への/パス)',
  'explain-opendkim-key-by-sender':
    'OpenDKIM は % を送信者のドメインに置き換えます。dkimproxy-out は起動時にすべての鍵を読むので、先に決まっている必要があります。\nSigningTable の行が 1 つのドメインなら置き換えて書きますが、多くのドメインにあたるパターンではできません。',
  'opendkim-subdomains': 'sender_map では {domains} はその下のドメインも表します。OpenDKIM は区別します。',
  'opendkim-subdomains-fix':
    '下のドメインからもメールを送るなら、結果を確認してください: dkim-check config ファイル --for user@sub.ドメイン',
  'explain-opendkim-subdomains':
    'sender_map の example.org は、専用の行がなければ mail.example.org のメールも対象です。OpenDKIM では example.org と *@example.org はそのドメインだけ、.example.org はその下だけです。\n違いが出るのは両方から送るときだけです。その場合はそれぞれの行を書いてください。',
  'opendkim-no-counterpart': '{line} 行目: {setting}（{value}）にあたるものが dkimproxy-out にありません。',
  'opendkim-no-counterpart-fix': 'opendkim.conf(5) で働きを確かめ、必要かどうか判断してください。',
  'explain-opendkim-no-counterpart':
    'どのメールにどう署名するかを変える設定です。dkimproxy-out では、なくても同じか、できないかのどちらかです。\n署名しないメールは、署名を通さないようにできます。どのサービスをつなぐかは Postfix の content_filter で決まります。',
  'opendkim-internal-hosts':
    'InternalHosts（{value}）の役割は Postfix に移ります。dkimproxy-out へつないだものにはすべて署名します。',
  'opendkim-internal-hosts-fix':
    '自分の利用者とプログラムのサービス（587、465、pickup）だけをつないでください。確認: dkim-check config ファイル --main-cf /etc/postfix',
  'explain-opendkim-internal-hosts':
    'milter はすべてのメールを見るので、誰のものかを接続元で判断します。コンテンツフィルターは master.cf の 1 つのサービスに付くので、サービスで決まります。\n自分のマシンから 25 番に送られるメールには署名されなくなります。587 番を使ってください。',
  'opendkim-not-needed': '不要になるもの: {settings}',
  'opendkim-not-needed-fix': '何もする必要はありません。',
  'explain-opendkim-not-needed':
    'milter、プロセス、ログ、または検証についての設定で、署名には関係しません。\ndkimproxy-out の動かし方は、自身のオプションで決めます: dkimproxy-out --help',
  'opendkim-verifies': 'この OpenDKIM は届いたメールの検証もしますが、dkimproxy-out はしません。',
  'opendkim-verifies-fix': 'dkimproxy-in も設定するか、OpenDKIM を Mode v で残してください。',
  'explain-opendkim-verifies':
    'Mode sv では 1 つのプログラムが署名と検証をします。ここでは、出ていくメールは dkimproxy-out、届くメールは dkimproxy-in です。\n別のポートで並べて動かせます。',
  'opendkim-milter-stays': 'OpenDKIM が Postfix の milter に残っている間、メールは 2 回署名されます。',
  'opendkim-milter-stays-fix':
    'dkimproxy-out が動いたら（dkim-check test ファイル）、main.cf の smtpd_milters と non_smtpd_milters から OpenDKIM を外してください: postfix reload',
  'explain-opendkim-milter-stays':
    '署名が 2 つあっても害はありませんが、署名から戻るメールが milter を通ることもあります。\nセレクター、鍵、DNS レコードは同じなので、公開し直す必要はありません。合っているかは dkim-check config ファイル でわかります。',
};
