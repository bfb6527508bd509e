import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { keyRecordText, loadSigningKey } from 'dkim-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check, openFolder } from './run-check.js';

const folder = openFolder();
const isRoot = process.getuid?.() === 0;
/** Said of every file without `user`, if the tests run as root. */
const ROOT = isRoot ? ['runs-as-root'] : [];
let value = '';

beforeAll(() => {
  for (const [name, bits] of [
    ['private.key', 1024],
    ['good.pem', 2048],
  ] as const) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
    key(name, privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  }
  key('ed.pem', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  value = keyRecordText(loadSigningKey(folder.read('good.pem'), { name: 'good.pem' }));
  dns({});
});
afterAll(() => folder.remove());

function key(name: string, pem: string): void {
  chmodSync(folder.write(name, pem), 0o600);
}
const dns = (records: object): string => folder.write('dns.json', JSON.stringify(records));

const config = async (conf: string | Buffer, ...args: readonly string[]) =>
  check(['config', folder.write('x.conf', conf), '--records', folder.path('dns.json'), ...args]);

interface Told {
  readonly program: string;
  readonly problems: readonly { readonly code: string; readonly line: number | null; readonly column: number | null }[];
}
const told = async (conf: string, ...args: readonly string[]): Promise<Told> =>
  JSON.parse((await config(conf, ...args, '--json')).out);
const codes = async (conf: string, ...args: readonly string[]): Promise<readonly string[]> =>
  (await told(conf, ...args)).problems.map(({ code }) => code);

/** As a blog of 2012 has it, comments and blanks included; names and path replaced. */
const BLOG = `# specify what address/port DKIMproxy should listen on
listen    127.0.0.1:10027

# specify what address/port DKIMproxy forwards mail to
relay     127.0.0.1:10028

# specify what domains DKIMproxy can sign for (comma-separated, no spaces)
domain    example.net,example.com,example.org

# specify what signatures to add
signature dkim(c=relaxed,a=rsa-SHA256)
signature domainkeys(c=nofws,a=rsa-SHA1)

# specify location of the private key
keyfile   private.key

# specify the selector (i.e. the name of the key record put in DNS)
selector  sel \t
#min_servers 5
#min_spare_servers 2
`;
/** Nothing to be said of it. */
const GOOD = `listen 127.0.0.1:10027
relay 127.0.0.1:10028
domain example.org,example.net
signature dkim
keyfile good.pem
selector s1
`;
const FITTING = (): object => ({
  's1._domainkey.example.org': { TXT: [value] },
  's1._domainkey.example.net': { TXT: [value] },
});

test('the file of the walk is taken unchanged, with exactly the remarks that it deserves', async () => {
  const { program, problems } = await told(BLOG);
  expect(program).toBe('dkimproxy-out');
  expect(problems.filter(({ code }) => !ROOT.includes(code))).toMatchObject([
    { code: 'domainkeys-historic', line: 12, column: 11 },
    { code: 'key-small', line: 15, column: 11 },
    { code: 'algorithm-case', line: 11, column: 26 },
    { code: 'algorithm-case', line: 12, column: 30 },
  ]);
  expect((await told('listen 127.0.0.1:10025\nrelay 127.0.0.1:10026\nhostname mx.example.org\n')).program).toBe(
    'dkimproxy-in',
  );
});

test('each remark stands with its place, its line and a caret, in both languages', async () => {
  const { out, status } = await config(BLOG);
  expect(out).toContain(`/x.conf:11:26
  note: a=rsa-SHA256 is written as a=rsa-sha256: some receivers refuse capitals. [algorithm-case]
    signature dkim(c=relaxed,a=rsa-SHA256)
                             ^
`);
  expect(status).toBe(1); // no record is published
  const { out: japanese } = await config(BLOG, '--lang', 'ja');
  expect(japanese).toContain('dkimproxy-out の設定として読みました');
  expect(japanese).toContain('DomainKeys 署名は過去の方式で');
  expect(japanese).toContain('sel._domainkey.example.net: 公開されていません');
});

test('a good file with good records: nothing to mend, status 0', async () => {
  dns(FITTING());
  const { out, status } = await config(isRoot ? `${GOOD}user root\n` : GOOD);
  expect(out).toMatch(
    /^\S+x\.conf: read as the file of dkimproxy-out\nNothing to mend in this file\.\nKey records that it needs:\n {2}s1\._domainkey\.example\.org: published, fits the key file\n {2}s1\._domainkey\.example\.net: published, fits the key file\n$/,
  );
  expect(status).toBe(0);
});

test('the states of a record are told apart: absent, fitting, of another key, unusable, unknown', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = keyRecordText(
    loadSigningKey(Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })), { name: 'x' }),
  );
  const domains = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'];
  dns({
    's1._domainkey.b.example': { TXT: [value] },
    's1._domainkey.c.example': { TXT: [other] },
    's1._domainkey.d.example': { TXT: ['v=DKIM1; p='] },
    's1._domainkey.e.example': 'SERVFAIL',
  });
  const conf = GOOD.replace('example.org,example.net', domains.join(','));
  const { out, status } = await config(conf, '--json');
  expect(JSON.parse(out).records).toMatchObject([
    { domain: 'a.example', state: 'absent' },
    { domain: 'b.example', state: 'fits' },
    { domain: 'c.example', state: 'other' },
    { domain: 'd.example', state: expect.stringMatching(/^(?:other|unusable)$/) },
    { domain: 'e.example', state: 'unknown' },
  ]);
  expect(status).toBe(1);
  dns({ ...FITTING(), 's1._domainkey.example.net': 'TIMEOUT' });
  expect((await config(GOOD)).status).toBe(3);
  dns({});
  expect((await config(GOOD)).out).toContain('dkim-check record --domain example.org --selector s1 --keyfile');
});

test('records of maps are asked for, too, each once; what depends on the mail is said', async () => {
  folder.write('senders', 'example.com dkim(d=example.org), dkim\n. dkim\n');
  folder.write('lists', 'list.example.net dkim\n');
  dns({});
  const conf = `${GOOD}sender_map senders\nlistid_map lists\n`;
  const { out } = await config(conf, '--json');
  expect(JSON.parse(out).records.map(({ domain }: { domain: string }) => domain)).toEqual([
    'example.org',
    'example.net',
    'example.com',
  ]);
  expect((await config(conf)).out).toContain('Some d= depend on the mail');
  folder.write('many', Array.from({ length: 150 }, (_, n) => `d${n}.example dkim\n`).join(''));
  expect((await config(`${GOOD}sender_map many\n`)).out).toContain('52 more were not asked for');
});

/** Each code with a file that raises it, and one close to it that does not. */
test.each([
  [
    'comment-has-setting',
    GOOD.replace('listen ', '# what to listen on listen '),
    GOOD.replace('listen ', '# what to listen on\nlisten '),
  ],
  ['algorithm-case', GOOD.replace('dkim\n', 'dkim(a=rsa-SHA256)\n'), GOOD.replace('dkim\n', 'dkim(a=rsa-sha256)\n')],
  ['domainkeys-historic', `${GOOD}signature domainkeys\n`, `${GOOD}signature dkim\n`],
  ['key-small', GOOD.replace('good.pem', 'private.key'), GOOD],
  ['ed25519-alone', GOOD.replace('good.pem', 'ed.pem'), `${GOOD}signature dkim(key=ed.pem,s=ed)\n`],
  ['config-wide-blank', GOOD.replace('selector ', 'selector\u3000'), GOOD.replace('selector ', 'selector\t')],
  ['config-quotes', `${GOOD}hostname \u201cmx.example.org\u201d\n`, `${GOOD}hostname mx.example.org\n`],
  ['config-dash', GOOD.replace('s1', 's\u20131'), GOOD.replace('s1', 's-1')],
  ['config-dash', GOOD.replace('s1', 's\uff0d1'), `${GOOD}# s\u20131\n`],
  ['config-comment-behind', GOOD.replace('s1', 's1 # ours'), GOOD.replace('selector', '# ours\nselector')],
  ['config-repeated', `${GOOD}selector s2\n`, `${GOOD}domain example.com\n`],
  ['setting-unknown', `${GOOD}frobnicate 1\n`, `${GOOD}#frobnicate 1\n`],
  ['setting-misspelt', GOOD.replace('selector', 'selektor'), GOOD.replace('selector', 'Selector')],
  ['setting-without-effect', `${GOOD}min_servers 5\n`, `${GOOD}workers 1\n`],
  ['setting-without-effect', `${GOOD}nameserver 192.0.2.1\n`, GOOD],
  ['listen-missing', GOOD.replace('listen', '#listen'), GOOD],
  ['relay-missing', GOOD.replace('relay', '#relay'), GOOD],
  ['config-fault', `${GOOD}expire 1m\n`, `${GOOD}expire 7d\n`],
  ['config-fault', GOOD.replace('good.pem', 'missing.pem'), GOOD],
  ['config-warning', `${GOOD}method relaxed\nsignature dkim(c=simple)\ndkim_method simple\n`, GOOD],
  ['domain-only-one', GOOD.replace(',example.net', ''), GOOD],
])('%s is told, and not of what is close to it', async (code, bad, near) => {
  expect(await codes(bad)).toContain(code);
  expect(await codes(near)).not.toContain(code);
});

test('S-256, key-file-open: a key that others can read, the command that closes it, and require_safe_keys', async () => {
  const open = folder.write('open.pem', folder.read('good.pem'));
  chmodSync(open, 0o644);
  const conf = GOOD.replace('good.pem', 'open.pem');
  const { out } = await config(conf);
  expect(out).toMatch(/open\.pem is open to every user\. \[key-file-open\]/);
  expect(out).toContain(`Run: chmod 600 ${open}`);
  expect(JSON.parse((await config(`${conf}require_safe_keys\n`, '--json')).out).problems).toContainEqual(
    expect.objectContaining({ code: 'key-file-open', severity: 'error' }),
  );
  expect(await codes(GOOD)).not.toContain('key-file-open');
});

// Only root can run a proxy as somebody else.
test.skipIf(!isRoot)('keyfile-unreadable: the user that will run it cannot read the key', async () => {
  expect(await codes(`${GOOD}user nobody\n`)).toContain('keyfile-unreadable');
  expect(await codes(`${GOOD}user root\n`)).not.toContain('keyfile-unreadable');
  expect(await codes(GOOD)).toContain('runs-as-root');
  expect(await codes(`${GOOD}user nobody\n`)).not.toContain('runs-as-root');
});

test('faults of a map stand at its own line and column', async () => {
  folder.write('senders', '# ours\nexample.org dkim(c=perhaps)\n');
  const { out } = await config(`${GOOD}sender_map senders\n`);
  expect(out).toMatch(/\/senders:2:20\n.*\[config-fault\]\n {4}example\.org dkim\(c=perhaps\)\n {23}\^\n/);
});

test('--for: which signatures a sender gets, and which line decides', async () => {
  dns(FITTING());
  folder.write('senders', '# ours\njoe@example.com dkim(s=joe)\n');
  folder.write('lists', 'list.example.net dkim(s=list)\n');
  const conf = `${GOOD}sender_map senders\nlistid_map lists\n`;
  expect((await config(conf, '--for', 'a@mail.example.org')).out).toMatch(
    /\nMail from a@mail\.example\.org:\n {2}dkim: d=example\.org s=s1, key \S+good\.pem\n {2}decided by domain: the sender belongs to example\.org\n/,
  );
  expect((await config(conf, '--for', 'joe@example.com')).out).toMatch(
    /d=example\.com s=joe.*\n {2}decided by sender_map, line 2, which begins with joe@example\.com\n/,
  );
  expect((await config(conf, '--for', 'joe@example.com', '--list-id', '<list.example.net>')).out).toMatch(
    /d=example\.net s=list.*\n {2}decided by listid_map, line 1, /,
  );
  expect((await config(conf, '--for', 'joe@example.com', '--lang', 'ja')).out).toContain('sender_map の 2 行目');
  const one = GOOD.replace(',example.net', '');
  expect((await config(one, '--for', 'x@example.com')).out).toContain('example.org is the only one');
  const lines = GOOD.replace(/domain .*\n/, '').replace('dkim\n', 'dkim(d=example.org)\n');
  expect((await config(lines, '--for', 'x@example.com')).out).toContain('decided by the signature lines');
});

test('--for: the record of a d= that depends on the mail is looked for, too', async () => {
  dns({ 's1._domainkey.sub.example.org': { TXT: [value] } });
  const conf = GOOD.replace('dkim\n', 'dkim(d=$senderdomain)\n');
  const { out } = await config(conf, '--for', 'a@sub.example.org');
  expect(out).toContain('  s1._domainkey.sub.example.org: published, fits the key file\n');
  expect((await config(conf)).out).not.toContain('sub.example.org');
  expect((await config(conf)).out).toContain('Some d= depend on the mail');
});

test('not-signed, not-signed-because, signature-left-out: why a sender gets none, or not all', async () => {
  dns(FITTING());
  const { out, status } = await config(GOOD, '--for', 'a@example.com');
  expect(out).toContain('Not signed: sender a@example.com fits none of example.org, example.net. [not-signed]');
  expect(status).toBe(1);
  const named = async (conf: string, sender: string): Promise<readonly string[]> =>
    JSON.parse((await config(conf, '--for', sender, '--json')).out).for.problems.map(
      ({ code }: { code: string }) => code,
    );
  expect(await named(GOOD, 'a@example.org')).toEqual([]);
  folder.write('senders', 'example.com dkim\n');
  const map = `${GOOD.replace('signature dkim\n', '').replace(/domain .*\n/, '')}sender_map senders\n`;
  expect(await named(map, 'a@example.org')).toEqual(['not-signed-because']);
  expect(await named(map, 'a@example.com')).toEqual([]);
  const mixed = `${GOOD.replace(',example.net', '')}signature domainkeys\n`;
  expect(await named(mixed, 'a@example.com')).toEqual(['signature-left-out']);
  expect(await named(mixed, 'a@example.org')).toEqual([]);
});

/** The block of a page under docs/ by its name. */
function block(page: 'outbound' | 'inbound', name: string): string {
  const text = readFileSync(new URL(`../../../docs/postfix-${page}.md`, import.meta.url), 'utf8');
  return new RegExp(`\`\`\`cf ${name}\n([^]*?)\`\`\``).exec(text)?.[1] ?? `no block ${name}`;
}

test('--postfix prints the services of docs/postfix-outbound.md', async () => {
  const { out, status } = await config(BLOG, '--postfix');
  const wanted = ['outbound-submission', 'outbound-transport', 'outbound-reinjection'].map((name) =>
    block('outbound', name),
  );
  expect(out.replace(/^#.*\n/, '')).toBe(wanted.join(''));
  expect(status).toBe(0);
  const moved = BLOG.replace('127.0.0.1:10027', '[::1]:12027').replace(':10028', ':12028');
  const { out: other } = await config(moved, '--postfix', '--lang', 'ja');
  expect(other).toContain('  -o content_filter=dksign:[::1]:12027\n');
  expect(other).toContain('\n127.0.0.1:12028 inet ');
});

test('--postfix prints the services of docs/postfix-inbound.md, before and after the queue', async () => {
  const { out } = await config('listen 127.0.0.1:10025\nrelay 127.0.0.1:10026\nhostname mx.example.org\n', '--postfix');
  const [before = '', after = ''] = out.split('\n\n').map((part) => part.replace(/^#.*\n/, ''));
  expect(`${before}\n`).toBe(block('inbound', 'inbound-before-queue') + block('inbound', 'inbound-reinjection'));
  expect(after).toBe(
    `${block('inbound', 'inbound-after-queue')}${block('inbound', 'inbound-transport')}${block('inbound', 'inbound-reinjection')}  -o content_filter=\n`,
  );
});

test('--main-cf: the Postfix there is judged with the ports of this file', async () => {
  const out = block('outbound', 'outbound-submission') + block('outbound', 'outbound-transport');
  folder.write('master.cf', out);
  folder.write('main.cf', '');
  const conf = GOOD.replace('10027', '12027');
  const { postfix } = JSON.parse((await config(conf, '--main-cf', folder.path('.'), '--json')).out);
  expect(postfix.problems).toContainEqual(expect.objectContaining({ code: 'listen-port-differs' }));
  const { out: text } = await config(GOOD, '--main-cf', folder.path('.'), '--lang', 'ja');
  expect(text).toContain('submission: dkimproxy-out');
  expect(text).not.toContain('[listen-port-differs]');
});

test.each([
  [['config'], 'Name the configuration file'],
  [['config', '/no/such.conf'], 'there is no such file'],
  [['config', 'GOOD', '--for', 'nobody'], '--for nobody: write an address'],
  [['config', 'GOOD', '--for', 'a@b.example\r\nX: y'], 'write an address'],
  [['config', 'GOOD', '--for', 'a@b.example', '--list-id', 'a b'], 'write the id'],
  [['config', 'GOOD', '--program', 'in', '--for', 'a@b.example'], '--for is for the file of dkimproxy-out'],
  [['config', 'UNIX', '--postfix'], 'have to be TCP addresses'],
])('wrong usage is told: %j', async (args, words) => {
  const files: Readonly<Record<string, string>> = {
    GOOD: folder.write('good.conf', GOOD),
    UNIX: folder.write('unix.conf', GOOD.replace('127.0.0.1:10027', 'unix:/run/x')),
  };
  const { err, status } = await check([
    ...args.map((arg) => files[arg] ?? arg),
    ...(args.length > 1 ? ['--records', dns({})] : []),
  ]);
  expect(err).toContain(words);
  expect(status).toBe(2);
});

test('S-257: a key that was pasted into the file, whole or cut, is never printed', async () => {
  const pem = folder.read('private.key').toString();
  const pieces = pem.split('\n').slice(1, -2).join('').slice(0, 520); // cut so that the last line is short
  const body = pieces.match(/.{1,64}/g) ?? [];
  expect(body.at(-1)).toHaveLength(8);
  for (const conf of [pem, `${GOOD}${pem}`, `${GOOD}${body.join('\n')}\n`, `${GOOD}keyfile ${body.join('')}\n`]) {
    for (const args of [[], ['--json'], ['--lang', 'ja'], ['--program', 'out']]) {
      const { out, err } = await config(conf, ...args);
      for (const line of body) {
        expect((out + err).toLowerCase()).not.toContain(line.slice(0, 32).toLowerCase());
      }
    }
  }
  expect(createPrivateKey(pem).asymmetricKeyType).toBe('rsa'); // it was one
});

test.each([
  ['controls', `${GOOD}\u001b]0;owned\u0007 x\nselector \u009b2J\u202e\nhostname \u0000\u0008\n`],
  ['one name', 'x'.repeat(900_000)],
  ['words', 'signature '.repeat(90_000)],
  ['parentheses', `signature ${'('.repeat(900_000)}`],
  ['unknown options', 'frobnicate 1\n'.repeat(5000)],
  ['quotation marks', `hostname ${'"'.repeat(100_000)}`],
  ['dashes', '\u2013 \u2014\n'.repeat(50_000)],
])('S-243, S-245: a hostile file of %s ends in a few words, without a control character', async (_, conf) => {
  for (const args of [[], ['--json']]) {
    const { out, err, status } = await config(conf, '--program', 'out', ...args);
    // eslint-disable-next-line no-control-regex -- these are what is looked for
    expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out.length).toBeLessThan(150_000);
    expect(status).toBe(1);
  }
});

test('what is too large or endless is not read', async () => {
  const { err, status } = await config(Buffer.alloc(10_000_000, 'listen 1\n'));
  expect(err).toContain('is too large');
  expect(status).toBe(2);
  expect((await config(`${GOOD}sender_map /dev/zero\n`)).out).toContain('it is no regular file');
  folder.write('senders', Buffer.alloc(17_000_000, 'example.org dkim\n'));
  expect((await config(`${GOOD}sender_map senders\n`)).out).toContain('it is larger than 16777216 octets');
  folder.write('senders', 'example.org dkim\n'.repeat(20_000));
  expect((await config(`${GOOD}sender_map senders\n`)).out).toContain('more are not shown');
});
