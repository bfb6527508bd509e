/** English: the command explain. */
export const explain = {
  'command-explain': 'says at length what a code means and what to do; without a code, lists them all',
  'explanation-title': '{code}',
  'explanation-todo': 'What to do: {fix}',
  'explanation-unknown': '"{asked}" is not a code of dkim-check.',
  'explanation-nearest': 'Did you mean: {codes}',
  'explanation-list-hint': 'dkim-check explain lists all codes.',
  'explanation-list-line': '{code}: {message}',
} as const;
