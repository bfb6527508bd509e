/** The file of dkimproxy-out as `test` reads it: like the proxy, faults and all. */
import { afterAll, afterEach, expect, test } from 'vitest';
import { check, openFolder, type Outcome } from './run-check.js';
import { openSigners } from './signer.js';

const folder = openFolder();
const signers = openSigners(folder);
const records = folder.write('dns.json', JSON.stringify({ 's1._domainkey.example.net': { TXT: [signers.record] } }));
afterEach(() => signers.end());
afterAll(() => folder.remove());

const through = (conf: string, ...more: string[]): Promise<Outcome> =>
  check(['test', conf, '--direct', '--timeout', '5', '--records', records, ...more]);

/** The file of a signer that runs, otherwise. */
async function rewritten(change: (text: string) => string): Promise<string> {
  const { conf } = await signers.start();
  const text = folder.read(conf.slice(folder.path('').length)).toString();
  return folder.write('rewritten.conf', change(text));
}

test('of repeated listen and relay lines the last counts, as for the proxy', async () => {
  const conf = await rewritten((text) => `listen 127.0.0.1:9\nrelay 127.0.0.1:9\n${text}`);
  const { out, status } = await through(conf);
  expect(out).toContain('dkim: pass, d=example.net s=s1, made by dkimproxy-out');
  expect(status).toBe(0);
});

test('the forms of 1.4.1: CRLF, a BOM, tabs, full-width blanks, listen on every address', async () => {
  const conf = await rewritten(
    (text) =>
      `\ufeff${text.replace('listen    127.0.0.1:', 'listen\t*:').replace('domain    ', 'domain\u3000').replaceAll('\n', '\r\n')}`,
  );
  expect((await through(conf)).status).toBe(0);
});

test('a file with faults: they are told with their lines, and nothing is sent', async () => {
  const conf = await rewritten((text) => text.replace('selector  s1', 'selektor  s1').replace('c=relaxed', 'c=relaxt'));
  const english = await through(conf);
  expect(english.out).toMatch(
    /rewritten\.conf:6:\d+\n {2}error: .*selektor.* \[setting-misspelt\]\n {4}selektor {2}s1\n/,
  );
  expect(english.out).toMatch(/rewritten\.conf:7:\d+\n {2}error: .*relaxt/);
  expect(english.out).toContain('No test mail was sent: dkimproxy-out would not start with this file.');
  expect(english.out).not.toContain('Test mail from');
  expect(english.status).toBe(1);
  expect((await through(conf, '--lang', 'ja')).out).toContain('テストメールは送っていません');
  const { out } = await through(conf, '--json');
  expect(JSON.parse(out)).toMatchObject({
    from: null,
    end: 'file-faulty',
    verdict: null,
    problems: expect.arrayContaining([expect.objectContaining({ code: 'setting-misspelt', line: 6 })]),
  });
});

test('a file of nothing but domain: listen and relay are missing', async () => {
  const { out, status } = await check(['test', folder.write('empty.conf', 'domain example.net\n')]);
  expect(out).toContain('[listen-missing]');
  expect(out).toContain('[relay-missing]');
  expect(status).toBe(1);
});

test('a key in the place of its file is not shown', async () => {
  const pem = folder.read('key.pem').toString();
  const conf = await rewritten((text) => `${text}keyfile ${pem}`);
  const [, secret = ''] = pem.split('\n');
  for (const more of [[], ['--json']]) {
    const { out, err, status } = await through(conf, ...more);
    expect(status).toBe(1);
    expect(out + err).not.toContain(secret.slice(0, 20));
  }
});

test('without domain the sender is one of the sender map', async () => {
  const map = folder.write('senders.map', 'example.net dkim(s=s1)\n');
  const conf = await rewritten((text) =>
    text.replace(/domain .*\n/, `sender_map ${map}\n`).replace(/signature .*\n/, ''),
  );
  const { out } = await through(conf);
  expect(out).toContain('Test mail from postmaster@example.net to');
  expect(out).toContain('made by dkimproxy-out');
});

test('wrong usage: status 2', async () => {
  const { conf } = await signers.start();
  for (const args of [
    ['test'],
    ['test', folder.path('missing.conf')],
    ['test', await rewritten((text) => text.replace(/listen .*/, 'listen unix:/run/x'))],
    ['test', conf, '--from', 'a@b\r\nBcc: c@d'],
    ['test', conf, '--to', '<x>'],
    ['test', conf, '--timeout', '0'],
    ['test', conf, '--direct', '--back', '127.0.0.1:1'],
    ['test', conf, '--smtp', '127.0.0.1:1', '--sendmail', '/bin/true'],
    ['test', conf, '--direct', '--sendmail', folder.path('no-such-program')],
  ]) {
    const { status, out } = await check(args);
    expect([args, status, out]).toEqual([args, 2, '']);
  }
});
