import { expect, test } from 'vitest';
import { problem } from '../problem.js';
import { wordsIn } from '../words/words.js';
import { bySeverity, problemJson, problemText, statusOfProblems } from './problems.js';

const testing = problem('warning', 'testing-flag');
const plain = (_style: string, text: string): string => text;

test('a problem is its sentence with its code, and what to do, in either language', () => {
  expect(problemText(testing, wordsIn('en'), plain)).toEqual([
    '  warning: t=y: receivers treat this key as a test. [testing-flag]',
    '      Take t=y out of the record when all is well.',
  ]);
  expect(problemText(testing, wordsIn('ja'), plain)[0]).toMatch(/^ {2}警告: .*テスト.* \[testing-flag\]$/);
  expect(problemJson(testing, wordsIn('en'))).toEqual({
    severity: 'warning',
    code: 'testing-flag',
    message: 't=y: receivers treat this key as a test.',
    fix: 'Take t=y out of the record when all is well.',
  });
});

test('the severity has its colour', () => {
  const painted = problemText(testing, wordsIn('en'), (style, text) => `<${style}>${text}</>`);
  expect(painted[0]).toMatch(/^ {2}<yellow>warning:<\/> /);
});

test('errors come first, and only they make the exit status 1', () => {
  const remark = problem('info', 'version-missing');
  const error = problem('error', 'testing-flag');
  expect(bySeverity([remark, testing, error])).toEqual([error, testing, remark]);
  expect([statusOfProblems([remark, testing]), statusOfProblems([remark, error])]).toEqual([0, 1]);
});
