import { keyRecordText } from 'dkim-core';
import { afterAll, expect, test } from 'vitest';
import { check, openFolder } from './run-check.js';
import { RSA, signedMail } from './diagnosed.js';

const folder = openFolder();
afterAll(() => folder.remove());

const records = folder.write(
  'dns.json',
  JSON.stringify({ 'rsa._domainkey.example.org': { TXT: [keyRecordText(RSA)] } }),
);
const MAIL = [
  'From: Joe <joe@example.org>',
  'To: suzie@shop.example',
  'Subject: Dinner',
  'Date: Fri, 1 Jan 2021 00:00:00 +0000',
  'Message-ID: <1@example.org>',
  '',
  'Hi.',
  'Are you hungry yet?',
  '',
].join('\r\n');
const sent = await signedMail(MAIL);
const mailFile = (name: string, content: string): string => folder.write(name, Buffer.from(content, 'latin1'));
const withRecord = (txt: readonly string[]): string =>
  folder.write('bad.json', JSON.stringify({ 'rsa._domainkey.example.org': { TXT: txt } }));
const footed = `${sent}--\r\nlist@lists.example\r\n`;

test('SEED-WALK 6, body-changed: verify says how, in both languages, and the verdict stays', async () => {
  const args = ['verify', mailFile('a.eml', footed), '--records', records];
  const { status, out } = await check(args);
  expect(status).toBe(1);
  expect(out).toContain(
    [
      '     The body was changed after signing. [body-hash-mismatch]',
      '     the body hash does not match: the body was changed after signing',
      '     error: Behind the signed text stand 24 more octets: "--" [body-footer-appended]',
      '         Let the program that adds a disclaimer or a footer run before the signer, or switch the footer off for signed mail.',
      '     note: The signed header fields are unchanged: only the body differs. [header-unchanged]',
    ].join('\n'),
  );
  const japanese = await check([...args, '--lang', 'ja']);
  expect(japanese.out).toContain(
    '     エラー: 署名された文章の後ろに 24 オクテットが追加されています: 「--」 [body-footer-appended]\n',
  );
});

test('SEED-WALK 6, header-changed: the field and both values, in both languages', async () => {
  const args = ['verify', mailFile('b.eml', sent.replace('Subject: ', 'Subject: [list] ')), '--records', records];
  const { status, out } = await check(args);
  expect([status, out]).toEqual([
    1,
    expect.stringContaining(
      '     error: Subject: a list or a filter put something in front: it was "Dinner", now it is "[list] Dinner". [subject-prefix-added]\n',
    ),
  ]);
  const japanese = await check([...args, '--lang', 'ja']);
  expect(japanese.out).toContain('「Dinner」が「[list] Dinner」になっています。 [subject-prefix-added]\n');
});

test('DESIGN.md, contracts: diagnosis is a list with code, message and fix where a cause was looked for, else absent', async () => {
  const bad = await check(['verify', mailFile('c.eml', footed), '--records', records, '--json']);
  const { signatures } = JSON.parse(bad.out) as { signatures: readonly { diagnosis?: readonly object[] }[] };
  expect(signatures[0]?.diagnosis?.[0]).toEqual({
    severity: 'error',
    code: 'body-footer-appended',
    message: 'Behind the signed text stand 24 more octets: "--"',
    fix: expect.stringMatching(/^Let the program/),
  });
  const good = await check(['verify', mailFile('d.eml', sent), '--records', records, '--json']);
  expect(good.out).not.toContain('diagnosis');
  expect(good.status).toBe(0);
});

test('--original shows what differs side by side, with what cannot be seen made visible', async () => {
  const changed = sent
    .replace('Subject: Dinner', 'Subject: Dinner tonight')
    .replace('Hi.\r\n', 'Hi.\r\n\u00a0\tB\u00fcro\r\n')
    .replace('hungry yet', 'angry  yet');
  const [arrived, original] = [mailFile('arrived.eml', changed), mailFile('sent.eml', sent)];
  const { out } = await check(['verify', arrived, '--original', original, '--records', records]);
  expect(out).toContain(
    [
      '     What is signed, as it left and as it arrived:',
      '              original                                  | arrived',
      '     subject  subject:Dinner                            | subject:Dinner tonight',
      '     body 2   Are you hungry yet?                       | <A0> B<FC>ro',
      '     body 3   -                                         | Are you angry yet?',
      '     (· blank, → tab, ␍ CR, ␊ LF, ⍽ no-break blank, □ full-width blank)',
    ].join('\n'),
  );
  const japanese = await check(['verify', arrived, '--original', original, '--records', records, '--lang', 'ja']);
  expect(japanese.out).toContain('     署名対象の部分の違い（送信時と受信時）:\n');
  expect(japanese.out).toMatch(/\n {5}本文 2 {3}Are you hungry yet\?/);
});

test('--original proves a header change that nothing else could name', async () => {
  const changed = sent.replace('Subject: Dinner', 'Subject: Buy now');
  const args = ['verify', mailFile('e.eml', changed), '--records', records];
  expect((await check(args)).out).toContain('[header-change-unknown]');
  expect((await check([...args, '--original', mailFile('sent.eml', sent)])).out).toContain(
    'The field Subject was changed after signing: it was "Dinner", now it is "Buy now". [header-changed]',
  );
});

test('--original that is another message is told from one that was signed', async () => {
  const [arrived, other] = [mailFile('f.eml', footed), mailFile('other.eml', MAIL.replace('Hi.', 'Ho.'))];
  const args = ['verify', arrived, '--records', records, '--original'];
  expect((await check([...args, other])).out).toContain('[original-not-signed]');
  expect((await check([...args, mailFile('sent.eml', sent)])).out).not.toContain('[original-not-signed]');
});

test('--original and --json: the differences as data', async () => {
  const args = ['verify', mailFile('g.eml', footed), '--original', mailFile('sent.eml', sent), '--records', records];
  expect(JSON.parse((await check([...args, '--json'])).out)).toMatchObject({
    difference: {
      lines: [
        { field: null, line: 3, original: null, arrived: '--' },
        { field: null, line: 4, original: null, arrived: 'list@lists.example' },
      ],
      more: 0,
    },
  });
  const same = await check([
    'verify',
    mailFile('h.eml', sent),
    '--original',
    mailFile('sent.eml', sent),
    '--records',
    records,
  ]);
  expect(same.out).toContain('     In what is signed, the message arrived as it left.\n');
});

test('--original is for one message', async () => {
  const file = mailFile('i.eml', sent);
  const { status, err } = await check(['verify', file, file, '--original', file, '--records', records]);
  expect([status, err]).toEqual([2, expect.stringContaining('--original goes with one message')]);
});

test('SEED-WALK 5, cause 4: unusual signature fields are pointed at, whatever the verdict', async () => {
  const old = sent.replace('v=1; a=rsa-sha256', '=1; a=rsa-SHA256');
  const { out } = await check(['verify', mailFile('j.eml', old), '--records', records]);
  expect(out).toContain(
    'warning: a=rsa-SHA256 is written as a=rsa-sha256: some receivers refuse capitals. [algorithm-case]',
  );
  expect(out).toContain('error: The signature field has no v=1, which has to be there. [signature-version-missing]');
  const japanese = await check(['verify', mailFile('j.eml', old), '--records', records, '--lang', 'ja']);
  expect(japanese.out).toContain(
    'a=rsa-SHA256 は a=rsa-sha256 と書きます。大文字を拒む受信側があるためです。 [algorithm-case]',
  );
});

test('a key that cannot be used is judged as the command record does, on the spot, and one that can is not', async () => {
  const file = mailFile('k.eml', sent);
  const cut = await check(['verify', file, '--records', withRecord([keyRecordText(RSA).slice(0, 200)])]);
  expect(cut.out).toMatch(/\n {5}error: .* \[key-cut\]\n/);
  const gone = await check(['verify', file, '--records', withRecord([]), '--lang', 'ja']);
  expect(gone.out).toMatch(/\n {5}エラー: .* \[key-not-found\]\n/);
  expect((await check(['verify', file, '--records', records])).out).not.toContain('[key-');
});

test('header fields that relays write anew all at once, with simple', async () => {
  const simple = await signedMail(MAIL, { canonicalization: 'simple/simple' });
  const tabs = simple.replaceAll(/^(From|To|Subject|Date|Message-ID): /gm, '$1:\t');
  const spread = await check([
    'verify',
    mailFile('l.eml', simple.replaceAll(/^(From|To|Subject|Date|Message-ID): /gm, '$1:')),
    '--records',
    records,
  ]);
  expect(spread.out).toContain('[header-white-space-changed]');
  expect(spread.out).toContain('[header-would-pass-relaxed]');
  expect((await check(['verify', mailFile('m.eml', tabs), '--records', records])).out).toContain(
    '[header-white-space-changed]',
  );
});

test('a message of more than 8 MiB has its header searched, and says that its body is not', async () => {
  const large = `${sent}${'x'.repeat(998)}\r\n`.padEnd(9_000_000, 'y\r\n');
  const { out } = await check(['verify', mailFile('n.eml', large), '--records', records]);
  expect(out).toContain('note: The message has more than 8388608 octets');
  expect(out).toContain('[diagnosis-too-large]');
  expect(out).toContain('[header-unchanged]');
  const small = await check(['verify', mailFile('p.eml', `${sent}${'x'.repeat(998)}\r\n`), '--records', records]);
  expect(small.out).not.toContain('[diagnosis-too-large]');
});

test('what was tried in vain because there is too much of it is said', async () => {
  const large = 'z\r\n'.repeat(2_000_000);
  const message = await signedMail(MAIL + large);
  const file = mailFile('o.eml', message.replace('hungry', 'angry'));
  const { out } = await check(['verify', file, file, '--records', records]); // of several, less is tried of each
  expect(out).toContain('[diagnosis-incomplete]');
  expect(out).toContain('[body-changed]');
}, 60_000);
