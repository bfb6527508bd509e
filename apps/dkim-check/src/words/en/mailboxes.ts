/** English: many messages: mailboxes, the progress bar, the summary. */
export const mailboxes = {
  'option-csv': 'print CSV, one line a signature, for spreadsheets',
  'folder-without-mail': '{folder} is a folder without mail: it has neither cur nor new (Maildir), nor .eml files.',
  'no-messages': 'There was no message in what was given.',
  progress: '[{bar}] {percent}%  {messages} messages',
  'summary-title': 'Messages: {messages} ({results})',
  'summary-count': 'count',
  'summary-type': 'type',
  'summary-domain': 'domain',
  'summary-selector': 'selector',
  'summary-result': 'result',
  'summary-cause': 'cause',
  'summary-first': 'first seen in',
  'summary-others': '(others)',
  'summary-hint': 'What a cause means and what to do: dkim-check explain CAUSE',
} as const;
