/** Japanese: what was done to signed header fields, or who signed; and what is unusual about a signature field. */
import type { diagnosisHeader as english } from '../en/diagnosis-header.js';

export const diagnosisHeader: Readonly<Record<keyof typeof english, string>> = {
  'header-changed': '署名の後にヘッダー {field} が変わりました: 「{was}」が「{now}」になっています。',
  'header-changed-fix': '{field} を書き直す中継やゲートウェイを探し、署名より前に動かしてください。',
  'header-change-unknown':
    '署名対象のフィールドのどれかが変わりました。dkim-check の知っている変更のどれにも当てはまりません。署名対象: {fields}',
  'header-change-unknown-fix':
    '送信時のメッセージと比べてください: dkim-check verify 受信ファイル --original 送信ファイル。または署名側でフィールドの控え（z=）を書かせてください。',
  'header-or-key-changed':
    'DNS にある鍵とは別の鍵で署名されたか、署名対象のフィールドのどれかが、dkim-check の知らない形で変わりました。署名対象: {fields}',
  'header-or-key-changed-fix':
    'まずレコードと鍵を比べてください: dkim-check record --keyfile ファイル。次に送信時のメッセージと比べてください: dkim-check verify 受信ファイル --original 送信ファイル',
  'header-fields-absent': 'h= からすると、署名のときにあった次のフィールドがなくなっています: {fields}',
  'header-fields-absent-fix':
    '送信時のメッセージと比べてください: dkim-check verify 受信ファイル --original 送信ファイル。',
  'header-not-all-read':
    'ヘッダーが長すぎるため、{fields} 個のフィールドで読むのを止めました。それより下の署名は調べていません。',
  'header-not-all-read-fix': 'Received でループを確かめてください。宛先が多いときは分けるか、Bcc を使ってください。',
  'original-header-not-signed':
    '送信時とされるメッセージのヘッダーもこの署名と一致しません。別のメッセージか、フィールドが署名時の形になる前に保存されたものです。',
  'original-header-not-signed-fix':
    '署名プログラムを出た時点のメッセージを使ってください。同じマシンのメールボックスへの Bcc や、次のサーバーにある控えです。',
  'header-unchanged': '署名対象のヘッダーは変わっていません。違うのは本文だけです。',
  'header-unchanged-fix': 'ヘッダーではなく、本文を変えるものを探してください。',
  'header-field-added': '署名の後にフィールド {field} が追加されました: 「{value}」',
  'header-field-added-fix': '署名の前にこのフィールドを入れておくか、追加するプログラムを止めてください。',
  'header-field-removed': '署名の後にフィールド {field} が取り除かれました: 「{value}」',
  'header-field-removed-fix': '取り除くプログラムを止めるか、署名より前に動かしてください。',
  'header-order-changed': 'フィールド {field} の順序が署名時と違います。',
  'header-order-changed-fix': '並べ替えるプログラムを止めてください。正しいメッセージの {field} は 1 つだけです。',
  'header-refolded': '{field}: 署名の後に行の折り返し位置が変わりました。',
  'header-refolded-fix': '折り返しを見ない c=relaxed/relaxed で署名してください。',
  'header-white-space-changed': '{field}: 署名の後に空白が増えたか減りました。',
  'header-white-space-changed-fix': 'c=relaxed/relaxed で署名し、ヘッダーを書き直すプログラムを探してください。',
  'header-name-case-changed': 'フィールド名は署名時に {was} でしたが、今は {now} です。',
  'header-name-case-changed-fix': '名前の大文字と小文字を区別しない c=relaxed/relaxed で署名してください。',
  'header-would-pass-relaxed': 'c=relaxed/relaxed ならヘッダーは一致していました。',
  'header-would-pass-relaxed-fix': '署名プログラムに c=relaxed/relaxed を設定してください。',
  'header-address-rewritten': '{field}: 署名の後にアドレスが書き換えられました: 「{was}」が「{now}」になっています。',
  'header-address-rewritten-fix':
    'Postfix では canonical、masquerade、generic の書き換えを署名より前に行い、署名後のサービスには receive_override_options=no_address_mappings を指定してください。',
  'header-encoding-changed': '{field}: 文字の符号化が変わりました: 「{was}」が「{now}」になっています。',
  'header-encoding-changed-fix': '文字を変換するプログラムを署名より前に動かしてください。',
  'header-mime-rewritten': '{field} が変換プログラムに書き換えられました: 「{was}」が「{now}」になっています。',
  'header-mime-rewritten-fix':
    '署名前に変換してください: メールソフトで quoted-printable か base64 にするか、署名の手前の Postfix で smtp_discard_ehlo_keywords = 8bitmime, smtputf8 を指定します。',
  'subject-prefix-added':
    '{field}: メーリングリストかフィルターが先頭に語を付けました: 「{was}」が「{now}」になっています。',
  'subject-prefix-added-fix':
    'リストの接頭辞を止めるか（振り分けには List-Id が使えます）、リスト自身のドメインで署名してください。フィルターには別のフィールドを使わせてください。',
  'signed-by-other-key':
    '別の鍵で署名されています: DNS の {name} にあるのは {bits} ビットの鍵で、署名はその秘密鍵によるものではありません。',
  'signed-by-other-key-fix':
    '比べてください: dkim-check record --domain ドメイン --selector セレクター --keyfile ファイル。次に、署名に使う鍵のレコードを公開するか、署名プログラムにもう一方の鍵を使わせてください。',
  'signed-with-other-hash': '署名は {hash} で作られていますが、a= は sha256 です。',
  'signed-with-other-hash-fix': '署名プログラムを更新するか、a=rsa-sha256 を設定してください。',
  'diagnosis-too-large': 'メッセージが {limit} オクテットを超えているため、本文の変更は調べていません。',
  'diagnosis-too-large-fix': '同じ経路で小さいメッセージを送り、それを検証してください。',
  'diagnosis-incomplete': '時間がかかりすぎるため、一部の変更は試していません。',
  'diagnosis-incomplete-fix': '同じ経路で小さいメッセージを送り、それを検証してください。',

  'algorithm-case': 'a={given} は a={written} と書きます。大文字を拒む受信側があるためです。',
  'algorithm-case-fix': 'dkimproxy-out は自動で小文字にします。ほかの署名プログラムでは a={written} と書いてください。',
  'signature-version-missing': '署名フィールドに必須の v=1 がありません。',
  'signature-version-missing-fix':
    '署名プログラムを更新してください。フィールドが「=1」で始まるなら、途中で「v」が失われています。',
  'signature-name-folded': '{tag} の値が 2 行に分かれています。読めない受信側があります。',
  'signature-name-folded-fix': 'ヘッダーを折り返し直すゲートウェイを探すか、短い名前を使ってください。',

  'explain-header-changed':
    'z= の控え、送信時のメッセージ、または署名が一致することから、署名時の値がわかっています。今は別の値です。\nよくある原因: フィールドを書き直すメーリングリストやゲートウェイ、アドレスや日付を補うメールサーバー。\nそのプログラムを署名より前に動かすか、From でなければ署名対象から外してください。',
  'explain-header-change-unknown':
    '署名は DNS の鍵で作られています（署名されたハッシュを取り出せました）。しかし、署名対象のフィールドのハッシュは今は違います。知っている変更を 1 つずつ、また 2 つ組み合わせて元に戻してみましたが、一致しませんでした。\nよくある原因: 別の文に置き換えられた Subject やアドレス、取り除かれたフィールド、3 つ以上の変更。\n送信時のメッセージと比べてください: dkim-check verify 受信ファイル --original 送信ファイル。署名側の copiedfields（z=）を使うと、次からはメール自身でわかります。',
  'explain-header-or-key-changed':
    'Ed25519 の署名からは、署名された内容を取り出せません。そのため、DNS の鍵が署名した鍵と違うのか、署名対象のフィールドが変わったのかを区別できません。\nすべてのメールが失敗するなら鍵、一部だけなら途中の変更が原因です。\nRSA の署名も付いていれば、もっとわかります。',
  'explain-header-fields-absent':
    'h= にあるのにメッセージにないフィールドです。この署名プログラムは、あったフィールドの名前を 1 つ余分に書いていて、これらも 2 回書かれています。または、どの名前も 2 回書かないもので、その場合は署名時にあったものだけを書くのが普通です。値がわからないので、ハッシュでは証明できません。\nよくある原因: Cc や Reply-To を削除するメーリングリスト、内部のフィールドを隠すゲートウェイ。\n送信時のメッセージがあればわかります: dkim-check verify 受信ファイル --original 送信ファイル。',
  'explain-header-not-all-read':
    'dkim-check はヘッダーの先頭から 10,000 個のフィールド、最大 1 MiB までを読みます。ヘッダーはその後も続いていて、そこにある署名は見ていません。「none」でも署名がないとは限りません。\nよくある原因: Received が増え続けるメールのループ、To にある何千もの宛先、攻撃。\nプロキシにも同じ種類の上限（max_header_fields、max_header_size）があります。',
  'explain-original-header-not-signed':
    '--original を付けると、そのヘッダーも署名と照合します。それが一致しないので、署名されたのはさらに別のヘッダーです。\nよくある原因: 送信済みフォルダーの控えが、メールサーバーが Date や Message-ID を加えたりアドレスを補ったりする前のものである、または別のメールである。\n示した違いは事実ですが、署名より前に生じた可能性があります。',
  'explain-header-unchanged':
    'b= の署名はヘッダーと一致します。鍵は正しく、署名対象のフィールドは変わっていません。違うのは本文のハッシュだけです。\n鍵やレコードの間違い、Subject を変えるメーリングリストは原因から外れます。\n文章を変えるもの（フッター、ウイルス検査、変換）を探してください。',
  'explain-header-field-added':
    'このフィールドがなければ署名は一致します。署名側は、2 つ目を追加できないように、フィールド名を実際より 1 つ多く署名することがあります。\nよくある原因: Postfix は Date、Message-ID、From、To がなければ追加します。メーリングリストは Reply-To や 2 つ目の Subject を、ゲートウェイは MIME-Version を追加します。\n完全なメッセージを作ってください。Date と Message-ID はメールソフトが書くべきものです。または、署名より前にメールサーバーに補わせてください。',
  'explain-header-field-removed':
    '署名されたフィールドがなくなっています。示した値で署名が一致するか、署名側が z= に控えを残していました。\nよくある原因: MIME のフィールドを取り除く変換、内部のフィールドを隠すゲートウェイ、Cc を取り除くメーリングリスト。\n止めるか、署名より前に動かしてください。',
  'explain-header-order-changed':
    '同じ名前のフィールドが複数あり、署名は下から数えます。順序が違えば別のメッセージです。\nよくある原因: ヘッダーを表に読み込んで書き出すゲートウェイ。\nほとんどのフィールドは 1 つだけと決まっています。Subject や To が 2 つあるメッセージは、署名の前から壊れています。',
  'explain-header-refolded':
    '長いヘッダーはどの空白でも折り返せるので、プログラムはよく折り返し直します。ヘッダーの方式が simple のとき、改行の位置も署名されます。\nよくある原因: メーリングリスト、ウイルス検査、古いメールサーバー。\nc=relaxed/relaxed は折り返しを戻してからハッシュを計算します。',
  'explain-header-white-space-changed':
    'コロンの後、行末、コンマの後、符号化された語の間などの空白を元に戻すと一致します。\nsimple は空白を 1 つずつ数えます。relaxed は連続する空白を 1 つとみなし、両端は数えませんが、空白がなかった所に入ると一致しません。\nヘッダーを読んで書き直すプログラムを探し、署名より前に動かしてください。',
  'explain-header-name-case-changed':
    'フィールド名は大文字でも小文字でも同じ意味ですが、simple は書かれたとおりに署名します。\nよくある原因: Message-ID を Message-Id とするような、名前を独自に書くプログラム。\nc=relaxed/relaxed なら影響を受けません。',
  'explain-header-would-pass-relaxed':
    '変わったのは改行、空白、名前の大文字と小文字だけで、署名側のヘッダーの方式は、何も許容しない simple です。\n署名プログラムに c=relaxed/relaxed を設定してください。失うものはありません。',
  'explain-header-address-rewritten':
    '示したアドレスなら署名は一致します。メールサーバーが後から補ったか置き換えました。\nよくある原因: Postfix の canonical、masquerade_domains、generic、ドメインのないアドレスへの補完、From に自分を書くメーリングリスト。\n書き換えは署名より前に行います。no_address_mappings がないと、フィルターから戻ったメールを Postfix がもう一度書き換えます。',
  'explain-header-encoding-changed':
    'ASCII 以外の文字は =?UTF-8?B?...?= のような語で書かれます。同じ文字でも書き方は多く、プログラムが別の書き方に変えました。\nよくある原因: Subject を復号して接頭辞を付けるメーリングリスト、文字コードを変換するゲートウェイ。\n署名より前に動かすか、止めてください。',
  'explain-header-mime-rewritten':
    '変換プログラムが本文の形を変え、このフィールドにそれを書きました。多くの場合、本文のハッシュも違います。\n次のサーバーが 8 ビットのメールを受けないときに、メールサーバーが行います。\n署名前に変換してください。方法は explain body-transfer-encoding-changed にあります。',
  'explain-subject-prefix-added':
    '先頭に付いた語がなければ署名は一致します。\nよくある原因: Subject に名前を書くメーリングリスト、***SPAM*** と書く迷惑メールフィルター、[EXTERNAL] と書く会社。\nメーリングリストでは、接頭辞もフッターも付けなければ署名は保たれます。または、リスト自身のアドレスを From に書いて署名します。',
  'explain-signed-by-other-key':
    '公開鍵があれば、RSA の署名から署名された内容を取り出せます。DNS の鍵では何も取り出せません。別の鍵で署名されたか、b= が途中で壊れました。\nよくある原因: 新しい鍵を作って片方だけを入れ替えた、レコードが別のサーバーや古い鍵のもの、2 台のサーバーが同じセレクターを使っている。\nレコードと鍵ファイルを比べてください。新しいレコードは、TTL が過ぎるまで行き渡りません。鍵を作るたびに新しいセレクターを使うのが安全です。',
  'explain-signed-with-other-hash':
    '署名には使われたハッシュの名前が入っていて、a= の名前と違います。\nよくある原因: ライブラリに間違った名前（多くは sha1）を渡して署名するプログラム。\nこの署名を認める受信側はありません。署名プログラムを更新してください。',
  'explain-diagnosis-too-large':
    '何が変わったかを調べるために、dkim-check は知っている変更をメモリー上で元に戻します。それには大きさの上限があります。判定そのものに上限はありません。\n同じ経路では小さいメッセージも多くの場合同じように扱われます。それを送って検証してください。',
  'explain-diagnosis-incomplete':
    '変更を 1 つ試すたびにメッセージのハッシュを計算します。1 通のメッセージに時間を取られないよう、一定の量で打ち切ります。見つかったことは正しいですが、見落としがあるかもしれません。\n同じ経路で小さいメッセージを送り、それを検証してください。',
  'explain-algorithm-case':
    'a= の名前は小文字です。大文字を同じとみなすかどうかは標準に書かれておらず、検証側で違います。dkimpy は rsa-SHA256 を未知のものとして拒み、他は受け入れます。\nよくある原因: DKIMproxy 1.4.1 は設定の名前をそのまま書きました。\n署名プログラムに rsa-sha256 と書いてください。',
  'explain-signature-version-missing':
    '署名には v=1 が必要です。ないと受信側は「bad version」と言うか、署名とみなしません。Gmail はそのとき header.i=@ と書きました。\nよくある原因: 2007 年より前の署名プログラム、フィールドを壊すゲートウェイ。\n署名プログラムを更新して、もう一度送信してください。',
  'explain-signature-name-folded':
    'ドメインとセレクターは 1 続きでなければなりません。ここでは途中に空白があります。多くは、長い行を途中で折り返したプログラムのためです。\n空白を取り除く検証側もあれば、「no key」や permerror とする検証側もあります。\nヘッダーを折り返すものを探してください。署名プログラムはタグの間だけで折り返します。',
};
