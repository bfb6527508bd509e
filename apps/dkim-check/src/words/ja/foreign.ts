/** Japanese: what other programs and receivers say of a signature. */
import type { foreign as english } from '../en/foreign.js';

export const foreign: Readonly<Record<keyof typeof english, string>> = {
  'results-title': '  受信側がメッセージに書いた結果（送信者による偽造もありえます）:',
  'results-line': '   - {receiver}: {results}',
  'results-none': '結果なし',

  'foreign-no-key': '「no key」: 受信側は、この署名の使える鍵を DNS に見つけられませんでした。',
  'foreign-no-key-fix':
    '原因を順に調べてください: dkim-check explain "no key" --domain D --selector S（署名の d= と s= の値）。',
  'explain-foreign-no-key':
    'Gmail は dkim=neutral (no key)、Microsoft は「no key for signature」、amavis は「public key: not available」、OpenDKIM は「key not found in DNS」と書きます。\n原因は多い順に次のとおりです。署名の s= と d= が指す名前にレコードがない。受信側が調べた時にはまだなく、「名前はない」という応答が記憶されている。レコードはあるが鍵として読めない。署名フィールドが普通でない。ネームサーバーが応答しなかった。なお Gmail は、レコードが正しくても Ed25519 の署名をこう判定したことがあります。\n原因でないもの: t=y、1024 ビットの鍵、並んでいる DomainKeys 署名、SPF。',

  'foreign-record-valid': '確認ページは、使える鍵レコードを見つけました。',
  'foreign-record-valid-fix':
    '自分の鍵のレコードかどうか確かめてください: dkim-check record --domain D --selector S --keyfile FILE',
  'explain-foreign-record-valid':
    'そのページは DNS からレコードを取得し、鍵として読めました。ページはあなたの秘密鍵もメールも知りません。\nそのため、古い鍵のレコードかもしれず、その場合は新しい鍵の署名が合いません。ページによって結果が違うときは、レコードの内容を見てください。\nレコードを鍵ファイルと比べ、次に届いたメールを検証してください: dkim-check verify FILE',

  'foreign-empty-identity':
    'header.i=@ の後に何もありません。受信側は署名フィールドからドメインを読み取れませんでした。',
  'foreign-empty-identity-fix': '届いたメールを dkim-check verify で検証し、署名の v=、a=、d= を確かめてください。',
  'explain-foreign-empty-identity':
    'header.i は署名した identity を示します。正しい署名なら header.i=@example.org のように @ の後にドメインが入ります。何もなければ、受信側はフィールドからドメインを読み取っていません。\nこのようなフィールドで見つかったもの: a= の大文字と小文字の混在（a=rsa-SHA256）、v=1 がない、d= が空か壊れている、d= の中に空白がある。\n署名プログラムを新しくするか、設定を直してください。v=1、a=rsa-sha256（小文字）、d= は 1 語です。',

  'foreign-bad-version': '「bad version」: 署名または鍵レコードの v= が標準と違います。',
  'foreign-bad-version-fix': 'レコードは v=DKIM1; で始め、署名は v=1 です。両方を確かめてください: dkim-check record',
  'explain-foreign-bad-version':
    'v= は 2 か所にあります。DNS のレコードは v=DKIM1 で先頭に置き、メールの署名は v=1 です。\n多くはレコードの側です。v=DKIM と書いた、v=DKIM1 を他のタグの後に書いた、後の ; が抜けた（v=DKIM1 k=rsa）、または同じ名前に v=spf1 など別のレコードがある。\ndig +short TXT セレクター._domainkey.ドメイン で確かめて直し、古い応答の TTL が過ぎてから新しいメールを送ってください。',

  'foreign-no-modulus': '「has no modulus」: ある古い確認ページは、正しい鍵にもこう表示します。',
  'foreign-no-modulus-fix':
    '自分で確かめてください。dkim-check record は種類、ビット数、指数を、--keyfile を付けると鍵との一致も示します。',
  'explain-foreign-no-modulus':
    '全文は「Invalid public key has no modulus」です。これを表示するページは、ほかのページや受信側が正しいと認めた 1024 ビットの RSA 鍵にも、誤ってこう表示しました。\n本当の誤りなら次のどれかです。base64 が途中で切れている、鍵の種類が違う、p= に -----BEGIN PUBLIC KEY----- の行が入っている。\n計算の中身を見せる別の確認手段があれば、すぐに決着します。dkim-check record は鍵を読み、種類、ビット数、指数、フィンガープリントを示します。それが正しく、受信側で pass になるなら、そのページのことは忘れてください。',

  'foreign-invalid-public-key': '「invalid public key」: レコードはありますが、受信側が鍵を読めません。',
  'foreign-invalid-public-key-fix':
    'DNS の内容を確かめてください: dkim-check record。値を引用符なしの 1 行で入れ直します。長い値は複数の文字列に分ける必要があるかもしれません。',
  'explain-foreign-invalid-public-key':
    'Gmail は「invalid public key」、Exim は「syntax error in public key record」、OpenDKIM は「unable to apply public key」、Mail::DKIM は「public key:」の後に原因を書きます。\nよくある原因: 管理画面が値を 255 文字で切った。p= に引用符、バックスラッシュ、空白が入った。-----BEGIN PUBLIC KEY----- の行も入れた。\nレコードと鍵ファイルを比べてください: dkim-check record --domain D --selector S --keyfile FILE。',

  'foreign-key-revoked': '受信側は、鍵が取り消されていると判定しました（レコードの p= が空）。',
  'foreign-key-revoked-fix':
    '現在のセレクターで署名してください。取り消すつもりでなかったなら、鍵を公開し直してください。',
  'explain-foreign-key-revoked':
    'p= を空にするのは、所有者が鍵を取り消す方法です。OpenDKIM は「key revoked」、Mail::DKIM は「public key: revoked」と書きます。\n心当たりがない場合: 最初の = や ; の後を失う管理画面があります。\ndig +short TXT セレクター._domainkey.ドメイン で確かめ、レコードを公開し直してください。',

  'foreign-multiple-keys': '受信側は、鍵の名前に複数の TXT レコードを見つけました。',
  'foreign-multiple-keys-fix':
    'その名前のレコードを 1 つにしてください。長い値は、複数の文字列からなる「1 つの」レコードです。',
  'explain-foreign-multiple-keys':
    'レコードが複数ある場合の動作は決まっておらず、1 つを選ぶ検証プログラムも、あきらめるものもあります。\nよくある原因: 新しいレコードを加えたとき古いものを残した。または、長い鍵を 1 つのレコードの 2 つの文字列ではなく、2 つのレコードとして入れた。\n1 つを残して消してください。鍵を 2 つ使うには、セレクターも 2 つ要ります。',

  'foreign-weak-key': '鍵が短すぎるため、受信側が認めません。',
  'foreign-weak-key-fix': '新しいセレクターで 2048 ビットの鍵を作ってください: dkim-check keygen',
  'explain-foreign-weak-key':
    '1024 ビット未満の RSA 鍵について、受信側は dkim=policy (weak key) や「signing key too small」と書きます。標準はこのような鍵を認めることを禁じています（RFC 8301）。\n新しい鍵を作り、新しいセレクターで公開し、署名を切り替え、1 週間後に古い鍵を取り消してください。',

  'foreign-zero-bit-key': '「0-bit key」: OpenDKIM にはこの署名に使える鍵がありませんでした。',
  'foreign-zero-bit-key-fix':
    'a= が ed25519-sha256 なら、並んでいる RSA の署名の結果を見てください。それ以外はレコードを調べてください: dkim-check record',
  'explain-foreign-zero-bit-key':
    'OpenDKIM は結果の横に鍵のビット数を書きます。0 は鍵がなかったことを示します。permerror なら、多くは OpenDKIM の知らない Ed25519 の署名か、レコードがない場合です。temperror なら DNS の応答がなかった場合です。\nEd25519 の署名は、RSA の署名もあれば害はありません。',

  'foreign-key-timeout': '受信側が DNS に鍵を問い合わせましたが、時間内に応答がありませんでした。',
  'foreign-key-timeout-fix':
    'ドメインの各ネームサーバーに UDP と TCP で問い合わせてください: dkim-check record --all-servers',
  'explain-foreign-key-timeout':
    'Microsoft は dkim=timeout (key query timeout)、Fastmail は「dns timeout」、OpenDKIM は「key DNS query failed」と書きます。署名や鍵の良し悪しとは関係なく、次のメールは pass になるかもしれません。\nよくある原因: ネームサーバーの 1 台が応答しない、TCP の 53 番が閉じている、応答が遅い。TTL を長くすると問い合わせが減ります。\nすべてのサーバーがすぐに応答するなら、原因は受信側にあります。待ってください。',

  'foreign-body-changed': '署名してからこの受信側に届くまでに、本文が変わりました。',
  'foreign-body-changed-fix': '届いたメールを dkim-check verify で検証してください。何が変わったかを探します。',
  'explain-foreign-body-changed':
    'Gmail、Microsoft、Cisco は「body hash did not verify」、Exim は「body hash mismatch」、Mail::DKIM は「body has been altered」と書きます。署名や鍵は原因ではありません。\nよくある原因: メーリングリスト、会社、ウイルス検査によるフッター。8 ビットの文の変換。メールを分解して組み立て直すゲートウェイ。\n署名は送り出す前の最後に行ってください。転送した側が変えた場合、送信側では直せません。転送側の ARC が役に立ちます。',

  'foreign-wrong-key': 'DNS の鍵は、署名した鍵ではありません。',
  'foreign-wrong-key-fix': '両方を比べてください: dkim-check record --domain D --selector S --keyfile FILE',
  'explain-foreign-wrong-key':
    '署名した鍵と別の鍵で署名を開くと、OpenSSL は「block type is not 01」と書きます。したがって、ヘッダーも本文も原因ではありません。\nよくある原因: 鍵を作り直し、ファイルとレコードの一方だけを替えた。2 つのドメインで同じ名前のセレクターを使っている。古いレコードがキャッシュに残っている。\n鍵ファイルとレコードを比べてください。一致していれば、古いレコードの TTL が過ぎるまで待ってください。',

  'foreign-bad-signature': '署名がメールのヘッダーと合わないか、別の鍵で作られています。',
  'foreign-bad-signature-fix':
    'まず鍵を（dkim-check record --keyfile）、次にメールを（dkim-check verify --original）比べてください。',
  'explain-foreign-bad-signature':
    '受信側は「signature did not verify」「bad signature」「headers rsa verify failed」「message has been altered」などと書きます。本文は変わっていないか、調べられていません。\nよくある原因: 途中で Subject、From、To が書き換えられた。リストが Subject の前に語を付けた。レコードの鍵が署名側の鍵と違う。\nすべてのメールで失敗するなら鍵です。一部だけなら、そのメールに共通するものを探してください。',

  'foreign-bad-format': '「bad format」: 受信側が署名フィールドまたは鍵レコードを読めません。',
  'foreign-bad-format-fix':
    'レコード（dkim-check record）、次に署名フィールド（dkim-check verify）を確かめてください。',
  'explain-foreign-bad-format':
    'Gmail は、署名フィールドが「タグ=値」の並びでない場合にも、レコードを理解できない場合にも dkim=neutral (bad format) と書きます。\nよくある原因: 長い鍵を、1 つのレコードの複数の文字列ではなく複数のレコードとして入れた。1 つのフィールドに署名が 2 つある。フィールドが =?utf-8?...?= に符号化された。\nその名前のレコードが 1 つであること、DKIM-Signature フィールドごとに署名が 1 つであることを確かめてください。',

  'foreign-algorithm': '受信側が、署名の a= のアルゴリズムを知らないか、認めていません。',
  'foreign-algorithm-fix': 'a=rsa-sha256（小文字）で署名してください。',
  'explain-foreign-algorithm':
    'a= を 1 文字ずつ比べる検証プログラムでは、「rsa-SHA256」は「unknown signature algorithm」になります。rsa-sha1 は 2018 年から認めてはならないとされています（RFC 8301）。Ed25519 を知らない受信側もあります。\na=rsa-sha256 にしてください。Ed25519 を使う場合は両方で署名します。',

  'foreign-expired': '受信側が調べた時、署名の期限が切れていました。',
  'foreign-expired-fix': '署名側の期限を 1 週間以上にするか、期限を付けないでください。時計も確かめてください。',
  'explain-foreign-expired':
    '署名の x= が過去の時刻でした。メールはキューで 5 日間待つことがあります。\nよくある原因: 数時間の期限、止まっていたキュー、どちらかの時計のずれ。\nx= は 1 週間以上にするか、省いてください。',

  'foreign-not-signed': '受信側は、メールに DKIM 署名を見つけませんでした。',
  'foreign-not-signed-fix':
    'このメールが dkimproxy-out を通っているか確かめてください。ログの「not signed」に理由があります。',
  'explain-foreign-not-signed':
    'dkim=none（Microsoft では「message not signed」）は、DKIM-Signature フィールドがないことを示します。Microsoft は同じ組織の中のメールにもこう書きますが、それは問題ありません。\nよくある原因: Web メール、cron、別のポートのメールが署名を通らない。送信者が domain の一覧にない。ゲートウェイがフィールドを取り除いた。\n同じ経路で別の受信先に送り、フィールドがあるか確かめてください。',

  'foreign-hardfail': 'dkim=hardfail は、Cisco のゲートウェイが fail の代わりに書く語です。',
  'foreign-hardfail-fix': '括弧の中の語が原因です。それを dkim-check explain に渡してください。',
  'explain-foreign-hardfail':
    'Cisco Secure Email（IronPort）は、標準の fail を hardfail、permerror を permfail と書きます。横の「[final]」は、これ以上待っても変わらないことを示します。\n自分のゲートウェイを通ったメールにこのフィールドがあるなら、ゲートウェイ自身がメールを変えたのかもしれません。変える前に検証しているか確かめてください。',

  'foreign-spamassassin': 'DKIM_INVALID は SpamAssassin の判定です。署名はありますが、有効ではありません。',
  'foreign-spamassassin-fix': '同じメールを dkim-check verify で検証してください。原因を示します。',
  'explain-foreign-spamassassin':
    'SpamAssassin には DKIM_SIGNED（署名がある）、DKIM_VALID（有効）、DKIM_VALID_AU（差出人のドメインで有効）、DKIM_INVALID（無効）があります。原因は示しません。\nメールを変えるものより後で動くフィルターでは、届いた時に正しかった署名も壊れて見えます。何かがメールを変える前に検証してください。',

  'foreign-opendkim-signs-not': 'OpenDKIM はこのメールに署名していません。ログに理由があります。',
  'foreign-opendkim-signs-not-fix':
    'SigningTable の送信者、InternalHosts のクライアント、鍵ファイルの権限を確かめてください。',
  'explain-foreign-opendkim-signs-not':
    '「no signing table match」は、送信者のアドレスが SigningTable のどの行にも当たらないことを示します。「external host ... attempted to send as」は、クライアントが InternalHosts にないため、OpenDKIM が署名ではなく検証をしたことを示します。「key data is not secure」は、鍵ファイルをほかのユーザーが読み書きできることを示します。\nどの場合も、メールは署名なしで出ていきます。\ndkimproxy-out では、domain の一覧とクライアントのアドレスで決まります。dkim-check config --for アドレス で確かめられます。',

  'foreign-domainkeys': 'DKIM の前身である DomainKeys の結果です。今は誰もこれで判断しません。',
  'foreign-domainkeys-fix': '横にある dkim= の結果を見てください。DomainKeys の署名はなくても構いません。',
  'explain-foreign-domainkeys':
    'DomainKeys（RFC 4870）は過去の方式で、結果の語の登録も終わっています（RFC 8601）。pass でも得はなく、失敗でも害はありません。\n設定の signature domainkeys(...) の行は外して構いません。DKIM だけで十分です。',

  'foreign-dmarc-fail': 'DMARC に失敗しました。From のドメインに合う SPF や DKIM の pass がありません。',
  'foreign-dmarc-fail-fix':
    'From のアドレスのドメインで署名してください。d= は同じドメインか、その上位または下位です。',
  'explain-foreign-dmarc-fail':
    'DMARC は、From のドメインに合うドメインで SPF か DKIM が pass になることを求めます。d= が別のドメインの dkim=pass は数えません。\nMicrosoft は、ポリシーが reject でも迷惑メールフォルダーに入れた場合に action=oreject と書きます。\nFrom のドメインの DKIM 署名を pass にしてください。SPF と違い、転送されても残ります。',

  'foreign-pass': 'dkim=pass: この受信側では署名が有効です。',
  'foreign-pass-fix':
    'DKIM について直すことはありません。それでも迷惑メールに入るなら、SPF、DMARC、PTR を確かめてください。',
  'explain-foreign-pass':
    '受信側は署名を有効と認めました。受信トレイに届くという約束ではなく、pass のメールが迷惑メールに入ることもあります。\n受信側は SPF、DMARC、送信ホストの名前（PTR）、送信の量、利用者の苦情なども見ます。\nDMARC では、header.d や header.i のドメインが From のドメインに合う必要があります。',

  'foreign-fail': 'dkim=fail: 署名がメールと合わないか、鍵が使えません。',
  'foreign-fail-fix': '届いたメールを dkim-check verify で検証してください。原因を示します。',
  'explain-foreign-fail':
    '横に語がない fail は、本文の変更、ヘッダーの変更、別の鍵、期限切れのどれでもありえます。Microsoft では鍵がない場合もあります。\n受信側に保存されたメールを検証してください。そこで失敗し、ここで pass なら、その間に DNS が変わったか、受信側が悪い時に問い合わせました。',

  'foreign-neutral': 'dkim=neutral: 署名はありますが、受信側は判定できませんでした。',
  'foreign-neutral-fix': '括弧の中の語が原因です。なければ dkim-check verify でメールを検証してください。',
  'explain-foreign-neutral':
    '標準（RFC 8601）の neutral は、処理できない署名を指します。Gmail は本文の変更を含むほとんどの失敗にこの語を使い、原因を括弧に入れます: (no key)、(bad format)、(bad version)、(invalid public key)、(body hash did not verify)。\nDMARC では署名がないのと同じです。',

  'foreign-policy': 'dkim=policy: 署名は正しいかもしれませんが、受信側の規則が認めません。',
  'foreign-policy-fix': '括弧の中か policy.dkim-rules の後で規則を確かめてください。多くは鍵が短すぎる場合です。',
  'explain-foreign-policy':
    '受信側が標準より厳しい規則を持っています。よくあるもの: 鍵が短い（weak key）、本文の一部が署名されていない（l=）、必須のフィールドが署名されていない、SHA-1 の署名。\n送信側の設定で直します。',

  'foreign-permerror': 'permerror: 署名または鍵レコードが、そのままでは使えません。',
  'foreign-permerror-fix': 'レコードを調べ（dkim-check record）、次にメールを検証してください（dkim-check verify）。',
  'explain-foreign-permerror':
    '送り直しても変わりません。フィールドかレコードに誤りがあります。古いプログラムは invalid、Yahoo は perm_fail、Cisco は permfail と書きます。\n多くはレコードの側です。ない、切れている、取り消されている、知らない種類である。RSA だけを知るプログラムは、Ed25519 の署名にもこう書きます。\nほかの方式（spf=permerror）では、その方式のレコードのことです。',

  'foreign-temperror': 'temperror: 受信側が DNS に問い合わせできませんでした。署名の良し悪しとは関係ありません。',
  'foreign-temperror-fix':
    '後でもう一度送ってください。何度も起きるなら各ネームサーバーに問い合わせてください: dkim-check record --all-servers',
  'explain-foreign-temperror':
    'ネームサーバーが時間内に応答しなかったか、障害を返しました。Microsoft は timeout、古いプログラムは tempfail と書きます。\n送信側でよくある原因: 止まっているネームサーバーが 1 台ある、TCP の 53 番が閉じている、DNSSEC が壊れている。\n次は pass になるかもしれないので、多くの受信側はこれを罰しません。',

  'foreign-no-dkim-result': '{receiver} は DKIM の結果を書いていません。理解できる署名を見つけませんでした。',
  'foreign-no-dkim-result-fix':
    'このフィールドより下に DKIM-Signature があるか確かめ、あればその v=1、a=、d= を調べてください。',
  'explain-foreign-no-dkim-result':
    'フィールドに SPF や DMARC の結果はありますが、DKIM の結果がありません。Gmail は、理解できる署名がないときこうします。neutral とは違います。neutral は、署名はあるが判定できないという意味です。\nよくある原因: 署名なしで送られた。または、v=1 のない 2007 年より前の形式の署名である。\nメールを dkim-check verify で検証してください。',

  'foreign-empty-results': 'フィールドに結果が 1 つもありません。dkimproxy 1.4.1 は署名のないメールにこう書きました。',
  'foreign-empty-results-fix': 'dkim=none と読んでください。現在は名前の後に「none」と書きます。',
  'explain-foreign-empty-results':
    'Authentication-Results フィールドには、結果が 1 つ以上か none という語が要ります（RFC 8601）。dkimproxy.in 1.4.1 は署名のないメールでこれを空にし、X-DKIM-Authentication-Results に「none」と書きました。\n文法どおりに読むプログラムは受け付けません。dkimproxy-in は dkim=none と書きます。',
};
