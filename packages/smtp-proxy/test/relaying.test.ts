import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { MessageHandler } from '../src/types.js';
import { between, passThrough, until } from './relay-between.js';
import { rawClient, type RawClient } from './raw-client.js';
import { scriptedNextHop } from './scripted-next-hop.js';

const report = { level: 'info', message: 'handled', fields: { a: 1 } } as const;

/** From MAIL to the reply to the final dot. */
async function send(client: RawClient, message: string): Promise<string> {
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  return client.say(`${message}.`);
}

test('S-186, S-187: a mail passes, and each reply is the next hop’s own', async () => {
  const { greeted, nextHop, log } = await between({
    script: {
      MAIL: '250-2.1.0 first\r\n250-second\r\n250 2.1.0 third',
      RCPT: ['250 2.1.5 Ok', '251 2.1.5 will forward', '452 4.5.3 too many', '550-5.1.1 no\r\n550 5.1.1 such user'],
    },
  });
  const client = await greeted();
  expect(await client.say('MAIL FROM:<a@x.example>')).toBe('250-2.1.0 first\n250-second\n250 2.1.0 third');
  expect(await client.say('RCPT TO:<b@x.example>')).toBe('250 2.1.5 Ok');
  expect(await client.say('RCPT TO:<c@x.example>')).toBe('251 2.1.5 will forward');
  expect(await client.say('RCPT TO:<d@x.example>')).toBe('452 4.5.3 too many');
  expect(await client.say('RCPT TO:<e@x.example>')).toBe('550-5.1.1 no\n550 5.1.1 such user');
  expect(await client.say('DATA')).toMatch(/^354 /);
  expect(await client.say('Subject: x\r\n\r\n..dots\r\n.')).toBe('250 2.0.0 Ok: queued as ABC123');
  expect(await client.say('QUIT')).toMatch(/^221 2\.0\.0 /);
  await client.closed;
  expect(nextHop.messages().map(String)).toEqual(['Subject: x\r\n\r\n.dots\r\n']);
  expect(log).toMatchObject([
    {
      msg: 'passed',
      client: '127.0.0.1',
      ident: null,
      nextHopReply: '250 2.0.0 Ok: queued as ABC123',
      nextHopQueueId: 'ABC123',
      size: 21,
      recipients: 2,
      outcome: 'relayed',
    },
  ]);
  await until(() => nextHop.sessions[0]?.commands.at(-1) === 'QUIT');
});

test('DATA goes to the next hop only when the message is whole and decided on', async () => {
  let decide: (() => void) | undefined;
  const handle: MessageHandler = async (message, context) => {
    await new Promise<void>((resolve) => {
      decide = resolve;
    });
    return passThrough(message, context);
  };
  const { greeted, nextHop } = await between({ handle });
  const client = await greeted();
  const sent = send(client, 'a\r\n');
  await until(() => decide !== undefined);
  expect(nextHop.sessions[0]?.commands.slice(1)).toEqual(['MAIL FROM:<a@x.example>', 'RCPT TO:<b@x.example>']);
  decide?.();
  expect(await sent).toMatch(/^250 /);
});

test('what the handler decides is done: lines on top, ranges out, the report with the outcome', async () => {
  const { greeted, nextHop, log } = await between({
    handle: async (message) => {
      expect(message.envelope).toMatchObject({
        mail: 'MAIL FROM:<"a>b"@x.example> BODY=8bitmime smtputf8 SIZE=3',
        sender: '"a>b"@x.example',
        eightBitMime: true,
        smtpUtf8: true,
        recipients: ['RCPT TO:<b@x.example>'],
        receivedAt: 1_700_000_000,
      });
      expect(message.client).toMatchObject({ address: '127.0.0.1', helo: 'client.example' });
      expect(message.nextHopKeywords.has('CHUNKING')).toBe(true);
      const pieces: Uint8Array[] = [];
      for await (const piece of message.read()) pieces.push(piece);
      expect(Buffer.concat(pieces).toString()).toBe('A: 1\r\nB: 2\r\n\r\n.\r\n');
      return { action: 'relay', top: Buffer.from('.Top: 1\r\n'), remove: [{ start: 6, end: 12 }], report };
    },
  });
  const client = await greeted();
  await client.say('MAIL FROM:<"a>b"@x.example> BODY=8bitmime smtputf8 SIZE=3');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  expect(await client.say('A: 1\r\nB: 2\r\n\r\n..\r\n.')).toMatch(/^250 /);
  expect(nextHop.sessions[0]?.wire.map(String)).toEqual(['..Top: 1\r\nA: 1\r\n\r\n..\r\n']);
  expect(log).toMatchObject([{ msg: 'handled', a: 1, outcome: 'relayed' }]);
});

test('S-203: an empty message leaves as our lines and nothing else', async () => {
  const { greeted, nextHop } = await between({
    handle: async () => ({ action: 'relay', top: Buffer.from('T: 1\r\n'), remove: [], report }),
  });
  const client = await greeted();
  expect(await send(client, '')).toMatch(/^250 /);
  expect(nextHop.sessions[0]?.wire.map(String)).toEqual(['T: 1\r\n']);
});

test('a refusal of ours sends RSET, and the session goes on', async () => {
  let refuse = true;
  const { greeted, nextHop, log } = await between({
    handle: async (message, context) => {
      if (!refuse) return passThrough(message, context);
      refuse = false;
      return { action: 'refuse', reply: { code: 550, lines: ['5.7.1 no \u001b[1m', 'b\r\n250 c'] }, report };
    },
  });
  const client = await greeted();
  expect(await send(client, 'bad\r\n')).toBe('550-5.7.1 no ?[1m\n550 b??250 c');
  expect(await send(client, 'good\r\n')).toMatch(/^250 /);
  expect(nextHop.sessions[0]?.commands.map((line) => line.split(' ')[0])).toEqual([
    'EHLO',
    'MAIL',
    'RCPT',
    'RSET',
    'MAIL',
    'RCPT',
    'DATA',
  ]);
  expect(nextHop.messages().map(String)).toEqual(['good\r\n']);
  expect(log).toMatchObject([{ msg: 'handled', outcome: 'refused', nextHopReply: null }, { outcome: 'relayed' }]);
});

test('a handler that fails costs a retry, never a message', async () => {
  let fail = true;
  const { greeted, nextHop, log } = await between({
    handle: async (message, context) => {
      if (!fail) return passThrough(message, context);
      fail = false;
      throw new Error('broken');
    },
  });
  const client = await greeted();
  expect(await send(client, 'a\r\n')).toMatch(/^451 4\.3\.0 /);
  expect(log).toMatchObject([{ level: 50, err: { message: 'broken' } }]);
  expect(await send(client, 'a\r\n')).toMatch(/^250 /);
  expect(nextHop.messages()).toHaveLength(1);
});

test('a report that can’t be logged does not change the outcome', async () => {
  const broken = {
    get reason(): string {
      throw new Error('no reason');
    },
  };
  const { greeted, nextHop, log } = await between({
    handle: async () => ({
      action: 'relay',
      top: Buffer.of(),
      remove: [],
      report: { level: 'info', message: 'm', fields: broken },
    }),
  });
  const client = await greeted();
  expect(await send(client, 'a\r\n')).toMatch(/^250 /);
  expect(nextHop.messages()).toHaveLength(1);
  expect(log).toMatchObject([{ level: 50, outcome: 'relayed', err: { message: 'no reason' } }]);
});

test('a fault of this program ends the session with 421, never with silence', async () => {
  const { connect, log } = await between({
    settings: {
      allow: () => {
        throw new Error('broken');
      },
    },
  });
  const client = await connect();
  expect(await client.reply()).toMatch(/^421 /);
  expect(await client.reply()).toBe('closed');
  expect(log).toMatchObject([{ level: 50, err: { message: 'broken' } }]);
});

test('ranges that overlap are a fault of the handler: nothing is sent', async () => {
  const { greeted, nextHop } = await between({
    handle: async () => ({
      action: 'relay',
      top: Buffer.of(),
      remove: [
        { start: 2, end: 3 },
        { start: 0, end: 1 },
      ],
      report,
    }),
  });
  const client = await greeted();
  expect(await send(client, 'abc\r\n')).toMatch(/^451 4\.3\.0 /);
  expect(await client.say('NOOP')).toMatch(/^421 /); // DATA had been said already, so that session is over
  expect(nextHop.messages()).toEqual([]);
});

test('S-193: DATA without an accepted recipient is refused, and the next hop sees none', async () => {
  const { greeted, nextHop } = await between({ script: { RCPT: '550 5.1.1 no' } });
  const client = await greeted();
  expect(await client.say('DATA')).toMatch(/^503 5\.5\.1 /);
  client.write('MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n');
  expect([await client.reply(), await client.reply(), await client.reply()]).toEqual([
    '250 2.1.0 Ok',
    '550 5.1.1 no',
    '554 5.5.1 No valid recipients',
  ]);
  expect(nextHop.sessions[0]?.commands).not.toContain('DATA');
});

test('S-193: a next hop that refuses DATA is our reply to the end of data, and keeps no recipients', async () => {
  const { greeted, nextHop } = await between({ script: { DATA: ['451 4.3.0 not now', '354 go'] } });
  const client = await greeted();
  expect(await send(client, 'a\r\n')).toBe('451 4.3.0 not now');
  expect(await send(client, 'b\r\n')).toMatch(/^250 /);
  expect(nextHop.sessions[0]?.commands.map((line) => line.split(' ')[0])).toEqual([
    'EHLO',
    'MAIL',
    'RCPT',
    'DATA',
    'RSET',
    'MAIL',
    'RCPT',
    'DATA',
  ]);
});

test.each([
  { end: '550-5.6.0 bad\r\n550 5.6.0 content', heard: '550-5.6.0 bad\n550 5.6.0 content' },
  { end: '452 4.3.1 full', heard: '452 4.3.1 full' },
])('S-187: the end of data gets the next hop’s refusal $heard', async ({ end, heard }) => {
  const { greeted, log } = await between({ script: { END: [end, '250 2.0.0 Ok id=1xY-2'] } });
  const client = await greeted();
  expect(await send(client, 'a\r\n')).toBe(heard);
  expect(await send(client, 'a\r\n')).toMatch(/^250 /);
  expect(log).toMatchObject([{ outcome: 'refused by next hop' }, { outcome: 'relayed', nextHopQueueId: '1xY-2' }]);
});

test('S-191: a client that is lost before its end of data: the next hop has seen no DATA', async () => {
  for (const how of ['end', 'resetAndDestroy'] as const) {
    const { greeted, nextHop, relay } = await between({
      settings: { spool: { dir: '/tmp', threshold: 10, memory: 0, limit: null } },
    });
    const client = await greeted();
    await client.say('MAIL FROM:<a@x.example>');
    await client.say('RCPT TO:<b@x.example>');
    await client.say('DATA');
    client.write('half a message that is longer than the threshold\r\n');
    client.socket[how]();
    await until(() => relay.sessions() === 0 && nextHop.sessions[0]?.closed === true);
    expect(nextHop.sessions[0]?.commands.slice(3)).toEqual(['QUIT']);
  }
});

test.each(['end', 'resetAndDestroy'] as const)(
  'S-191: a client that goes (%s) while we work on its message: nothing is sent',
  async (how) => {
    let aborted = false;
    let started = false;
    const { greeted, nextHop, relay } = await between({
      handle: async (message, context) => {
        started = true;
        await new Promise<void>((resolve) => {
          context.signal.addEventListener('abort', () => resolve());
        });
        aborted = true;
        return passThrough(message, context);
      },
    });
    const client = await greeted();
    void send(client, 'a\r\n');
    await until(() => started);
    client.socket[how]();
    await until(() => aborted && relay.sessions() === 0 && nextHop.sessions[0]?.closed === true);
    expect(nextHop.sessions[0]?.commands).not.toContain('DATA');
  },
);

test('S-191: a client that closes its side behind QUIT has not gone', async () => {
  let go: (() => void) | undefined;
  const { greeted, nextHop } = await between({
    handle: async (message, context) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return passThrough(message, context);
    },
  });
  const client = await greeted();
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  client.write('a\r\n.\r\nQUIT\r\n');
  client.socket.end();
  await until(() => go !== undefined);
  await new Promise((resolve) => setTimeout(resolve, 20)); // the close has time to be seen, whether it is or not
  go?.();
  expect(await client.reply()).toMatch(/^250 /);
  expect(await client.reply()).toMatch(/^221 /);
  expect(nextHop.messages()).toHaveLength(1);
});

test('S-191: a client that goes while its message goes out: the next hop gets no final dot', async () => {
  let paused = false;
  const { greeted, nextHop, relay } = await between({
    onBody(socket, octets) {
      if (octets < 100_000) return;
      socket.pause();
      paused = true;
    },
  });
  const client = await greeted();
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  client.write(`${'x'.repeat(20_000_000)}\r\n.\r\n`);
  await until(() => paused);
  client.socket.resetAndDestroy();
  await until(() => relay.sessions() === 0);
  expect(nextHop.messages()).toEqual([]);
});

test('S-192: 250 before the final dot promises nothing: the client keeps its mail', async () => {
  let said = false;
  const { greeted, nextHop } = await between({
    onBody(socket) {
      if (said) return;
      said = true;
      socket.write('250 2.0.0 Ok: queued as EARLY\r\n');
    },
  });
  const client = await greeted();
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  client.write(`${'x'.repeat(20_000_000)}\r\n.\r\n`);
  expect(await client.reply()).toMatch(/^4\d\d /);
  expect(said).toBe(true);
  expect(nextHop.messages()).toEqual([]);
});

test('S-204: a message that begins with a continuation is marked, or refused where that is asked for', async () => {
  for (const firstLine of ['guard', 'reject'] as const) {
    let marked: boolean | undefined;
    const { greeted } = await between({
      settings: { firstLine },
      handle: async (message, context) => {
        marked = message.startsWithContinuation;
        return passThrough(message, context);
      },
    });
    const client = await greeted();
    expect(await send(client, ' x\r\n')).toMatch(firstLine === 'guard' ? /^250 / : /^550 5\.6\.0 /);
    expect(marked).toBe(firstLine === 'guard' ? true : undefined);
    expect(await send(client, 'x\r\n')).toMatch(/^250 /);
    expect(marked).toBe(false);
  }
});

test('S-207: a message that can’t be kept is tried again later, and the session goes on', async () => {
  const { greeted, nextHop } = await between({
    settings: { spool: { dir: '/nonexistent/folder', threshold: 1000, memory: 0, limit: null } },
  });
  const client = await greeted();
  expect(await send(client, `${'x'.repeat(500_000)}\r\n`)).toMatch(/^451 4\.3\.0 /);
  expect(await send(client, 'small\r\n')).toMatch(/^250 /);
  expect(nextHop.messages().map(String)).toEqual(['small\r\n']);
});

test('keepalive: the next hop gets NOOP while we work, and the mail passes', async () => {
  let go: (() => void) | undefined;
  const { greeted, nextHop } = await between({
    settings: { keepaliveMs: 5 },
    handle: async (message, context) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return passThrough(message, context);
    },
  });
  const client = await greeted();
  const sent = send(client, 'a\r\n');
  await until(() => (nextHop.sessions[0]?.commands.filter((line) => line === 'NOOP').length ?? 0) >= 2);
  go?.();
  expect(await sent).toMatch(/^250 /);
});

test('S-216: a hundred messages in one session, none with anything of another', async () => {
  const { greeted, nextHop } = await between();
  const client = await greeted();
  for (let at = 0; at < 100; at += 1) expect(await send(client, `${at}\r\n`)).toMatch(/^250 /);
  expect(nextHop.messages().map(String)).toEqual(Array.from({ length: 100 }, (_, at) => `${at}\r\n`));
  expect(nextHop.sessions).toHaveLength(1);
});

test('both sides may be unix sockets, whose peer has no address', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'relaying-'));
  const behind = await scriptedNextHop({}, { listen: join(folder, 'next-hop') });
  onTestFinished(() => behind.close());
  const asked: (string | null)[] = [];
  const { relay, log } = await between({
    relayTo: { kind: 'unix', path: join(folder, 'next-hop') },
    settings: { allow: (address) => asked.push(address) > 0 },
    handle: (message, context) => {
      asked.push(message.client.address);
      return passThrough(message, context);
    },
  });
  await relay.listen({ kind: 'unix', path: join(folder, 'proxy') });
  const client = await rawClient({ path: join(folder, 'proxy') });
  await client.reply();
  expect(await send(client, 'a\r\n')).toMatch(/^250 /);
  expect(asked).toEqual([null, null]);
  expect(behind.messages().map(String)).toEqual(['a\r\n']);
  expect(log).toMatchObject([{ client: 'unix socket' }]);
});
