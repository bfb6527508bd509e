import { expect, test } from 'vitest';
import { isLanguage, languageOf } from './language.js';

test.each([
  [{}, 'en'],
  [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
  [{ LANG: 'ja' }, 'ja'],
  [{ LC_ALL: '', LANG: 'ja_JP' }, 'ja'],
  [{ LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }, 'en'],
  [{ LC_MESSAGES: 'ja_JP.eucJP', LANG: 'en_US.UTF-8' }, 'ja'],
  [{ LC_ALL: 'de_DE', LC_MESSAGES: 'ja_JP' }, 'en'],
  [{ LANG: 'jam_JM' }, 'en'],
] as const)('the first that is set of LC_ALL, LC_MESSAGES and LANG chooses the language: %o is %s', (env, language) => {
  expect(languageOf(env)).toBe(language);
});

test('the languages are written as they are written in --lang', () => {
  expect(['en', 'ja', 'JA', 'ja_JP', 'fr', ''].map(isLanguage)).toEqual([true, true, false, false, false, false]);
});
