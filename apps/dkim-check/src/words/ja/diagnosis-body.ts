/** Japanese: what was done to a body after signing. */
import type { diagnosisBody as english } from '../en/diagnosis-body.js';

export const diagnosisBody: Readonly<Record<keyof typeof english, string>> = {
  'body-changed': '署名の後に本文が変わりました。dkim-check の知っている変更のどれにも当てはまりません。',
  'body-changed-fix':
    '送信時のメッセージと比べてください: dkim-check verify 受信ファイル --original 送信ファイル。次に、その間で文章を書き直すプログラムを探してください。',
  'body-lost': '署名時には本文がありましたが、今は空です。',
  'body-lost-fix':
    '本文を取り除いたゲートウェイ（多くはウイルス検査）を探してください。ヘッダーだけを保存した場合は、メッセージ全体を保存してください。',
  'body-cut-off':
    '本文が途中で切れています。l= の範囲は、残っている {length} オクテットより {missing} オクテット長い値です。',
  'body-cut-off-fix': '経路上のサイズ制限を調べてください。l= は何も守らないので、付けずに署名してください。',
  'body-signed-empty': '署名されたのは空の本文ですが、今は文章があります。',
  'body-signed-empty-fix':
    '署名プログラムにメッセージ全体を渡してください。文章を入れる処理がすべて終わった最後の段階で署名します。',
  'body-footer-appended': '署名された文章の後ろに {octets} オクテットが追加されています: 「{text}」',
  'body-footer-appended-fix':
    '免責文やフッターを付けるプログラムを署名より前に動かすか、署名付きメールではフッターを止めてください。',
  'body-text-put-in-front': '署名された文章の前に {octets} オクテットが追加されています: 「{text}」',
  'body-text-put-in-front-fix':
    '注意書きを付けるプログラムを署名より前に動かしてください。受信側では、注意書きを付ける前に検証してください。',
  'body-text-inserted': 'メッセージのパートの中に {octets} オクテットが挿入されています: 「{text}」',
  'body-text-inserted-fix':
    '免責文やフッターを付けるプログラムを署名より前に動かすか、署名付きメールではフッターを止めてください。',
  'body-wrapped-in-multipart':
    '署名された本文は、新しいマルチパートの 1 つのパートになっています。メーリングリストかゲートウェイが包み直しました。',
  'body-wrapped-in-multipart-fix':
    'メーリングリストのフッターと HTML 変換を止めるか、リスト自身のドメインで署名してください。',
  'body-trailing-blank-lines': '本文の末尾に空白だけの行が {lines} 行追加されています。',
  'body-trailing-blank-lines-fix': 'c=relaxed/relaxed で署名するか、行を追加するプログラムを止めてください。',
  'body-trailing-blank-lines-signed':
    '署名側が本文末尾の空行 {lines} 行をハッシュに含めています。空行は含めてはいけません。',
  'body-trailing-blank-lines-signed-fix':
    '署名プログラムを更新してください。正規化が正しくありません（RFC 6376, 3.4.3）。',
  'body-final-crlf-missing': '署名側が、最後の行の改行を除いて本文のハッシュを計算しています。',
  'body-final-crlf-missing-fix':
    '署名プログラムを更新するか、送信プログラムがメッセージを改行で終えるようにしてください。',
  'body-hash-of-other-form': '本文は {fitting} では一致しますが、c= は {written} です。',
  'body-hash-of-other-form-fix':
    '署名プログラムが使っている方式と違う c= を書いているなら、更新してください。途中で空白が変わったのなら、c=relaxed/relaxed を設定してください。',
  'body-line-ends-changed': '署名時の改行は {form} でした。',
  'body-line-ends-changed-fix':
    'SMTP で送る形のまま、各行の終わりを CRLF にして署名してください。署名プログラムには、メールサーバーが送るものを渡します。',
  'body-dots-doubled': 'ドットで始まる行のドットが署名時より 1 つ多くなっています。SMTP のドットが残っています。',
  'body-dots-doubled-fix':
    'SMTP が行頭に付けるドットを取り除かない中継やフィルターを探してください（RFC 5321, 4.5.2）。',
  'body-dots-lost': 'ドットで始まる行のドットが署名時より 1 つ少なくなっています。ドットが 2 回取り除かれました。',
  'body-dots-lost-fix': '送信時に行頭のドットを追加しない中継やフィルターを探してください（RFC 5321, 4.5.2）。',
  'body-from-escaped': '「From 」で始まる行が「>From 」に変わっています。',
  'body-from-escaped-fix':
    'メールボックス形式（mbox）での保存時に起こります。保存前に検証するか、Maildir に保存してください。署名前にその行を quoted-printable にする方法もあります。',
  'body-from-unescaped': '「>From 」で始まっていた行の「>」がなくなっています。',
  'body-from-unescaped-fix':
    'mbox を読むプログラムが自分の印とみなしました。署名済みのメッセージをそのまま通すか、Maildir に保存してください。',
  'body-lines-broken': '{length} オクテットを超える行が署名の後に分割されています。',
  'body-lines-broken-fix':
    '本文を quoted-printable か base64 で送ってください。メールの 1 行は 998 オクテットまでです（RFC 5322, 2.1.1）。',
  'body-white-space-changed': '空白が変わりました: {was} が {now} になっています。',
  'body-white-space-changed-fix':
    '多くの場合を許容する c=relaxed/relaxed で署名し、文章を書き直すプログラムを探してください。',
  'body-would-pass-relaxed': 'c=relaxed/relaxed なら本文は一致していました。',
  'body-would-pass-relaxed-fix': '署名プログラムに c=relaxed/relaxed を設定してください。',
  'body-charset-changed': '文字コードが {was} から {now} に変わりました。',
  'body-charset-changed-fix':
    '文字コードを変換するプログラムを署名より前に動かすか、{was} をやめて UTF-8 で送信してください。',
  'body-transfer-encoding-changed': '本文の符号化が変わりました: {was} が {now} になっています。',
  'body-transfer-encoding-changed-fix':
    '次のサーバーが 8 ビットのメールを受けないときにメールサーバーが行う変換です。署名前に変換してください: メールソフトで quoted-printable か base64 にするか、署名の手前の Postfix で smtp_discard_ehlo_keywords = 8bitmime, smtputf8 を指定します。',
  'original-not-signed':
    '送信時とされるメッセージの本文も署名と一致しません。別のメッセージか、署名の前、または保存するときに変わっています。',
  'original-not-signed-fix':
    '署名プログラムを出た時点のメッセージを使ってください。同じマシンのメールボックスへの Bcc や、次のサーバーにある控えです。',

  'explain-body-changed':
    'bh= のハッシュは別の本文のものです。dkim-check は知っている変更（フッター、注意書き、空白、改行、ドット、文字コード、符号化）を 1 つずつ、また 2 つ組み合わせて元に戻してみましたが、署名された本文になりませんでした。\n残るのは文章そのものの変更です。ウイルス検査によるリンクの書き換え、語句の削除、添付ファイルの削除、パートの変換などがあります。\n送信時のメッセージを保存し（他のサーバーを通らない自分宛ての控えで十分です）、比べてください: dkim-check verify 受信ファイル --original 送信ファイル。最初の違いから、どのプログラムかがわかることが多いです。',
  'explain-body-lost':
    'ヘッダーの後ろに何もありませんが、bh= は空の本文のハッシュではありません。\nよくある原因: メールソフトでヘッダーだけを保存した、ゲートウェイが内容を捨てた。\nメッセージ全体をソースのまま保存して、もう一度検証してください。',
  'explain-body-cut-off':
    'l= は署名された本文の長さですが、本文がそれより短くなっています。末尾が失われたか、空白が取り除かれました。\nよくある原因: ゲートウェイのサイズ制限、一部だけを保存したメールソフト、添付ファイルを外したメーリングリスト。\n経路上の制限を調べてください。署名には l= を付けないでください。誰でも文章を追加できるだけで、利点はありません。',
  'explain-body-signed-empty':
    'bh= は文章のない本文のハッシュです。署名プログラムがヘッダーしか見ていないか、その後で文章が入りました。\nよくある原因: ヘッダーだけを署名プログラムに渡すフィルター、本文を省くように設定された milter、後から文章を入れるプログラム。\n署名を経路の最後に移してください。',
  'explain-body-footer-appended':
    '最後の何行かを除くと、本文は署名されたハッシュと一致します。つまり、その行は署名の後に追加されました。推測ではなく、確かめた結果です。\nよくある原因: メーリングリストのフッター、会社の免責文、ウイルス検査や無料メールの広告。\n自分の側では、免責文を署名より前に付けてください。メーリングリストでは、リスト自身のドメインで署名します。フッターを許すために l= を使わないでください。誰でも文章を追加できてしまいます。',
  'explain-body-text-put-in-front':
    '最初の何行かを除くと、本文は署名されたハッシュと一致します。つまり、その行は後から前に付けられました。\nよくある原因: 「社外からのメールです」のような、受信時に会社が付ける注意書き。\n注意書きの後で検証しているなら、その前に検証してください。自分の送信メールに付けているなら、署名より前に付けてください。',
  'explain-body-text-inserted':
    '1 つか 2 つの MIME パートの終わりにあるこの部分を除くと、本文は署名されたハッシュと一致します。\nよくある原因: テキストと HTML の両方に付く免責文、独立したパートとしてのリストのフッター、追跡用の画像。\n署名より前に付けるか、付けないようにしてください。',
  'explain-body-wrapped-in-multipart':
    '署名された本文はそのまま残っていますが、新しいメッセージの 1 つのパートになっています。\nよくある原因: フッターを 2 番目のパートとして付けるメーリングリスト、報告を付けるウイルス検査。\nメッセージを変えないようにリストを設定してください。できなければ、リスト自身のドメインで署名し、From もそのドメインにする必要があります。',
  'explain-body-trailing-blank-lines':
    '末尾の空行は数えません。しかし c= の本文の方式が simple のとき、空白やタブを含む行は数えます。\nよくある原因: メッセージの終わりを独自の形にするゲートウェイやメーリングリスト。\nc=relaxed/relaxed なら影響を受けません。',
  'explain-body-trailing-blank-lines-signed':
    'ハッシュの前に本文末尾の空行はすべて取り除く決まりですが、署名側がそうしていません。この bh= はどの検証プログラムでも一致しません。\n空行で終わるメールだけで起こるため、時々失敗するように見えます。\n署名プログラムを更新してください。',
  'explain-body-final-crlf-missing':
    'ハッシュの前に、最後の行に改行がなければ補う決まりですが、署名側は改行なしで計算しました。\nよくある原因: 自分でメッセージを作り、正しくないライブラリで署名するプログラム。\nライブラリを更新するか、メッセージを CRLF で終えてください。',
  'explain-body-hash-of-other-form':
    'c= はハッシュの前の正規化方式で、前がヘッダー、後ろが本文です。1 語だけのとき本文は simple です。この本文はもう一方の方式で一致します。\nよくある原因: c=relaxed を両方の意味に取る署名プログラム。\n署名プログラムの設定に 2 語とも書いてください: c=relaxed/relaxed。',
  'explain-body-line-ends-changed':
    '改行を変えると本文が一致します。メールの行は CR と LF で終わりますが、Unix のファイルは LF だけです。\nよくある原因: SMTP で送る形ではなくファイルを署名した、単独の CR や LF を書くプログラムがあり、次のサーバーが直した。\n経路の最後で署名し（dkimproxy-out はそうします）、プログラムには CRLF だけを書かせてください。',
  'explain-body-dots-doubled':
    'SMTP はドットで始まる行の前にドットを 1 つ付け、受け取った側で取り除きます。それが残っているか、2 回付けられました。\nよくある原因: SMTP のデータをそのまま読む自作のフィルター、自分でドットを付けるプログラムに渡すスクリプト。\nそのような行のあるメールだけが壊れます。多くは quoted-printable の長いリンクです。',
  'explain-body-dots-lost':
    'SMTP はドットで始まる行の前にドットを 1 つ付け、受け取った側で取り除きます。ここでは付けた数より 1 つ多く取り除かれました。\nよくある原因: SMTP で送るときにドットを付け忘れるフィルター。\nそのような行のあるメールだけが壊れます。多くは quoted-printable の長いリンクです。',
  'explain-body-from-escaped':
    'mbox では「From 」で始まる行が次のメッセージの始まりになるため、プログラムが「>」を付けます。署名はそれがない文章のものです。\n届いた時点では正しく、保存された控えだけが変わっていることが多いです。\n受信時に検証するか、印を元に戻すプログラムでメールボックスから取り出してください。',
  'explain-body-from-unescaped':
    '署名時には「>From 」で始まっていた行から「>」がなくなっています。mbox の印とみなされました。\nよくある原因: 付けていない印を取り除く読み取りプログラム、返信の引用。\n印を付けない Maildir に保存してください。',
  'explain-body-lines-broken':
    'メールの 1 行は 998 オクテットまでです。Postfix は送信時に長い行を分割し（改行と空白）、sendmail は「!」を入れます。\nよくある原因: Web プログラムが作る改行のない HTML、報告メールの長い行。\nメールを作るプログラムで quoted-printable か base64 を使ってください。Postfix が送信する場合、分割は署名の後なので、他の方法はありません。',
  'explain-body-white-space-changed':
    '空白を元に戻すと本文が一致します。SP は空白、TAB はタブ、NBSP は改行しない空白、CRLF は改行、BOM は UTF-8 ファイル先頭の印です。\nよくある原因: 行末を削るプログラム（署名欄の前の「-- 」の空白がなくなります）、format=flowed、エディター、古いゲートウェイ。\nc=relaxed/relaxed は行末の空白と語の間の空白の数を許容しますが、行頭に付いた空白や、語の間から消えた空白は許容しません。',
  'explain-body-would-pass-relaxed':
    '変わったのは、行末の空白、連続する空白の数、末尾の空行のように、relaxed が数えない空白だけです。署名側の本文の方式は、それを許容しない simple です。\n署名プログラムに c=relaxed/relaxed を設定してください。失うものはありません。',
  'explain-body-charset-changed':
    '別の文字コードで書くと本文が一致します。途中の変換プログラムが本文を変え、多くは Content-Type も変えています。\nよくある原因: すべてを ISO-2022-JP にする古いゲートウェイ、すべてを UTF-8 で書くメーリングリスト。\n署名より前に変換してください。7 ビットで quoted-printable か base64 の本文は、ほとんど変えられません。',
  'explain-body-transfer-encoding-changed':
    '文章は同じですが、送られる形が違います。8 ビットの本文が quoted-printable か base64 になったか、その逆です。\n次のサーバーが 8BITMIME に対応しないとき、メールサーバーは変換しなければなりません。Postfix は送信時、つまり署名の後に変換します。\n署名前に変換してください。dkimproxy-out をコンテンツフィルターにしている場合は、そこへ送るサービスに -o smtp_discard_ehlo_keywords=8bitmime,smtputf8,starttls を指定し、Postfix にプロキシの 8BITMIME と SMTPUTF8 を見せないようにします。',
  'explain-original-not-signed':
    '--original を付けると 2 つのメッセージを比べ、送信時の本文も bh= と照合します。それが一致しないので、署名されたのはさらに別の文章です。\nよくある原因: 送信済みフォルダーの控えが、メールサーバーによる変更（改行、符号化、署名より前のフッター）の前のものである、または別のメールである。\n示した違いは事実ですが、署名より前に生じた可能性があります。',
};
