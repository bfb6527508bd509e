import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { between, PATIENT, until } from './relay-between.js';
import type { RawClient } from './raw-client.js';

/** What the client hears at each step, up to the first that is not what it hoped for. */
async function heard(client: RawClient): Promise<{ at: string; reply: string }> {
  const steps: [string, string | null][] = [
    ['GREETING', null],
    ['EHLO', 'EHLO c'],
    ['MAIL', 'MAIL FROM:<a@x.example>'],
    ['RCPT', 'RCPT TO:<b@x.example>'],
    ['354', 'DATA'],
    ['END', 'x\r\n.'],
  ];
  for (const [at, line] of steps) {
    const reply = line === null ? await client.reply() : await client.say(line);
    if (!/^(?:2|354)/.test(reply)) return { at, reply };
  }
  return { at: 'QUIT', reply: await client.say('QUIT') };
}

/** Where the client hears of a failure at each place, and whether our code for a lost session is 421 or 451. */
const HEARD_AT = {
  GREETING: 'GREETING',
  EHLO: 'GREETING',
  MAIL: 'MAIL',
  RCPT: 'RCPT',
  DATA: 'END',
  END: 'END',
} as const;

test('S-186: a next hop that dies at any octet of the dialogue: 250 for the message only when it was said whole', async () => {
  const script = { EHLO: '250-next.example\r\n250 DSN', END: '250-2.0.0 Ok\r\n250 2.0.0 queued as ABC' };
  const replies = ['220 next.example ESMTP', script.EHLO, '250 2.1.0 Ok', '250 2.1.5 Ok', '354 go ahead', script.END];
  const whole = replies.reduce((sum, reply) => sum + reply.length + 2, 0);
  const promised: number[] = [];
  const refused: string[] = [];
  for (let diesAfter = 1; diesAfter <= whole; diesAfter += 1) {
    const { connect } = await between({ script, diesAfter });
    const client = await connect();
    const { at, reply } = await heard(client);
    if (at === 'QUIT') promised.push(diesAfter);
    else refused.push(reply.slice(0, 3));
  }
  expect(promised).toEqual([whole]);
  expect(refused).toHaveLength(whole - 1);
  expect(new Set(refused)).toEqual(new Set(['421', '451']));
});

test('S-188: 354 to MAIL is nonsense, 250 to DATA is, and 354 to the final dot leaves it unknown', async () => {
  for (const [place, code] of [
    ['MAIL', '354'],
    ['DATA', '250'],
    ['END', '354'],
  ] as const) {
    const { connect, nextHop } = await between({ script: { [place]: `${code} 2.0.0 what` } });
    const client = await connect();
    expect(await heard(client)).toMatchObject({ at: HEARD_AT[place], reply: expect.stringMatching(/^451 4\./) });
    expect(nextHop.messages()).toEqual([]);
  }
});

test('S-189: a next hop that refuses in its greeting is heard as it is', async () => {
  const { connect } = await between({ script: { GREETING: '554-no\r\n554 service here' } });
  const client = await connect();
  expect(await client.reply()).toBe('554-no\n554 service here');
  expect(await client.reply()).toBe('closed');
});

test('a next hop that is down: 421 at once with a reason, no enhanced code, logged', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await new Promise((resolve) => taken.close(resolve));
  for (const { relayTo, reply } of [
    {
      relayTo: { kind: 'tcp', host: '127.0.0.1', port } as const,
      reply: '421 proxy.example Service not available, the next hop refused the connection',
    },
    {
      relayTo: { kind: 'unix', path: '/nonexistent/socket' } as const,
      reply: '421 proxy.example Service not available, the next hop is not running',
    },
  ]) {
    const { connect, log } = await between({ relayTo });
    const client = await connect();
    expect(await client.reply()).toBe(reply);
    expect(await client.reply()).toBe('closed');
    expect(log).toMatchObject([{ level: 50, reason: expect.stringContaining('the next hop') }]);
  }
});

test.each([
  { said: '421 4.4.2 timeout', heard: '421 4.4.2 timeout' },
  { said: '', heard: '421 4.4.2 The connection to the next hop was lost; try again later' },
  { said: '250 2.0.0 surprise', heard: '421 4.3.0 The next hop does not speak proper SMTP; try again later' },
])(
  'S-189: a next hop that says "$said" and goes while the client is idle: heard at its next command',
  async ({ said, heard: reply }) => {
    for (const next of ['NOOP', 'MAIL FROM:<b@x.example>', 'RSET', 'FOO']) {
      const { greeted, nextHop } = await between({
        script: { MAIL: { reply: `250 2.1.0 Ok${said === '' ? '' : `\r\n${said}`}`, close: true } },
      });
      const client = await greeted();
      expect(await client.say('MAIL FROM:<a@x.example>')).toBe('250 2.1.0 Ok');
      await until(() => nextHop.sessions[0]?.closed === true);
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await client.say(next)).toBe(reply);
      expect(await client.reply()).toBe('closed');
    }
  },
);

test.each(['MAIL', 'RCPT', 'DATA', 'END'])(
  'S-189: 421 of the next hop to %s is heard as it is, and ends the session at once',
  async (place) => {
    const { greeted, nextHop } = await between({ script: { [place]: '421-4.3.2 one\r\n421 4.3.2 two' } });
    const client = await greeted();
    let heard = '';
    for (const line of ['MAIL FROM:<a@x.example>', 'RCPT TO:<b@x.example>', 'DATA', 'x\r\n.']) {
      heard = await client.say(line);
      if (!/^[23]/.test(heard)) break;
    }
    expect(heard).toBe('421-4.3.2 one\n421 4.3.2 two');
    expect(await client.reply()).toBe('closed');
    expect(nextHop.messages()).toEqual([]);
  },
);

test('S-216: QUIT is answered although the next hop has gone', async () => {
  const { greeted, nextHop } = await between({ script: { MAIL: { reply: '250 2.1.0 Ok', reset: true } } });
  const client = await greeted();
  await client.say('MAIL FROM:<a@x.example>');
  await until(() => nextHop.sessions[0]?.closed === true);
  expect(await client.say('QUIT')).toMatch(/^221 /);
});

test('S-213: an idle client gets 421; one that waits for a slow next hop is not idle', async () => {
  const idle = 1_000;
  const { connect } = await between({
    settings: { timeouts: { ...PATIENT, idle } },
    script: { END: { reply: '250 2.0.0 late', afterMs: idle * 2.5 } },
  });
  const waiting = await connect();
  waiting.write('EHLO c\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nx\r\n.\r\n');
  for (let at = 0; at < 5; at += 1) await waiting.reply();
  expect(await waiting.reply()).toBe('250 2.0.0 late');
  const silent = await connect();
  await silent.reply();
  expect(await silent.reply()).toMatch(/^421 4\.4\.2 /);
  expect(await silent.reply()).toBe('closed');
});

test('a client that goes before the next hop has greeted leaves nothing behind', async () => {
  const { connect, nextHop, relay } = await between({ script: { GREETING: { stall: true } } });
  const client = await connect();
  await until(() => nextHop.sessions.length === 1);
  client.socket.destroy();
  await until(() => relay.sessions() === 0 && nextHop.sessions[0]?.closed === true);
  expect(nextHop.sessions[0]?.commands).toEqual([]);
});
