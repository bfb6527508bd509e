/** Japanese: the problems of zone files. */
import type { zone as english } from '../en/zone.js';

export const zone: Readonly<Record<keyof typeof english, string>> = {
  'name-outside-zone': '{name} は末尾がドットの絶対名で、ゾーン {zone} の外です。',
  'name-outside-zone-fix': '{want} と書いてください。',
  'explain-name-outside-zone':
    'ゾーンファイルでは、末尾にドットのある名前はそのまま使われます。この名前はゾーンの名前でもその下でもないため、ネームサーバーはファイルを拒むか行を無視し、レコードは公開されません。nsd-checkzone は「out of zone data」、BIND は「ignoring out-of-zone data」と書きます。\n多くはドメインの一部を書き忘れています。ドメインと末尾のドットを除いて書くか、全体を末尾のドット付きで書いてください。',
  'txt-too-long': '1 つの文字列が {n} オクテットです（上限 255）。',
  'txt-too-long-fix': '1 つのレコードの複数の文字列に分けて書いてください: {zone}',
  'explain-txt-too-long':
    'TXT レコードは文字列の並びで、1 つの文字列には 255 オクテットまで入ります。長い値は複数の文字列に分け、受信側は間に何も入れずにつなぎます。長すぎる文字列があるファイルをネームサーバーは拒みます。\nkeygen は括弧の中に分けて書きます。全体で 1 つのレコードです。',
  'zone-origin-unknown': '{name} は相対名ですが、基準の名前がファイルにありません。',
  'zone-origin-unknown-fix': 'ゾーンの名前を指定してください: --domain example.org',
  'explain-zone-origin-unknown':
    '末尾にドットのない名前の後ろにはゾーンの名前が続きます。それはネームサーバーの設定か $ORIGIN にありますが、このファイルには $ORIGIN も、完全な名前の SOA レコードもありません。\n--domain で指定してください。',
  'zone-name-too-long': 'DNS の名前として長すぎます: {name}',
  'zone-name-too-long-fix': '全体で 253 文字、ドットの間は 63 文字までに短くしてください。',
  'explain-zone-name-too-long':
    'DNS の名前は全体で 253 文字、ドットで区切った各部分は 63 文字までです。これより長い名前のあるファイルをネームサーバーは拒みます。\n多くは、値が行の先頭（名前の位置）にずれているか、末尾のドットのない $ORIGIN が重なって名前が伸びています。その行と、上の $ORIGIN の行を確認してください。',
  'zone-comment-cut': '値が引用符で囲まれていないため、最初のセミコロンで終わります。残りはコメントになります。',
  'zone-comment-cut-fix': '値を引用符で囲んでください。',
  'explain-zone-comment-cut':
    'ゾーンファイルでは、引用符の外のセミコロンからコメントになります。v=DKIM1; k=rsa; p=... のうち、公開されるのは v=DKIM1 だけです。\n各文字列を引用符で囲んでください。その前にバックスラッシュは不要です。',
  'zone-quotes-missing': '値が引用符で囲まれていません。単語ごとに別の文字列になり、間の空白は失われます。',
  'zone-quotes-missing-fix': '値を引用符で囲んでください。',
  'explain-zone-quotes-missing':
    '引用符がないと、空白で文字列が分かれます。受信側は間に何も入れずにつなぐため、単語がくっつきます。\n値の全体を、255 オクテット以内の文字列に分けて引用符で囲んでください。',
  'zone-smart-quotes': 'まっすぐな引用符のところに印刷用の引用符があります。',
  'zone-smart-quotes-fix': '各文字列の前後に " (U+0022) を書いてください。',
  'explain-zone-smart-quotes':
    'ゾーンファイルで文字列の始まりと終わりになるのは、まっすぐな引用符 " だけです。ワープロや Web ページが、曲がった引用符やかぎ括弧に変えたものです。ネームサーバーはそれを普通の文字と見るため、最初のセミコロンからコメントになります。\nその行をテキストエディターで書き直してください。keygen の .txt ファイルからコピーするのが確実です。',
  'zone-quote-open': 'ここで開いた引用符が、この行で閉じられていません。',
  'zone-quote-open-fix': '文字列の終わりで閉じてください。',
  'explain-zone-quote-open':
    '文字列はまっすぐな引用符で始まり、終わります。片方がないか、曲がった引用符になっていて、ネームサーバーはファイルを拒みます。\n始めた行の中で閉じてください。',
  'zone-parenthesis': '括弧の対がありません。',
  'zone-parenthesis-fix': 'レコードの最初の行で開き、最後の文字列の後で閉じてください。',
  'explain-zone-parenthesis':
    '括弧の中ではレコードが複数の行にわたります。片方がないと、後の行がすべてこのレコードの続きになるか、ファイルが拒まれます。\nこの行から始まるレコードを確かめてください。',
  'zone-included': 'ここで取り込まれるファイル {file} は読んでいません。',
  'zone-included-fix': '単独で調べてください: dkim-check record --zone {word}',
  'explain-zone-included':
    '$INCLUDE は別のファイルを取り込みます。dkim-check は指定されたファイルだけを読みます。\nもう一方も同じように調べてください。ゾーンの名前が必要なら --domain を付けてください。',
  'zone-line-unreadable': 'この行はレコードではありません: {text}',
  'zone-line-unreadable-fix': '「名前 TTL IN TXT "値"」の形で書いてください。',
  'explain-zone-line-unreadable':
    'ゾーンファイルの行は、名前、（あれば）有効時間、（あれば）クラス IN、種類、データの順です。空白で始まる行は上の名前を引き継ぎます。ここには種類が見つかりません。\nこの行と前の行を確かめてください。前の行の括弧や引用符の抜けがここに現れることがあります。',
  'option-zone': 'このゾーンファイルのレコードを、読み込ませる前に調べる',
  'zone-title': '{file}: 鍵レコード {n} 個',
  'zone-key': '  {line}: {name}、{type}、{bits} ビット',
  'zone-place': '{file}:{line}',
  'zone-good': '  問題はありません。',
  'zone-more': '  ... ほか {n} 件',
};
