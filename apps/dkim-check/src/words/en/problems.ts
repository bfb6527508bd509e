/** English: how a problem is shown, whatever it is. */
export const problems = {
  'severity-error': 'error:',
  'severity-warning': 'warning:',
  'severity-info': 'note:',
  'problem-line': '{sentence} [{code}]',
  'problem-fix': '      {fix}',
} as const;
