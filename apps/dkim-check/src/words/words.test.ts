import type { KeyFault, Outcome, Result, SignatureFault, VerdictWarning } from 'dkim-core';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { en } from './en.js';
import { ja } from './ja.js';
import { wordsIn } from './words.js';

/** Each code that a verdict can have: the compiler asks for those that are missing, and refuses those that are not. */
const CODES: Record<NonNullable<Outcome['code']> | SignatureFault | KeyFault | VerdictWarning, true> = {
  'tag-syntax': true,
  'tag-repeated': true,
  'tag-missing': true,
  'tag-value': true,
  'version-unsupported': true,
  'algorithm-unknown': true,
  'algorithm-historic': true,
  'canonicalization-unknown': true,
  'query-method-unknown': true,
  'domain-invalid': true,
  'selector-invalid': true,
  'identity-outside-domain': true,
  'from-not-signed': true,
  'timestamps-inconsistent': true,
  'body-length-beyond-body': true,
  'key-not-found': true,
  'key-syntax': true,
  'key-version': true,
  'key-revoked': true,
  'key-type-unknown': true,
  'key-algorithm-mismatch': true,
  'key-hash-not-allowed': true,
  'key-service-not-allowed': true,
  'identity-not-allowed-by-key': true,
  'key-too-short': true,
  'key-too-large': true,
  'key-exponent': true,
  'dns-timeout': true,
  'dns-server-failure': true,
  'internal-error': true,
  'signature-expired': true,
  'body-hash-mismatch': true,
  'signature-mismatch': true,
  'unsigned-body': true,
  'from-not-all-signed': true,
  'field-not-signed': true,
  'domain-refused': true,
  'signature-limit': true,
  'header-too-large': true,
  'timestamp-in-future': true,
  'from-missing': true,
  'key-weak': true,
  'selector-underscore': true,
  'base64-padding': true,
};
const RESULTS: Record<Result, true> = {
  none: true,
  pass: true,
  fail: true,
  policy: true,
  temperror: true,
  permerror: true,
};

const slots = (template: string): readonly string[] => (template.match(/\{[a-z0-9]+\}/g) ?? []).toSorted();
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

test.each([
  ['English', en],
  ['Japanese', ja],
] as const)('%s has a sentence for every code and result of a verdict', (_, words) => {
  const told: ReadonlyMap<string, string> = new Map(Object.entries(words));
  const needed = [...Object.keys(CODES), ...Object.keys(RESULTS).map((result) => `result-${result}`)];
  expect(needed.filter((code) => (told.get(code) ?? '') === '')).toEqual([]);
});

test('no code has two sentences: each stands in one topic', () => {
  const topics = readdirSync(new URL('en', import.meta.url)).map((file) =>
    readFileSync(new URL(`en/${file}`, import.meta.url), 'utf8'),
  );
  const codes = topics.flatMap((text) => Array.from(text.matchAll(/^  '?([a-z0-9-]+)'?:/gm), ([, code]) => code));
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  expect(new Set(codes)).toEqual(new Set(Object.keys(en)));
});

test('both languages have the same codes and state the same facts', () => {
  expect(Object.keys(ja).toSorted()).toEqual(Object.keys(en).toSorted());
  const japanese: ReadonlyMap<string, string> = new Map(Object.entries(ja));
  for (const [code, template] of Object.entries(en)) {
    expect([code, ...slots(japanese.get(code) ?? '')]).toEqual([code, ...slots(template)]);
  }
});

/** What one types: commands of ours and of the system, options. */
const TYPED =
  /dkim-check (?:canon|config|explain|keygen|policy|record|respond|sign|test|verify)\b|(?<![\w-])--[a-z][a-z-]+|\b(?:chown|chmod|dig|openssl|postfix|postmap|postqueue|postsuper|systemctl|useradd|mkdir|sudo)\b/g;
const typedIn = (text: string): readonly string[] => [...new Set(text.match(TYPED))].toSorted();

test('both languages give the same commands and options to type', () => {
  const japanese: ReadonlyMap<string, string> = new Map(Object.entries(ja));
  for (const [code, text] of Object.entries(en)) {
    expect([code, ...typedIn(japanese.get(code) ?? '')]).toEqual([code, ...typedIn(text)]);
  }
});

test('the sentence of each verdict code is Japanese in Japanese, and one sentence or two in English', () => {
  const [english, japanese] = [wordsIn('en'), wordsIn('ja')];
  for (const code of Object.keys(CODES) as (keyof typeof CODES)[]) {
    expect(japanese(code)).toMatch(JAPANESE);
    expect(english(code)).toMatch(/^[\x20-\x7e]+\.$/);
  }
});

/** A code with a fix is a problem's (problem.ts). */
const PROBLEM_CODES = Object.keys(en).filter((code) => `${code}-fix` in en);
const EXPLAINED = [
  ...new Set([...Object.keys(CODES), ...Object.keys(RESULTS).map((result) => `result-${result}`), ...PROBLEM_CODES]),
];

test.each([
  ['English', en],
  ['Japanese', ja],
] as const)('%s has a longer text for every code: explain-CODE, in the topic of the code', (_, words) => {
  const told: ReadonlyMap<string, string> = new Map(Object.entries(words));
  expect(EXPLAINED.filter((code) => (told.get(`explain-${code}`) ?? '') === '')).toEqual([]);
});

test.each([
  ['English', en],
  ['Japanese', ja],
] as const)('%s says in a sentence what to do about every code: CODE-fix', (_, words) => {
  const told: ReadonlyMap<string, string> = new Map(Object.entries(words));
  expect(EXPLAINED.filter((code) => (told.get(`${code}-fix`) ?? '') === '')).toEqual([]);
});

test('a longer text says more than the sentence, is whole sentences, and needs no facts', () => {
  const [english, japanese] = [en, ja].map((words): ReadonlyMap<string, string> => new Map(Object.entries(words)));
  for (const code of EXPLAINED) {
    const text = english?.get(`explain-${code}`) ?? '';
    expect(text).toMatch(/^[\x20-\x7e\n]+\.$/);
    expect([code, slots(text), text.length > (english?.get(code) ?? '').length]).toEqual([code, [], true]);
    const other = japanese?.get(`explain-${code}`) ?? '';
    expect(other).toMatch(JAPANESE);
    expect([code, other.split('\n').length]).toEqual([code, text.split('\n').length]);
  }
});

test('S-243: a fact is made safe, and a brace in it is not read as a fact', () => {
  const say = wordsIn('en');
  expect(say('file-unreadable', { file: 'a\u001b]0;x\u0007{cause}', cause: 'why' })).toBe(
    String.raw`a\x1b]0;x\x07{cause} cannot be read: why`,
  );
});
