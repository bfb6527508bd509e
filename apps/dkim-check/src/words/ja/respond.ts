/** Japanese: the command respond: its answers, and why a mail has none. */
import type { respond as english } from '../en/respond.js';

export const respond: Readonly<Record<keyof typeof english, string>> = {
  'command-respond': 'メールの署名についての報告を返信します',
  'option-listen': 'このアドレスで SMTP によりメールを受け取る（SIGTERM まで）',
  'option-lmtp': '--listen で LMTP を使う',
  'option-smtp': '返信を渡すメールサーバー（省略時は標準出力、--listen では 127.0.0.1:25）',
  'option-mail-from': 'エンベロープの送信者（返信の宛先。省略時は Return-Path）',
  'option-answer-from': '返信の差出人アドレス（省略時はメールの宛先）',
  'option-rate-sender': '同じ宛先への 1 時間あたりの返信数（省略時は 10）',
  'option-rate-all': '全体の 1 時間あたりの返信数（省略時は 60）',
  'host-port-unreadable': '--{name} {value}: ホストかアドレスとポートを書いてください: 127.0.0.1:10030, [::1]:10030',
  'address-unreadable': '--{name} {value}: dkim-test@example.org のような普通のアドレスを書いてください。',
  'count-unreadable': '--{name} {value}: 1 から 999999 までの数を書いてください。',
  'option-needs': '--{name} は --{other} と一緒にだけ使えます。',
  'sender-unknown':
    '返信の宛先がわかりません。メッセージに Return-Path がないので --mail-from ADDRESS を指定してください。',
  'return-path-unreadable':
    '返信の宛先がわかりません。Return-Path: {value} に < > で囲まれたアドレスがないので --mail-from ADDRESS を指定してください。',
  'cannot-listen': '{place} で待ち受けできません: {cause}',
  'answer-not-taken': '{server} が返信を受け取りませんでした: {cause}',
  'answer-language': 'ja',
  'answer-subject': 'DKIM の検証結果: {result}',
  'answer-intro': '{sender} から {time} に届いたメールの検証結果です。',
  'answer-dkim': 'DKIM: {result}（{meaning}）',
  'answer-domainkeys': 'DomainKeys（過去の方式で、現在の受信側は使いません）:',
  'answer-domainkeys-none': 'DomainKeys: none（過去の方式です。DKIM だけで十分です）',
  'answer-sender-id': 'Sender ID: 判定していません。過去の方式で、同じことは SPF でわかります。',
  'answer-spf': 'SPF: まだ判定していません。',
  'answer-more': '  ... ほか {more} 件',
  'answer-outro':
    'pass でも受信トレイに届くとは限りません。[ ] の中のコードの意味は次のコマンドで表示します: dkim-check explain コード\n件名に original という語があれば元のメールを添付し、en という語があれば英語で返信します。',
  'answer-original-large': 'メールが {limit} オクテットを超えているため添付していません。',
  'no-answer-null-sender': '返信しません: エンベロープの送信者が空です。',
  'no-answer-null-sender-fix': 'メールを受け取れるアドレスからテストメールを送ってください。',
  'explain-no-answer-null-sender':
    'メールは空の送信者（MAIL FROM:<>）で届きました。不達通知や自動返信はこれを使い、それに何も返信されないようにします。\nログやヘッダーでは from=<> や Return-Path: <> と表示されます。\nメールを受け取れるアドレスで、メールソフトからテストメールを送ってください。ファイルにあるメールは dkim-check verify ファイル で検証できます。',
  'no-answer-automatic': '返信しません: プログラムかメーリングリストのメールです（{sign}）。',
  'no-answer-automatic-fix': 'メーリングリストや自動返信を通さず、自分でテストメールを送ってください。',
  'explain-no-answer-automatic':
    'プログラムやメーリングリストのメールには返信しません（RFC 3834）。返信が無限に回ったり、何も尋ねていない人に届いたりするためです。\n目印は Auto-Submitted、Precedence: bulk・list・junk、List- で始まるフィールド、X-Auto-Response-Suppress、配送状況通知、MAILER-DAEMON、noreply、bounces、owner-x のような送信者です。\nテストメールは自分で送ってください。メーリングリストのメールは保存してから dkim-check verify ファイル で検証してください。',
  'no-answer-loop': '返信しません: 一度ここを通ったメールです（{sign}）。',
  'no-answer-loop-fix': '返信を respond のアドレスに戻す転送がないか調べてください。',
  'explain-no-answer-loop':
    '自分のアドレスからのメール、自分の X-Loop フィールドがあるメール、または非常に多くのサーバーを通ったメールです。返信するとループになります。\nよくある原因は、返信をテスト用アドレスに戻してしまう転送やエイリアスです。\nメールの Received フィールドを下から順に見てください。同じホストが最初に 2 回現れるところがループの始まりです。',
  'no-answer-sender': '返信しません: {sender} は普通のアドレスではありません。',
  'no-answer-sender-fix': '英数字・ドット・ハイフンのアドレスで、ラベルが 2 つ以上のドメインから送ってください。',
  'explain-no-answer-sender':
    'エンベロープの送信者か、メールの宛先が、返信に使えない形です。引用符・空白・「%」・「!」がある、ドメインがない、長すぎる、のどれかです。\n正しいアドレスのこともありますが、コマンドを紛れ込ませる手口にもなるため、respond は使いません。\n普通のアドレスから送るか、--mail-from と --from で指定してください。',
  'no-answer-rate': '返信しません: 返信数の上限に達しました（{sender} 宛て、または全体）。',
  'no-answer-rate-fix': '1 時間待つか、--rate-sender と --rate-all で上限を上げてください。',
  'explain-no-answer-rate':
    '1 時間に送る返信の数には、宛先ごとと全体の上限があります。送信者は簡単に偽れるので、上限がないと、このマシンを通じて他人に大量のメールを送れてしまいます。\n--rate-sender と --rate-all を省略すると 10 と 60 です。\n1 時間待つか、保存したメールを dkim-check verify で検証してください。',
  'no-answer-failed': '返信しません: メールを最後まで読めないか、返信を渡せませんでした。',
  'no-answer-failed-fix':
    'その行の cause= を見てください。多くの場合、--smtp のサーバーが止まっているか、TLS かログインが必要です。',
  'explain-no-answer-failed':
    'メールは 451（大きすぎるときは 552）で断ったので、失われていません。手前のキューで待ち、また届きます。\ncause= に理由があります。ECONNREFUSED は --smtp のアドレスで待ち受けるものがないこと、530 は TLS かログインが必要なこと、4xx は今は受け取れないことを表します。\nrespond は --smtp と TLS やログインなしで通信します。このマシンからのメールを受け取る自分のサーバー（127.0.0.1:25 の Postfix など）を指定してください。',
  'no-answer-refused': '返信しません: メールサーバーがこの送信者宛てのメールを受け取りません。',
  'no-answer-refused-fix': '存在するアドレスからテストメールを送ってください。サーバーの応答はログの行にあります。',
  'explain-no-answer-refused':
    '--smtp のサーバーが、返信の宛先に 5xx と応答しました。ユーザーやドメインが存在しないか、中継が許されていません。\nメールは受け取ったままにし、再送は求めません。何日も拒否されたうえ、不達通知が同じアドレス（偽られたものかもしれません）へ送られるためです。\n応答が「Relay access denied」なら、respond の接続元が許されていません。--smtp のサーバーの mynetworks に加えてください。',
  'listen-not-loopback': '{host} にはほかのマシンから接続でき、誰でも返信を送らせることができます。',
  'listen-not-loopback-fix': '127.0.0.1 で待ち受けて Postfix から渡すか、ファイアウォールでポートを閉じてください。',
  'explain-listen-not-loopback':
    'respond はほかのメールサーバーと同じく、告げられた送信者を信じてそこに返信します。開いたポートでは、他人がこれを使って第三者にメールを送らせることができます。\n本来の使い方は、127.0.0.1 で待ち受け、自分の検査を終えた Postfix が transport マップ（lmtp:inet:127.0.0.1:10030）で 1 つのアドレス宛てのメールだけを渡すことです。\nほかで待ち受ける場合は、ファイアウォールでメールサーバーだけを通し、--rate-sender と --rate-all を小さくしてください。',
};
