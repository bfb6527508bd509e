/** `respond --listen`: the SMTP and LMTP side of it. */
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { check } from './run-check.js';
import { dialogue, ending, endSessions, listening, mailTo, nextHop, signed } from './responding.js';

afterEach(endSessions);

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
  const hop = await nextHop(() => '451 4.3.0 Not now');
  const session = await listening(['--smtp', `127.0.0.1:${hop.port}`]);
  const replies = await dialogue(session.port, mailTo('joe@football.example.com', signed));
  expect(replies[5]).toMatch(/^451 4\.3\.0 /);
  expect((await session.end()).err).toMatch(
    / not-answered sender="joe@football\.example\.com" result=- code=no-answer-failed cause="/,
  );
});

test('mail that comes again because its answer was not taken finds its place in the hour, and so does mail of a list', async () => {
  let end = '451 4.3.0 Not now';
  const hop = await nextHop(() => end);
  const session = await listening(['--smtp', `127.0.0.1:${hop.port}`, '--rate-sender', '1', '--rate-all', '1']);
  const mail = mailTo('joe@football.example.com', signed);
  for (const again of [1, 2, 3])
    expect([again, (await dialogue(session.port, mail))[5]?.slice(0, 3)]).toEqual([again, '451']);
  const list = mailTo('joe@football.example.com', `List-Id: <x>\r\n${signed}`);
  expect((await dialogue(session.port, list))[5]).toMatch(/^250 /);
  end = '250 2.0.0 Ok';
  expect((await dialogue(session.port, mail))[5]).toMatch(/^250 /);
  expect((await session.end()).err).toMatch(/ answered sender="joe@football\.example\.com" result=pass code=-\n$/);
});

test('no-answer-refused: a sender that the next hop never takes is taken and dropped, 4xx comes again', async () => {
  const never = await nextHop(undefined, '550 5.1.1 No such user');
  const session = await listening(['--smtp', `127.0.0.1:${never.port}`, '--rate-all', '1']);
  const mail = mailTo('forged@example.com', signed);
  expect((await dialogue(session.port, mail))[5]).toMatch(/^250 /);
  expect((await dialogue(session.port, mail))[5]).toMatch(/^250 /); // such a sender counts among the answers of the hour
  const { err } = await session.end();
  expect(err).toMatch(
    /not-answered sender="forged@example\.com" result=pass code=no-answer-refused cause=".*550 5\.1\.1 No/,
  );
  expect(err).toContain('code=no-answer-rate');

  const later = await nextHop(undefined, '450 4.2.0 Greylisted');
  const second = await listening(['--smtp', `127.0.0.1:${later.port}`]);
  expect((await dialogue(second.port, mail))[5]).toMatch(/^451 /);
  const waiting = (await second.end()).err;
  expect(waiting).toContain('code=no-answer-failed');
  expect(waiting).not.toContain('no-answer-refused');
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

test('a sender in a domain of another script is answered in A-labels, however it is written', async () => {
  const hop = await nextHop();
  const session = await listening(['--smtp', `127.0.0.1:${hop.port}`]);
  for (const domain of ['xn--r8jz45g.example', Buffer.from('例え.example', 'utf8').toString('latin1')]) {
    const [hello = '', from = '', ...rest] = mailTo(`joe@${domain}`, signed);
    await dialogue(session.port, [hello, `${from} SMTPUTF8`, ...rest]);
  }
  const { err } = await session.end();
  expect(hop.got().match(/RCPT TO:<joe@xn--r8jz45g\.example>/g)).toHaveLength(2);
  expect(err.match(/ answered sender="joe@xn--r8jz45g\.example"/g)).toHaveLength(2);
});

test('a local part in another script is taken, and not answered', async () => {
  const session = await listening([]);
  const [hello = '', from = '', ...rest] = mailTo(Buffer.from('太郎@example.com', 'utf8').toString('latin1'), signed);
  expect((await dialogue(session.port, [hello, `${from} SMTPUTF8`, ...rest]))[5]).toMatch(/^250 /);
  expect((await session.end()).err).toContain('not-answered sender="太郎@example.com" result=- code=no-answer-sender');
});

test('the end of a mail is CRLF.CRLF alone: nothing in it begins another', async () => {
  const hop = await nextHop();
  const session = await listening(['--smtp', `127.0.0.1:${hop.port}`]);
  const hidden = 'x\n.\nMAIL FROM:<evil@example.com>\nRCPT TO:<a@example.org>\nDATA\n\n.\n';
  await dialogue(session.port, mailTo('joe@football.example.com', `Subject: x\r\n\r\n${hidden}\r\n`));
  const { err } = await session.end();
  expect(err.match(/ answered /g)).toHaveLength(1);
  expect(hop.got()).not.toContain('RCPT TO:<evil');
});

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
