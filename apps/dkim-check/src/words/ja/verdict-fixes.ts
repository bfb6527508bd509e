/** Japanese: what to do about a result, a verdict code or a warning, in a sentence. */
import type { verdictFixes as english } from '../en/verdict-fixes.js';

export const verdictFixes: Readonly<Record<keyof typeof english, string>> = {
  'result-none-fix': '同じ経路でメールを送り、dkimproxy-out のログで「not signed」を探してください。',
  'result-pass-fix':
    '直すことはありません。DMARC のために d= が From のドメインに合うか確かめてください: dkim-check policy ドメイン',
  'result-fail-fix': '結果の横のコードを調べてください。メールかレコードが変わっています。',
  'result-policy-fix': '結果の横のコードを調べてください。規則の名前です。',
  'result-temperror-fix':
    'もう一度試し、直らなければ各ネームサーバーに問い合わせてください: dkim-check record --all-servers',
  'result-permerror-fix': '結果の横のコードを調べてください。key- で始まるものは DNS で、ほかは署名側で直します。',

  'tag-syntax-fix': '届いたフィールドと署名側が書いたものを比べ、変えているものを止めてください。',
  'tag-repeated-fix': '署名側の設定から、重複したタグの一方を外してください。',
  'tag-missing-fix': '署名プログラムを新しくしてください。v=、a=、b=、bh=、d=、h=、s= がすべて必要です。',
  'tag-value-fix': '署名側の設定でこの値を直してください。',
  'version-unsupported-fix': '署名には v=1 が必要です。v=DKIM1 は DNS レコードだけに書きます。',
  'algorithm-unknown-fix': '署名側で a=rsa-sha256（小文字）にしてください。',
  'algorithm-historic-fix': '署名側で a=rsa-sha256 にしてください。鍵とレコードはそのままで使えます。',
  'canonicalization-unknown-fix': '署名側で c=relaxed/relaxed にしてください。',
  'query-method-unknown-fix': '署名側の設定から q= を外してください。',
  'selector-invalid-fix': '設定には s1 のようにセレクターだけを書き、レコードも同じ名前で公開してください。',
  'identity-outside-domain-fix': 'i= を省くか、i= のドメインを d= として署名してください。',
  'from-not-signed-fix': '署名するフィールドの一覧に from を加えるか、一覧を省いてください。',
  'timestamps-inconsistent-fix': '署名側の期限の設定を直すか外し、時計を確かめてください。',
  'body-length-beyond-body-fix': '途中でメールを短くするものを探し、l= なしで署名してください。',
  'timestamp-in-future-fix': '両方のマシンの時計を NTP で合わせてください。',
  'key-too-large-fix': '新しいセレクターで 2048 ビットの鍵を作ってください: dkim-check keygen',
  'internal-error-fix': '最新版で試し、それでも起きるならメッセージを添えて報告してください。',
  'signature-expired-fix':
    '古いメールは --at で到着時点で判定し、新しいメールの期限は 1 週間以上にするか、x= を省いてください。',
  'body-hash-mismatch-fix': '署名側から 1 段ずつメールを検証してください。pass でなくなった所で何かが変えています。',
  'signature-mismatch-fix': 'まず鍵を比べてください: dkim-check record --domain D --selector S --keyfile FILE',
  'unsigned-body-fix': 'l= なしで署名してください。',
  'from-not-all-signed-fix': 'このメールは信用しないでください。From は 1 通に 1 つです。',
  'field-not-signed-fix': '署名側の h= にこのフィールドを加えるか、受信側の必須の一覧から外してください。',
  'domain-refused-fix': 'このドメインを認める場合は、dkimproxy-in の規則を変えてください。',
  'signature-limit-fix': 'メールが署名を 1 回だけ通るようにしてください。',
  'header-too-large-fix': '宛先を分けるか Bcc を使い、Received でループを確かめてください。',
  'from-missing-fix': 'このメールを送るプログラムに From フィールドを書かせてください。',
  'key-weak-fix': '新しいセレクターで 2048 ビットの鍵を作り、DKIM で署名してください: dkim-check keygen',
  'selector-underscore-fix': '英字、数字、ハイフンだけのセレクターにしてください。',
};
