/** `dkim-check test`: one mail through a signer on loopback, and what is said of it. */
import { chmodSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, expect, test } from 'vitest';
import { check, openFolder, type Outcome } from './run-check.js';
import { freePort, openSigners, type RunningSigner, type SignerWishes } from './signer.js';

const folder = openFolder();
const signers = openSigners(folder);
afterEach(() => signers.end());
afterAll(() => folder.remove());

const recordsOf = (name: string, names: readonly string[], value = signers.record): string =>
  folder.write(name, JSON.stringify(Object.fromEntries(names.map((each) => [each, { TXT: [value] }]))));
const records = recordsOf('dns.json', ['s1._domainkey.example.net', 's1._domainkey.other.example']);

const through = ({ conf }: Pick<RunningSigner, 'conf'>, ...more: string[]): Promise<Outcome> =>
  check(['test', conf, '--direct', '--timeout', '5', '--records', records, ...more]);

test('all is well: sent, signed, passed, and nothing to say', async () => {
  const { out, err, status } = await through(await signers.start());
  expect([out, err, status]).toEqual([
    `Test mail from postmaster@example.net to dkim-check@dkim-check.invalid
It came back.
  dkim: pass, d=example.net s=s1, made by dkimproxy-out
A receiver would say: dkim=pass (a valid DKIM signature)
`,
    '',
    0,
  ]);
});

test('a signer that speaks LMTP', async () => {
  expect((await through(await signers.start({ lmtp: true }))).status).toBe(0);
});

test('--json has how it ended, the verdict and the problems', async () => {
  const { out } = await through(await signers.start(), '--json');
  expect(JSON.parse(out)).toMatchObject({
    from: 'postmaster@example.net',
    end: 'arrived',
    verdict: { result: 'pass', signatures: [{ domain: 'example.net', selector: 's1', result: 'pass' }] },
    problems: [],
  });
});

const SECOND = 'signature dkim(c=simple,s=s2)\n';

test.each<{ code: string; of: SignerWishes; en: string; ja: string; status?: number }>([
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
  {
    code: 'test-gone-elsewhere',
    of: { isSilent: true },
    en: 'dkimproxy-out took the mail (250 2.0.0 Thank you), but gave it to another place than 127.0.0.1:',
    ja: 'dkimproxy-out はメールを受け取りました（250 2.0.0 Thank you）が',
  },
  {
    code: 'signed-elsewhere',
    of: { selector: 'mail' },
    en: 'dkim signature d=example.net s=mail is not one that this file makes',
    ja: 'dkim 署名 d=example.net s=mail は、この設定ファイルが',
  },
  {
    code: 'signature-missing',
    of: { lines: SECOND },
    en: 'also makes a dkim signature d=example.net s=s2, but the mail has none',
    ja: 'dkim 署名 d=example.net s=s2 も付くはずですが',
  },
  {
    code: 'signed-twice',
    of: { times: 2 },
    en: 's=s1 stands there 2 times',
    ja: 's=s1 が 2 個あります',
    status: 0,
  },
  {
    code: 'not-aligned',
    of: { signs: 'other.example' },
    en: 'by other.example, but From has example.net',
    ja: 'other.example のものですが、From は example.net',
  },
])('$code is told, in both languages; the chain that is well has it not', async ({ code, of, en, ja, status = 1 }) => {
  const signer = await signers.start(of);
  const seconds = of.isSilent === true ? '1' : '5';
  const args = ['test', signer.conf, '--direct', '--timeout', seconds, '--records', records];
  const english = await check(args);
  expect(english.out).toContain(`[${code}]`);
  expect(english.out).toContain(en);
  expect(english.status).toBe(status);
  expect((await check([...args, '--lang', 'ja'])).out).toContain(ja);
});

test('two signatures that the file makes, one of them by another name, are neither twice nor from elsewhere', async () => {
  const { out } = await through(await signers.start({ times: 2, lines: 'signature dkim(c=simple)\n' }));
  expect(out).not.toContain('[');
});

test('a second signer beside ours is a warning; ours is there', async () => {
  const { out, status } = await through(
    await signers.start({
      change: (mail) => `${mail.replace(/\r\nFrom:[^]*/, '').replace('s=s1', 's=milter')}\r\n${mail}`,
    }),
  );
  expect(out).toMatch(/warning: The dkim signature d=example\.net s=milter is not one .* \[signed-elsewhere\]/);
  expect(out).toContain('s=milter, made by another program');
  expect(out).toContain('s=s1, made by dkimproxy-out');
  expect(status).toBe(1); // no record at s=milter
});

test('key-not-found: the record of its own key is missing; dns-timeout: nobody knows, status 3', async () => {
  const { conf } = await signers.start();
  const empty = folder.write('empty.json', '{}');
  const missing = await check(['test', conf, '--direct', '--timeout', '5', '--records', empty]);
  expect(missing.out).toContain('dkim: permerror, d=example.net s=s1');
  expect(missing.out).toContain('[key-not-found]');
  expect(missing.status).toBe(1);
  const silent = folder.write('silent.json', JSON.stringify({ 's1._domainkey.example.net': 'TIMEOUT' }));
  const unknown = await check(['test', conf, '--direct', '--timeout', '5', '--records', silent]);
  expect([unknown.status, unknown.out]).toEqual([3, expect.stringContaining('[dns-timeout]')]);
});

test('key-mismatch: DNS has another key than the file, which is named', async () => {
  const { conf } = await signers.start();
  const other = openSigners(openFolder()).record;
  const foreign = recordsOf('foreign.json', ['s1._domainkey.example.net'], other);
  const { out, status } = await check(['test', conf, '--direct', '--timeout', '5', '--records', foreign]);
  expect(out).toMatch(/s1\._domainkey\.example\.net holds another key .* than \S+key\.pem .*\[key-mismatch\]/);
  expect(out).not.toContain('[changed-on-the-way]');
  expect(status).toBe(1);
});

test.each([
  { of: 'a sister of the author', from: 'a@news.example.net', signs: 'mail.example.net', aligned: true },
  { of: 'the organization', from: 'a@news.example.net', signs: 'example.net', aligned: true },
  { of: 'a name that ends alike', from: 'a@example.net', signs: 'notexample.net', aligned: false },
])('DMARC counts a signature of $of: $aligned', async ({ from, signs, aligned }) => {
  const dns = folder.write(
    'tree.json',
    JSON.stringify({
      [`s1._domainkey.${signs}`]: { TXT: [signers.record] },
      '_dmarc.example.net': { TXT: ['v=DMARC1; p=none'] },
    }),
  );
  const { conf } = await signers.start({ signs });
  const { out } = await check(['test', conf, '--direct', '--timeout', '5', '--records', dns, '--from', from]);
  expect(out).toContain(`dkim: pass, d=${signs}`);
  expect(out.includes('[not-aligned]')).toBe(!aligned);
});

test('not-signed: the file itself says that mail of this sender is not signed', async () => {
  const { out, status } = await through(await signers.start({ signs: null }), '--from', 'a@elsewhere.example');
  expect(out).toContain('sender a@elsewhere.example fits none of example.net, example.org. [not-signed]');
  expect(status).toBe(1);
});

test('signer-down and next-hop-down: who does not answer', async () => {
  const signer = await signers.start();
  const down = await check(['test', signer.conf, '--back', '127.0.0.1:0', '--records', records]);
  expect(down.out).toMatch(
    /Cannot connect to 127\.0\.0\.1:\d+: ECONNREFUSED\. Mail stays in Postfix's queue\. \[next-hop-down\]/,
  );
  expect(down.status).toBe(1);
  const japanese = await check(['test', signer.conf, '--back', '127.0.0.1:0', '--records', records, '--lang', 'ja']);
  expect(japanese.out).toContain('ECONNREFUSED。メールは Postfix のキューに残ります。 [next-hop-down]');
  await signers.end();
  const none = await through(signer);
  expect(none.out).toContain('[signer-down]');
  expect((await through(signer, '--lang', 'ja')).out).toContain('応答がありません: ECONNREFUSED');
});

test('test-not-returned: taken, but not seen again: who had it last and in which words, and the line for Postfix', async () => {
  const signer = await signers.start({ isSilent: true });
  const back = await freePort();
  const hop = createServer().listen(signer.relay, '127.0.0.1'); // Postfix, as it were
  const args = ['test', signer.conf, '--back', `127.0.0.1:${back}`, '--timeout', '1', '--records', records];
  const { out, status } = await check(args);
  expect(out).toContain(
    `did not come back to 127.0.0.1:${back} within 1 seconds. Last seen at 127.0.0.1:${signer.relay}, which said: 250 2.0.0 Thank you [test-not-returned]`,
  );
  expect(out).toContain(`dkim-check.invalid smtp:[127.0.0.1]:${back}`);
  expect(status).toBe(1);
  expect((await check([...args, '--lang', 'ja'])).out).toContain(
    `最後に受け取ったのは 127.0.0.1:${signer.relay} で、応答は次のとおりです: 250 2.0.0 Thank you`,
  );
  hop.close();
});

test('test-sent: to a mailbox, which is not waited for, and no line for Postfix that would lead its domain astray', async () => {
  const signer = await signers.start({ isSilent: true });
  const hop = createServer().listen(signer.relay, '127.0.0.1');
  const args = ['test', signer.conf, '--to', 'me@example.com', '--records', records];
  const { out, status } = await check(args);
  expect(out).toContain('note: The mail is on its way to me@example.com: 250 2.0.0 Thank you [test-sent]');
  expect(out).not.toContain('transport');
  expect(status).toBe(0);
  expect((await check([...args, '--lang', 'ja'])).out).toContain('me@example.com へ送られました: 250');
  hop.close();
  const waits = await check([...args, '--direct', '--timeout', '1']);
  expect(waits.out).not.toContain('[test-sent]');
});

test('mail of somebody else that comes to the listener is not taken: it has to come again', async () => {
  const signer = await signers.start({ before: 'Subject: an order\r\n\r\n100 chairs\r\n' });
  expect((await through(signer)).status).toBe(0);
  expect(signer.said()).toEqual([expect.stringContaining('451 4.3.0')]);
});

test('what answers and is no mail server does not hold us', async () => {
  const mute = createServer(() => {}).listen(0, '127.0.0.1');
  const signer = await signers.start();
  const { port } = mute.address() as AddressInfo;
  const args = ['test', signer.conf, '--direct', '--timeout', '1', '--smtp', `127.0.0.1:${port}`];
  const { out, status } = await check([...args, '--records', records]);
  expect(out).toContain(`127.0.0.1:${port} did not take the test mail`);
  expect(status).toBe(1);
  mute.close();
});

test('place-taken, cannot-listen: where it cannot wait for the mail it says so, and sends none', async () => {
  const { conf, relay } = await signers.start();
  const postfix = createServer().listen(relay, '127.0.0.1');
  for (const way of [['--direct'], ['--back', `127.0.0.1:${relay}`]]) {
    const english = await check(['test', conf, ...way]);
    expect([english.status, english.out]).toEqual([2, '']);
    expect(english.err).toContain(`127.0.0.1:${relay} is in use already`);
    expect((await check(['test', conf, ...way, '--lang', 'ja'])).err).toContain('はすでに使われている');
  }
  const elsewhere = await check(['test', conf, '--back', '192.0.2.1:10099']);
  expect([elsewhere.status, elsewhere.err]).toEqual([2, expect.stringContaining('Cannot listen on 192.0.2.1:10099')]);
  postfix.close();
});

test('its listener has ended when it has', async () => {
  const signer = await signers.start();
  await through(signer);
  const refused = await new Promise((resolve) =>
    connect(signer.relay, '127.0.0.1').on('error', (err) => resolve('code' in err && err.code)),
  );
  expect(refused).toBe('ECONNREFUSED');
});

test('port-not-signed: mail by a port of Postfix comes back unsigned, though the file signs it', async () => {
  const { conf, relay, listen } = await signers.start();
  const postfix = await signers.start({ signs: null, relay });
  const args = ['test', conf, '--direct', '--timeout', '5', '--records', records];
  const by = ['--smtp', `127.0.0.1:${postfix.listen}`];
  const { out, status } = await check([...args, ...by]);
  expect(out).toContain('[arrived-unsigned]');
  expect(out).toContain(`Mail by 127.0.0.1:${postfix.listen} does not pass dkimproxy-out. [port-not-signed]`);
  expect(out).toContain(`-o content_filter=dksign:[127.0.0.1]:${listen}`);
  expect(status).toBe(1);
  // Where the file itself does not sign it, nothing says that it went astray.
  const other = await check([...args, ...by, '--from', 'a@elsewhere.example']);
  expect(other.out).toContain('[not-signed]');
  expect(other.out).not.toContain('[port-not-signed]');
});

/** A program in the place of sendmail. */
function command(name: string, script: string): string {
  const path = folder.write(name, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('--sendmail: the mail goes to the command with LF, the sender and the recipient beside it', async () => {
  const path = command('sendmail', `printf '%s|' "$@" > ${folder.path('arguments')}; cat > ${folder.path('mail')}`);
  const { conf } = await signers.start();
  const args = ['test', conf, '--sendmail', path, '--direct', '--timeout', '1', '--records', records];
  const { out } = await check(args);
  expect(folder.read('arguments').toString()).toBe('-i|-f|postmaster@example.net|--|dkim-check@dkim-check.invalid|');
  expect(folder.read('mail').toString()).toMatch(/^From: <postmaster@example\.net>\n[^\r]*A blank at the end: \n\.\n/);
  expect(out).toContain(`(exit status 0)`);
});

test.each([
  {
    of: 'says no',
    script: 'echo "sendmail: fatal: queue\\033 full" >&2; exit 75',
    says: String.raw`exit status 75: sendmail: fatal: queue\x1b full`,
  },
  { of: 'reads nothing', script: 'exec <&-; exit 1', says: 'exit status 1' },
  { of: 'never ends', script: 'exec sleep 60', says: 'exit status SIGKILL' },
])('--sendmail: a command that $of has refused the mail', async ({ script, says }) => {
  const { conf } = await signers.start();
  const path = command('sendmail', script);
  const { out, status } = await check(['test', conf, '--sendmail', path, '--direct', '--timeout', '1']);
  expect(out).toContain(`${path} did not take the test mail: ${says} [test-refused]`);
  expect(status).toBe(1);
});
