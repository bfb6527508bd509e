/** One mail through a chain of two: a signer on loopback, and what it passes mail on to. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { loadSigningKey, sign } from 'dkim-core';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { listenForMail, type Listener } from '../src/respond/listener.js';
import { check, openFolder } from './run-check.js';

const folder = openFolder();
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = loadSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
const p = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const ends: (() => Promise<void>)[] = [];
let records: string;

beforeAll(() => {
  records = folder.write(
    'dns.json',
    JSON.stringify({ 's1._domainkey.example.net': { TXT: [`v=DKIM1; k=rsa; p=${p}`] } }),
  );
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(() => folder.remove());

/** A port that nobody has at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Chain {
  /** Signs with d= of this domain; null signs nothing. */
  readonly signs?: string | null;
  readonly change?: (mail: string) => string;
  /** What the signer says at the end of the data. */
  readonly refuses?: boolean;
  readonly isSilent?: boolean;
}

/** A signer that passes on to `relay`; its configuration file. */
async function chain({
  signs = 'example.net',
  change = (mail) => mail,
  refuses = false,
  isSilent = false,
}: Chain): Promise<string> {
  const relay = await freePort();
  const signer: Listener = await listenForMail({
    host: '127.0.0.1',
    port: 0,
    lmtp: false,
    async onMail({ sender, recipient, octets }) {
      if (refuses) throw new Error('no');
      if (isSilent) return;
      const chunks: Uint8Array[] = [];
      for await (const chunk of octets) chunks.push(chunk);
      const mail = Buffer.concat(chunks);
      const fields = signs === null ? '' : await signatureOf(mail, signs);
      const transport = createTransport({ host: '127.0.0.1', port: relay, ignoreTLS: true });
      await transport.sendMail({
        envelope: { from: sender, to: [recipient] },
        raw: change(fields + mail.toString('latin1')),
      });
    },
  });
  ends.push(signer.close);
  return folder.write(
    `chain-${relay}.conf`,
    `# a file of 1.4.1\nlisten    127.0.0.1:${signer.port}\nrelay     127.0.0.1:${relay}\ndomain    example.net,example.org\n`,
  );
}

async function signatureOf(mail: Uint8Array, domain: string): Promise<string> {
  const { signatures } = await sign([mail], {
    now: () => 1_795_608_000,
    signatures: [{ type: 'dkim', domain, selector: 's1', key }],
  });
  return signatures.map((made) => (made.made ? made.field : '')).join('');
}

const through = (conf: string, ...more: string[]): ReturnType<typeof check> =>
  check(['test', conf, '--direct', '--timeout', '5', '--records', records, ...more]);

test('all is well: sent, signed, passed, and nothing to say', async () => {
  const { out, err, status } = await through(await chain({}));
  expect([out, err, status]).toEqual([
    `Test mail from postmaster@example.net to dkim-check@dkim-check.invalid
It came back.
  dkim: pass, d=example.net s=s1
`,
    '',
    0,
  ]);
});

test('--json has how it ended, the verdict and the problems', async () => {
  const { out } = await through(await chain({}), '--json');
  expect(JSON.parse(out)).toMatchObject({
    from: 'postmaster@example.net',
    end: 'arrived',
    verdict: { result: 'pass', signatures: [{ domain: 'example.net', selector: 's1', result: 'pass' }] },
    problems: [],
  });
});

test.each<{ code: string; of: Chain; en: string; ja: string }>([
  { code: 'arrived-unsigned', of: { signs: null }, en: 'without a DKIM signature', ja: 'DKIM 署名なしで戻って' },
  {
    code: 'changed-on-the-way',
    of: { change: (mail) => mail.replace('Subject: dkim', 'Subject: [list] dkim') },
    en: 'changed on its way: Subject',
    ja: '途中で変わりました: Subject',
  },
  {
    code: 'body-hash-mismatch',
    of: { change: (mail) => `${mail}-- \r\nA footer\r\n` },
    en: 'changed on its way: body',
    ja: '途中で変わりました: body',
  },
  {
    code: 'test-refused',
    of: { refuses: true },
    en: 'did not take the test mail: 451',
    ja: '受け取りませんでした: 451',
  },
])(
  '$code is told, with status 1, in both languages; the chain that is well has it not',
  async ({ code, of, en, ja }) => {
    const english = await through(await chain(of));
    expect(english.out).toContain(`[${code}]`);
    expect(english.out).toContain(en);
    expect(english.status).toBe(1);
    expect((await through(await chain(of), '--lang', 'ja')).out).toContain(ja);
  },
);

test('key-not-found: the record of its own key is missing', async () => {
  const empty = folder.write('empty.json', '{}');
  const conf = await chain({});
  const { out, status } = await check(['test', conf, '--direct', '--timeout', '5', '--records', empty]);
  expect(out).toContain('dkim: permerror, d=example.net s=s1');
  expect(out).toContain('[key-not-found]');
  expect(status).toBe(1);
});

test('not-aligned: signed by a domain that is not that of From', async () => {
  const other = folder.write(
    'other.json',
    JSON.stringify({ 's1._domainkey.other.example': { TXT: [`v=DKIM1; k=rsa; p=${p}`] } }),
  );
  const conf = await chain({ signs: 'other.example' });
  const { out } = await check(['test', conf, '--direct', '--timeout', '5', '--records', other]);
  expect(out).toContain('by other.example, but From has example.net');
});

test('signer-down and next-hop-down: who does not answer', async () => {
  const conf = await chain({});
  const down = await check(['test', conf, '--back', '127.0.0.1:0', '--records', records]);
  expect(down.out).toMatch(
    /Cannot connect to 127\.0\.0\.1:\d+: ECONNREFUSED\. Mail stays in Postfix's queue\. \[next-hop-down\]/,
  );
  expect(down.status).toBe(1);
  for (const end of ends.splice(0)) await end();
  const none = await through(conf);
  expect(none.out).toContain('[signer-down]');
  expect((await through(conf, '--lang', 'ja')).out).toContain('応答がありません: ECONNREFUSED');
});

test('test-not-returned: taken, but not seen again, with the line for Postfix', async () => {
  const { out, status } = await check([
    'test',
    await chain({ isSilent: true }),
    '--direct',
    '--timeout',
    '1',
    '--records',
    records,
  ]);
  expect(out).toContain('did not come back to 127.0.0.1:');
  expect(out).toContain('dkim-check.invalid smtp:[127.0.0.1]:');
  expect(status).toBe(1);
});

test('wrong usage: status 2', async () => {
  const empty = folder.write('empty.conf', 'domain example.net\n');
  const conf = await chain({});
  for (const args of [
    ['test'],
    ['test', empty],
    ['test', conf, '--from', 'a@b\r\nBcc: c@d'],
    ['test', conf, '--to', '<x>'],
    ['test', conf, '--timeout', '0'],
    ['test', conf, '--direct', '--back', '127.0.0.1:1'],
  ]) {
    expect((await check(args)).status).toBe(2);
  }
});
