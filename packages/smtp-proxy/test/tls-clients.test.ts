/** TLS for clients, over real sockets: what holds, and what attackers try. S-217; RFC 3207; CVE-2011-0411. */
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import type { ClientTls, MessageHandler } from '../src/types.js';
import { certificate } from './certificates.js';
import { rawClient, secured, type RawClient } from './raw-client.js';
import { between, LIMITS, passThrough, PATIENT, until, type Between } from './relay-between.js';

const { cert, key } = certificate({ name: 'proxy.example' });

function clientTls(mode: ClientTls['mode'] = 'starttls'): ClientTls {
  return { context: createSecureContext({ cert, key }), mode };
}

/** Greeted, and behind the handshake; EHLO is not said again. */
async function secureClient({ greeted }: Between): Promise<RawClient> {
  const plain = await greeted();
  expect(await plain.say('STARTTLS')).toBe('220 2.0.0 Ready to start TLS');
  return secured(plain);
}

async function implicitClient(port: number): Promise<RawClient> {
  return secured(await rawClient({ port }));
}

async function sendMail(client: RawClient, text = 'Subject: x\r\n\r\nhello\r\n'): Promise<string> {
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  return client.say(`${text}.`);
}

const descriptors = (): number => readdirSync('/proc/self/fd').length;

const commandsAt = ({ nextHop }: Between): readonly string[] => nextHop.sessions.flatMap(({ commands }) => commands);

test('S-217: STARTTLS is offered where there is a certificate, and not once more behind it', async () => {
  const plain = await between();
  const client = await plain.greeted();
  expect(await client.say('EHLO client.example')).not.toContain('STARTTLS');
  expect(await client.say('STARTTLS')).toBe('502 5.5.1 Command not implemented');

  const world = await between({ settings: { clientTls: clientTls() } });
  const open = await world.greeted();
  expect(await open.say('EHLO client.example')).toContain('\n250-STARTTLS\n');
  expect(await open.say('STARTTLS now')).toMatch(/^501 5\.5\.4 /);
  expect(await open.say('STARTTLS')).toMatch(/^220 2\.0\.0 /);
  const secure = await secured(open);
  expect(await secure.say('EHLO client.example')).not.toContain('STARTTLS');
  expect(await secure.say('STARTTLS')).toMatch(/^503 5\.5\.1 /);
  expect(await sendMail(secure)).toMatch(/^250 /);
  expect(world.nextHop.messages().map(String)).toEqual(['Subject: x\r\n\r\nhello\r\n']);
});

test.each([
  { of: 'a whole transaction', behind: 'MAIL FROM:<evil@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nx\r\n.\r\n' },
  { of: 'half a command, which the first secure one would end', behind: 'MAIL FROM:<evil@x.example> ' },
  { of: 'XFORWARD', behind: 'XFORWARD ADDR=192.0.2.66\r\n' },
])('S-217: of $of behind STARTTLS, in one segment, nothing is left (CVE-2011-0411)', async ({ behind }) => {
  const addresses: unknown[] = [];
  const handle: MessageHandler = (message, context) => {
    addresses.push(message.client.xforward.get('ADDR'));
    return passThrough(message, context);
  };
  const world = await between({ handle, settings: { clientTls: clientTls() } });
  const plain = await world.greeted();
  plain.write(`NOOP\r\nSTARTTLS\r\n${behind}`);
  expect(await plain.reply()).toBe('250 2.0.0 Ok');
  expect(await plain.reply()).toMatch(/^220 /);
  const secure = await secured(plain);
  expect(await secure.say('NOOP')).toBe('250 2.0.0 Ok');
  expect(commandsAt(world).slice(1)).toEqual([]);
  expect(await sendMail(secure)).toMatch(/^250 /);
  expect(world.nextHop.messages()).toHaveLength(1);
  expect(addresses).toEqual([undefined]);
  expect(world.log).toContainEqual(expect.objectContaining({ msg: expect.stringContaining('behind STARTTLS') }));
});

test('S-217: clear text that comes behind our 220 fails the handshake, and nothing of it is run', async () => {
  const world = await between({ settings: { clientTls: clientTls() } });
  const plain = await world.greeted();
  await plain.say('STARTTLS');
  plain.write('MAIL FROM:<evil@x.example>\r\nRCPT TO:<b@x.example>\r\n');
  await plain.closed;
  await until(() => world.relay.sessions() === 0);
  await until(() => commandsAt(world).includes('QUIT'));
  expect(commandsAt(world)).toHaveLength(2); // EHLO came first
  expect(world.log).toMatchObject([{ level: 40, msg: 'session ended, the TLS handshake with the client failed' }]);
});

test('S-217: what was said before the handshake is forgotten: name, XFORWARD, transaction', async () => {
  const facts: unknown[] = [];
  const handle: MessageHandler = (message, context) => {
    const { helo, xforward } = message.client;
    facts.push({ helo, xforward: [...xforward], recipients: message.envelope.recipients });
    return passThrough(message, context);
  };
  const world = await between({ handle, settings: { clientTls: clientTls() } });
  const plain = await world.greeted();
  await plain.say('XFORWARD NAME=before.example ADDR=192.0.2.1');
  await plain.say('MAIL FROM:<before@x.example>');
  await plain.say('RCPT TO:<before@x.example>');
  await plain.say('STARTTLS');
  const secure = await secured(plain);
  expect(await secure.say('RCPT TO:<b@x.example>')).toMatch(/^250/); // the next hop's own; it would say 503
  expect(await secure.say('DATA')).toMatch(/^503 /);
  expect(await sendMail(secure)).toMatch(/^250 /);
  expect(facts).toEqual([{ helo: '', xforward: [], recipients: ['RCPT TO:<b@x.example>'] }]);
  const commands = commandsAt(world);
  expect(commands.slice(commands.indexOf('RCPT TO:<before@x.example>') + 1)).toEqual([
    'RSET',
    'RCPT TO:<b@x.example>',
    'MAIL FROM:<a@x.example>',
    'RCPT TO:<b@x.example>',
    'DATA',
  ]);
});

test('S-217, S-227: the next hop is told the name that was said in TLS, not the one before', async () => {
  const world = await between({
    script: { EHLO: '250-next.example\r\n250 XCLIENT NAME ADDR PORT PROTO HELO', XCLIENT: '220 next.example' },
    settings: { clientTls: clientTls(), sendXclient: true, xclientAllowed: () => false },
  });
  const plain = await world.greeted();
  await plain.say('EHLO forged.example');
  await plain.say('STARTTLS');
  const secure = await secured(plain);
  await secure.say('EHLO real.example');
  expect(await sendMail(secure)).toMatch(/^250 /);
  const told = commandsAt(world).filter((line) => line.startsWith('XCLIENT'));
  expect(told).toEqual([expect.stringContaining('HELO=real.example')]);

  const inClear = await world.greeted();
  expect(await sendMail(inClear)).toMatch(/^250 /);
  expect(commandsAt(world).filter((line) => line.startsWith('XCLIENT'))[1]).toContain('HELO=client.example');
});

test('S-217: where TLS is required, nothing but the way to it is answered before', async () => {
  const world = await between({ settings: { clientTls: clientTls('required') } });
  const client = await world.greeted();
  const first = '530 5.7.0 Say STARTTLS first';
  for (const line of ['MAIL FROM:<a@x.example>', 'RCPT TO:<b@x.example>', 'DATA', 'XFORWARD ADDR=192.0.2.1']) {
    expect(await client.say(line)).toBe(first);
  }
  for (const line of ['XCLIENT ADDR=192.0.2.1', 'AUTH PLAIN x', 'VRFY a', 'BDAT 0', 'ETRN a']) {
    expect(await client.say(line)).toBe(first);
  }
  expect(await client.say('NOOP')).toMatch(/^250 /);
  expect(await client.say('STARTTLS')).toMatch(/^220 /);
  expect(commandsAt(world)).toHaveLength(1);
  const secure = await secured(client);
  await secure.say('EHLO client.example');
  expect(await sendMail(secure)).toMatch(/^250 /);
  expect(await secure.say('QUIT')).toMatch(/^221 /);
});

test('AUTH is not offered inside TLS either, and its secrets are not in the log', async () => {
  const world = await between({ settings: { clientTls: clientTls(), trace: true } });
  const client = await secureClient(world);
  expect(await client.say('EHLO client.example')).not.toMatch(/AUTH/);
  const secret = Buffer.from('\0taro\0open sesame').toString('base64');
  expect(await client.say(`AUTH PLAIN ${secret}`)).toBe('502 5.5.1 Command not implemented');
  expect(await client.say('AUTH LOGIN')).toBe('502 5.5.1 Command not implemented');
  expect(await client.say(secret)).toMatch(/^500 /);
  const log = JSON.stringify(world.log);
  expect(log).toContain('AUTH PLAIN');
  expect(log).toContain('client -> STARTTLS');
  expect(log).not.toContain(secret);
});

test.each([
  { of: 'no TLS at all', octets: 'EHLO client.example\r\nMAIL FROM:<a@x.example>\r\n' },
  { of: 'an HTTP request', octets: 'GET / HTTP/1.1\r\n\r\n' },
  { of: 'zeros', octets: Buffer.alloc(20_000) },
  { of: 'a record of no known version', octets: Buffer.from('160909ffff0102030405', 'hex') },
  { of: 'an alert', octets: Buffer.from('15030100020228', 'hex') },
])('implicit TLS: of $of where ClientHello belongs the session ends, without a next hop', async ({ octets }) => {
  const world = await between({ settings: { clientTls: clientTls('implicit') } });
  const client = await world.connect();
  client.write(octets);
  await client.closed;
  await until(() => world.relay.sessions() === 0);
  expect(world.nextHop.sessions).toEqual([]);
  expect(world.log).toMatchObject([
    { level: 40, reason: expect.any(String), msg: 'session ended, the TLS handshake with the client failed' },
  ]);
});

test.each([
  { mode: 'starttls', heard: '554 proxy.example You may not connect here' },
  { mode: 'required', heard: '554 proxy.example You may not connect here' },
  { mode: 'implicit', heard: 'closed' }, // a handshake to be told so costs too much
] as const)('S-224: with tls_mode $mode allow judges before the handshake', async ({ mode, heard }) => {
  const world = await between({ settings: { clientTls: clientTls(mode), allow: () => false } });
  const client = await world.connect();
  expect(await client.reply()).toBe(heard);
  expect(client.socket.bytesRead).toBe(mode === 'implicit' ? 0 : `${heard}\r\n`.length);
  expect(world.nextHop.sessions).toEqual([]);
  expect(world.log).toMatchObject([{ client: '127.0.0.1', msg: 'client refused, it is not in "allow"' }]);
});

test('implicit TLS: the greeting comes in TLS, and STARTTLS is not offered', async () => {
  const world = await between({ settings: { clientTls: clientTls('implicit') } });
  const client = await implicitClient(world.at.port);
  expect(await client.reply()).toMatch(/^220 proxy\.example/);
  expect(await client.say('EHLO client.example')).not.toContain('STARTTLS');
  expect(await client.say('STARTTLS')).toMatch(/^503 5\.5\.1 /);
  expect(await sendMail(client)).toMatch(/^250 /);
  expect(await client.say('QUIT')).toMatch(/^221 /);
  await client.closed;
  await until(() => world.relay.sessions() === 0);
});

test('S-228: a PROXY header and ClientHello in one segment', async () => {
  const world = await between({ settings: { clientTls: clientTls('implicit'), proxyPeers: () => true } });
  const socket = connect(world.at.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const written: Buffer[] = [];
  const write = socket.write.bind(socket);
  const header = 'PROXY TCP4 192.0.2.7 192.0.2.1 4711 465\r\n';
  // What TLS writes first is held back for the one segment.
  const joined = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      if (written.length === 0) write(Buffer.concat([Buffer.from(header), chunk]));
      else write(chunk);
      written.push(chunk);
      done();
    },
  });
  socket.on('data', (chunk: Buffer) => void joined.push(chunk));
  const secure = connectTls({ socket: joined, rejectUnauthorized: false });
  let text = '';
  secure.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await until(() => text.includes('\r\n'));
  expect(text).toMatch(/^220 proxy\.example/);
  secure.write('EHLO x\r\nQUIT\r\n');
  await until(() => text.includes('221 '));
  expect(written.length).toBeGreaterThan(1);
});

test('S-246: a handshake that never ends is bounded by time, and counts as a session until then', async () => {
  const settings = {
    clientTls: clientTls('implicit'),
    limits: { ...LIMITS, sessions: 1 },
    timeouts: { ...PATIENT, idle: 3000 },
  };
  const world = await between({ settings });
  const silent = await world.connect();
  await until(() => world.relay.sessions() === 1);
  const turnedAway = await world.connect();
  expect(await turnedAway.reply()).toBe('closed'); // a handshake to be told so costs too much
  await silent.closed;
  await until(() => world.relay.sessions() === 0);
  const next = await implicitClient(world.at.port);
  expect(await next.reply()).toMatch(/^220 /);
  expect(world.log).toContainEqual(
    expect.objectContaining({
      reason: 'it was not ended in time',
      msg: 'session ended, the TLS handshake with the client failed',
    }),
  );
});

test('S-219: a handshake in progress does not hold up the end of the program', async () => {
  const implicit = await between({ settings: { clientTls: clientTls('implicit') } });
  const silent = await implicit.connect();
  await until(() => implicit.relay.sessions() === 1);
  await implicit.relay.shutdown(30_000);
  await silent.closed;

  const world = await between({ settings: { clientTls: clientTls() } });
  const client = await world.greeted();
  await client.say('STARTTLS');
  await world.relay.shutdown(30_000);
  await client.closed;
  expect([implicit.relay.sessions(), world.relay.sessions()]).toEqual([0, 0]);
});

test('a client that closes its side behind its last command gets all replies', async () => {
  const world = await between({ settings: { clientTls: clientTls() } });
  const client = await secureClient(world);
  client.socket.end('EHLO client.example\r\nNOOP\r\nQUIT\r\n');
  expect(await client.reply()).toMatch(/^250-proxy\.example/);
  expect(await client.reply()).toBe('250 2.0.0 Ok');
  expect(await client.reply()).toMatch(/^221 /);
  await client.closed;
  await until(() => world.relay.sessions() === 0);
});

test.each([
  { of: 'cut', end: (client: RawClient) => void client.socket.destroy() },
  { of: 'closed on its side', end: (client: RawClient) => void client.socket.end() },
])('S-191: a session $of in the middle of a message: nothing goes on', async ({ end }) => {
  const world = await between({ settings: { clientTls: clientTls() } });
  const client = await secureClient(world);
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  client.write('Subject: half\r\n\r\n');
  end(client);
  await until(() => world.relay.sessions() === 0);
  expect(commandsAt(world)).not.toContain('DATA');
  expect(world.log).toContainEqual(expect.objectContaining({ outcome: 'client gone' }));
});

test('S-203: a message of 20 MB arrives octet by octet, also from a client that takes its time', async () => {
  const world = await between({ settings: { clientTls: clientTls() } });
  const client = await secureClient(world);
  const line = Buffer.from(`..${'0123456789'.repeat(7)}\r\n`);
  const message = Buffer.concat(Array.from({ length: 280_000 }, () => line));
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  const piece = 1_000_003; // no multiple of anything
  for (let at = 0; at < message.length; at += piece) {
    await new Promise((resolve) => client.socket.write(message.subarray(at, at + piece), resolve));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(await client.say('.')).toMatch(/^250 /);
  const [session] = world.nextHop.sessions;
  expect(session?.wire[0]?.equals(message)).toBe(true);
});

test('the octets of a client that reads nothing are not heaped up', async () => {
  const world = await between({ settings: { clientTls: clientTls(), timeouts: { ...PATIENT, idle: 4000 } } });
  const client = await secureClient(world);
  client.socket.pause();
  const flood = Buffer.from('HELP\r\n'.repeat(20_000));
  for (let count = 0; count < 200 && !client.socket.destroyed; count += 1) {
    await new Promise<void>((resolve) => {
      client.socket.write(flood, () => resolve());
      setTimeout(resolve, 20);
    });
  }
  await until(() => world.relay.sessions() === 0);
  expect(client.socket.bytesRead).toBeLessThan(1_000_000); // of 24 MB that the answers would be
});

test('after hundreds of handshakes that failed no descriptor is left', async () => {
  const world = await between({ settings: { clientTls: clientTls('implicit') } });
  const before = descriptors();
  for (let round = 0; round < 20; round += 1) {
    const clients = await Promise.all(Array.from({ length: 10 }, () => rawClient({ port: world.at.port })));
    clients.forEach(({ socket }, at) => {
      if (at % 3 === 0) socket.resetAndDestroy();
      else if (at % 3 === 1) socket.write('nonsense\r\n\r\n');
      else socket.end();
    });
    await Promise.all(clients.map(({ closed }) => closed));
    for (const { socket } of clients) socket.destroy();
  }
  await until(() => world.relay.sessions() === 0);
  await until(() => descriptors() <= before);
  expect(world.nextHop.sessions).toEqual([]);
});
