/** Each code of wrong usage, with arguments that raise it and some close to them that do not. */
import { createServer } from 'node:net';
import { mkdirSync } from 'node:fs';
import { Writable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { USAGE_CODES, type UsageCode } from '../src/usage-codes.js';
import { check, NOW, openFolder, vector, type Around } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const mail = vector('rfc6376-A.2.eml');
const dns = ['--records', vector('rfc6376-A.2.dns.json')];
const HEADER = 'From: joe@example.org\r\nTo: dkim-test@example.org\r\n';
const delivered = (path: string): string =>
  folder.write(`${path.length}.eml`, `Return-Path: ${path}\r\n${HEADER}\r\nHi.\r\n`);
const bare = folder.write('bare.eml', `${HEADER}\r\nHi.\r\n`);
const LISTEN = 'listen 127.0.0.1:10027\nrelay 127.0.0.1:10028\n';
const signer = folder.write('out.conf', `${LISTEN}domain example.org\n`);
const verifier = folder.write('in.conf', `${LISTEN}verify_dkim yes\n`);
const listenless = folder.write('half.conf', 'relay 127.0.0.1:10028\ndomain example.org\n');
mkdirSync(folder.path('keys'));
mkdirSync(folder.path('none'));
mkdirSync(folder.path('full'));
mkdirSync(folder.path('mails'));
folder.write('mails/1.eml', bare);
const today = `s${new Date(NOW * 1000).toISOString().slice(0, 10).replaceAll('-', '')}`;
for (const letter of ['', ...'bcdefghijklmnopqrstuvwxyz'.split('')]) {
  folder.write(`full/${today}${letter}._domainkey.example.org.pem`, '');
}
const keygen = (...args: readonly string[]): readonly string[] => [
  'keygen',
  '--domain',
  'example.org',
  '--selector',
  `k${(made += 1)}`,
  '--out',
  folder.path('keys'),
  ...args,
];
let made = 0;
const ed = (...args: readonly string[]): readonly string[] => keygen('--algorithm', 'ed25519', ...args);
const label = (length: number): string => 'a'.repeat(length);
const named = (...labels: readonly string[]): readonly string[] => [
  'keygen',
  '--domain',
  'example.org',
  '--selector',
  labels.join('.'),
  '--out',
  folder.path('keys'),
  '--algorithm',
  'ed25519',
];
await check(['keygen', '--domain', 'example.org', '--selector', 's1', '--out', folder.path('keys')]);
const key = folder.path('keys/s1._domainkey.example.org.pem');
async function takenPort(): Promise<number> {
  const server = createServer();
  afterAll(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
const [listening, relaying, busy] = [await takenPort(), await takenPort(), await takenPort()];
const SIGNS = `domain example.org\nsignature dkim\nkeyfile ${key}\nselector s1\n`;
const whole = folder.write('whole.conf', `listen 127.0.0.1:1\nrelay 127.0.0.1:2\n${SIGNS}`);
const answered = folder.write('answered.conf', `listen 127.0.0.1:${listening}\nrelay 127.0.0.1:${relaying}\n${SIGNS}`);
const socket = folder.write('socket.conf', `listen unix:${folder.path('socket')}\nrelay 127.0.0.1:2\n${SIGNS}`);
const sign = (...args: readonly string[]): readonly string[] => [
  'sign',
  bare,
  '--domain',
  'example.org',
  '--selector',
  's1',
  '--keyfile',
  key,
  ...args,
];
const full = (): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })),
  });

interface Case {
  readonly bad: readonly string[];
  readonly near: readonly string[];
  readonly badly?: Around;
  readonly well?: Around;
}
const dead: Around = { told: Promise.resolve() }; // ends at once what listens

/** keygen-self-test is for a crypto library that is broken, keygen-user-refused for a user without rights: no input raises them as root. */
const CASES: Readonly<Record<Exclude<UsageCode, 'keygen-self-test' | 'keygen-user-refused'>, Case>> = {
  'address-unreadable': {
    bad: ['respond', bare, '--mail-from', 'a@example.org', '--from', 'a b@example.org'],
    near: ['respond', bare, '--mail-from', 'a@example.org', '--from', 'a.b@example.org', ...dns],
  },
  'argument-too-many': { bad: ['canon', mail, mail], near: ['canon', mail] },
  'argument-unwanted': { bad: ['keygen', 'example.org'], near: ed() },
  'cannot-listen': {
    bad: ['test', answered, '--back', '192.0.2.1:10099', ...dns],
    near: ['test', whole, '--back', '127.0.0.1:0', ...dns],
  },
  'chain-file-incomplete': { bad: ['test', socket], near: ['test', whole, '--back', '127.0.0.1:0', ...dns] },
  'chain-file-needed': { bad: ['test'], near: ['test', listenless] },
  'command-missing': { bad: ['--json'], near: ['--version'] },
  'command-unknown': { bad: ['verfiy'], near: ['verify', mail, ...dns] },
  'config-address-invalid': {
    bad: ['config', signer, '--for', 'example.org', ...dns],
    near: ['config', signer, '--for', 'joe@example.org', ...dns],
  },
  'config-file-needed': { bad: ['config'], near: ['config', signer, ...dns] },
  'config-from-opendkim-alone': {
    bad: ['config', '--from-opendkim', folder.path('none'), '--postfix'],
    near: ['config', '--from-opendkim', folder.path('none')],
  },
  'config-list-id-alone': {
    bad: ['config', signer, '--list-id', 'l.example.org', ...dns],
    near: ['config', signer, '--list-id', 'l.example.org', '--for', 'joe@example.org', ...dns],
  },
  'config-list-id-invalid': {
    bad: ['config', signer, '--for', 'joe@example.org', '--list-id', 'The list', ...dns],
    near: ['config', signer, '--for', 'joe@example.org', '--list-id', '<l.example.org>', ...dns],
  },
  'config-only-out': {
    bad: ['config', verifier, '--for', 'joe@example.org', ...dns],
    near: ['config', signer, '--for', 'joe@example.org', ...dns],
  },
  'config-postfix-unfit': {
    bad: ['config', socket, '--postfix', ...dns],
    near: ['config', signer, '--postfix', ...dns],
  },
  'count-unreadable': {
    bad: ['respond', '--listen', '127.0.0.1:0', '--rate-all', '0', ...dns],
    near: ['respond', '--listen', '127.0.0.1:0', '--rate-all', '1', ...dns],
    well: dead,
  },
  'explanation-no-walk': {
    bad: ['explain', 'key-revoked', '--domain', 'example.org', '--selector', 's1', ...dns],
    near: ['explain', 'key-not-found', '--domain', 'example.org', '--selector', 's1', ...dns],
  },
  'file-too-large': {
    bad: ['explain', '-'],
    near: ['explain', '-'],
    badly: { input: [Buffer.alloc(1_048_577, 'a')] },
    well: { input: [Buffer.alloc(1_048_576, 'a')] },
  },
  'file-unreadable': { bad: ['canon', folder.path('no')], near: ['canon', mail] },
  // 253 octets are a name of DNS, but with .pem behind them no name of a file.
  'file-unwritable': { bad: named(label(62), label(62), label(62), label(41)), near: named(label(62)) },
  'folder-without-mail': {
    bad: ['verify', folder.path('none'), ...dns],
    near: ['verify', folder.path('mails'), ...dns],
  },
  'host-port-unreadable': {
    bad: ['respond', '--listen', '127.0.0.1', ...dns],
    near: ['respond', '--listen', '127.0.0.1:0', ...dns],
    well: dead,
  },
  'keyfile-unusable': {
    bad: ['record', '--text', 'v=DKIM1; p=', '--keyfile', mail],
    near: ['record', '--text', 'v=DKIM1; p=', '--keyfile', key],
  },
  'keygen-bits-for-ed25519': { bad: ed('--bits', '2048'), near: keygen('--bits', '2048') },
  'keygen-bits-large': { bad: keygen('--bits', '4097'), near: keygen('--bits', '2049') },
  'keygen-bits-never': { bad: keygen('--bits', '1023', '--force'), near: keygen('--bits', '1024', '--force') },
  'keygen-bits-small': { bad: keygen('--bits', '2047'), near: keygen('--bits', '2048') },
  'keygen-bits-too-large': { bad: keygen('--bits', '8193', '--force'), near: keygen('--bits', '2048', '--force') },
  'keygen-bits-unreadable': { bad: keygen('--bits', '2k'), near: keygen('--bits', '2048') },
  'keygen-domain-invalid': {
    bad: ['record', '--domain', 'example..org', '--selector', 's1', ...dns],
    near: ['record', '--domain', 'example.org', '--selector', 's1', ...dns],
  },
  'keygen-exists': {
    bad: ['keygen', '--domain', 'example.org', '--selector', 's1', '--out', folder.path('keys')],
    near: ed(),
  },
  'keygen-folder-missing': { bad: ['keygen', '--domain', 'example.org', '--out', folder.path('no')], near: ed() },
  'keygen-name-too-long': { bad: named(label(62), label(62), label(62), label(62)), near: named(label(61)) },
  'keygen-selector-invalid': {
    bad: ['record', '--domain', 'example.org', '--selector', 's1 ', ...dns],
    near: ['record', '--domain', 'example.org', '--selector', 's1', ...dns],
  },
  'keygen-selector-used-up': {
    bad: ['keygen', '--domain', 'example.org', '--out', folder.path('full'), '--algorithm', 'ed25519'],
    near: ['keygen', '--domain', 'example.net', '--out', folder.path('full'), '--algorithm', 'ed25519'],
  },
  'keygen-user-unknown': { bad: ed('--user', 'no-such-user-here'), near: ed() },
  'message-missing': {
    bad: ['verify', mail, '--message', '1', ...dns],
    near: ['verify', mail, '--message', '0', ...dns],
  },
  'message-number': {
    bad: ['verify', mail, '--message', '#0', ...dns],
    near: ['verify', mail, '--message', '0', ...dns],
  },
  'nameserver-unreadable': {
    bad: ['explain', 'no-key', '--domain', 'a.example', '--selector', 's', '--nameserver', 'ns.example'],
    near: ['explain', 'key-revoked', '--nameserver', '127.0.0.1:5353'],
  },
  'option-needed': { bad: ['record', '--domain', 'example.org', ...dns], near: ['record', '--text', 'v=DKIM1; p='] },
  'option-needs': {
    bad: ['respond', bare, '--mail-from', 'a@example.org', '--lmtp', ...dns],
    near: ['respond', bare, '--mail-from', 'a@example.org', ...dns],
  },
  'option-one-of': { bad: ['canon', mail, '--body', 'nofws'], near: ['canon', mail, '--body', 'simple'] },
  'option-repeated': {
    bad: ['canon', mail, '--body', 'simple', '--body', 'simple'],
    near: ['canon', mail, '--body', 'simple', '--header', 'simple'],
  },
  'option-short': { bad: ['canon', '-b', mail], near: ['canon', '-'] },
  'option-unknown': { bad: ['canon', mail, '--boddy', 'simple'], near: ['canon', mail, '--body', 'simple'] },
  'option-value-missing': { bad: ['canon', mail, '--body'], near: ['canon', mail, '--body=simple'] },
  'option-value-unwanted': {
    bad: ['verify', mail, '--json=yes', ...dns],
    near: ['verify', mail, '--json', ...dns],
  },
  'options-exclusive': { bad: ['verify', mail, '--json', '--csv', ...dns], near: ['verify', mail, '--csv', ...dns] },
  'original-one-message': {
    bad: ['verify', mail, mail, '--original', mail, ...dns],
    near: ['verify', mail, '--original', mail, ...dns],
  },
  'output-unwritable': { bad: ['canon', mail], near: ['canon', mail], badly: { stdout: full() } },
  'place-taken': {
    bad: ['test', answered, '--back', `127.0.0.1:${busy}`, ...dns],
    near: ['test', whole, '--back', '127.0.0.1:0', ...dns],
  },
  'policy-domain-invalid': { bad: ['policy', 'exa mple.org', ...dns], near: ['policy', 'example.org.', ...dns] },
  'policy-domain-needed': { bad: ['policy', ...dns], near: ['policy', 'example.org', ...dns] },
  'records-unreadable': {
    bad: ['policy', 'example.org', '--records', folder.write('bad.json', '{"a.example": {"TXT": "x"}}')],
    near: ['policy', 'example.org', '--records', folder.write('good.json', '{"a.example": {"TXT": ["x"]}}')],
  },
  'return-path-unreadable': {
    bad: ['respond', delivered('joe@example.org, x'), ...dns],
    near: ['respond', delivered('<joe@example.org>'), ...dns],
  },
  'seconds-unreadable': {
    bad: ['test', whole, '--timeout', '0'],
    near: ['test', whole, '--back', '127.0.0.1:0', '--timeout', '1', ...dns],
  },
  'selector-is-name': {
    bad: ['keygen', '--domain', 'example.org', '--selector', 's1._domainkey.example.org'],
    near: ed('--selector', 'domainkey'),
  },
  'sender-unknown': { bad: ['respond', bare, ...dns], near: ['respond', delivered('<a@example.org>'), ...dns] },
  'signature-unreadable': { bad: sign('--signature', 'dkim(c=relaxed'), near: sign('--signature', 'dkim(c=relaxed)') },
  'signing-refused': {
    bad: ['sign', folder.write('nofrom.eml', 'To: a@example.org\r\n\r\nHi.\r\n'), ...sign().slice(2)],
    near: sign(),
  },
  'stdin-once': { bad: ['verify', '-', '-', ...dns], near: ['verify', '-', ...dns] },
  'time-unreadable': {
    bad: ['verify', mail, '--at', 'noon', ...dns],
    near: ['verify', mail, '--at', '2012-11-15', ...dns],
  },
  'wide-blank': { bad: ['canon', mail, '--body\u3000simple'], near: ['canon', mail, '--body', 'simple'] },
  'typographic-dash': { bad: ['canon', mail, '\u2013-body', 'simple'], near: ['canon', mail, '--', '\u2013-body'] },
};

test.each(Object.entries(CASES))(
  '%s is said with its code and status 2, and not where all is right',
  async (code, { bad, near, badly, well }) => {
    for (const [language, sentence] of [
      ['en', /^dkim-check: /],
      ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u],
    ] as const) {
      const { status, err } = await check(['--lang', language, ...bad], badly);
      expect([status, err]).toEqual([2, expect.stringContaining(` [${code}]\n`)]);
      expect(err).toMatch(sentence);
    }
    expect((await check(near, well)).err).not.toContain(`[${code}]`);
  },
);

test('no code of wrong usage is left out', () => {
  const tested = [...Object.keys(CASES), 'keygen-self-test', 'keygen-user-refused'];
  expect(tested.toSorted()).toEqual([...USAGE_CODES].toSorted());
});
