import { chmodSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check, NOW, openFolder } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const MAIL = 'From: Joe <joe@example.org>\r\nSubject: Hello\r\n\r\nHello.\r\n';
let records = '';

beforeAll(async () => {
  const published: Record<string, { TXT: string[] }> = {};
  for (const [selector, algorithm] of [
    ['r1', 'rsa'],
    ['e1', 'ed25519'],
  ] as const) {
    const args = ['keygen', '--domain', 'example.org', '--selector', selector, '--algorithm', algorithm];
    const { out } = await check([...args, '--out', folder.path('.'), '--json']);
    const { name, value } = JSON.parse(out) as { name: string; value: string };
    published[name] = { TXT: [value] };
  }
  records = folder.write('records.json', JSON.stringify(published));
});

const keyOf = (selector: string): string => folder.path(`${selector}._domainkey.example.org.pem`);
const signer = (selector: string, ...more: string[]): string[] => {
  const names = ['--domain', 'example.org', '--selector', selector];
  return ['sign', ...names, '--keyfile', keyOf(selector), ...more];
};

async function verdicts(message: Uint8Array): Promise<unknown> {
  const { out } = await check(['verify', folder.write('signed.eml', message), '--json', '--records', records]);
  return JSON.parse(out);
}

test('the message comes out as it is, under its signature, which passes', async () => {
  const { status, bytes, out, err } = await check(signer('r1'), { input: MAIL });
  expect([status, err]).toEqual([0, '']);
  expect(out.endsWith(MAIL)).toBe(true);
  expect(out.slice(0, -MAIL.length)).toMatch(/^DKIM-Signature: (?:.{1,78}\r\n)(?:\t.{1,77}\r\n)+$/);
  expect(await verdicts(bytes)).toMatchObject({
    result: 'pass',
    signatures: [{ domain: 'example.org', selector: 'r1' }],
  });
});

test('from a file or a pipe, LF or CRLF: the same octets, CRLF throughout, one notice for LF', async () => {
  const expected = (await check(signer('e1'), { input: MAIL })).out;
  const crlf = folder.write('crlf.eml', MAIL);
  const lf = folder.write('lf.eml', MAIL.replaceAll('\r\n', '\n'));
  expect((await check(signer('e1', crlf))).out).toBe(expected);
  const fromLf = await check(signer('e1', lf));
  expect(fromLf.out).toBe(expected);
  expect(fromLf.err).toBe(`${lf}: lines ended with LF alone; they were read as CRLF.\n`);
});

test('a pipe that has a name is signed whole, too', async () => {
  const pipe = folder.path('pipe');
  execFileSync('mkfifo', [pipe]);
  const signed = check(signer('r1', pipe));
  await writeFile(pipe, MAIL);
  expect((await signed).out.endsWith(`\r\n${MAIL}`)).toBe(true);
});

test('--at is t=; without it t= is now', async () => {
  expect((await check(signer('e1', '--at', '2012-11-15T17:20:00Z'), { input: MAIL })).out).toMatch(/\bt=1353000000;/);
  expect((await check(signer('e1'), { input: MAIL })).out).toMatch(new RegExp(`\\bt=${NOW};`));
});

test('--signature, as in the configuration, repeatable: two keys, two canonicalizations, both pass', async () => {
  const ed = `dkim(a=ed25519-sha256,s=e1,key=${keyOf('e1')},c=relaxed)`;
  const { bytes } = await check(signer('r1', '--signature', ed, '--signature', 'dkim(c=simple/relaxed)'), {
    input: MAIL,
  });
  const { signatures } = (await verdicts(bytes)) as {
    signatures: { selector: string; canonicalization: string; result: string }[];
  };
  expect(
    signatures.map(({ selector, canonicalization, result }) => `${selector} ${canonicalization} ${result}`).toSorted(),
  ).toEqual(['e1 relaxed/simple pass', 'r1 simple/relaxed pass']);
});

test('the old spelling of the algorithm is written as the standard has it', async () => {
  const { out } = await check(signer('r1', '--signature', 'dkim(c=relaxed,a=rsa-SHA256)'), { input: MAIL });
  expect(out).toContain('a=rsa-sha256;');
});

test.each([
  {
    of: 'a signature that cannot be read',
    more: ['--signature', 'dkim(c=relaxed'],
    says: '--signature cannot be read: ',
  },
  { of: 'l=', more: ['--signature', 'dkim(l=100)'], says: 'l=' },
  {
    of: 'an algorithm that does not fit the key',
    more: ['--signature', 'dkim(a=ed25519-sha256)'],
    says: 'does not fit',
  },
  { of: 'a fixed i= outside d=', more: ['--signature', 'dkim(i=@example.net)'], says: 'Not signed: ' },
])('refuses $of: status 2, and nothing comes out', async ({ more, says }) => {
  const { status, out, err } = await check(signer('r1', ...more), { input: MAIL });
  expect([status, out]).toEqual([2, '']);
  expect(err).toContain(says);
});

test('S-262: a message without From is not signed', async () => {
  const { status, out, err } = await check(signer('r1'), { input: 'Subject: x\r\n\r\n' });
  expect([status, out]).toEqual([2, '']);
  expect(err).toContain('dkim-check: Not signed: the message has no From');
});

test('S-204: a first line that is a continuation gets a field above it, which is signed', async () => {
  const { bytes, out, err } = await check(signer('r1'), { input: ` x\r\n${MAIL}` });
  expect(out).toContain(`\r\nX-DKIMproxy: first line of the message was a continuation\r\n x\r\n${MAIL}`);
  expect(err).toContain('first line is a continuation');
  expect(await verdicts(bytes)).toMatchObject({ result: 'pass' });
});

test('S-252, S-257: what is no private key is refused with what it is, and none of it is shown', async () => {
  const secret = folder.read('r1._domainkey.example.org.pem').toString('latin1');
  const damaged = secret.replace(/\n.{64}\n/, '\n');
  const args = ['sign', '--domain', 'example.org', '--selector', 's', '--keyfile'];
  const { status, out, err } = await check([...args, folder.write('damaged.pem', damaged)], { input: MAIL });
  expect([status, out]).toEqual([2, '']);
  for (const line of damaged.split('\n').filter((text) => text.length === 64)) expect(err).not.toContain(line);
  const zone = await check([...args, folder.path('r1._domainkey.example.org.txt')], { input: MAIL });
  expect(zone.err).toMatch(/\.txt .*not a private key/);
});

test('S-237, S-256: a small key, and one that is open to all, sign with one remark each', async () => {
  const dir = folder.path('.');
  await check(['keygen', '--domain', 'example.com', '--selector', 'small', '--bits', '1024', '--force', '--out', dir]);
  const key = folder.path('small._domainkey.example.com.pem');
  chmodSync(key, 0o644);
  const args = ['sign', '--domain', 'example.com', '--selector', 'small', '--keyfile', key];
  const { status, err } = await check(args, { input: MAIL });
  expect(status).toBe(0);
  expect(err.split('\n')).toEqual([
    `${key} has 1024 bits: accepted today, 2048 is recommended.`,
    `${key} is open to every user. Run: chmod 600 ${key}`,
    '',
  ]);
});
