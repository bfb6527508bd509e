/** Japanese: the command policy. */
import type { policy as english } from '../en/policy.js';

export const policy: Readonly<Record<keyof typeof english, string>> = {
  'command-policy': 'ドメインが受信側に求めていること（DMARC、SPF、過去のポリシー）と、足りないものを示します',
  'option-policy-from': 'From のアドレス（省略時は DOMAIN のもの）',
  'option-policy-d': 'From と一致（アラインメント）するか調べる署名ドメイン（d=、複数可）',
  'policy-domain-needed': 'ドメインを指定してください: dkim-check policy example.org',
  'policy-domain-invalid': '「{value}」はドメイン名ではありません。_dmarc を付けずに書いてください: example.org',
  'policy-dmarc-title': '{domain} の DMARC（現在の受信側が見るもの）',
  'policy-step-text': '  {name}: {text}',
  'policy-step-none': '  {name}: レコードなし',
  'policy-step-other': '  {name}: DMARC レコードはなく、次のものがあります: {text}',
  'policy-step-several': '  {name}: DMARC レコードが複数あり、どれも無効です',
  'policy-step-error': '  {name}: DNS の応答がありません',
  'policy-organization': '  組織ドメイン: {domain}',
  'policy-effect': '  認証に失敗したメールのポリシーは {policy} です（{domain} の {tag}=）。',
  'policy-means-none': '  意味: 失敗したメールも普通に扱ってよく、rua= の宛先にレポートが届きます。',
  'policy-means-quarantine': '  意味: 失敗したメールは疑わしく、多くの受信側は迷惑メールに入れます。',
  'policy-means-reject': '  意味: 失敗したメールは自分のものではなく、多くの受信側が拒否します。',
  'policy-lowered': '  t=y: レコードは {requested} ですが、テスト中は 1 段階弱く扱われます。',
  'policy-no-effect': '  受信側はこのドメインに DMARC を適用しません。',
  'policy-alignment-title': 'アラインメント（署名の d= が From のドメインに属するときだけ DMARC で有効です）',
  'policy-aligned-same': '  d={d}、From {author}: 一致します。同じドメインです。',
  'policy-aligned-relaxed': '  d={d}、From {author}: 一致します。どちらも {organization} に属します。',
  'policy-not-aligned-relaxed':
    '  d={d}、From {author}: 一致しません。From は {organization} に属し、d= は属しません。',
  'policy-not-aligned-strict': '  d={d}、From {author}: 一致しません。adkim=s は完全に同じドメインを求めます。',
  'policy-alignment-unknown': '  d={d}、From {author}: わかりません。DNS の応答がありません。',
  'policy-spf-title': 'SPF（送信してよいサーバー。表示だけで、評価はしません）',
  'policy-spf-record': '  {name}: {text}',
  'policy-historic-title': '過去のポリシー（害はなく、現在の受信側は使いません）',
  'policy-historic-none': '  {name}: レコードなし',
  'policy-historic-found': '  {name}: {meaning}',
  'policy-o-all': 'すべてのメールに署名する（o=-）',
  'policy-o-some': '一部のメールに署名する（o=~）',
  'policy-o-strict': 'すべてのメールに、ドメイン自身が署名する（o=!）',
  'policy-testing': 'テスト中（t=y）',
  'policy-report-to': '報告先 {address}（r=）',
  'policy-receivers-title': '2024 年から大手の受信側が求めるもの（Gmail、Yahoo、Microsoft: 550 5.7.515）',
  'policy-receivers-all': '  すべての送信者: SPF か DKIM',
  'policy-receivers-bulk': '  1 日 5,000 通から: SPF と DKIM と DMARC（p=none でよい）、From との一致',
  'policy-receivers-more': '  ほかに: TLS、送信元アドレスの PTR レコード、大量配信メールのワンクリック登録解除',
  'policy-receivers-dkim':
    '  DKIM はセレクターがわからないと調べられません: dkim-check record --domain {domain} --selector セレクター',
  'policy-receivers-missing': '  足りないもの: {missing}',
  'policy-receivers-unclear': '  DNS の応答がないものは、ここでは数えていません。',
  'policy-list-comma': '、',
  'policy-receivers-complete': '  SPF と DMARC はあります。',

  'policy-unanswered': '{name} について DNS の応答がありません。',
  'policy-unanswered-fix': '後でもう一度試してください。続く場合は、ドメインのネームサーバーを確かめてください。',
  'explain-policy-unanswered':
    'このドメインのネームサーバーが応答しないか、エラーを返したので、このレコードについて何も言えません。受信側でも同じことが起こり、待つか、DMARC なしで配信します。\n数分後にもう一度試してください。続く場合は、ゾーンの各ネームサーバーに直接問い合わせてください。',
  'dmarc-missing': '{name} にも、その上位にも DMARC レコードがありません。',
  'dmarc-missing-fix': '{name} に TXT レコードを公開してください: v=DMARC1; p=none; rua=mailto:postmaster@{domain}',
  'explain-dmarc-missing':
    'DMARC レコードがないと、誰でも From にあなたのドメインを書けて、受信側はあなたの意向を知ることができません。Gmail、Yahoo、Microsoft は 1 日 5,000 通の送信者に DMARC を求め、Microsoft は 550 5.7.515 で拒否します。\nまず p=none とレポートの宛先から始めてください。メールの扱いは変わりません。数週間レポートを読んでから、p=quarantine か p=reject にしてください。',
  'dmarc-several': '{name} に DMARC レコードが {n} 個あり、どれも無効になります。',
  'dmarc-several-fix': '1 つだけ残し、ほかは削除してください。',
  'explain-dmarc-several':
    'DMARC レコードは 1 つの名前に 1 つだけです。2 つあると受信側は両方を捨てるので、ポリシーがないのと同じです。サービスの指示で、すでにあるレコードの横に追加した場合がよくあります。\n宛先を 1 つのレコードにまとめてください: rua=mailto:a@example.org,mailto:b@example.net',
  'dmarc-version-case': '{name} のレコードの v=DMARC1 の大文字と小文字が違います。受信側は無視します。',
  'dmarc-version-case-fix': 'レコードを v=DMARC1; で始めてください（v は小文字、DMARC は大文字）。',
  'explain-dmarc-version-case':
    'v=DMARC1 だけは大文字と小文字を区別します。v=dmarc1 や V=DMARC1 は DMARC レコードではなく、ポリシーがないのと同じです。\n先頭を v=DMARC1; に直し、残りはそのままにしてください。',
  'dmarc-version-place': '{name} の文字列は DMARC のようですが、v=DMARC1; で始まらないので無視されます。',
  'dmarc-version-place-fix': 'v=DMARC1; を先頭に置いてください。前に空白を入れず、セミコロンを忘れないでください。',
  'explain-dmarc-version-place':
    '受信側は先頭の文字で DMARC レコードを見分けます。p= が先にある、前に空白がある、DMARC1 の後のセミコロンがない、v= がない、といった場合は DMARC レコードとみなされません。\n入力し直してください: v=DMARC1; p=none; ほかのタグの順序は自由です。',
  'spf-at-dmarc': '{name} に SPF レコードがあります。そこを見る受信側はありません。',
  'spf-at-dmarc-fix': 'ドメイン自体に移し、{name} には DMARC レコードを公開してください。',
  'explain-spf-at-dmarc':
    'SPF はドメイン自体に、DMARC はその前に _dmarc を付けた名前に置きます。_dmarc に SPF があるのは、名前を間違えて入力したか、ワイルドカードがすべての名前に答えているためです。\nドメイン自体に SPF レコードが 1 つだけあることを確かめてから、これを削除してください。',
  'dmarc-policy-missing': 'レコードに p= がありません。',
  'dmarc-policy-missing-fix': 'v=DMARC1; の後に p=none、p=quarantine、p=reject のどれかを加えてください。',
  'explain-dmarc-policy-missing':
    'p= は認証に失敗したメールの扱いを示します。なければ、rua= にレポートの宛先がある場合だけ p=none として扱われ、宛先もなければ DMARC は適用されません（RFC 9989）。古い受信側はどちらの場合もレコードを捨てます。\nレポートだけ欲しい場合は p=none と書いてください。',
  'dmarc-policy-bad':
    '{tag}={value} は none、quarantine、reject のどれでもありません。このレコードのポリシーは使われません。',
  'dmarc-policy-bad-fix': '{tag}=none、{tag}=quarantine、{tag}=reject のどれかを書いてください。',
  'explain-dmarc-policy-bad':
    'p=、sp=、np= に書けるのは none、quarantine、reject の 3 つだけです。どれかに別の語があると、受信側は p=none として扱い、rua= もなければ DMARC を適用しません（RFC 9989）。\n語を直してください。引用符、全角文字、後ろのセミコロンの抜けがないか確かめてください。',
  'dmarc-tag-ignored': '{tag}={value} には効果がありません。',
  'dmarc-tag-ignored-fix': '直すか、外してください。タグは小文字で、それぞれ 1 回だけ書きます。',
  'explain-dmarc-tag-ignored':
    '未知のタグ、2 回あるタグ、許されない値を持つタグは無視され、初期値が使われます。定義されているのは小文字の p、sp、np、adkim、aspf、rua、ruf、fo、t、psd です。前のセミコロンが抜けていることがよくあります。\nレコードの残りはそのまま使われます。',
  'dmarc-tag-historic': '{tag}= は DMARC から除かれました（RFC 9989）。現在の受信側は無視します。',
  'dmarc-tag-historic-fix': '次にレコードを変更するときに外してください。',
  'explain-dmarc-tag-historic':
    'pct=、rf=、ri= は RFC 7489 のものです。受信側によって使い方が違ったため、2026 年の RFC 9989 で除かれました。害はなく、古い受信側には pct= を読むものもあります。\n次にレコードを変更するときに外してください。',
  'dmarc-pct-zero': 'pct=0 はもう効果がなく（RFC 9989）、ポリシーがそのまま適用されます。',
  'dmarc-pct-zero-fix': 'テスト中は pct=0 の代わりに t=y と書いてください。',
  'explain-dmarc-pct-zero':
    'pct=0 は「テスト中なのでポリシーを適用しない」という意味でした。RFC 9989 は pct= を除き、代わりに t=y を置きました。t=y では reject は quarantine、quarantine は none と、1 段階弱く扱われます。\npct=0 を t=y に置き換え、レポートに問題がなくなったら t=y を外してください。',
  'dmarc-report-address': '{tag}= の「{uri}」にはレポートを送れません。',
  'dmarc-report-address-fix':
    '各アドレスの前に mailto: を付け、コンマで区切ってください: {tag}=mailto:dmarc@example.org',
  'explain-dmarc-report-address':
    'rua= と ruf= にはアドレスを URI で書きます。mailto: のないアドレスは URI ではなく、https: などほかの種類に対応する義務は受信側にありません。読めないものは除かれ、レポートは届きません。\nrua=mailto:dmarc@example.org と書き、複数ある場合はコンマで区切ってください。',
  'dmarc-report-permission': '{destination} へのレポートは許可されていません。{name} にレコードがありません。',
  'dmarc-report-permission-fix':
    '{destination} の所有者に、{name} に TXT レコード v=DMARC1 を公開するよう頼んでください。',
  'explain-dmarc-report-permission':
    'レポートを別の組織に送るには、その組織の同意が必要です。同意がなければ、誰でも大量のレポートを送り付けられるからです。同意は 自分のドメイン._report._dmarc.相手のドメイン の TXT レコード v=DMARC1 で示します。ない場合、受信側はレポートを送りません。\nDMARC レポートのサービスは、ドメインを登録すると自分で公開します。gmail.com などの無料メールは公開しないので、自分のドメインのアドレスを使ってください。',
  'dmarc-report-size': '{tag}= の「!」の後の大きさの指定は DMARC から除かれました（RFC 9989）。',
  'dmarc-report-size-fix': '感嘆符と数値を外してください。',
  'explain-dmarc-report-size':
    'RFC 7489 では、アドレスの後に !10m と書いてレポートの大きさを制限できました。RFC 9989 で除かれ、厳格な受信側はアドレス全体を捨てることがあります。\nアドレスだけを書いてください。',
  'dmarc-at-domain': '{domain} 自体に DMARC レコードがあります。そこを見る受信側はありません。',
  'dmarc-at-domain-fix': '{name} で公開し、{domain} からは削除してください。',
  'explain-dmarc-at-domain':
    '受信側は DMARC をドメイン自体ではなく、前に _dmarc を付けた名前で探します。ホスト名なし、または @ で入力されています。\n管理画面に入力する名前は _dmarc です。ゾーンファイルでも _dmarc か、末尾にドットの付いた完全な名前です。',
  'dmarc-alias': '{name} は {alias} の別名です。レコードはそこにあります。',
  'dmarc-alias-fix': '対応は不要です。その名前の所有者はポリシーを変更できます。',
  'explain-dmarc-alias':
    'DMARC レコードは CNAME で別の名前に導かれています。多くはレポートを読むサービスです。受信側は CNAME をたどります。\nサービスをやめるときは CNAME を削除し、自分のレコードを公開してください。',
  'dmarc-wildcard': 'ゾーンのワイルドカードがすべての名前に答えています（{name} も）。',
  'dmarc-wildcard-fix':
    '* の TXT レコードを削除するか、_dmarc と _domainkey の名前に個別のレコードを公開してください。',
  'explain-dmarc-wildcard':
    'ゾーンの * に TXT レコードがあり、個別のレコードのないすべての名前に答えます。受信側は、すべてのサブドメインの _dmarc とすべてのセレクターでその文字列を見つけます。\nTXT のワイルドカードが必要なことはまれです。削除してください。ドメインの DMARC レコードはサブドメインにも及びます。',
  'dmarc-not-aligned': 'd={d} の署名は From {author} に対して数えられません。別の組織です。',
  'dmarc-not-aligned-fix': 'd={author} か、同じ組織のドメインで署名してください。',
  'explain-dmarc-not-aligned':
    'DMARC は、有効な署名のドメインが、人の目に触れる From のドメインに属することを求めます。メールサービスの署名だけでは、誰が送ったかはわかっても、あなたのドメインが認めたことにはなりません。\n自分のドメインに鍵を公開し、サービスにその鍵で署名させてください。SPF で代えられるのは、エンベロープの送信者も自分のドメインの場合だけです。',
  'dmarc-not-aligned-strict': 'd={d} の署名は From {author} に対して数えられません。adkim=s は同じドメインを求めます。',
  'dmarc-not-aligned-strict-fix': 'd={author} で署名するか、DMARC レコードから adkim=s を外してください。',
  'explain-dmarc-not-aligned-strict':
    'DMARC レコードの adkim=s は、署名の d= が From のドメインと完全に同じであることを求めます。上位のドメインやサブドメインは数えられません。指定しない場合（adkim=r）は同じ組織なら十分です。\nほとんどのドメインは adkim=s がないほうがよいでしょう。',
  'spf-missing': '{domain} に SPF レコードがありません。',
  'spf-missing-fix':
    '{domain} に TXT レコードを公開してください: v=spf1 mx -all（ほかに送信するものがあれば -all の前に加えます）',
  'explain-spf-missing':
    'SPF は、そのドメインをエンベロープの送信者とするメールを送ってよいサーバーを受信側に示します。大手の受信側はすべての送信者に SPF か DKIM を、1 日 5,000 通の送信者には両方を求めます。\n自分のサーバーとサービスをすべて書いてください: mx、ip4:192.0.2.1、include:service.example。メールを送らないドメインは v=spf1 -all を公開します。',
  'spf-several': '{domain} に SPF レコードが {n} 個あります。受信側はエラー（permerror）とみなします。',
  'spf-several-fix': 'v=spf1 で始まり、最後に all が 1 つある 1 つのレコードにまとめてください。',
  'explain-spf-several':
    'SPF レコードは 1 つのドメインに 1 つだけです。2 つあると、内容にかかわらず permerror になります。サービスの指示で、すでにあるレコードの横に追加した場合がよくあります。\n2 つ目の include: を 1 つ目の all の前に移し、2 つ目を削除してください。',
  'policy-historic':
    '{name}: DomainKeys のポリシー（{meaning}）。過去の方式で、現在は {dmarc} の DMARC が参照されます。',
  'policy-historic-fix': '害はありません。DMARC を公開した後、いつでも削除できます。',
  'explain-policy-historic':
    'DomainKeys（RFC 4870、2007 年）では、ドメインの前に _domainkey を付けた名前にポリシーを置きました。o=~ は一部のメールに署名する、o=- はすべてに署名する、t=y はテスト中、r= は報告先、n= は注記です。順序や空白は自由です。_policy._domainkey は標準の草案だけのものです。\n現在の受信側は使いません。DMARC がその役割を引き継ぎました。',
  'policy-signs-all':
    '{name} は o=-（すべてのメールに署名する）としています。古い検証プログラムは署名のないメールを拒否します。',
  'policy-signs-all-fix': 'レコードを削除するか、署名せずに送るメールがあれば o=~ と書いてください。',
  'explain-policy-signs-all':
    'o=- は、有効な署名のないメールは自分のものではないという意味です。現在の受信側は無視しますが、reject_fail を設定した DKIMproxy などの古いフィルターは、メーリングリスト経由のものも含めて拒否します。\n現在の方式は DMARC の p=reject です。古いレコードは削除するか、o=~ にしてください。',
  'policy-text-other': '{name} にあるテキストはポリシーではありません: 「{text}」',
  'policy-text-other-fix':
    '鍵であれば、署名プログラムのセレクターを使って、ドメインの前に SELECTOR._domainkey を付けた名前で公開してください。そうでなければ削除してください。',
  'explain-policy-text-other':
    '_domainkey そのものの名前で意味があるのは DomainKeys のポリシーだけで、現在は誰も読みません。鍵はその 1 つ下の SELECTOR._domainkey に置きます。受信側はそこしか調べません。\nよくある原因: 鍵を公開するときにセレクターを書き忘れた。受信側は「no key」とします。\nレコードを移し、dkim-check record --domain DOMAIN --selector SELECTOR で確かめてください。',
  'adsp-historic': '{name}: ADSP、dkim={practice}。過去の方式で、現在は {dmarc} の DMARC が参照されます。',
  'adsp-historic-fix': '害はありません。DMARC を公開した後、いつでも削除できます。',
  'explain-adsp-historic':
    'ADSP（RFC 5617、2009 年）は、ドメインのすべてのメールに署名があるかを dkim=unknown、all、discardable で示しました。ほとんど使われず、2013 年に過去の方式（Historic）になりました。\n現在の受信側は使いません。DMARC がその役割を引き継ぎました。',
  'adsp-discardable': '{name} は dkim=discardable としています。古い検証プログラムは署名のないメールを黙って捨てます。',
  'adsp-discardable-fix': 'レコードを削除し、必要なら DMARC を p=reject で公開してください。',
  'explain-adsp-discardable':
    'dkim=discardable は、自分の有効な署名のないメールを黙って捨てるよう求めるものです。ADSP は 2013 年から過去の方式ですが、古いフィルターはまだ従うことがあり、メーリングリスト経由のメールが失われます。\n削除してください。現在は DMARC の p=reject が同じことを示し、受信側は黙って捨てずに応答します。',
};
