/** The answers of `respond`: to a mail of a file or of standard input. */
import { expect, test } from 'vitest';
import { check } from './run-check.js';
import { answer, arrived, endSessions, nextHop, signed, textOf } from './responding.js';

test('a mail on standard input: the answer on standard output, in the order of the old service', async () => {
  const { status, out, err } = await answer(arrived());
  expect([status, err]).toEqual([0, '']);
  const [head = ''] = out.split('\r\n\r\n');
  expect(head).toMatch(/^From: "dkim-check" <sa-test@example\.org>$/m);
  expect(head).toMatch(/^To: joe@football\.example\.com$/m);
  expect(head).toMatch(/^Subject: DKIM report: pass$/m);
  expect(textOf(out).replaceAll('\r\n', '\n')).toBe(
    `This is the report about a mail that came from joe@football.example.com on 2026-11-25T12:00:00.000Z.

DKIM: pass (a valid DKIM signature)
  1. dkim: pass
     domain example.com, selector brisbane, identity joe@football.example.com, rsa-sha256, simple/simple, 1024-bit key

DomainKeys: none (historic; DKIM alone is enough)

Sender ID: not evaluated. It is historic; SPF answers the same question.

SPF: not evaluated yet.

A pass is no promise of the inbox. What a code in brackets means: dkim-check explain CODE
With the word "original" in the subject the mail itself comes back, with "ja" the report is in Japanese.
`,
  );
});

test('RFC 3834, section 3: the answer says that a program wrote it, and to what', async () => {
  const { out } = await answer(arrived());
  const [head = ''] = out.split('\r\n\r\n');
  expect(head).toMatch(/^Auto-Submitted: auto-replied$/m);
  expect(head).toMatch(/^X-Loop: sa-test@example\.org$/m);
  expect(head).toMatch(/^In-Reply-To: <20030712040037\.46341\.5F8J@football\.example\.com>$/m);
  expect(head).toMatch(/^References: <20030712040037\.46341\.5F8J@football\.example\.com>$/m);
  expect(head).toMatch(/^Date: Wed, 25 Nov 2026 12:00:00 \+0000$/m);
});

test('a failure is told with its code; in Japanese where --lang or the subject asks for it', async () => {
  const broken = arrived().replace('hungry', 'angry');
  expect(textOf((await answer(broken)).out)).toContain('[body-hash-mismatch]');
  const japanese = await answer(broken, ['--lang', 'ja']);
  expect(textOf(japanese.out)).toContain('DKIM: fail（');
  expect(japanese.out).toMatch(/^Content-Transfer-Encoding: base64\r$/m);
  expect(textOf(japanese.out)).not.toMatch(/(?<!\r)\n/); // RFC 2045, section 6.8: CRLF before it is encoded
  expect(textOf(japanese.out)).toMatch(/。 \[body-hash-mismatch\]/);
  const wished = `Return-Path: <a@example.com>\r\nSubject: test JA please\r\nFrom: a@example.com\r\n\r\nx\r\n`;
  expect(textOf((await answer(wished, ['--from', 't@example.org'])).out)).toContain('DKIM: none（');
  const english = wished.replace('JA', 'en');
  expect(textOf((await answer(english, ['--from', 't@example.org', '--lang', 'ja'])).out)).toContain('DKIM: none (');
});

const withSubject = (subject: string, body: string): string =>
  `Return-Path: <a@example.com>\r\nFrom: a@example.com\r\nSubject: ${subject}\r\n\r\n${body}`;

test('a failure is told with its cause and what to do, where that can be found', async () => {
  const { out } = await answer(`${arrived()}--\r\nSent through a list\r\n`);
  expect(textOf(out)).toMatch(/\[body-hash-mismatch\][^]*: .* \[[a-z-]+\]\r?\n {8,}\S/);
});

test('a cause is looked for in the first three signatures: strangers write the mails, and the search costs time', async () => {
  const field = /DKIM-Signature:[^]*?\r\n(?!\s)/.exec(signed)?.[0] ?? '';
  const { out } = await answer(arrived(field.repeat(5)).replace('hungry', 'angry'));
  const text = textOf(out);
  expect(text.match(/\[body-hash-mismatch\]/g)).toHaveLength(6);
  expect(text.match(/\[body-changed\]/g)).toHaveLength(3);
});

test('the mail itself comes back only where the subject asks, octet by octet, and only up to 100 kB', async () => {
  const args = ['--from', 't@example.org'];
  const without = await answer(withSubject('originality', 'x\r\n'), args);
  expect(without.out).not.toContain('original.eml');
  const wished = withSubject('[test] original, please', 'x \r\n.\r\n\u00e9\r\n');
  const { out } = await answer(wished, args);
  const [, encoded = ''] = /filename=original\.eml\r\n(?:.+\r\n)*\r\n([^]*?)\r\n--/.exec(out) ?? [];
  expect(Buffer.from(encoded, 'base64').toString('utf8')).toBe(wished);
  const large = await answer(withSubject('original', `${'x'.repeat(78)}\r\n`.repeat(1500)), args);
  expect(large.out).not.toContain('original.eml');
  expect(large.out).toContain('The mail has more than 102400 octets and is not sent back.');
  expect(large.out.length).toBeLessThan(4000);
});

test('who gets the answer: --mail-from, else Return-Path; who sends it: --from, else where the mail was delivered', async () => {
  const { out } = await answer(arrived(), ['--mail-from', 'me@example.net', '--from', 'judge@example.net']);
  expect(out).toMatch(/^To: me@example\.net$/m);
  expect(out).toMatch(/^From: "dkim-check" <judge@example\.net>$/m);
  const nobody = await answer(signed);
  expect([nobody.status, nobody.err]).toEqual([2, expect.stringContaining('Give --mail-from ADDRESS.')]);
  expect((await answer(signed, ['--lang', 'ja'])).err).toContain('返信の宛先がわかりません');
  const bare = await answer(signed.replace(/^/, 'Return-Path: joe@example.com\r\n'));
  expect([bare.status, bare.err]).toEqual([2, expect.stringContaining('Return-Path: joe@example.com has no address')]);
  const noFrom = await answer(signed, ['--mail-from', 'me@example.net']); // To is the sender's to choose
  expect([noFrom.status, noFrom.err]).toEqual([2, expect.stringContaining('--from is needed.')]);
  expect((await answer(arrived(), ['--mail-from', '<>'])).err).toContain('[no-answer-null-sender]');
});

test('--json: what became of the mail, and the answer', async () => {
  const { out } = await answer(arrived(), ['--json']);
  expect(JSON.parse(out)).toEqual({
    answered: true,
    sender: 'joe@football.example.com',
    result: 'pass',
    code: null,
    reply: expect.stringContaining('Auto-Submitted: auto-replied\r\n'),
  });
  const refused = await answer(arrived('Precedence: list\r\n'), ['--json']);
  expect(JSON.parse(refused.out)).toMatchObject({ answered: false, code: 'no-answer-automatic', reply: null });
});

test.each([
  { args: ['--listen', '127.0.0.1'], says: '--listen 127.0.0.1: write a host or address with a port' },
  { args: ['--listen', '127.0.0.1:70000'], says: '--listen 127.0.0.1:70000: write' },
  {
    args: ['--listen', '127.0.0.1:0', '--mail-from', 'a@example.com'],
    says: '--listen and --mail-from do not go together.',
  },
  { args: ['-', '--smtp', 'x'], says: '--smtp x: write a host or address with a port' },
  { args: ['-', '--rate-all', '5'], says: '--rate-all goes only with --listen.' },
  { args: ['-', '--rate-sender', '5'], says: '--rate-sender goes only with --listen.' },
  { args: ['-', '--lmtp'], says: '--lmtp goes only with --listen.' },
  { args: ['-', '--from', 'a b@example.org'], says: '--from a b@example.org: write a plain address' },
  { args: ['--listen', '127.0.0.1:0', '--rate-all', '0'], says: '--rate-all 0: write a number from 1 to 999999' },
])('wrong usage: $says', async ({ args, says }) => {
  const { status, err } = await check(['respond', ...args], { input: arrived() });
  expect([status, err]).toEqual([2, expect.stringContaining(says)]);
});

test('--smtp takes the answer of a single mail, or not: status 3, and --json does not say that it was answered', async () => {
  const hop = await nextHop();
  const well = await answer(arrived(), ['--smtp', `127.0.0.1:${hop.port}`]);
  expect([well.status, well.out, well.err]).toEqual([0, '', '']);
  expect(hop.got()).toMatch(/MAIL FROM:<>[^]*RCPT TO:<joe@football\.example\.com>/);
  const full = await nextHop(() => '452 4.3.1 Full');
  const refused = ['--smtp', `127.0.0.1:${full.port}`];
  const told = expect.stringMatching(/127\.0\.0\.1:\d+ did not take the answer: .*452 4\.3\.1 Full/);
  const plain = await answer(arrived(), refused);
  expect([plain.status, plain.out, plain.err]).toEqual([3, '', told]);
  const { status, out, err } = await answer(arrived(), [...refused, '--json']);
  expect([status, err]).toEqual([3, told]);
  const cause = expect.stringContaining('Full');
  expect(JSON.parse(out)).toMatchObject({ answered: false, code: 'no-answer-failed', cause });
  await endSessions();
});
