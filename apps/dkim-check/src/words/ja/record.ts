/** Japanese: the problems of key records. */
import type { record as english } from '../en/record.js';

export const record: Readonly<Record<keyof typeof english, string>> = {
  'version-missing': 'v=DKIM1 がありません。省略できますが、先頭に書くことを勧めます。',
  'version-missing-fix': 'レコードの先頭に v=DKIM1; を書いてください。',
  'testing-flag': 't=y（テスト中）の指定があります。受信側はこの鍵をテスト用として扱います。',
  'testing-flag-fix': '正常を確認したら、レコードから t=y を外してください。',
  'explain-version-missing':
    '鍵レコードの v=DKIM1 は省略でき、受信側は書いてあるのと同じに扱います。書く場合は先頭に置きます。\nそれでも v=DKIM1; で始めてください。何のためのレコードか、人にも管理画面にもわかります。',
  'explain-testing-flag':
    '鍵レコードの t=y は、所有者がまだテスト中であることを示します。受信側は署名が合わないメールにも何もしません。正しい署名をあまり信用しない受信側もあります。\n最初の数日のための指定です。受信側に届いたメールを何通か検証し、問題がなければレコードから t=y だけを外してください。',
  'private-key-published': 'このレコードには「秘密」鍵が入っています。誰でも読み取り、あなたの名前で署名できます。',
  'private-key-published-fix':
    'すぐにレコードを削除し、新しいセレクターで新しい鍵を作ってください（dkim-check keygen）。この鍵は二度と使わないでください。',
  'explain-private-key-published':
    '署名するマシンの外に出してはならない秘密鍵がレコードに入っています。読んだ人は誰でもあなたのドメインとして署名できます。削除してもキャッシュや記録に残ります。\nレコードを削除し、新しいセレクターで鍵を作り、keygen がレコードとして表示したものだけを公開し、新しい鍵ファイルを署名側に設定してください。古いセレクターはすべての設定から外してください。',
  'smart-quotes-in-record': '値の中に印刷用の引用符が入っています。',
  'smart-quotes-in-record-fix': '引用符なしで値を入力してください。',
  'explain-smart-quotes-in-record':
    'ワープロやWeb ページが、まっすぐな引用符を曲がった引用符やかぎ括弧に変えました。それが値の一部になり、受信側は読み取れません。\nページからではなく、keygen の出力か .txt ファイルから値をコピーし、引用符なしで入力してください。',
  'full-width-in-record': '値に全角文字が入っています: {found} は {want} ではありません。',
  'full-width-in-record-fix': '半角文字（ASCII）で入力し直してください。',
  'explain-full-width-in-record':
    '全角入力のまま値が打ち込まれました。見た目は似ていますが別の文字で、受信側は読み取れません。全角の空白も同じです。\n日本語入力を切り、keygen の出力からコピーして入力し直してください。',
  'dash-in-record': '値に印刷用のダッシュが入っています。',
  'dash-in-record-fix': 'keygen が表示したとおりに入力し直してください。このようなダッシュは含まれません。',
  'explain-dash-in-record':
    'Web ページやワープロがマイナス記号を長いダッシュに変えました。鍵レコードにその文字は使えません。\nkeygen の出力から値をコピーし直してください。',
  'quotes-in-record': '値の中に引用符が入っています。管理画面が自動で付けます。',
  'quotes-in-record-fix': '引用符なしで入力してください。',
  'explain-quotes-in-record':
    'ゾーンファイルでは文字列を引用符で囲みますが、引用符は値の一部ではありません。管理画面は自動で付けます。そこで自分でも入力すると値の中に入り、受信側は読み取れません。\n引用符なしで入力してください。ゾーンファイルでは各文字列を引用符で 1 回だけ囲み、その前にバックスラッシュを置かないでください。',
  'backslashes-in-record': '値の中にバックスラッシュが入っています（多くは \\; の形）。',
  'backslashes-in-record-fix': 'バックスラッシュなしで入力してください。タグの間は ; だけです。',
  'explain-backslashes-in-record':
    'ゾーンファイルではセミコロンの前にバックスラッシュを書くことがあります。引用符の中や管理画面では値の一部になり、タグを区切れなくなります。\nバックスラッシュなしで入力してください。',
  'pem-in-record': '値の中に PEM ファイルの行（-----BEGIN ...）が入っています。',
  'pem-in-record-fix': 'BEGIN と END の行と改行を除いてください。dkim-check keygen は正しい形の値を表示します。',
  'explain-pem-in-record':
    '鍵ファイルがそのままコピーされました。p= に入るのは BEGIN と END の行の間の base64 だけで、ひと続きに書きます。\n両方の行とすべての改行を除いてください。コピーしたのが「公開」鍵であることも確かめてください。',
  'other-record-at-name': 'ここには別の種類のレコードがあります: {kind}。',
  'other-record-at-name-fix':
    'この名前で鍵を公開し、別のレコードは本来の名前に移してください。SPF はドメイン自体、DMARC は _dmarc.ドメイン です。',
  'explain-other-record-at-name':
    '鍵の名前に、別の用途のレコードがあります。間違った名前に入力されたか、ワイルドカードがドメインのすべての名前に答えています。\nSPF はドメイン自体に、DMARC は _dmarc.ドメイン に、鍵は セレクター._domainkey.ドメイン に置きます。dkim-check record --all-servers で各サーバーの内容を確かめられます。',
  'tag-upper-case': 'タグ {tag}= は小文字で書きます: {want}=。',
  'tag-upper-case-fix': 'タグはすべて小文字で書いてください: v=DKIM1; k=rsa; p=...',
  'explain-tag-upper-case':
    'タグの名前は大文字と小文字を区別します。受信側は p= を探し、P= は見えません。\nタグの名前をすべて小文字で書いてください。v= の値は大文字の DKIM1 のままで、p= の base64 は変えないでください。',
  'key-white-space': 'p= の中に空白か改行があります。この鍵を読めない受信側があります。',
  'key-white-space-fix': 'p= の値をひと続きに入力してください。',
  'explain-key-white-space':
    'p= の中の空白は許されていて、多くの受信側は取り除きます。しかし壊れた鍵とみなす受信側もあります。複数行からコピーした鍵や、空白で始まる（終わる）文字列が原因です。\nbase64 をひと続きに入力してください。ゾーンファイルでは空白を引用符の外に置いてください。',
  'key-tag-missing': 'p= がありません。レコードに鍵がありません。',
  'key-tag-missing-fix': '公開鍵を p= で加えるか、keygen の出力から値の全体をコピーしてください。',
  'explain-key-tag-missing':
    'p= のない鍵レコードは無効で、受信側は「no key」「invalid public key」と書きます（p= の後が空の場合は別で、鍵の取り消しを意味します）。\n多くは値の最初の部分だけが入力されています。値の全体をコピーし直してください。',
  'key-base64url': 'p= が base64url（- と _）で書かれています。鍵レコードでは使いません。',
  'key-base64url-fix': '- を + に、_ を / に置き換えてください。',
  'explain-key-base64url':
    'base64 には 2 種類の文字の組があります。Web のプログラムは - と _ を、DKIM は + と / を使います。受信側は前者を読めません。\n- を + に、_ を / に置き換えるか、keygen から値をコピーしてください。',
  'key-cut': '鍵が途中で切れています（{n} オクテット）。DNS の管理画面で切り詰められた可能性があります。',
  'key-cut-fix':
    '値の全体を入力してください。管理画面が 255 文字までしか受け付けない場合は、1 つのレコードの複数の文字列に分けてください。',
  'explain-key-cut':
    '鍵の中に書かれた長さより、レコードの内容が短くなっています。多くの DNS 管理画面は 255 文字で黙って切ります。受信側は「invalid public key」「no modulus」と書きます。\n255 文字以内の文字列に分け、すべてを「1 つ」のレコードとして入力してください（keygen はその形で表示します）。その後 dkim-check record --keyfile ファイル で比べてください。',
  'key-trailing-text': 'レコードの中にタグでない文字列があります: {text}',
  'key-trailing-text-fix': '「タグ=値」とその間のセミコロンのほかは取り除いてください。',
  'explain-key-trailing-text':
    '鍵レコードは「タグ=値」をセミコロンで区切って並べたものです。それ以外のものが 1 つでもあると、厳格な受信側はレコード全体を使いません。\n多くは、鍵の後ろにコメントや別のレコードの残りが貼り付けられています。取り除いてください。',
  'hash-unknown': 'h= に未知のハッシュがあります: {hashes}。',
  'hash-unknown-fix': '対応は不要です。h=sha256 だけで同じ意味になります。',
  'explain-hash-unknown':
    'h= は鍵と一緒に使えるハッシュの一覧です。未知の名前は無視されます。sha256 が含まれているので、鍵は使えます。',
  'strict-flag': 't=s: {domain} のサブドメインの i= を持つ署名は拒まれます。',
  'strict-flag-fix': 'i= がこのドメインと完全に同じなら（初期設定）そのままで構いません。',
  'explain-strict-flag':
    't=s は署名の i= を d= と完全に同じドメインに限ります。より安全で、ほとんどの場合に適しています。署名に i= がなければ何も変わりません。\ni=user@sub.ドメイン と d=ドメイン で署名する場合だけ t=s を外してください。',
  'flag-unknown': 't= に未知のフラグがあります: {flags}。',
  'flag-unknown-fix': '取り除いてください。フラグは y（テスト中）と s（厳格）だけです。',
  'explain-flag-unknown': '受信側は未知のフラグを無視します。別のフラグの書き間違いかもしれません。',
  'granularity-empty':
    'g= が空です。DKIM では意味がなく、DomainKeys では全員に、古いプログラムでは誰にも当てはまりません。',
  'granularity-empty-fix': 'レコードから g= を外してください。',
  'explain-granularity-empty':
    'g= は DomainKeys と最初の DKIM（RFC 4871）のもので、現在は未知のタグです。古い DKIM プログラムは空の g= を「どのアドレスにも合わない」と読み、鍵を拒みます。\n外してください。',
  'granularity-set':
    'g={value}: DKIM では無視されます。DomainKeys と古い DKIM プログラムは、この送信者だけに鍵を認めます。',
  'granularity-set-fix': '古いプログラムのために必要でなければ、レコードから g= を外してください。',
  'explain-granularity-set':
    'g= は DomainKeys と RFC 4871 で鍵を 1 つのローカル部に限るためのものでした。RFC 6376 で廃止され、現在の受信側は無視します。何も守りません。\n外してください。',
  'key-character': 'p= に base64 にない文字があります: {found}',
  'key-character-fix':
    'その文字と、一緒にコピーされたものを取り除いてください。base64 の後ろはセミコロンか、値の終わりです。',
  'explain-key-character':
    'p= は base64 です。英字、数字、+、/ と、末尾の = だけを使います。それ以外の文字が 1 つでもあると鍵全体が読めません。\n多くは鍵の前後のものを一緒にコピーしています（シェルのプロンプトの % や $、山括弧、ピリオド、ページの次の語など）。keygen の .txt ファイルから値をコピーし直してください。',
  'line-break-in-record': '値の中に改行が入っています。',
  'line-break-in-record-fix': '値を 1 行で入力してください。keygen は管理画面用に 1 行で表示します。',
  'explain-line-break-in-record':
    '鍵ファイルの base64 は 64 文字ごとに改行されています。そのままコピーすると改行がレコードの一部になり、受信側は読めません。\n値を 1 行で入力してください。ゾーンファイルでは、行ごとに引用符で囲んだ文字列にして全体を括弧に入れれば、複数の行に分けられます。',
  'key-certificate': 'p= に公開鍵ではなく証明書が入っています。',
  'key-certificate-fix':
    '公開鍵を公開してください: openssl x509 -in ファイル -noout -pubkey（BEGIN と END の行は除く）',
  'explain-key-certificate':
    '証明書には公開鍵のほかに多くのものが入っています。受信側が必要とするのは鍵だけです。\ndkim-check keygen は DKIM 用の鍵とレコードを作ります。TLS の証明書は要りません。',
  'key-trailing-octets': 'p= の鍵の終わりの後に {n} オクテットあります。',
  'key-trailing-octets-fix': 'keygen の出力から p= の値をコピーし直してください。',
  'explain-key-trailing-octets':
    '鍵の中に書かれた長さより内容が長くなっています。受け入れる受信側もありますが、厳格な受信側は拒みます。2 つの値がつながったか、余分な文字が入りました。\n値をコピーし直してください。',
  'key-ed25519-wrapped':
    'Ed25519 の鍵が SubjectPublicKeyInfo（44 オクテット）になっています。レコードには 32 オクテットだけを書きます。',
  'key-ed25519-wrapped-fix': 'p={want} と書いてください。',
  'explain-key-ed25519-wrapped':
    'RSA の p= は openssl が出力する SubjectPublicKeyInfo です。Ed25519 では RFC 8463 により 32 オクテットだけを書きます。両方を受け入れる受信側は多くありません。\n表示された値を使ってください。同じ鍵です。',
  'key-type-wrong': 'レコードは k={given} ですが、鍵の種類は {want} です。',
  'key-type-wrong-fix': 'k={want} と書いてください。',
  'explain-key-type-wrong':
    'k= は p= の読み方を示します。種類が違うため鍵を読み取れません。k= がなければ rsa です。\nkeygen が表示した種類を書いてください。',
  'key-octets-unreadable': 'p= は base64 ですが、鍵ではありません: {reason}',
  'key-octets-unreadable-fix':
    'keygen の出力から p= の値をコピーし直し、dkim-check record --keyfile ファイル で比べてください。',
  'explain-key-octets-unreadable':
    'p= を復号したものが公開鍵ではありません。コピー中に文字が失われたか変わったか、別のものです。\n値をコピーし直してください。同じ結果なら、新しいセレクターで新しい鍵を作ってください。',
  'key-small': '{bits} ビットの鍵です。現在は受け入れられますが、2048 ビットを勧めます。',
  'key-small-fix': '都合のよいときに、新しいセレクターで 2048 ビットの鍵を作ってください: dkim-check keygen',
  'explain-key-small':
    '1024 ビットの RSA 鍵は、今のところほとんどの受信側で受け入れられます。しかし費用をかければ破れ、評価を下げる受信側もあります。\n新しいセレクターで 2048 ビットの鍵を作って公開し、署名に使い、1 週間後に古いレコードを削除してください。',
  'key-large': '{bits} ビットの鍵です。4096 ビットを超える鍵を検証する義務は受信側にありません。',
  'key-large-fix': '新しいセレクターで 2048 ビットの鍵を使ってください: dkim-check keygen',
  'explain-key-large':
    'RFC 8301 は 4096 ビットまでの RSA 鍵の検証を受信側に求め、それより大きい鍵は任意です。署名なしとして扱う受信側があり、レコードも DNS の 1 パケットに収まりません。\n2048 ビットを使ってください。',
  'key-modulus-even': 'RSA の法（modulus）が偶数です。鍵として作られた値ではなく、壊れています。',
  'key-modulus-even-fix': 'keygen の出力から p= の値をコピーし直してください。',
  'explain-key-modulus-even':
    'RSA の法は 2 つの大きな素数の積で、必ず奇数です。偶数なので、終わり近くの文字が変わったか、途中で切れた鍵が直されたものです。\n値をコピーし直してください。',
  'key-bare-rsa': 'p= が SubjectPublicKeyInfo ではなく RSAPublicKey だけです。読めない受信側があります。',
  'key-bare-rsa-fix': 'dkim-check keygen か openssl rsa -pubout が表示する値を公開してください。',
  'explain-key-bare-rsa':
    'RSA 公開鍵の書き方は 2 つあります。SubjectPublicKeyInfo はすべての受信側が読めますが、鍵だけの形は読めないことがあります。\nopenssl rsa -in 鍵ファイル -pubout は前者を表示します。',
  'key-records-several': 'この名前に TXT レコードが {n} 個あります。受信側の動作は決まっていません。',
  'key-records-several-fix': 'レコードを 1 つだけ残してください。長い値は「1 つ」のレコードの複数の文字列です。',
  'explain-key-records-several':
    'セレクターの鍵レコードは 1 つだけでなければなりません。複数あると、順に試す受信側、最初だけ見る受信側、使わない受信側があります。\n不要なものを削除してください。1 つの鍵の部分を別々のレコードとして入力した場合は、1 つのレコードの文字列として入力し直してください。',
  'key-mismatch': '{name} のレコードは {keyfile} と別の鍵です（DNS: {a}、ファイル: {b}）。',
  'key-mismatch-fix':
    '{keyfile} のレコードを公開するか、合う鍵で署名してください。古い応答は {time} まで残ることがあります。',
  'explain-key-mismatch':
    '受信側は DNS の鍵で検証するので、この鍵ファイルによる署名は通りません。レコードが古いか、署名側が別のファイルを使っています。\nフィンガープリントを比べてください。新しい鍵には新しいセレクターを使ってください。新旧のレコードが並び、古い応答の問題がなくなります。',
  'key-revoked-fix': '使用中のセレクターで署名してください。取り消すつもりがなかった場合だけ公開し直してください。',
  'base64-padding-fix': 'p= の値をコピーし直してください。終わりの = が足りないか多すぎます。',
  'key-version-fix': 'レコードを v=DKIM1; で始めてください（この表記のまま）。現在の内容: {given}',
  'key-type-unknown-fix': 'k=rsa か k=ed25519 と書いてください。',
  'key-syntax-fix': 'keygen の出力から、ひと続きに、引用符なしで値をコピーし直してください。',
  'key-hash-not-allowed-fix': 'h=sha256 と書くか、レコードから h= を外してください。',
  'key-service-not-allowed-fix': 's=email と書くか、レコードから s= を外してください。',
  'key-too-short-fix': '新しいセレクターで 2048 ビットの鍵を作ってください: dkim-check keygen',
  'key-exponent-fix': '新しいセレクターで新しい鍵を作ってください: dkim-check keygen',
  'key-not-found-fix':
    'この名前どおりに公開してください。keygen の .txt ファイルに行があります。次のコマンドでも表示できます: dkim-check record --domain {domain} --selector {selector} --keyfile ファイル',
  'domain-invalid-fix': 'セレクターとドメインを、署名の s= と d= のとおりに書いてください。',
  'key-algorithm-mismatch-fix':
    '鍵の種類に合うアルゴリズムで署名するか、別の種類の鍵を別のセレクターで公開してください。',
  'identity-not-allowed-by-key-fix': 'i= のドメインを d= と完全に同じにするか、レコードから t=s を外してください。',
  'keyfile-unusable': '鍵を使えません: {cause}',
  'command-record': 'セレクターの鍵レコードを、DNS または公開前の文字列で調べます',
  'option-text': 'DNS に問い合わせず、この文字列を調べる',
  'option-record-algorithm': 'この鍵で検証するアルゴリズム',
  'option-record-signature': '同じことを dkimproxy-out の署名の書き方で: dkim(...) か domainkeys(...)',
  'option-all-servers': 'ゾーンの各サーバーに UDP と TCP で直接問い合わせる',
  'record-text-title': 'この文字列を鍵レコードとして調べた結果:',
  'record-found': '{name}: レコードがあります',
  'record-not-found': '{name}: レコードがありません',
  'record-from': '  {server} の応答（記憶していたものかもしれません）',
  'record-from-authority': '  ゾーンを持つ {server} の応答',
  'record-asked': '  {server} に問い合わせましたが、応答がありません',
  'record-ttl': '  {n} 秒間記憶されることがあります',
  'record-size': '  {octets} オクテット、文字列 {strings} 個',
  'record-key': '  {type} の鍵、{bits} ビット、SHA-256 {fingerprint}',
  'record-rsa-key': '  rsa の鍵、{bits} ビット、指数 {exponent}、SHA-256 {fingerprint}',
  'record-matches': '  鍵ファイルと一致します',
  'record-matches-not': '  鍵ファイルと一致しません',
  'record-ok': '  有効な鍵レコードです（{type} {bits} ビット）。受信側はこのレコードを使えます。',
  'record-ok-remarks':
    '  有効な鍵レコードです（{type} {bits} ビット）。受信側はこのレコードを使えます。注意: {remarks}',
  'explain-record-ok-remarks':
    'レコードは公開されていて、鍵として読め、受信側が使えます。「注意」は誤りではなく、改善できる点です。内容と対処はその上に並んでいます。\n対応する秘密鍵で署名したメールは pass になります。それでも受信側が「no key」と書く場合は、公開前に問い合わせたか、別の名前に問い合わせています: dkim-check explain "no key" --domain D --selector S',
  'record-publish': '公開するレコード（ゾーンファイルの行）:',
  'record-publish-panel': 'または管理画面で（種類 TXT、1 行、引用符なし）:',
  'invisible-in-record': '値の中に見えない文字（{found}）が入っています。',
  'invisible-in-record-fix':
    '値を打ち込むか、keygen の .txt ファイルからコピーしてください。Web ページやメールからのコピーには、このような文字が混じります。',
  'explain-invisible-in-record':
    'Web ページやワープロは、改行しない空白や幅のない印などを使います。目に見えず、コピーすると一緒に入り、受信側が読めないレコードになります。\nkeygen の出力か .txt ファイルの値を、いったんテキストエディターに貼り付けてから管理画面に入力してください。',
  'zone-line-in-record': 'ゾーンファイルの行全体が値として入力されています（名前か TXT で始まっています）。',
  'zone-line-in-record-fix': '引用符の中だけを 1 行で入力してください。名前は管理画面の名前の欄に入力します。',
  'explain-zone-line-in-record':
    'keygen などのプログラムは、ゾーンファイル用に、名前、IN TXT、引用符と括弧で囲んだ値を表示します。管理画面では名前と値の欄が別です。\nkeygen が管理画面用に表示する値（v=DKIM1 で始まる 1 行）を入力してください。',
  'semicolon-missing': '{tag}= の前にセミコロンがないため、前のタグの一部として読まれます。',
  'semicolon-missing-fix': 'タグの間には必ずセミコロンを書いてください: v=DKIM1; k=rsa; p=...',
  'explain-semicolon-missing':
    '鍵レコードのタグはセミコロンで区切ります。空白、コンマ、行末は区切りになりません。1 つのレコードの文字列は間に何も入れずにつながるので、最初の文字列の末尾にないセミコロンはレコードにもありません。\nv=DKIM1; k=rsa; p=... のように、すべてのセミコロンを書いてください。',
  'key-tag-repeated': 'レコードに {tag}= が 2 回あります。このレコードは無効になります。',
  'key-tag-repeated-fix': '各タグを 1 回だけ書いてください。2 つのレコードを 1 つの値に入れないでください。',
  'explain-key-tag-repeated':
    '鍵レコードの各タグは 1 回しか書けません。2 回あるとレコード全体が無効です（RFC 6376 の 3.2 節）。\n多くは、古い値の後ろに新しい値が入力されたか、値が 2 回貼り付けられています。すべて消してから 1 回だけ入力してください。',
  'record-too-long': '値が {n} オクテットあります。DNS のレコードに入るのは 65535 オクテットまでです。',
  'record-too-long-fix': 'keygen が表示する値を公開してください。鍵レコードは数百オクテットです。',
  'explain-record-too-long':
    'DNS のレコード 1 つのデータは、種類によらず 65535 オクテットまでです。これより長いものをネームサーバーは拒むため、何も公開されません。\n鍵レコードは 200 から 800 オクテットほどです。別のものが貼り付けられています。値を確認し、keygen の .txt ファイルから正しい値をコピーしてください。',
  'domainkeys-hash':
    'レコードの h= に DomainKeys の唯一のハッシュである SHA-1 がないため、その署名を拒むプログラムがあります。',
  'domainkeys-hash-fix': 'レコードはそのままにして、domainkeys の署名を外してください。DKIM だけで十分です。',
  'explain-domainkeys-hash':
    '鍵レコードの h=sha256 は、この鍵を他のハッシュで使わせないという意味で、DKIM では正しい設定です。DomainKeys は SHA-1 で署名し、h= を知りません。それでも両方を同じ処理で検証するプログラムは h= を当てはめ、DomainKeys の署名を不正とします。\n現在の受信側は DKIM だけを見ます。設定から signature domainkeys の行を外し、レコードの h=sha256 は残してください。',
  'string-blank': '文字列 {n} と文字列 {next} の間で、p= の中に空白が入ります。文字列はそのままつながります。',
  'string-blank-fix': '空白を取り除いてください。各文字列は引用符のすぐ内側で始まり、終わります。',
  'explain-string-blank':
    '長い値は 1 つのレコードの複数の文字列で、受信側は間に何も入れずにつなぎます。文字列の末尾や先頭の空白は p= の一部になります。取り除く受信側もありますが、壊れた鍵とみなす受信側もあります。\nゾーンファイルでは空白を引用符の外にだけ置いてください。',
};
