import { createPublicKey } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { check, openFolder } from './run-check.js';

let folder: ReturnType<typeof openFolder>;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.remove());

const keygen = (...more: string[]): ReturnType<typeof check> =>
  check(['keygen', '--domain', 'example.org', '--out', folder.path('.'), ...more]);
const PEM = 's1._domainkey.example.org.pem';
const TXT = 's1._domainkey.example.org.txt';

test('S-237, S-256, S-260: an RSA key of 2048 bits, mode 0600, and the zone line of its public half', async () => {
  const { status, out, err } = await keygen('--selector', 's1');
  expect([status, err]).toEqual([0, '']);
  expect(statSync(folder.path(PEM)).mode & 0o777).toBe(0o600);
  const publicKey = createPublicKey(folder.read(PEM));
  expect(publicKey.asymmetricKeyDetails).toEqual({ modulusLength: 2048, publicExponent: 65_537n });
  const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
  const zone = `s1._domainkey.example.org. IN TXT (\n    "${record.slice(0, 255)}"\n    "${record.slice(255)}"\n)\n`;
  expect(folder.read(TXT).toString()).toBe(zone);
  expect(out).toContain(zone);
  expect(out).toContain(`  value  ${record}\n`);
  expect(out).toContain(`         keyfile   ${folder.path(PEM)}\n`);
});

test('S-259: an Ed25519 record has the 32 octets alone, and the advice to sign with RSA as well', async () => {
  const { out } = await keygen('--selector', 's1', '--algorithm', 'ed25519');
  const spki = createPublicKey(folder.read(PEM)).export({ type: 'spki', format: 'der' });
  expect(folder.read(TXT).toString()).toBe(
    `s1._domainkey.example.org. IN TXT "v=DKIM1; k=ed25519; p=${spki.subarray(-32).toString('base64')}"\n`,
  );
  expect(out).toContain('sign with an RSA key as well');
});

test('a value over one string is told of, and nsupdate gets its line', async () => {
  const { out } = await keygen('--selector', 's1');
  expect(out).toMatch(/\(4\d\d characters: more than one string of DNS\./);
  expect(out).toMatch(/\nupdate add s1\._domainkey\.example\.org\. 3600 IN TXT "v=DKIM1; [^"]+" "[^"]+"\nsend\n/);
  expect(out).toContain(`dkim-check record --domain example.org --selector s1 --keyfile ${folder.path(PEM)}`);
  const { out: small } = await keygen('--selector', 's2', '--algorithm', 'ed25519', '--lang', 'ja');
  expect(small).not.toContain('文字列に分けてください');
  expect(small).toMatch(/\nupdate add s2\._domainkey\.example\.org\. 3600 IN TXT "[^"]+"\nsend\n/);
});

test('--json prints keyFile, name, value and zone', async () => {
  const { out } = await keygen('--selector', 's1', '--algorithm', 'ed25519', '--json');
  const json: unknown = JSON.parse(out);
  expect(Object.keys(json as object)).toEqual(['keyFile', 'name', 'value', 'zone', 'nsupdate']);
  const { value, nsupdate } = json as { value: string; nsupdate: readonly string[] };
  expect(nsupdate).toEqual([`update add s1._domainkey.example.org. 3600 IN TXT "${value}"`, 'send']);
  expect(json).toMatchObject({ keyFile: folder.path(PEM), name: 's1._domainkey.example.org' });
  expect(`${(json as { zone: string }).zone}\n`).toBe(folder.read(TXT).toString());
});

test('S-238: without a selector it is the date, and never one that is in use', async () => {
  for (const selector of ['s20261125', 's20261125b', 's20261125c']) {
    await keygen('--algorithm', 'ed25519');
    expect(readdirSync(folder.path('.'))).toContain(`${selector}._domainkey.example.org.pem`);
  }
});

test.each([PEM, TXT])('S-256: %s is never written over, not even with --force', async (name) => {
  folder.write(name, 'precious');
  const { status, err } = await keygen('--selector', 's1', '--force');
  expect(status).toBe(2);
  expect(err).toContain(`${name} exists already, and a key is never overwritten.`);
  expect(readdirSync(folder.path('.'))).toEqual([name]);
  expect(folder.read(name).toString()).toBe('precious');
});

test.each([
  { bits: '512', more: [], says: 'receivers never accept' },
  { bits: '1023', more: ['--force'], says: 'receivers never accept' },
  { bits: '1024', more: [], says: 'Use 2048, or --force' },
  { bits: '8192', more: [], says: 'Use 2048, or --force' },
  { bits: '16384', more: ['--force'], says: 'verified by nobody' },
  { bits: '2k', more: [], says: 'write a whole number' },
  { bits: '2048', more: ['--algorithm', 'ed25519'], says: 'one size only' },
])('S-237, S-254: --bits $bits $more is refused with the reason', async ({ bits, more, says }) => {
  const { status, err } = await keygen('--selector', 's1', '--bits', bits, ...more);
  expect([status, err]).toEqual([2, expect.stringContaining(says)]);
  expect(readdirSync(folder.path('.'))).toEqual([]);
});

test('S-237: --force makes a key of 1024 bits', async () => {
  expect((await keygen('--selector', 's1', '--bits', '1024', '--force')).status).toBe(0);
  expect(createPublicKey(folder.read(PEM)).asymmetricKeyDetails).toMatchObject({ modulusLength: 1024 });
});

test('S-239, S-260: --strict and --hash are in the record', async () => {
  await keygen('--selector', 's1', '--algorithm', 'ed25519', '--strict', '--hash', 'sha256');
  expect(folder.read(TXT).toString()).toMatch(/"v=DKIM1; (?=.*\bh=sha256;)(?=.*\bt=s;).*p=[A-Za-z0-9+/]{43}="/);
});

test.each([
  {
    of: 'a domain that is none',
    args: ['--domain', 'exa mple', '--selector', 's1'],
    says: 'this is not a domain name',
  },
  {
    of: 'a selector that is a path',
    args: ['--domain', 'example.org', '--selector', '../s1'],
    says: '--selector ../s1: write letters',
  },
  { of: 'another hash', args: ['--domain', 'example.org', '--hash', 'sha1'], says: '--hash sha1: allowed are sha256' },
  { of: 'an unknown user', args: ['--domain', 'example.org', '--user', 'no-such-user'], says: 'no such user' },
  {
    of: 'a folder that is missing',
    args: ['--domain', 'example.org', '--out', '/no/such'],
    says: 'Make it first: mkdir -p /no/such [',
  },
])('refuses $of', async ({ args, says }) => {
  const { status, err } = await check(['keygen', ...args]);
  expect([status, err]).toEqual([2, expect.stringContaining(says)]);
});

test('S-257: the private key is in its file and nowhere else', async () => {
  const { out, err } = await keygen('--selector', 's1');
  const lines = folder
    .read(PEM)
    .toString()
    .split('\n')
    .filter((line) => line.length === 64);
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(`${out}${err}${folder.read(TXT).toString()}`).not.toContain(line);
});

test('--user gives both files to that user', async () => {
  expect((await keygen('--selector', 's1', '--user', userInfo().username)).status).toBe(0);
  expect(statSync(folder.path(PEM)).uid).toBe(userInfo().uid);
  expect(statSync(folder.path(TXT)).uid).toBe(userInfo().uid);
});

test('the commands that are printed can be pasted, whatever the folder is called', async () => {
  mkdirSync(folder.path("my $(x) 'keys'"));
  const out = folder.path("my $(x) 'keys'");
  const made = await check(['keygen', '--domain', 'example.org.', '--selector', 's1', '--out', out]);
  const [, word = ''] = /--keyfile (.*)\n/.exec(made.out) ?? [];
  expect(execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' })).toBe(`${out}/${PEM}`);
  const { err } = await check(['keygen', '--domain', 'example.org', '--out', '/no/such one']);
  expect(err).toContain("there is no such folder. Make it first: mkdir -p '/no/such one' [");
  const dashed = await check(['keygen', '--domain', 'example.org', '--out=-x']);
  expect(dashed.err).toContain('Make it first: mkdir -p ./-x [');
});

test.each(['s1._domainkey', 's1._domainkey.example.org', 'S1._DomainKey.example.org.'])(
  'a selector that is a whole name would be doubled: %s',
  async (given) => {
    const want = given.slice(0, 2);
    for (const command of ['keygen', 'record']) {
      const { status, err } = await check([command, '--domain', 'example.org', '--selector', given]);
      expect(err).toContain(`--selector ${given}: write only what stands before ._domainkey: --selector ${want} [`);
      expect(status).toBe(2);
    }
    const { err } = await check(['keygen', '--domain', 'example.org', '--selector', given, '--lang', 'ja']);
    expect(err).toContain(`--selector ${given}: ._domainkey より前だけを書いてください: --selector ${want}`);
  },
);

test('in Japanese', async () => {
  const { out } = await keygen('--selector', 's1', '--algorithm', 'ed25519', '--lang', 'ja');
  expect(out).toContain('作成しました: ed25519 鍵、256 ビット、セレクター s1、ドメイン example.org');
});
