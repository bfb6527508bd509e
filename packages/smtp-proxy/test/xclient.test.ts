/** XCLIENT from clients that may speak for others, and to a next hop that takes it. Postfix XCLIENT_README; S-224, S-227. */
import { expect, test } from 'vitest';
import { between, passThrough, until, type Between } from './relay-between.js';
import type { RawClient } from './raw-client.js';
import type { Script } from './scripted-next-hop.js';

const XFORWARD = 'XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT';
const XCLIENT = 'XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT';

const OFFER = `250-next.example\r\n250-${XFORWARD}\r\n250 ${XCLIENT}`;

/** A next hop that takes XCLIENT, each time with its greeting. */
const takesXclient: Script = { EHLO: OFFER, XCLIENT: '220 next.example' };

const loopbackOnly = (address: string | null): boolean => address === '127.0.0.1';

const said = ({ nextHop }: Between): readonly string[] =>
  (nextHop.sessions[0]?.commands ?? []).filter((line) => !/^(?:RCPT|DATA|QUIT)/.test(line));

async function deliver(client: RawClient): Promise<string> {
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  return client.say('x\r\n.');
}

test('S-227: what XCLIENT told travels on as XFORWARD, message after message, and the session begins anew', async () => {
  const facts: unknown[] = [];
  const world = await between({
    handle(message, context) {
      const { address, port, helo, xforward } = message.client;
      facts.push([address, port, helo, xforward.get('ADDR'), xforward.get('HELO'), xforward.get('IDENT')]);
      return passThrough(message, context);
    },
  });
  const client = await world.greeted();
  expect(await client.say('XCLIENT NAME=spike.example ADDR=IPV6:2001:DB8::1 PORT=4711 PROTO=ESMTP HELO=a+2Bb')).toBe(
    '220 proxy.example ESMTP',
  );
  expect(await client.say('EHLO other.example')).not.toContain('XCLIENT'); // it speaks as that client now
  for (let mails = 0; mails < 2; mails += 1) expect(await deliver(client)).toMatch(/^250 /);
  const xforward =
    'XFORWARD NAME=spike.example ADDR=IPV6:2001:DB8::1 PORT=4711 PROTO=ESMTP HELO=a+2Bb IDENT=[UNAVAILABLE] SOURCE=[UNAVAILABLE]';
  expect(said(world)).toEqual([
    'EHLO proxy.example',
    xforward,
    'MAIL FROM:<a@x.example>',
    xforward,
    'MAIL FROM:<a@x.example>',
  ]);
  const fact = ['2001:db8::1', 4711, 'other.example', 'IPV6:2001:DB8::1', 'a+b', null];
  expect(facts).toEqual([fact, fact]);
  expect(world.log).toContainEqual(
    expect.objectContaining({
      msg: expect.stringContaining('(XCLIENT)'),
      told: expect.objectContaining({ PORT: '4711' }),
    }),
  );
});

test('S-227: told in several commands; ADDR takes the right to more away, and the rights are those of the told client', async () => {
  const world = await between({ settings: { xclientAllowed: loopbackOnly, xforwardAllowed: loopbackOnly } });
  const client = await world.greeted();
  for (const part of ['NAME=spike.example', 'PORT=4711', 'ADDR=192.0.2.1']) {
    expect(await client.say(`XCLIENT ${part}`)).toMatch(/^220 /);
  }
  expect(await client.say('XCLIENT ADDR=127.0.0.1')).toMatch(/^550 5\.7\.1 /);
  const offered = await client.say('EHLO other.example');
  expect(offered).not.toContain('XCLIENT');
  expect(offered).not.toContain('XFORWARD');
  expect(await client.say('XFORWARD ADDR=192.0.2.9')).toMatch(/^550 5\.7\.1 /);
  await deliver(client);
  expect(said(world)[1]).toMatch(/^XFORWARD NAME=spike\.example ADDR=192\.0\.2\.1 PORT=4711 PROTO=\[UNAVAILABLE\] /);
});

test.each(['[UNAVAILABLE]', '[TEMPUNAVAIL]'])(
  'S-227: ADDR=%s: nobody’s rights, and nobody’s address for what the handler trusts',
  async (value) => {
    const told: unknown[] = [];
    const world = await between({
      handle(message, context) {
        told.push(message.client.xforward.get('ADDR'));
        return passThrough(message, context);
      },
    });
    const client = await world.greeted();
    expect(await client.say(`XCLIENT NAME=${value} ADDR=${value}`)).toMatch(/^220 /);
    expect(await client.say('EHLO other.example')).not.toMatch(/XCLIENT|XFORWARD/);
    await deliver(client);
    expect(said(world)[1]).toMatch(/^XFORWARD NAME=\[UNAVAILABLE\] ADDR=\[UNAVAILABLE\] /); // XFORWARD has no other word
    expect(told).toEqual([null]);
  },
);

test('S-227: XFORWARD of a client that may goes before what XCLIENT told', async () => {
  const world = await between();
  const client = await world.greeted();
  await client.say('XCLIENT ADDR=192.0.2.1');
  await client.say('EHLO other.example');
  expect(await client.say('XFORWARD ADDR=192.0.2.2')).toMatch(/^250 /);
  await deliver(client);
  await deliver(client);
  expect(said(world).filter((line) => line.startsWith('XFORWARD'))).toEqual([
    expect.stringContaining(' ADDR=192.0.2.2 '),
    expect.stringContaining(' ADDR=192.0.2.1 '),
  ]);
});

test('S-223, S-227: what XFORWARD said before XCLIENT was of another client, and is forgotten', async () => {
  const world = await between();
  const client = await world.greeted();
  expect(await client.say('XFORWARD NAME=before.example ADDR=192.0.2.2')).toMatch(/^250 /);
  expect(await client.say('XCLIENT ADDR=192.0.2.1')).toMatch(/^220 /);
  await client.say('EHLO other.example');
  await deliver(client);
  expect(said(world).filter((line) => line.startsWith('XFORWARD'))).toEqual([
    expect.stringMatching(/^XFORWARD NAME=\[UNAVAILABLE\] ADDR=192\.0\.2\.1 /),
  ]);
});

test('S-224, S-227: XCLIENT that may not be, at a wrong time or with wrong values changes nothing', async () => {
  const world = await between();
  const client = await world.greeted();
  for (const bad of [
    '',
    'ADDR',
    'FOO=x',
    'ADDR=mail.example',
    'PORT=65536',
    'NAME=a+0D+0AMAIL',
    'HELO=\xe9',
    'PROTO=X',
  ]) {
    expect(await client.say(`XCLIENT ${bad}`)).toMatch(/^501 5\.5\.4 /);
  }
  await client.say('MAIL FROM:<a@x.example>');
  expect(await client.say('XCLIENT ADDR=192.0.2.1')).toMatch(/^503 5\.5\.1 /);
  expect(await client.say('RCPT TO:<b@x.example>')).toMatch(/^250 /); // the transaction stands
  await client.say('DATA');
  expect(await client.say('x\r\n.')).toMatch(/^250 /);
  expect(said(world)).toEqual(['EHLO proxy.example', 'MAIL FROM:<a@x.example>']);

  const strangers = await between({ settings: { xclientAllowed: () => false } });
  const stranger = await strangers.greeted();
  expect(await stranger.say('EHLO c')).not.toContain('XCLIENT');
  expect(await stranger.say('XCLIENT ADDR=192.0.2.1')).toMatch(/^550 5\.7\.1 /);
});

test('S-227: it is offered only where what it tells can travel on', async () => {
  const neither = await between({ script: { EHLO: '250-next.example\r\n250 PIPELINING' } });
  const client = await neither.greeted();
  expect(await client.say('EHLO c')).not.toContain('XCLIENT');
  expect(await client.say('XCLIENT ADDR=192.0.2.1')).toMatch(/^502 5\.5\.1 /);

  const asXforward = await between({ script: takesXclient });
  expect(await (await asXforward.greeted()).say('EHLO c')).toMatch(/^250 XCLIENT NAME ADDR PORT PROTO HELO$/m);
  const whole = await between({ script: takesXclient, settings: { sendXclient: true } });
  expect(await (await whole.greeted()).say('EHLO c')).toMatch(
    /^250 XCLIENT NAME PROTO HELO LOGIN DESTADDR DESTPORT PORT ADDR$/m,
  );
});

test('S-227: send_xclient tells the next hop of an ordinary client, once, and says EHLO anew', async () => {
  const world = await between({
    script: { ...takesXclient, EHLO: [OFFER, '250-next.example\r\n250 DSN'] },
    settings: { sendXclient: true, xclientAllowed: () => false },
  });
  const client = await world.connect();
  await client.reply();
  // Of the second EHLO: what the next hop offers to this client.
  expect(await client.say('EHLO client.example')).toBe('250-proxy.example\n250-PIPELINING\n250 DSN');
  await deliver(client);
  await client.say('EHLO again.example');
  await deliver(client);
  const port = client.socket.localPort;
  expect(said(world)).toEqual([
    'EHLO proxy.example',
    // What we don't know is said to be unknown: the next hop would keep what it knows of us.
    `XCLIENT NAME=[UNAVAILABLE] PROTO=ESMTP HELO=client.example PORT=${port} ADDR=127.0.0.1`,
    'EHLO client.example', // as the client: Postfix takes this name for the client's
    'MAIL FROM:<a@x.example>',
    'MAIL FROM:<a@x.example>',
  ]);
});

test('S-227: a client that may speak for others, and does not, is told to the next hop before its mail', async () => {
  const world = await between({ script: takesXclient, settings: { sendXclient: true } });
  const client = await world.greeted();
  await until(() => said(world).length === 1);
  await deliver(client);
  expect(said(world)).toEqual([
    'EHLO proxy.example',
    expect.stringContaining(' HELO=client.example '),
    'EHLO client.example',
    'MAIL FROM:<a@x.example>',
  ]);
});

test('S-227: a client that skips EHLO is told to the next hop before its mail, and has no rights of ours there', async () => {
  const world = await between({ script: takesXclient, settings: { sendXclient: true } });
  const client = await world.connect();
  await client.reply();
  await deliver(client);
  expect(said(world)).toEqual([
    'EHLO proxy.example',
    expect.stringMatching(/^XCLIENT NAME=\[UNAVAILABLE\] PROTO=SMTP HELO=\[UNAVAILABLE\] PORT=\d+ ADDR=127\.0\.0\.1$/),
    'EHLO proxy.example',
    'MAIL FROM:<a@x.example>',
  ]);
});

test('S-227: with send_xclient a told client travels on as XCLIENT, with all that was told', async () => {
  const world = await between({ script: takesXclient, settings: { sendXclient: true } });
  const client = await world.greeted();
  const attributes =
    'NAME=[TEMPUNAVAIL] PROTO=SMTP HELO=x LOGIN=taro DESTADDR=192.0.2.9 DESTPORT=25 PORT=1 ADDR=IPV6:2001:db8::1';
  expect(await client.say(`XCLIENT ${attributes}`)).toMatch(/^220 /);
  await client.say('EHLO x');
  await deliver(client);
  expect(said(world)).toEqual(['EHLO proxy.example', `XCLIENT ${attributes}`, 'EHLO x', 'MAIL FROM:<a@x.example>']);
});

test('S-227: more than one command has room for goes in several, and EHLO comes behind the last', async () => {
  const world = await between({ script: takesXclient, settings: { sendXclient: true } });
  const client = await world.connect();
  await client.reply();
  const long = 'x'.repeat(255);
  await client.say(`XCLIENT NAME=${long} HELO=${long} LOGIN=${'+2B'.repeat(255)} ADDR=192.0.2.1`);
  await client.say('EHLO x');
  const commands = said(world).slice(1);
  expect(commands.every((line) => line.length + 2 <= 512)).toBe(true);
  expect(commands.map((line) => line.replace(/x{255}/g, '...'))).toEqual([
    'XCLIENT NAME=... PROTO=ESMTP',
    'XCLIENT HELO=... LOGIN=[UNAVAILABLE] PORT=[UNAVAILABLE] ADDR=192.0.2.1', // 765 octets of LOGIN have room in none
    'EHLO ...',
  ]);
});

test('S-227: a next hop that refuses XCLIENT hears XFORWARD instead; it is logged, and mail goes on', async () => {
  const world = await between({
    script: { ...takesXclient, XCLIENT: '550 5.7.0 insufficient authorization' },
    settings: { sendXclient: true },
  });
  const client = await world.connect();
  await client.reply();
  await client.say('XCLIENT ADDR=192.0.2.1');
  expect(await client.say('EHLO x')).toMatch(/^250/);
  expect(await deliver(client)).toMatch(/^250 /);
  expect(said(world).map((line) => line.split(' ')[0])).toEqual(['EHLO', 'XCLIENT', 'XFORWARD', 'MAIL']);
  expect(world.log).toContainEqual(
    expect.objectContaining({
      level: 40,
      nextHopReply: '550 5.7.0 insufficient authorization',
      msg: 'the next hop refused XCLIENT, mail goes on',
    }),
  );
});

test('S-227: a next hop that takes the first of two XCLIENT commands has begun anew, and hears EHLO', async () => {
  const world = await between({
    script: { ...takesXclient, XCLIENT: ['220 next.example', '501 5.5.4 no'] },
    settings: { sendXclient: true },
  });
  const client = await world.connect();
  await client.reply();
  await client.say(`XCLIENT NAME=${'x'.repeat(255)} HELO=${'x'.repeat(255)} ADDR=192.0.2.1`);
  await client.say('EHLO x');
  expect(await deliver(client)).toMatch(/^250 /);
  expect(said(world).map((line) => line.split(' ')[0])).toEqual(['EHLO', 'XCLIENT', 'XCLIENT', 'EHLO', 'MAIL']);
});

test.each([
  { how: 'dies', act: { close: true }, reply: /^451 4\.4\.2 / },
  { how: 'says 421', act: '421 4.3.2 later', reply: /^421 4\.3\.2 later$/ },
])('S-227: a next hop that $how at XCLIENT', async ({ act, reply }) => {
  const world = await between({
    script: { ...takesXclient, XCLIENT: act },
    settings: { sendXclient: true, xclientAllowed: () => false },
  });
  const client = await world.connect();
  await client.reply();
  expect(await client.say('EHLO x')).toMatch(reply);
  await client.say('MAIL FROM:<a@x.example>');
  expect(world.nextHop.messages()).toEqual([]);
});

test('S-227: a next hop that refuses EHLO behind XCLIENT ends the session with 421', async () => {
  const world = await between({
    script: { ...takesXclient, EHLO: [OFFER, '554 5.7.1 not you'], HELO: '554 5.7.1 not you' },
    settings: { sendXclient: true, xclientAllowed: () => false },
  });
  const client = await world.connect();
  await client.reply();
  expect(await client.say('EHLO x')).toMatch(/^421 4\.3\.0 /);
  expect(await client.reply()).toBe('closed');
  await until(() => world.nextHop.sessions[0]?.closed === true);
});
