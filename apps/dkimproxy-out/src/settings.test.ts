import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outSettings } from 'proxy-options';
import { runProxy } from 'smtp-proxy';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { FILE_OF_1_4_1 } from '../../../packages/proxy-options/test/file-of-1.4.1.js';
import { configure } from './settings.js';

const program = { name: 'dkimproxy-out', version: '0.0.0', purpose: '', settings: outSettings, configure };
let folder: string;
let output: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'out-'));
  for (const [name, bits] of [
    ['private.key', 1024],
    ['s1._domainkey.example.org.pem', 2048],
  ] as const) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
    writeFileSync(join(folder, name), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  }
});
beforeEach(() => {
  output = '';
  const take = (text: unknown): boolean => {
    output += String(text).replaceAll(folder, 'DIR');
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
});
afterEach(() => void vi.restoreAllMocks());

async function check(
  conf: string,
  ...argv: string[]
): Promise<{ status: number; faults: string[]; warnings: string[] }> {
  writeFileSync(join(folder, 'x.conf'), conf);
  const status = await runProxy(program, ['--check', `--conf_file=${join(folder, 'x.conf')}`, ...argv]);
  return { status, faults: lines('fault'), warnings: lines('warning') };
}

/** What was printed as that kind of remark. */
function lines(kind: string): string[] {
  const start = `dkimproxy-out: ${kind}: `;
  const all = output.split('\n').filter((line) => line.startsWith(start));
  return all.map((line) => line.slice(start.length));
}

test.each([
  { of: 'as it is', conf: FILE_OF_1_4_1 },
  { of: 'with CRLF and a BOM', conf: `\ufeff${FILE_OF_1_4_1.replaceAll('\n', '\r\n')}` },
  { of: 'with its pre-fork lines in use', conf: FILE_OF_1_4_1.replaceAll('#min', 'min') },
  {
    of: 'with blanks and capitals',
    conf: FILE_OF_1_4_1.replace('example.net,', 'Example.NET , ').replace('dkim(c=', 'DKIM(C='),
  },
])('a file of 1.4.1 starts, $of', async ({ conf }) => {
  const { status, faults, warnings } = await check(conf);
  expect({ status, faults }).toEqual({ status: 0, faults: [] });
  expect(warnings).toContainEqual(expect.stringMatching(/^DIR\/x\.conf:15: keyfile: .*1024 bits: accepted today/));
  expect(warnings).toContainEqual(
    expect.stringMatching(/^DIR\/x\.conf:12: signature: DomainKeys signatures are historic/),
  );
});

test('the command line of the init script of 1.4.1 works', async () => {
  const id = (process.getuid?.() ?? 0) === 0 ? ['--user=nobody', '--group=0'] : [];
  const { status } = await check(
    FILE_OF_1_4_1,
    '--hostname=mail.example.net',
    ...id,
    '--daemonize',
    `--pidfile=${join(folder, 'x.pid')}`,
    `--log=${join(folder, 'x.log')}`,
    '--min_servers=5',
    '--min-spare-servers=2',
  );
  expect(status).toBe(0);
});

test('what cannot work stops the start, each with its line and what to write', async () => {
  const { status, faults } = await check(`listen 127.0.0.1:10027
relay 127.0.0.1:10028
domain example.org
selector s1
signature dkim(l=100,key=private.key)
signature dkim(key=missing.pem)
signature dkim(h=subject,key=private.key)
signature dkim(d=example.org,i=@example.net,key=private.key)
signature dkim(a=ed25519-sha256,key=private.key)
signature dkim
sender_map no-such-map
`);
  expect(status).toBe(2);
  expect(faults).toEqual([
    expect.stringMatching(/^DIR\/x\.conf:5: signature: .*l=/),
    expect.stringMatching(/^DIR\/x\.conf:6: signature: the key file DIR\/missing\.pem cannot be read/),
    expect.stringMatching(/^DIR\/x\.conf:7: signature: .*From/i),
    expect.stringMatching(/^DIR\/x\.conf:8: signature: .*i=/),
    expect.stringMatching(/^DIR\/x\.conf:9: signature: .*does not fit DIR\/private\.key/),
    expect.stringMatching(/^DIR\/x\.conf:10: signature: .*keyfile/),
    expect.stringMatching(/^DIR\/x\.conf:11: sender_map: DIR\/no-such-map cannot be read: ENOENT/),
  ]);
});

test('faults of a map stand with its own file and line', async () => {
  writeFileSync(join(folder, 'senders'), '# ours\nexample.org dkim(c=perhaps)\n');
  const { status, faults } = await check(
    'listen :1\nrelay b.example:2\nkeyfile private.key\nselector s1\nsender_map senders\n',
  );
  expect(status).toBe(2);
  expect(faults).toEqual([expect.stringMatching(/^DIR\/senders:2: .*perhaps/)]);
});

// Only root can run it as somebody else.
test.skipIf(process.getuid?.() !== 0)('a map that the user cannot read later is told of at the start', async () => {
  writeFileSync(join(folder, 'senders'), 'example.org dkim\n');
  chmodSync(join(folder, 'senders'), 0o600); // also where another test made it
  const conf = 'listen :1\nrelay b.example:2\nkeyfile private.key\nselector s1\nsender_map senders\n';
  const closed = await check(conf, '--user=nobody');
  expect([closed.status, closed.warnings.join('\n')]).toEqual([
    0,
    expect.stringMatching(
      /x\.conf:5: sender_map: nobody cannot enter DIR, so .*: chmod o\+x DIR && chown nobody DIR\/senders/,
    ),
  ]);
  chmodSync(folder, 0o755);
  const { warnings } = await check(conf, '--user=nobody');
  chmodSync(folder, 0o700);
  expect(warnings.join('\n')).toMatch(
    /x\.conf:5: sender_map: nobody cannot read DIR\/senders, .*: chown nobody DIR\/senders$/m,
  );
});

test('one signature line at fault brings no fault of the default signature', async () => {
  const { faults } = await check('listen :1\nrelay b.example:2\ndomain a.example\nsignature dikm\n');
  expect(faults).toEqual([expect.stringMatching(/^DIR\/x\.conf:4: signature: /)]);
});

test('an RSA and an Ed25519 signature beside each other', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(folder, 'ed.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const { status, faults } = await check(`listen :1
relay b.example:2
domain example.org
signature dkim(s=r,key=s1._domainkey.example.org.pem)
signature dkim(s=e,key=ed.pem)
`);
  expect({ status, faults }).toEqual({ status: 0, faults: [] });
});

test('options of DNS do nothing here: a file that serves both proxies gets a warning', async () => {
  const { status, warnings } = await check(`${FILE_OF_1_4_1}nameserver 192.0.2.1\n`);
  expect(status).toBe(0);
  expect(warnings).toContainEqual(expect.stringMatching(/^DIR\/x\.conf:21: nameserver: signing asks no DNS/));
});

test('the configurations of the README are good', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [first = ''] = /^ {4}listen .*\n(?: {4}.*\n)+/m.exec(readme) ?? [];
  expect(first.split('\n')).toHaveLength(7);
  const conf = first.replace('/etc/dkimproxy/', '');
  expect((await check(conf)).status).toBe(0);

  const [, second = ''] = /\n((?: {4}signature .*\n)+ {4}domain .*\n {4}sender_map .*\n)/.exec(readme) ?? [];
  const [, map = ''] = /\n {4}# senders\n((?: {4}.*\n)+)/.exec(readme) ?? [];
  writeFileSync(join(folder, 'senders'), map);
  for (const name of ['rsa1.pem', 'customer.pem']) {
    writeFileSync(join(folder, name), readFileSync(join(folder, 'private.key')), { mode: 0o600 });
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(folder, 'ed1.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  output = '';
  const { status, faults } = await check(`listen :1\nrelay b.example:2\n${second}`);
  expect({ status, faults }).toEqual({ status: 0, faults: [] });
});

test('every value at fault of the options of our own is told, with what to write', async () => {
  const { status, faults } = await check(`listen :1
relay b.example:2
domain example.org
signature dkim(s=r,key=s1._domainkey.example.org.pem)
oversign (x;
expire 59m
expire 99999d
sender_fields reply-to
sign_invalid_from perhaps
require_safe_keys maybe
max_header_size 65M
max_header_fields 0
reject_error permerror
`);
  expect(status).toBe(2);
  expect(faults).toEqual([
    'DIR/x.conf:5: oversign: "(x;" is no name of a header field',
    'DIR/x.conf:6: expire: 59m is too short; mail is often late, 1h is the least, 7d is usual',
    'DIR/x.conf:7: expire: 99999d is too long; 3650d is the most, 7d is usual',
    'DIR/x.conf:8: sender_fields: "reply-to" is neither from nor sender',
    'DIR/x.conf:9: sign_invalid_from: "perhaps" is neither yes nor no',
    'DIR/x.conf:10: require_safe_keys: "maybe" is neither yes nor no',
    'DIR/x.conf:11: max_header_size: 65M is out of range: 1k to 64M',
    'DIR/x.conf:12: max_header_fields: "0" is not a whole number from 10 to 1000000',
    'DIR/x.conf:13: reject_error: "permerror" is neither yes nor no',
  ]);
});

test('S-256: a key that others can open is a warning, and with require_safe_keys a fault', async () => {
  writeFileSync(join(folder, 'open.pem'), readFileSync(join(folder, 's1._domainkey.example.org.pem')), { mode: 0o644 });
  const conf = 'listen :1\nrelay b.example:2\ndomain example.org\nsignature dkim(s=r,key=open.pem)\n';
  const open = 'DIR/x.conf:4: signature: DIR/open.pem is open to every user. Run: chmod 600 DIR/open.pem';
  const { status, warnings } = await check(conf);
  expect(status).toBe(0);
  expect(warnings).toContain(open);
  output = '';
  const safe = await check(`${conf}require_safe_keys\n`);
  expect(safe).toMatchObject({ status: 2, faults: [`${open} (require_safe_keys)`] });
  expect(safe.warnings).not.toContain(open);
});
