/** Which mails `respond` does not answer, and what of a mail reaches no answer. RFC 3834, section 2. */
import { expect, test } from 'vitest';
import { answer, arrived, PATHS, textOf } from './responding.js';

test.each([
  {
    of: 'the null sender',
    input: arrived('', 'Return-Path: <>\r\nDelivered-To: t@example.org\r\n'),
    code: 'no-answer-null-sender',
  },
  {
    of: 'an automatic answer',
    input: arrived('Auto-Submitted: auto-replied (vacation)\r\n'),
    code: 'no-answer-automatic',
  },
  { of: 'a generated mail', input: arrived('auto-submitted:auto-generated\r\n'), code: 'no-answer-automatic' },
  { of: 'bulk mail', input: arrived('Precedence: bulk\r\n'), code: 'no-answer-automatic' },
  { of: 'mail of a list', input: arrived('List-Unsubscribe: <mailto:x@example.net>\r\n'), code: 'no-answer-automatic' },
  {
    of: 'a delivery report',
    input: arrived('Content-Type: multipart/report; boundary=x\r\n'),
    code: 'no-answer-automatic',
  },
  { of: "Exchange's wish", input: arrived('X-Auto-Response-Suppress: DR, AutoReply\r\n'), code: 'no-answer-automatic' },
  { of: 'a list owner', input: arrived('', PATHS.replace('joe@', 'owner-list@')), code: 'no-answer-automatic' },
  { of: 'a mailer daemon', input: arrived('', PATHS.replace('joe@', 'MAILER-DAEMON@')), code: 'no-answer-automatic' },
  { of: 'a bounce address', input: arrived('', PATHS.replace('joe@', 'bounces+1=a@')), code: 'no-answer-automatic' },
  {
    of: 'the bounces of a list',
    input: arrived('', PATHS.replace('joe@', 'l-bounces+joe=x@')),
    code: 'no-answer-automatic',
  },
  { of: 'nobody who reads', input: arrived('', PATHS.replace('joe@', 'do_not_reply@')), code: 'no-answer-automatic' },
  { of: 'no-reply with a plus', input: arrived('', PATHS.replace('joe@', 'NoReply+1@')), code: 'no-answer-automatic' },
  { of: 'our own answer', input: arrived('X-Loop: SA-TEST@example.org\r\n'), code: 'no-answer-loop' },
  {
    of: 'our own address',
    input: arrived('', PATHS.replace('joe@football.example.com', 'sa-test@example.org')),
    code: 'no-answer-loop',
  },
  {
    of: 'too many hops',
    input: arrived('Received: from a by b; Wed, 25 Nov 2026 12:00:00 +0000\r\n'.repeat(30)),
    code: 'no-answer-loop',
  },
  { of: 'a quoted sender', input: arrived('', PATHS.replace('joe@', '"joe"@')), code: 'no-answer-sender' },
  {
    of: 'a route in the sender',
    input: arrived('', PATHS.replace('joe@', 'joe%evil.example@')),
    code: 'no-answer-sender',
  },
])('RFC 3834, section 2: $of is not answered, and why is told: $code', async ({ input, code }) => {
  const { status, out, err } = await answer(input);
  expect([status, out]).toEqual([0, '']);
  expect(err).toMatch(new RegExp(`^  note: Not answered: .* \\[${code}\\]\\n      .+\\.\\n$`));
  const japanese = await answer(input, ['--lang', 'ja']);
  expect(japanese.err).toMatch(
    new RegExp(`^  情報: 返信しません: .*。 \\[${code}\\]\\n|^.*返信しません: .*。 \\[${code}\\]\\n`),
  );
});

test.each([
  { of: 'Auto-Submitted: no', input: arrived('Auto-Submitted: no\r\n') },
  { of: 'Precedence: first-class', input: arrived('Precedence: first-class\r\n') },
  { of: "another program's X-Loop", input: arrived('X-Loop: other@example.org\r\n') },
  { of: 'an ordinary multipart mail', input: arrived('Content-Type: multipart/mixed; boundary=x\r\n') },
  { of: 'a sender with a plus', input: arrived('', PATHS.replace('joe@', 'joe+owner-x@')) },
  { of: 'a sender whose name begins like one', input: arrived('', PATHS.replace('joe@', 'bouncer@')) },
  { of: 'a sender who is replying', input: arrived('', PATHS.replace('joe@', 'norepl@')) },
  { of: 'some hops', input: arrived('Received: from a by b; Wed, 25 Nov 2026 12:00:00 +0000\r\n'.repeat(20)) },
])('$of is answered', async ({ input }) => {
  expect((await answer(input)).out).toMatch(/^From: "dkim-check" /m);
});

test.each([
  { of: 'a line break in the sender', args: ['--mail-from', 'a@example.com\r\nBcc: b@example.com'] },
  { of: 'a second address', args: ['--mail-from', 'a@example.com, b@example.com'] },
  { of: 'an angle bracket', args: ['--mail-from', 'a@example.com> SIZE=1 <b@example.com'] },
  { of: 'a NUL', args: ['--mail-from', 'a\u0000@example.com'] },
  { of: 'a sender of 100 kB', args: ['--mail-from', `${'a.'.repeat(50_000)}@example.com`] },
])('S-243: $of is never written to', async ({ args }) => {
  const { status, out, err } = await answer(arrived(), args);
  expect([status, out]).toEqual([0, '']);
  expect(err).toContain('[no-answer-sender]');
  expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(err.length).toBeLessThan(1000);
});

test('S-243: what the mail says reaches no field of the answer, and no line of its own', async () => {
  const evil = [
    'Return-Path: <a@example.com>',
    'Message-ID: <x>\r\n\tBcc: victim@example.com <y@z>',
    'Subject: =?utf-8?q?a=0d=0aBcc:_victim@example.com?= original\u000bX: y',
    'DKIM-Signature: v=1; a=rsa-sha256; d=Buy.now; s=Bcc:\u0007victim@example.com; b=AA==; bh=AA==; h=from',
    `DKIM-Signature: v=1; ${'Visit http://evil.example '.repeat(4000)}`,
    'From: a@example.com',
  ].join('\r\n');
  const { out } = await answer(`${evil}\r\n\r\nx\r\n`, ['--from', 't@example.org']);
  const [head = ''] = out.split('\r\n\r\n');
  expect(head).not.toMatch(/victim|Bcc|evil/i);
  const text = out.slice(0, out.indexOf('original.eml'));
  expect(text).not.toContain('\u0007');
  expect(text.length).toBeLessThan(6000);
});

test.each(['en', 'ja'])('no answer is large, whatever the mail was: %s', async (language) => {
  const domain = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(40)}.example`;
  const selector = 'd'.repeat(60);
  const tags = `s=${selector}; d=${domain}; h=from; b=${'A'.repeat(342)}==`;
  const dkim = `DKIM-Signature: v=1; a=rsa-sha256; i=${'u'.repeat(60)}@${domain}; bh=${'A'.repeat(43)}=; ${tags}; l=1\r\n`;
  const historic = `DomainKey-Signature: a=rsa-sha1; c=nofws; q=dns; ${tags}\r\n`;
  const rest = `Return-Path: <${'j'.repeat(60)}@${domain}>\r\nFrom: a@${domain}\r\nSubject: original ${language}\r\n\r\n`;
  const mail = `${dkim.repeat(20)}${historic.repeat(20)}${rest}`;
  const { out } = await answer(`${mail}${'x'.repeat(70)}\r\n`, ['--from', 't@example.org']);
  expect(out.indexOf('original.eml')).toBeGreaterThan(1000);
  expect(out.indexOf('original.eml')).toBeLessThan(25_000);
  const full = await answer(mail + `${'x'.repeat(98)}\r\n`.repeat((102_400 - mail.length) / 100), [
    '--from',
    't@example.org',
  ]);
  expect(full.out).toContain('original.eml');
  expect(full.out.length).toBeLessThan(170_000);
});

test('a thousand signatures make no answer of a thousand lines', async () => {
  const field = 'DomainKey-Signature: a=rsa-sha1; s=x; d=example.com; c=nofws; q=dns; b=AAAA\r\n';
  const { out } = await answer(arrived(field.repeat(40)));
  const text = textOf(out);
  expect(text).toMatch(/\.\.\. and \d+ more/);
  expect(text.split('\n').length).toBeLessThan(100);
});
