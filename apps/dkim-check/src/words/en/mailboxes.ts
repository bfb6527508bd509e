/** English: many messages: mailboxes, the progress bar, the summary. */
export const mailboxes = {
  'option-csv': 'print CSV, one line a signature, for spreadsheets',
  'option-message': 'only the message with this number, as the table has it behind #, told at length',
  'message-number': '--message {value}: write the number of a message, from 0.',
  'message-missing': 'There is no message #{number}: there are {count}, counted from #0.',
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
  'summary-hint':
    'What a cause means and what to do: dkim-check explain CAUSE\nOne message at length: the same command with --message NUMBER, the number behind #',
} as const;
