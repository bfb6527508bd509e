/** Each code of `config`, with a file that raises it and one close to it that does not. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shellWord } from 'smtp-proxy';
import { remarkProblem } from '../src/config/remark-problem.js';
import { GOOD, isRoot, openConfigFolder } from './config-folder.js';

const folder = openConfigFolder();
const { codes, config } = folder;
afterAll(() => folder.remove());

const VERIFIER = 'listen 127.0.0.1:10025\nrelay 127.0.0.1:10026\nverify_dkim yes\n';
folder.write('senders', 'example.org dkim\n');
folder.write('at-sign', '@example.org dkim\n');
folder.write('empty', 'example.org\n');
folder.write('twice', 'example.org dkim\nexample.org dkim\n');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
chmodSync(folder.write('exponent.pem', privateKey.export({ type: 'pkcs8', format: 'pem' })), 0o600);

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
  ['relay-is-listen', GOOD.replace('10028', '10027'), GOOD],
  ['config-is-key', `${GOOD}${folder.read('private.key').toString()}`, GOOD],
  ['folder-missing', `${GOOD}pidfile no/such/x.pid\n`, `${GOOD}pidfile x.pid\n`],
  ['key-file-missing', GOOD.replace('good.pem', 'missing.pem'), GOOD],
  ['key-file-no-key', GOOD.replace('good.pem', 'dns.json'), GOOD],
  ['file-missing', `${GOOD}sender_map no-such-map\n`, `${GOOD}sender_map senders\n`],
  [
    'signature-without-selector',
    GOOD.replace(/selector .*\n/, ''),
    GOOD.replace(/dkim\n.*\nselector .*/, 'dkim(s=s1)\nkeyfile good.pem'),
  ],
  ['signature-without-key', GOOD.replace(/keyfile .*\n/, ''), GOOD.replace(/dkim\n.*/, 'dkim(key=good.pem)')],
  [
    'signature-without-domain',
    GOOD.replace(/domain .*\n/, ''),
    GOOD.replace(/domain .*\nsignature dkim/, 'signature dkim(d=example.org)'),
  ],
  ['user-missing', `${GOOD}user no-such-user-here\n`, `${GOOD}user root\n`],
  ['value-unfit', GOOD.replace('127.0.0.1:10027', '10027'), GOOD.replace('127.0.0.1:10027', '[::1]:10027')],
  ['value-unfit', `${GOOD}keepalive soon\n`, `${GOOD}keepalive 30s\n`],
  ['value-unfit', `${GOOD}bare_newline perhaps\n`, `${GOOD}bare_newline reject\n`],
  ['value-unfit', `${GOOD}require_safe_keys perhaps\n`, `${GOOD}require_safe_keys no\n`],
  ['value-unfit', `${GOOD}workers 0\n`, `${GOOD}workers 1\n`],
  ['value-needed', `${GOOD}hostname\n`, `${GOOD}hostname mx.example.org\n`],
  ['length-not-written', GOOD.replace('dkim\n', 'dkim(l=100)\n'), GOOD.replace('dkim\n', 'dkim(s=l)\n')],
  ['signature-unclosed', GOOD.replace('dkim\n', 'dkim(c=simple\n'), GOOD.replace('dkim\n', 'dkim(c=simple)\n')],
  [
    'algorithm-misfit',
    GOOD.replace('dkim\n', 'dkim(a=ed25519-sha256)\n'),
    GOOD.replace('dkim\n', 'dkim(a=rsa-sha256)\n'),
  ],
  ['domainkeys-needs-rsa', `${GOOD}signature domainkeys(key=ed.pem)\n`, `${GOOD}signature domainkeys(key=good.pem)\n`],
  [
    'identity-outside',
    GOOD.replace('dkim\n', 'dkim(i=@example.com)\n'),
    GOOD.replace('dkim\n', 'dkim(i=@a.example.net)\n'),
  ],
  ['value-unfit', GOOD.replace('s1', 's 1'), GOOD.replace('s1', 's-1')],
  ['value-unfit', GOOD.replace('example.org,', '.example.org,'), GOOD.replace('example.org,', 'a.example.org,')],
  ['signature-without-selector', GOOD.replace('selector s1', ''), GOOD.replace('s1', 's 1')],
  ['signature-without-domain', GOOD.replace(/domain .*/, ''), GOOD.replace('example.org,', '.example.org,')],
  ['algorithm-sha1', GOOD.replace('dkim\n', 'dkim(a=rsa-sha1)\n'), GOOD.replace('dkim\n', 'dkim(a=rsa-sha256)\n')],
  ['method-nowsp', GOOD.replace('dkim\n', 'dkim(c=nowsp)\n'), GOOD.replace('dkim\n', 'dkim(c=relaxed)\n')],
  ['method-unused', `${GOOD.replace('dkim\n', 'dkim(c=simple)\n')}method relaxed\n`, `${GOOD}method relaxed\n`],
  ['method-of-other', `${GOOD}signature domainkeys\nmethod nofws\n`, `${GOOD}signature domainkeys\nmethod simple\n`],
  [
    'method-of-other',
    `${GOOD}signature domainkeys\nmethod relaxed\n`,
    `${GOOD}signature domainkeys(c=nofws)\nmethod relaxed\n`,
  ],
  [
    'signed-field-unwise',
    GOOD.replace('dkim\n', 'dkim(h=from:received)\n'),
    GOOD.replace('dkim\n', 'dkim(h=from:subject)\n'),
  ],
  ['domain-one-label', GOOD.replace('example.net', 'localhost'), GOOD],
  ['key-exponent-unusual', GOOD.replace('good.pem', 'exponent.pem'), GOOD],
  [
    'allow-everybody',
    `${GOOD.replace('127.0.0.1:10027', '0.0.0.0:10027')}allow 0.0.0.0/0\n`,
    `${GOOD}allow 0.0.0.0/0\n`,
  ],
  ['metrics-open', `${GOOD}metrics_listen 0.0.0.0:9000\n`, `${GOOD}metrics_listen 127.0.0.1:9000\n`],
  ['log-unread', `${GOOD}daemonize\nlog stdout\n`, `${GOOD}log stdout\n`],
  ['hostname-shared', `${VERIFIER}hostname localhost\n`, `${VERIFIER}hostname mx.example.org\n`],
  ['trusted-results-local', `${VERIFIER}trusted_results 127.0.0.0/8\n`, `${VERIFIER}trusted_results 192.0.2.1\n`],
  ['map-key-never-matches', `${GOOD}listid_map at-sign\n`, `${GOOD}listid_map senders\n`],
  ['map-key-never-matches', `${GOOD}sender_map at-sign\n`, `${GOOD}sender_map senders\n`],
  ['map-line-empty', `${GOOD}sender_map empty\n`, `${GOOD}sender_map senders\n`],
  ['map-key-repeated', `${GOOD}sender_map twice\n`, `${GOOD}sender_map senders\n`],
  [
    'setting-without-effect',
    `${GOOD}tls_relay_name x.example\n`,
    `${GOOD}tls_relay verify\ntls_relay_name x.example\n`,
  ],
  ['program-guessed', 'listen 127.0.0.1:1\nrelay 127.0.0.1:2\n', 'listen 127.0.0.1:10025\nrelay 127.0.0.1:2\n'],
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
  expect(out).toMatch(/Others can get at a private key: by \S+open\.pem\. \[key-file-open\]/);
  expect(out).toContain(`Run: chmod 600 ${open}`);
  expect(JSON.parse((await config(`${conf}require_safe_keys\n`, '--json')).out).problems).toContainEqual(
    expect.objectContaining({ code: 'key-file-open', severity: 'error' }),
  );
  expect(await codes(GOOD)).not.toContain('key-file-open');
});

// Only root can run a proxy as somebody else.
describe.runIf(isRoot)('for the user that it will run as', () => {
  const at = folder.path('place');
  const key = `${at}/good.pem`;
  const conf = `${GOOD.replace('good.pem', 'place/good.pem')}user nobody\n`;
  beforeAll(() => {
    mkdirSync(at);
    chmodSync(folder.path('.'), 0o755);
    writeFileSync(key, folder.read('good.pem'));
  });
  const mode = (ofFolder: number, ofKey: number, owner: number): void => {
    chmodSync(at, ofFolder);
    chmodSync(key, ofKey);
    chownSync(key, owner, 0);
  };
  const nobody = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));

  test('keyfile-unreadable: it cannot read the key itself', async () => {
    mode(0o755, 0o600, 0);
    const { out } = await config(conf);
    expect(out).toContain(`nobody cannot read ${key}, so a later reload would fail. [keyfile-unreadable]`);
    expect(out).toContain(`Run: chown nobody ${key} && chmod 600 ${key}\n`);
    expect((await config(conf, '--lang', 'ja')).out).toContain(`nobody は ${key} を読め`);
    mode(0o711, 0o600, nobody);
    expect(await codes(conf)).not.toContain('keyfile-unreadable');
    expect(await codes(`${GOOD}user root\n`)).not.toContain('keyfile-unreadable');
  });

  test('folder-closed: a folder above is the cause, whoever owns the key', async () => {
    mode(0o700, 0o600, nobody);
    const { out } = await config(conf);
    expect(out).toContain(
      `nobody cannot enter the folder ${at}, so it cannot read ${key} at a later reload. [folder-closed]`,
    );
    expect(out).toContain(`Run: chmod o+x ${at}   or move`);
    expect(out).not.toContain('chown');
    expect((await config(conf, '--lang', 'ja')).out).toContain(`nobody はフォルダー ${at} に入れない`);
    mode(0o701, 0o600, nobody);
    expect(await codes(conf)).not.toContain('folder-closed');
    mode(0o700, 0o600, 0);
    expect((await config(conf)).out).toContain(`Run: chmod o+x ${at} && chown nobody ${key} && chmod 600 ${key}`);
  });

  test('unreadable-later, unwritable-later, log-not-renewed: other files that it has to read and write', async () => {
    mode(0o755, 0o600, nobody);
    const map = folder.write('closed', 'example.org dkim\n');
    chmodSync(map, 0o600);
    expect(await codes(`${conf}sender_map closed\n`)).toContain('unreadable-later');
    expect((await config(`${conf}sender_map closed\n`)).out).toContain(`Run: chown nobody ${map}`);
    chmodSync(map, 0o644);
    expect(await codes(`${conf}sender_map closed\n`)).not.toContain('unreadable-later');
    expect(await codes(`${conf}spool_dir place\n`)).toContain('unwritable-later');
    expect(await codes(`${conf}log place/x.log\n`)).toContain('log-not-renewed');
    chmodSync(at, 0o777);
    const open = await codes(`${conf}spool_dir place\nlog place/x.log\n`);
    expect(open).not.toContain('unwritable-later');
    expect(open).not.toContain('log-not-renewed');
  });

  test('runs-as-root', async () => {
    expect(await codes(GOOD)).toContain('runs-as-root');
    expect(await codes(conf)).not.toContain('runs-as-root');
  });
});

test('a key file that is missing: how to make one, told once, and no hint to publish its record', async () => {
  const conf = GOOD.replace('good.pem', 'missing.pem');
  const { out } = await config(conf);
  expect(out).toContain('There is no key file ');
  expect(out).not.toContain('--keyfile');
  const makes = out.match(/Make a key: dkim-check keygen --domain \S+ --selector s1 --out \S+/g);
  expect(makes).toEqual([
    `Make a key: dkim-check keygen --domain example.org --selector s1 --out ${folder.path('').replace(/\/$/, '')}`,
  ]);
  expect((await config(conf, '--lang', 'ja')).out).toContain('missing.pem がありません');
  expect((await config(GOOD)).out).toContain('dkim-check record --domain example.org --selector s1 --keyfile');
});

/** What this machine, or root, does not bring about: by the sentence of the proxy. */
test.each<['fault' | 'warning', string, string, string]>([
  ['fault', 'only root can become another user: start it as root', 'needs-root', 'there is no user x'],
  [
    'fault',
    "the key file /k cannot be read: EACCES: permission denied, open '/k'",
    'needs-root',
    'the key file /k cannot be read: ENOENT: no',
  ],
  [
    'fault',
    "nothing can be written to /run/x: EACCES: permission denied, access '/run'",
    'needs-root',
    'nothing can be written to /run/x: EROFS: read',
  ],
  [
    'warning',
    'no syslog listens at /dev/log; the log is lost until one does',
    'syslog-missing',
    'in the background nobody reads standard output; write',
  ],
  [
    'warning',
    '/c.pem: the certificate has been out of date since Jan 1; clients that verify it refuse it',
    'certificate-expired',
    'x',
  ],
  [
    'warning',
    '/c.pem: the certificate is not valid before Jan 1; clients that verify it refuse it',
    'certificate-early',
    'x',
  ],
  ['warning', '/c.pem: certificate 1 is not signed by the next one; each has to be', 'certificate-order', 'x'],
  ['fault', 'a fault that no row knows', 'config-fault', 'there is no such option'],
  ['warning', 'a warning that no row knows', 'config-warning', 'it runs as root; give it a user'],
])('a %s: %s', (kind, message, code, near) => {
  const codeOf = (text: string): string =>
    remarkProblem(kind, {
      remark: { option: 'x', file: null, line: null, message: text },
      program: 'out',
      inComment: null,
      word: shellWord,
    }).code;
  expect(codeOf(message)).toBe(code);
  expect(codeOf(near)).not.toBe(code);
});

test('S-245: a sentence as long as one is kept, of pieces that the rows look for, costs little', () => {
  const parts = [
    '" ',
    'a=',
    ' cannot read ',
    '. Run: ',
    ' is written as a=',
    ' never matches',
    '; write ',
    ' is open to every user',
  ];
  const began = process.cpuUsage().user;
  for (const part of parts) {
    for (const kind of ['fault', 'warning'] as const) {
      const message = part.repeat(Math.ceil(1000 / part.length));
      remarkProblem(kind, {
        remark: { option: 'x', file: null, line: null, message },
        program: 'out',
        inComment: null,
        word: shellWord,
      });
    }
  }
  expect(process.cpuUsage().user - began).toBeLessThan(5_000_000);
});
