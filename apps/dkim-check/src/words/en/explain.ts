/** English: the command explain. */
export const explain = {
  'command-explain':
    'says what a code, or words of a receiver or a bounce, mean and what to do; alone, lists all codes',
  'explanation-title': '{code}',
  'explanation-todo': 'What to do: {fix}',
  'explanation-related': 'See also: {codes}',
  'explanation-unknown': '"{asked}" is no code of dkim-check, and has no words of receivers that it knows.',
  'explanation-nearest': 'Did you mean: {codes}',
  'explanation-list-hint': 'dkim-check explain lists all codes.',
  'explanation-list-line': '{code}: {message}',
  'explanation-no-walk':
    '--domain and --selector go with "no key" and codes that mean it; the text says nothing of that.',
  'usage-explained':
    'dkim-check could not begin: an option, an argument or a file is not what it has to be, and nothing was judged. The exit status is 2, so that a script does not take it for a verdict.\nThe sentence above says what it is; names in <angle brackets> stand for yours. dkim-check COMMAND --help shows what the command takes.',
  'option-explain-domain': 'd= of the signature: goes through the causes of "no key" for this domain',
  'option-explain-selector': 's= of the signature',
} as const;
