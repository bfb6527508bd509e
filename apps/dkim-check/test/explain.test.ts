import { expect, test } from 'vitest';
import { check } from './run-check.js';

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

test('a code is explained by its sentence and a longer text, and the status is 0', async () => {
  const { status, out, err } = await check(['explain', 'body-hash-mismatch']);
  expect(out).toMatch(/^body-hash-mismatch\n {2}The body was changed after signing\.\n\n {2}\S[^]*\n$/);
  expect(out).toContain('bh=');
  expect([status, err]).toEqual([0, '']);
});

test('a code is explained in Japanese', async () => {
  const { status, out } = await check(['explain', 'body-hash-mismatch', '--lang', 'ja']);
  expect(out).toMatch(/^body-hash-mismatch\n {2}署名の後に本文が変わりました。\n\n {2}\S[^]*\n$/);
  expect(status).toBe(0);
});

test('case does not count, and a result is known by its word alone', async () => {
  expect((await check(['explain', 'Body-Hash-Mismatch'])).out).toMatch(/^body-hash-mismatch\n/);
  expect((await check(['explain', 'temperror'])).out).toMatch(/^result-temperror\n/);
});

test('a problem has its fix, and what its facts would be is named', async () => {
  const { out } = await check(['explain', 'testing-flag']);
  expect(out).toContain('\n  What to do: Take t=y out of the record when all is well.\n');
  expect((await check(['explain', 'testing-flag', '--lang', 'ja'])).out).toContain('\n  対処: ');
});

test('an unknown code has its nearest ones, and the status is 1', async () => {
  const english = await check(['explain', 'key-revokd']);
  expect([english.status, english.err]).toEqual([1, '']);
  expect(english.out).toMatch(
    /^"key-revokd" is not .*\nDid you mean: key-revoked.*\ndkim-check explain lists all .*\n$/,
  );
  const japanese = await check(['explain', 'key-revokd', '--lang', 'ja']);
  expect([japanese.status, japanese.out]).toEqual([1, expect.stringContaining('近いもの: key-revoked')]);
});

test('--json has what was asked, what was found and what is near', async () => {
  const known = await check(['explain', 'key-revoked', '--json']);
  expect(JSON.parse(known.out)).toMatchObject({
    asked: 'key-revoked',
    found: [{ code: 'key-revoked', message: expect.stringMatching(/\.$/), text: expect.stringMatching(/\.$/) }],
    nearest: [],
  });
  const unknown = await check(['explain', 'key-revokd', '--json']);
  expect(JSON.parse(unknown.out)).toMatchObject({
    asked: 'key-revokd',
    found: [],
    nearest: expect.arrayContaining(['key-revoked']),
  });
  expect(unknown.status).toBe(1);
});

test('without a code all are listed, one line each, in both languages and as JSON', async () => {
  const english = await check(['explain']);
  expect(english.out).toContain('\nkey-revoked: The key was withdrawn by its owner (empty p=).\n');
  const japanese = await check(['explain', '--lang', 'ja']);
  const lines = japanese.out.trimEnd().split('\n');
  expect(lines.length).toBe(english.out.trimEnd().split('\n').length);
  for (const line of lines) expect(line).toMatch(JAPANESE);
  const { codes } = JSON.parse((await check(['explain', '--json'])).out) as { codes: unknown[] };
  expect(codes.length).toBe(lines.length);
  expect(codes).toContainEqual({ code: 'key-revoked', message: 'The key was withdrawn by its owner (empty p=).' });
});

test('S-243: what is asked is shown safely', async () => {
  const { out, status } = await check(['explain', '\u001b[2J\u202e']);
  expect(out).toContain(String.raw`"\x1b[2J\u202e" is not`);
  expect(status).toBe(1);
});

test('a text of 100 kB is answered', async () => {
  for (const text of ['a-'.repeat(50_000), ' '.repeat(100_000) + 'x', '('.repeat(100_000), 'dkim='.repeat(20_000)]) {
    expect((await check(['explain', text])).status).toBe(1);
  }
});
