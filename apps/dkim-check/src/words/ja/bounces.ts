/** Japanese: what comes back when mail is refused for its authentication. */
import type { bounces as english } from '../en/bounces.js';

export const bounces: Readonly<Record<keyof typeof english, string>> = {
  'bounce-unauthenticated': 'x.7.26: この受信側で、SPF も DKIM も pass になりませんでした。',
  'bounce-unauthenticated-fix':
    '同じ受信先の自分のメールボックスに送り、届いたものを検証してください。DKIM で署名し、送信ホストを SPF に書いてください。',
  'explain-bounce-unauthenticated':
    'Gmail はすべての送信者に SPF か DKIM の pass を求め、どちらもなければ 550-5.7.26（または速度を落とす 421-4.7.26）を返します。ほかの受信側では、5.7.26 は複数の認証の失敗を示します（RFC 7372）。\n応答に両方の結果が書かれます。署名がない場合も「DKIM = did not pass」です。\nよくある原因: このメールが署名を通らない経路で出た。レコードが公開されていない。転送されて変わった。\nまず DKIM を pass にしてください。SPF と違い、転送されても残ります。',

  'bounce-spf': 'x.7.27: SPF が pass にならないため、Gmail が拒否または制限しました。',
  'bounce-spf-fix': 'エンベロープの送信者のドメインの SPF レコードに、送信ホストのアドレスを加えてください。',
  'explain-bounce-spf':
    'Gmail は大量の送信者（1 日 5000 通）に SPF と DKIM の両方の pass を求めます。これは SPF についてだけの応答で、From ではなくエンベロープの送信者のドメインを見ます。\ndig +short TXT ドメイン で確かめてください。v=spf1 で始まり、送信ホストを含むレコードが 1 つ要ります。\n「null MX」という語があれば 5.7.27 の意味は別で、送信者のドメインがメールを受け取らないと宣言しています。',

  'bounce-dkim': '有効な DKIM 署名がないため、メールが拒否または制限されました。',
  'bounce-dkim-fix': 'dkim-check test を実行し、次に、同じ受信先に届いたメールを検証してください: dkim-check verify',
  'explain-bounce-dkim':
    'Gmail は、大量に送り DKIM が pass にならない送信者に x.7.30 を返します。ほかの受信側は、RFC 7372 の 5.7.20（pass の署名がない）、5.7.21（認められる署名がない）、5.7.22（差出人のドメインの署名がない）を使います。\nよくある原因: 署名を通らない経路で出た。レコードがないか、別の鍵である。署名の後に何かがメールを変えた。\nその受信先の自分のメールボックスに届いた Authentication-Results フィールドを、dkim-check explain に渡してください。',

  'bounce-alignment': 'x.7.32: From のドメインが、SPF のドメインにも DKIM のドメインにも合いません。',
  'bounce-alignment-fix':
    'From のアドレスのドメインを d= として署名してください（上位または下位のドメインでも構いません）。',
  'explain-bounce-alignment':
    'SPF か DKIM は pass だったかもしれませんが、From に見えるドメインとは別のドメインでした。この一致をアラインメントといい、DMARC が求めます。\nよくある原因: 事業者が自分のドメインで署名している。配信サービスがあなたの名前で送っている。\nサービスに、専用のセレクターと鍵を使ってあなたのドメインで署名させてください。',

  'bounce-dmarc-missing': 'x.7.40: From のドメインに DMARC レコードがないか、ポリシーがありません。',
  'bounce-dmarc-missing-fix': '_dmarc.ドメイン に次の TXT レコードを公開してください: v=DMARC1; p=none',
  'explain-bounce-dmarc-missing':
    'Gmail は、大量の送信者に、From のドメインの DMARC レコードを求めます。p=none で足ります。これは拒否を求めない指定です。\nrua=mailto:アドレス を加えるとレポートが届きます。現在の内容は dkim-check policy ドメイン で確かめてください。',

  'bounce-dmarc-policy': 'DMARC に失敗し、From のドメインのポリシーが拒否を求めているため、拒否されました。',
  'bounce-dmarc-policy-fix':
    'From のドメインで SPF か DKIM を pass にしてください。ポリシーは dkim-check policy ドメイン でわかります。',
  'explain-bounce-dmarc-policy':
    "Gmail は「not accepted due to domain's DMARC policy」、Microsoft は 5.7.509、ほかは「rejected per DMARC policy」などと書きます。\nFrom が大きな事業者のアドレス（gmail.com、yahoo.co.jp）で、その事業者のサーバーから出ていないメールは、どうしても pass になりません。自分のドメインのアドレスを使ってください。\n自分のドメインの場合: そのドメインで署名されていないか、途中（メーリングリスト、転送）で署名が壊れました。",

  'bounce-microsoft':
    '5.7.515: Microsoft は大量に送るドメインに SPF、DKIM、DMARC を求めており、どれかが pass になりませんでした。',
  'bounce-microsoft-fix': '応答の終わりで、失敗したもの（Spf=、Dkim=、DMARC=）を確かめ、それを直してください。',
  'explain-bounce-microsoft':
    '2025 年 5 月から、outlook.com、hotmail.com、live.com は、1 日 5000 通以上を送るドメインのメールについて、SPF と DKIM の pass と、From のドメインの DMARC の pass を求め、満たさなければ拒否します。「Access denied, sending domain ... does not meet the required authentication level.」\nSPF と DKIM のレコード、_dmarc の v=DMARC1; p=none を公開し、From のドメインで署名してください。\nそこのメールボックスに届いたメールを 1 通検証してください。',

  'bounce-yahoo': '5.7.9: Yahoo が送信者を確認できませんでした（not accepted for policy reasons）。',
  'bounce-yahoo-fix':
    'From のドメインで DKIM を pass にし、そのドメインのポリシーを確かめてください: dkim-check policy ドメイン',
  'explain-bounce-yahoo':
    'Yahoo と AOL は、DMARC に失敗し、From のドメインのポリシーが拒否を求めるメールを、554 5.7.9 で拒否します。\nFrom が yahoo.com のアドレスで、Yahoo から出ていないメールは必ず拒否されます。\nすべての送信者に SPF か DKIM が、大量の送信者には両方と DMARC レコードが必要です。',

  'bounce-dmarc-broken': '受信側が、From のドメインの DMARC レコードを読めませんでした。',
  'bounce-dmarc-broken-fix': 'レコードを確かめて直してください: dkim-check policy ドメイン',
  'explain-bounce-dmarc-broken':
    '「permanent error evaluating DMARC policy」は 5.7.5 とともに返り、_dmarc.ドメイン のレコードを読めないことを示します。\nよくある原因: レコードが 2 つある、p= の書き間違い、ワイルドカードの TXT レコードが _dmarc にも答えている。\nv=DMARC1; p=none で始まる 1 つのレコードから始めてください。',
};
