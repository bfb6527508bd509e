/** Japanese: many messages: mailboxes, the progress bar, the summary. */
import type { mailboxes as english } from '../en/mailboxes.js';

export const mailboxes: Readonly<Record<keyof typeof english, string>> = {
  'option-csv': '表計算向けに CSV で出力（1 行に 1 署名）',
  'option-message': '表の # の番号のメッセージだけを詳しく示す',
  'message-number': '--message {value}: メッセージの番号（0 から）を書いてください。',
  'message-missing': 'メッセージ #{number} はありません。全部で {count} 通あり、#0 から数えます。',
  'folder-without-mail': '{folder} にメールがありません。cur も new も（Maildir）、.eml ファイルもないフォルダーです。',
  'no-messages': '指定されたものの中にメッセージがありませんでした。',
  progress: '[{bar}] {percent}%  {messages} 通',
  'summary-title': 'メッセージ: {messages} 通（{results}）',
  'summary-count': '件数',
  'summary-type': '種類',
  'summary-domain': 'ドメイン',
  'summary-selector': 'セレクター',
  'summary-result': '結果',
  'summary-cause': '原因',
  'summary-first': '最初の例',
  'summary-others': '（その他）',
  'summary-hint':
    '原因の意味と対処は次のコマンドで表示します: dkim-check explain 原因\n1 通を詳しく見るには、同じコマンドに --message 番号（# の後の数）を付けてください。',
};
