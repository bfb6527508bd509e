import { Writable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { displayWidth } from 'smtp-proxy/terminal';
import { check, openFolder } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

test('a code is explained by its sentence and a longer text, and the status is 0', async () => {
  const { status, out, err } = await check(['explain', 'body-hash-mismatch']);
  expect(out).toMatch(/^body-hash-mismatch\n {2}The body was changed after signing\.\n\n {2}\S[^]*\n$/);
  expect(out).toContain('bh=');
  expect([status, err]).toEqual([0, '']);
});

test('a code is explained in Japanese', async () => {
  const { status, out } = await check(['explain', 'body-hash-mismatch', '--lang', 'ja']);
  expect(out).toMatch(/^body-hash-mismatch\n {2}署名の後に本文が変わりました。\n\n {2}\S[^]*\n$/);
  expect(status).toBe(0);
});

test('case does not count, and a result is known by its word alone', async () => {
  expect((await check(['explain', 'Body-Hash-Mismatch'])).out).toMatch(/^body-hash-mismatch\n/);
  expect((await check(['explain', 'temperror'])).out).toMatch(/^result-temperror\n/);
});

test('a problem has its fix, and what its facts would be is named', async () => {
  const { out } = await check(['explain', 'testing-flag']);
  expect(out).toContain('\n  What to do: Take t=y out of the record when all is well.\n');
  expect((await check(['explain', 'testing-flag', '--lang', 'ja'])).out).toContain('\n  対処: ');
});

test('an unknown code has its nearest ones, and the status is 1', async () => {
  const english = await check(['explain', 'key-revokd']);
  expect([english.status, english.err]).toEqual([1, '']);
  expect(english.out).toMatch(
    /^"key-revokd" is no code .*\nDid you mean: key-revoked.*\ndkim-check explain lists all .*\n$/,
  );
  const japanese = await check(['explain', 'key-revokd', '--lang', 'ja']);
  expect([japanese.status, japanese.out]).toEqual([1, expect.stringContaining('近いもの: key-revoked')]);
});

test('--json has what was asked, what was found and what is near', async () => {
  const known = await check(['explain', 'key-revoked', '--json']);
  expect(JSON.parse(known.out)).toMatchObject({
    asked: 'key-revoked',
    found: [{ code: 'key-revoked', message: expect.stringMatching(/\.$/), text: expect.stringMatching(/\.$/) }],
    nearest: [],
  });
  const unknown = await check(['explain', 'key-revokd', '--json']);
  expect(JSON.parse(unknown.out)).toMatchObject({
    asked: 'key-revokd',
    found: [],
    nearest: expect.arrayContaining(['key-revoked']),
  });
  expect(unknown.status).toBe(1);
});

test('without a code all are listed, one line each, in both languages and as JSON', async () => {
  const english = await check(['explain']);
  expect(english.out).toContain('\nkey-revoked: The key was withdrawn by its owner (empty p=).\n');
  const japanese = await check(['explain', '--lang', 'ja']);
  const lines = japanese.out.trimEnd().split('\n');
  expect(lines.length).toBe(english.out.trimEnd().split('\n').length);
  for (const line of lines) expect(line).toMatch(JAPANESE);
  const { codes } = JSON.parse((await check(['explain', '--json'])).out) as { codes: unknown[] };
  expect(codes.length).toBe(lines.length);
  expect(codes).toContainEqual({ code: 'key-revoked', message: 'The key was withdrawn by its owner (empty p=).' });
});

test('S-243: what is asked is shown safely', async () => {
  const { out, status } = await check(['explain', '\u001b[2J\u202e']);
  expect(out).toContain(String.raw`"\x1b[2J\u202e" is no code`);
  expect(status).toBe(1);
});

test('a text of 100 kB is answered', async () => {
  for (const text of ['a-'.repeat(50_000), ' '.repeat(100_000) + 'x', '('.repeat(100_000), 'dkim='.repeat(20_000)]) {
    expect((await check(['explain', text])).status).toBe(1);
  }
});

const titles = (out: string): readonly string[] => out.match(/^[a-z]+(?:-[a-z]+)+$/gm) ?? [];

test.each([
  {
    of: "Gmail's riddle",
    text: 'dkim=neutral (no key) header.i=@',
    codes: ['foreign-no-key', 'foreign-empty-identity'],
  },
  { of: 'the page that was wrong', text: "Tag 'p': Invalid public key has no modulus", codes: ['foreign-no-modulus'] },
  {
    of: "Yahoo! JAPAN's good verdict",
    text: 'from=example.jp; domainkeys=pass (ok); dkim=pass (ok) header.i=@example.jp',
    codes: ['foreign-domainkeys', 'foreign-pass'],
  },
  {
    of: 'a field in which Gmail says nothing about DKIM',
    text: 'Authentication-Results: mx.google.com; spf=pass (google.com: domain of joe@example.net\n designates 192.0.2.1 as permitted sender) smtp.mail=joe@example.net',
    codes: ['foreign-no-dkim-result'],
  },
  {
    of: 'the empty field of dkimproxy 1.4.1',
    text: 'Authentication-Results: mail.example.jp; \nX-DKIM-Authentication-Results: none',
    codes: ['foreign-empty-results', 'foreign-not-signed'],
  },
  {
    of: 'a log line of our own',
    text: 'dkim=fail code=body-hash-mismatch',
    codes: ['foreign-fail', 'body-hash-mismatch'],
  },
])('SEED-WALK, 5: $of is explained in both languages', async ({ text, codes }) => {
  const english = await check(['explain', text]);
  expect([english.status, english.err, titles(english.out)]).toEqual([0, '', codes]);
  const japanese = await check(['explain', text, '--lang', 'ja']);
  expect([japanese.status, titles(japanese.out)]).toEqual([0, codes]);
  const sentences = japanese.out.split('\n').filter((line) => /^ {2}(?!.*: [a-z, -]+$)/.test(line));
  expect(sentences.filter((line) => !JAPANESE.test(line))).toEqual([]);
});

test('what Gmail does not say names Gmail', async () => {
  const text = 'Authentication-Results: mx.google.com; spf=pass smtp.mail=joe@example.net';
  expect((await check(['explain', text])).out).toContain('\n  Gmail wrote no result for DKIM: ');
  expect((await check(['explain', text, '--lang', 'ja'])).out).toContain('\n  Gmail は DKIM の結果を書いていません。');
});

test('words need no quotes, and a bounce may come by standard input', async () => {
  expect(titles((await check(['explain', 'has', 'no', 'modulus'])).out)).toEqual(['foreign-no-modulus']);
  const bounce = [
    '<joe@example.com>: host mx.example.com[192.0.2.1] said: 550-5.7.26 This mail has been',
    '    blocked because the sender is unauthenticated. 550-5.7.26 Gmail requires all',
    '    senders to authenticate with either SPF or DKIM. (in reply to end of DATA command)',
  ].join('\n');
  const { status, out } = await check(['explain', '-'], { input: bounce });
  expect([status, titles(out)]).toEqual([0, ['bounce-unauthenticated']]);
});

test.each([
  { text: 'example.zone:3: error: out of zone data', code: 'name-outside-zone' },
  { text: 'fatal: /etc/postfix/master.cf: line 9: bad field count', code: 'master-cf-indent' },
  { text: 'NOQUEUE: reject: RCPT from x: 554 5.7.1 <a@b.example>: Relay access denied', code: 'own-users-refused' },
  { text: 't=y', code: 'testing-flag' },
  { text: 'o=~', code: 'policy-historic' },
])('$text is answered by the text that quotes it, words close to it are not', async ({ text, code }) => {
  expect(titles((await check(['explain', text])).out)).toContain(code);
  expect(titles((await check(['explain', text, '--lang', 'ja'])).out)).toContain(code);
  expect((await check(['explain', text.replace(/.$/, '')])).status).toBe(1);
});

test('a word of RFC 8601 that is no result of ours is explained, too', async () => {
  expect(titles((await check(['explain', 'neutral'])).out)).toEqual(['foreign-neutral']);
});

test('the next command has the names of the field in it, where it tells both', async () => {
  const named = 'dkim=neutral (no key) header.i=@example.jp header.s=sel header.b=DNkYmWTO';
  expect((await check(['explain', named])).out).toContain('explain "no key" --domain example.jp --selector sel, with');
  expect((await check(['explain', named, '--lang', 'ja'])).out).toContain('--domain example.jp --selector sel');
  const evil = 'dkim=neutral (no key) header.i=@$(reboot) header.s=a`b`';
  expect((await check(['explain', evil])).out).toContain('--domain D --selector S, with');
});

test('our own codes for the same thing stand beside', async () => {
  expect((await check(['explain', 'no key'])).out).toContain('\n  See also: key-not-found');
  const { out } = await check(['explain', 'no key', '--json']);
  expect(JSON.parse(out)).toMatchObject({
    asked: 'no key',
    found: [{ code: 'foreign-no-key', related: expect.arrayContaining(['key-not-found']) }],
    nearest: [],
  });
});

test('S-243: what a stranger wrote in a field does not reach the terminal as it is', async () => {
  const text = 'Authentication-Results: \u001b[2Jevil; spf=pass smtp.mailfrom=\u001b]0;x\u0007';
  for (const args of [[], ['--json'], ['--lang', 'ja']]) {
    const { out, err } = await check(['explain', text, ...args]);
    expect(`${out}${err}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});

test('more than a mailbox of standard input is refused', async () => {
  const { status, err } = await check(['explain', '-'], { input: [Buffer.alloc(1_048_577, 'a')] });
  expect([status, err]).toEqual([2, expect.stringContaining('- is too large')]);
});

/** As the blog's author had one: RSA, 1,024 bits. */
const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const dns = (content: unknown): string => folder.write('dns.json', JSON.stringify(content));
const walk = (records: string, ...args: string[]) =>
  check([
    'explain',
    'dkim=neutral (no key) header.i=@',
    '--domain',
    'example.jp',
    '--selector',
    'sel',
    '--records',
    records,
    ...args,
  ]);

test('SEED-WALK, 5: the causes of "no key" in order, each with its answer and proof, in both languages', async () => {
  const away = await walk(dns({}));
  expect(away.status).toBe(0);
  expect(away.out).toContain(
    'warning: The receiver found no usable key for d=example.jp s=sel. Checked: 1 yes, 2 yes, 3 cannot tell, 4 yes, 5 cannot tell, 6 no [no-key-explained]\n',
  );
  expect(away.out).toContain(
    '\n   1. The record is not at the name that the signature asks for: yes\n        sel._domainkey.example.jp: no such name',
  );
  const japanese = await walk(dns({}), '--lang', 'ja');
  expect(japanese.out).toContain('確認結果: 1 はい, 2 はい, 3 不明, 4 はい, 5 不明, 6 いいえ [no-key-explained]\n');
  expect(japanese.out).toContain(
    '\n   1. 署名が指す名前にレコードがない: はい\n        sel._domainkey.example.jp: 名前がありません',
  );

  const back = await walk(dns({ 'sel._domainkey.example.jp': { TXT: [`k=rsa; p=${KEY}`] } }));
  expect(back.out).toContain('Checked: 1 no, 2 cannot tell, 3 no, 4 yes, 5 cannot tell, 6 no [no-key-explained]');
});

test('the causes of "no key" as JSON', async () => {
  const { out } = await walk(dns({}), '--json');
  expect(JSON.parse(out)).toMatchObject({
    found: [{ code: 'foreign-no-key' }, { code: 'foreign-empty-identity' }],
    noKey: {
      domain: 'example.jp',
      selector: 'sel',
      name: 'sel._domainkey.example.jp',
      causes: [
        { number: 1, cause: expect.any(String), answer: 'yes', proofs: [expect.stringContaining('no such name')] },
        { number: 2, answer: 'yes' },
        { number: 3, answer: 'unknown' },
        { number: 4, answer: 'yes' },
        { number: 5, answer: 'unknown' },
        { number: 6, answer: 'no', proofs: [] },
      ],
    },
  });
});

test.each([
  { args: ['no key', '--domain', 'example.jp'], says: '--selector is needed.' },
  { args: ['no key', '--selector', 'sel'], says: '--domain is needed.' },
  { args: ['no key', '--domain', 'a b', '--selector', 'sel'], says: '--domain a b: ' },
  { args: ['no key', '--domain', 'example.jp', '--selector', 's/1'], says: '--selector s/1: ' },
  {
    args: ['key-revoked', '--domain', 'example.jp', '--selector', 'sel'],
    says: '--domain and --selector go with "no key"',
  },
])('wrong usage of the walk: $says', async ({ args, says }) => {
  const { status, out, err } = await check(['explain', ...args]);
  expect([status, out, err]).toEqual([2, '', expect.stringContaining(says)]);
});

test('on a terminal no line is wider than it, in either language', async () => {
  for (const language of ['en', 'ja']) {
    const { terminal, text } = terminalOf(60);
    await check(['explain', 'body-hash-mismatch', '--lang', language], { stdout: terminal, env: { TERM: 'dumb' } });
    expect(text().split('\n').length).toBeGreaterThan(10);
    expect(
      text()
        .split('\n')
        .filter((line) => displayWidth(line) > 60),
    ).toEqual([]);
  }
});

/** A terminal of that width, and what was written to it. */
function terminalOf(columns: number): { terminal: Writable; text: () => string } {
  let written = '';
  const terminal = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString('utf8');
      done();
    },
  });
  return { terminal: Object.assign(terminal, { isTTY: true, columns }), text: () => written };
}
