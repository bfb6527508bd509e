/** Japanese: how a problem is shown, whatever it is. */
import type { problems as english } from '../en/problems.js';

export const problems: Readonly<Record<keyof typeof english, string>> = {
  'severity-error': 'エラー:',
  'severity-warning': '警告:',
  'severity-info': '参考:',
  'problem-line': '{sentence} [{code}]',
  'problem-fix': '      {fix}',
};
