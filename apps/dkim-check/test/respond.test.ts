import { readFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, expect, test } from 'vitest';
import { check, openFolder, vector, type Outcome } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const dns = vector('rfc6376-A.2.dns.json');
const signed = readFileSync(vector('rfc6376-A.2.eml'), 'latin1');
const PATHS = 'Return-Path: <joe@football.example.com>\r\nDelivered-To: sa-test@example.org\r\n';

/** A mail as Postfix hands it over, with fields of its own above. */
const arrived = (fields = '', paths = PATHS): string => `${paths}${fields}${signed}`;
const answer = (input: string, args: readonly string[] = []): Promise<Outcome> =>
  check(['respond', '-', '--records', dns, ...args], { input });

/** The one text part of a reply, decoded. */
function textOf(reply: string): string {
  const [head = '', ...rest] = reply.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  return /quoted-printable/i.test(head)
    ? Buffer.from(
        body
          .replaceAll(/=\r\n/g, '')
          .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16))),
        'latin1',
      ).toString('utf8')
    : body;
}

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
  { of: 'some hops', input: arrived('Received: from a by b; Wed, 25 Nov 2026 12:00:00 +0000\r\n'.repeat(20)) },
])('$of is answered', async ({ input }) => {
  expect((await answer(input)).out).toMatch(/^From: "dkim-check" /m);
});

test('who gets the answer: --mail-from, else Return-Path; who sends it: --from, else where the mail was delivered', async () => {
  const { out } = await answer(arrived(), ['--mail-from', 'me@example.net', '--from', 'judge@example.net']);
  expect(out).toMatch(/^To: me@example\.net$/m);
  expect(out).toMatch(/^From: "dkim-check" <judge@example\.net>$/m);
  const nobody = await answer(signed);
  expect([nobody.status, nobody.err]).toEqual([2, expect.stringContaining('Give --mail-from ADDRESS.')]);
  expect((await answer(signed, ['--lang', 'ja'])).err).toContain('返信の宛先が分かりません');
  const noFrom = await answer(signed, ['--mail-from', 'me@example.net']); // To is the sender's to choose
  expect([noFrom.status, noFrom.err]).toEqual([2, expect.stringContaining('--from is needed.')]);
  expect((await answer(arrived(), ['--mail-from', '<>'])).err).toContain('[no-answer-null-sender]');
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

test('a thousand signatures make no answer of a thousand lines', async () => {
  const field = 'DomainKey-Signature: a=rsa-sha1; s=x; d=example.com; c=nofws; q=dns; b=AAAA\r\n';
  const { out } = await answer(arrived(field.repeat(40)));
  const text = textOf(out);
  expect(text).toMatch(/\.\.\. and \d+ more/);
  expect(text.split('\n').length).toBeLessThan(100);
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
  { args: ['-', '--lmtp'], says: '--lmtp goes only with --listen.' },
  { args: ['-', '--from', 'a b@example.org'], says: '--from a b@example.org: write a plain address' },
  { args: ['-', '--rate-all', '0'], says: '--rate-all 0: write a number from 1 to 999999' },
])('wrong usage: $says', async ({ args, says }) => {
  const { status, err } = await check(['respond', ...args], { input: arrived() });
  expect([status, err]).toEqual([2, expect.stringContaining(says)]);
});

// The listener.

interface Session {
  readonly port: number;
  /** Standard error so far. */
  readonly log: () => string;
  readonly end: () => Promise<Outcome>;
}

/** What tells a program to end: `stop` resolves `told`. */
function ending(): { told: Promise<void>; stop: () => void } {
  const controller = new AbortController();
  const told = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()));
  return { told, stop: () => controller.abort() };
}

/** Runs `respond --listen` until it is told to end. */
async function listening(args: readonly string[]): Promise<Session> {
  let text = '';
  const { told, stop } = ending();
  let outcome: Promise<Outcome> | undefined;
  const port = await new Promise<number>((resolve, reject) => {
    const running = check(['respond', '--listen', '127.0.0.1:0', '--records', dns, ...args], {
      told,
      onErr(piece) {
        text += piece;
        const [, found] = /^listening .*:(\d+)$/m.exec(text) ?? [];
        if (found !== undefined) resolve(Number(found));
      },
    });
    running.then(({ err }) => reject(new Error(err)), reject);
    outcome = running;
  });
  const ended = outcome ?? Promise.reject(new Error('never started'));
  const session = {
    port,
    log: () => text,
    end: () => {
      stop();
      return ended;
    },
  };
  sessions.push(session);
  return session;
}

const sessions: Session[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.end();
  for (const server of servers.splice(0)) server.close();
});

/** Says each line when the last one was answered, the message in one go; the replies, last lines of each. */
function dialogue(
  port: number,
  lines: readonly string[],
  onReply: (reply: string) => void = () => {},
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const replies: string[] = [];
    const rest = [...lines];
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\r\n'); end !== -1; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (line[3] === '-') continue;
        replies.push(line);
        onReply(line);
        const next = rest.shift();
        if (next !== undefined) socket.write(`${next}\r\n`, 'latin1');
      }
    });
    socket.on('close', () => resolve(replies));
    socket.on('error', reject);
  });
}

/** A next hop that keeps what it gets; it answers the end of data with `end`. */
async function nextHop(end = '250 2.0.0 Ok'): Promise<{ port: number; got: () => string }> {
  let got = '';
  const server = createServer((socket) => {
    socket.write('220 hop.example ESMTP\r\n');
    let isData = false;
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      got += text;
      if (isData) {
        if (!got.endsWith('\r\n.\r\n')) return;
        isData = false;
        socket.write(`${end}\r\n`);
      } else if (text.startsWith('DATA')) {
        isData = true;
        socket.write('354 Go on\r\n');
      } else if (text.startsWith('QUIT')) socket.end('221 Bye\r\n');
      else socket.write('250 Ok\r\n');
    });
    socket.on('error', () => {});
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, got: () => got };
}

const mailTo = (from: string, message: string): readonly string[] => [
  'EHLO client.example',
  `MAIL FROM:<${from}>`,
  'RCPT TO:<sa-test@example.org>',
  'DATA',
  `${message}.`,
  'QUIT',
];

test('--listen: the answer goes to --smtp with the null sender, one line a mail is logged, and it ends when told', async () => {
  const hop = await nextHop();
  const session = await listening(['--smtp', `127.0.0.1:${hop.port}`]);
  const replies = await dialogue(session.port, mailTo('joe@football.example.com', signed));
  expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['220', '250', '250', '250', '354', '250', '221']);
  expect(hop.got()).toMatch(/\r\nMAIL FROM:<>[^\r]*\r\nRCPT TO:<joe@football\.example\.com>\r\n/);
  expect(hop.got()).toContain('From: "dkim-check" <sa-test@example.org>\r\n');
  const { status, err } = await session.end();
  expect(status).toBe(0);
  expect(err).toBe(
    `listening 127.0.0.1:${session.port}\n` +
      '2026-11-25T12:00:00.000Z answered sender="joe@football.example.com" result=pass code=-\n',
  );
});

test('--lmtp speaks LMTP, with a reply for each recipient', async () => {
  const hop = await nextHop();
  const session = await listening(['--lmtp', '--smtp', `127.0.0.1:${hop.port}`]);
  const lines = ['LHLO client.example', ...mailTo('joe@football.example.com', signed).slice(1)];
  lines.splice(3, 0, 'RCPT TO:<other@example.org>');
  const replies = await dialogue(session.port, lines);
  expect(replies.filter((reply) => reply.startsWith('250 '))).toHaveLength(6); // LHLO, MAIL, 2 RCPT, 2 at the end
  expect(hop.got().match(/^Subject: /gm)).toHaveLength(1);
});

test('a next hop that does not take the answer: the mail is to come again, and the log says so', async () => {
  const hop = await nextHop('451 4.3.0 Not now');
  const session = await listening(['--smtp', `127.0.0.1:${hop.port}`]);
  const replies = await dialogue(session.port, mailTo('joe@football.example.com', signed));
  expect(replies[5]).toMatch(/^451 4\.3\.0 /);
  expect((await session.end()).err).toMatch(
    / not-answered sender="joe@football\.example\.com" result=- code=failed cause="/,
  );
});

test('no answer to the null sender, and no more than --rate-sender and --rate-all allow; the mail is taken all the same', async () => {
  const hop = await nextHop();
  const session = await listening(['--smtp', `127.0.0.1:${hop.port}`, '--rate-sender', '1', '--rate-all', '2']);
  for (const from of ['', 'a@example.com', 'A@example.com', 'b@example.com', 'c@example.com']) {
    expect((await dialogue(session.port, mailTo(from, signed)))[5]).toMatch(/^250 /);
  }
  const { err } = await session.end();
  expect(err.split('\n').map((line) => /code=(\S+)/.exec(line)?.[1])).toEqual([
    undefined,
    'no-answer-null-sender',
    '-',
    'no-answer-rate',
    '-',
    'no-answer-rate',
    undefined,
  ]);
  expect(hop.got().match(/^Subject: /gm)).toHaveLength(2);
});

test('too large a mail, too many recipients and too many sessions are refused', async () => {
  const session = await listening([]);
  const large = `Subject: x\r\n\r\n${`${'x'.repeat(98)}\r\n`.repeat(105_000)}`;
  const replies = await dialogue(session.port, mailTo('a@example.com', large));
  expect(replies[5]).toMatch(/^552 /);
  const many = Array.from({ length: 11 }, (_, at) => `RCPT TO:<a${at}@example.org>`);
  const crowd = await dialogue(session.port, ['EHLO x.example', 'MAIL FROM:<a@example.com>', ...many, 'QUIT']);
  expect(crowd[12]).toMatch(/^250 /);
  expect(crowd[13]).toMatch(/^452 /);
  const sockets = Array.from({ length: 20 }, () => connect(session.port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('data', resolve))));
  expect((await dialogue(session.port, []))[0]).toMatch(/^421 /);
  for (const socket of sockets) socket.destroy();
});

test('told to end, it still answers the mail that is under way, and waits for no session that says nothing', async () => {
  const hop = await nextHop();
  const session = await listening(['--smtp', `127.0.0.1:${hop.port}`]);
  const idle = connect(session.port, '127.0.0.1');
  await new Promise((resolve) => idle.once('data', resolve));
  const replies = await dialogue(session.port, mailTo('joe@football.example.com', signed), (reply) => {
    if (reply.startsWith('354')) void session.end();
  });
  expect(replies[5]).toMatch(/^250 /);
  expect(await session.end()).toMatchObject({ status: 0, err: expect.stringContaining(' answered sender="joe@') });
  idle.destroy();
}, 20_000);

test('S-243: a sender can end neither the log line nor its quotes', async () => {
  const session = await listening([]);
  await dialogue(session.port, mailTo('a"\u202eanswered="@example.com', signed));
  await dialogue(session.port, mailTo('a"answered="@example.com', signed));
  await dialogue(session.port, mailTo('a\u001b@example.com', signed));
  const { err } = await session.end();
  expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]|^\S+ answered/m);
  expect(err).toContain(String.raw`not-answered sender="a\"answered=\"@example.com" result=- code=no-answer-sender`);
});

test('an address that others can reach is warned of, one that is taken ends it with status 1', async () => {
  const open = await listening([]);
  expect(open.log()).not.toContain('listen-not-loopback');
  const { told, stop } = ending();
  const outcome = check(['respond', '--listen', '0.0.0.0:0'], {
    told,
    onErr: (text) => text.startsWith('listening') && stop(),
  });
  expect((await outcome).err).toMatch(/^ {2}warning: 0\.0\.0\.0 can be reached .* \[listen-not-loopback\]\n/);
  const taken = await check(['respond', '--listen', `127.0.0.1:${open.port}`, '--lang', 'ja']);
  expect([taken.status, taken.err]).toEqual([
    1,
    expect.stringContaining(`127.0.0.1:${open.port} で待ち受けできません`),
  ]);
});
