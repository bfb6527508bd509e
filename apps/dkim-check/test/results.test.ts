/** Each result of a message, with a mail that has it and one close to it that has another, in both languages. */
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { check, openFolder, vector } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const mail = readFileSync(vector('rfc6376-A.2.eml'), 'latin1');
const dns = readFileSync(vector('rfc6376-A.2.dns.json'), 'utf8');
const NAME = 'brisbane._domainkey.example.com';
const [signature = ''] = /^DKIM-Signature:[^]*?(?=^\S)/m.exec(mail) ?? [];
const unsigned = mail.replace(signature, '');

const GOOD = { mail, dns };
const EMPTY = '{}';

const resultOf = async (input: { mail: string; dns: string }, ...args: readonly string[]) => {
  const [file, records] = [
    folder.write('mail.eml', Buffer.from(input.mail, 'latin1')),
    folder.write('dns.json', input.dns),
  ];
  return check(['verify', file, '--records', records, ...args]);
};

test.each([
  { code: 'result-none', raises: { mail: unsigned, dns }, near: GOOD, status: 1 },
  { code: 'result-pass', raises: GOOD, near: { mail: mail.replace('hungry', 'angry'), dns }, status: 0 },
  { code: 'result-fail', raises: { mail: mail.replace('hungry', 'angry'), dns }, near: GOOD, status: 1 },
  {
    code: 'result-policy',
    raises: { mail: signature.repeat(60) + unsigned, dns: EMPTY },
    near: { mail: signature.repeat(2) + unsigned, dns: EMPTY },
    status: 1,
  },
  {
    code: 'result-temperror',
    raises: { mail, dns: JSON.stringify({ [NAME]: 'TIMEOUT' }) },
    near: { mail, dns: JSON.stringify({ [NAME]: 'NXDOMAIN' }) },
    status: 3,
  },
  {
    code: 'result-permerror',
    raises: { mail, dns: EMPTY },
    near: { mail, dns: JSON.stringify({ [NAME]: 'SERVFAIL' }) },
    status: 1,
  },
])('$code is the result, and not of what is close to it', async ({ code, raises, near, status }) => {
  const { out } = await resultOf(raises, '--json');
  expect(`result-${(JSON.parse(out) as { result: string }).result}`).toBe(code);
  expect((await resultOf(near, '--json')).out).not.toContain(`{"result":"${code.replace('result-', '')}"`);
  for (const language of ['en', 'ja']) {
    const told = await resultOf(raises, '--lang', language);
    const { out: explained } = await check(['explain', code, '--lang', language]);
    const [, sentence = ''] = explained.split('\n');
    expect([told.status, told.out]).toEqual([status, expect.stringContaining(sentence.trim())]);
    expect(sentence).toMatch(/\S/);
  }
});
