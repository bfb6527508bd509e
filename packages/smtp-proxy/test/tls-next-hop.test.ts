/** TLS to the next hop: where it is asked for, no mail ever goes in clear text. RFC 3207; each next hop a server of its own. */
import { mkdtempSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { expect, onTestFinished, test } from 'vitest';
import type { Endpoint, NextHopTls } from '../src/types.js';
import { certificate, type TestCertificate } from './certificates.js';
import { between, PATIENT, until, type Between } from './relay-between.js';

const authority = certificate({ name: 'Test CA', isAuthority: true });
const stranger = certificate({ name: 'Another CA', isAuthority: true });
const good = certificate({ name: 'next.example', issuer: authority });
const VERIFY: NextHopTls = { verify: true, ca: authority.cert, name: 'next.example' };

interface Seen {
  /** Whole messages. */
  readonly mails: string[];
  /** Was the session of each mail secure? */
  readonly secure: boolean[];
}

/** A real server, with STARTTLS by that certificate. */
async function secureServer(
  { cert, key }: TestCertificate,
  { lmtp = false, at }: { lmtp?: boolean; at?: string } = {},
): Promise<{ endpoint: Endpoint; seen: Seen }> {
  const seen: Seen = { mails: [], secure: [] };
  const server = new SMTPServer({
    cert,
    key,
    lmtp,
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        seen.mails.push(Buffer.concat(chunks).toString('latin1'));
        seen.secure.push(session.secure);
        done(null, 'taken');
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    if (at === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(at, resolve);
  });
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const endpoint: Endpoint =
    at === undefined ? { kind: 'tcp', host: '127.0.0.1', port, lmtp } : { kind: 'unix', path: at, lmtp };
  return { endpoint, seen };
}

/** A server that speaks clear text up to STARTTLS, and then does what the test says. It keeps each line. */
async function oddServer(
  onStartTls: (socket: Socket) => void,
  keywords = '250-STARTTLS\r\n250 DSN\r\n',
): Promise<{ endpoint: Endpoint; lines: string[] }> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write('220 next.example ESMTP\r\n');
    const onData = (octets: Buffer): void => {
      const line = octets.toString('latin1').trimEnd();
      lines.push(line);
      if (line.startsWith('EHLO')) socket.write(`250-next.example\r\n${keywords}`);
      else if (line === 'QUIT') socket.end('221 2.0.0 Bye\r\n');
      else if (line === 'STARTTLS') {
        socket.off('data', onData);
        socket.on('data', (rest: Buffer) => void lines.push(...(isClear(rest) ? [rest.toString('latin1')] : [])));
        onStartTls(socket);
      } else socket.write('250 2.0.0 Ok\r\n');
    };
    socket.on('data', onData);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { endpoint: { kind: 'tcp', host: '127.0.0.1', port }, lines };
}

function isClear(octets: Buffer): boolean {
  return /^[A-Z]{4}/.test(octets.toString('latin1', 0, 4));
}

async function throughTls(relayTo: Endpoint, relayTls: NextHopTls, greetingMs = 60_000): Promise<Between> {
  return between({ relayTo, settings: { relayTls, timeouts: { ...PATIENT, greeting: greetingMs } } });
}

/** What a client hears that comes, and what the log says of it. */
async function turnedAway(world: Between): Promise<{ heard: string; reason: unknown }> {
  const client = await world.connect();
  const heard = await client.reply();
  await client.closed;
  await until(() => world.relay.sessions() === 0);
  const [line] = world.log;
  expect(world.log).toMatchObject([{ level: 50, msg: 'client turned away, the next hop is not available' }]);
  return { heard, reason: typeof line === 'object' && line !== null && 'reason' in line ? line.reason : null };
}

async function passes(world: Between, lmtp = false): Promise<void> {
  const client = await world.greeted();
  expect(await client.say('MAIL FROM:<a@x.example>')).toMatch(/^250/);
  expect(await client.say('RCPT TO:<b@x.example>')).toMatch(/^250/);
  expect(await client.say('DATA')).toMatch(/^354/);
  expect(await client.say('Subject: x\r\n\r\nhello\r\n.')).toMatch(lmtp ? /^250 taken/ : /^250/);
}

test.each([
  { of: 'the name that is given', tls: VERIFY, next: good },
  { of: 'an RSA key', tls: VERIFY, next: certificate({ name: 'next.example', kind: 'rsa', issuer: authority }) },
  {
    of: 'an Ed25519 key',
    tls: VERIFY,
    next: certificate({ name: 'next.example', kind: 'ed25519', issuer: authority }),
  },
  {
    of: 'nothing that is trusted, which does not matter with tls_relay encrypt',
    tls: { verify: false, ca: null, name: null },
    next: certificate({ name: 'other.example', until: -60 }),
  },
])('a mail goes in TLS to a next hop whose certificate has $of', async ({ tls, next }) => {
  const { endpoint, seen } = await secureServer(next);
  await passes(await throughTls(endpoint, tls));
  expect(seen).toEqual({ mails: ['Subject: x\r\n\r\nhello\r\n'], secure: [true] });
});

test('the same over a unix socket, and with LMTP', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tls-')), 'lmtp');
  const { endpoint, seen } = await secureServer(good, { lmtp: true, at: path });
  await passes(await throughTls(endpoint, VERIFY), true);
  expect(seen).toEqual({ mails: ['Subject: x\r\n\r\nhello\r\n'], secure: [true] });
});

test.each([
  {
    of: 'another name',
    next: certificate({ name: 'other.example', issuer: authority }),
    reason: 'has a certificate that cannot be trusted: it is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
  },
  {
    of: 'a time that is over',
    next: certificate({ name: 'next.example', from: -7200, until: -3600, issuer: authority }),
    reason: 'has a certificate that cannot be trusted: it is out of date (CERT_HAS_EXPIRED)',
  },
  {
    of: 'a time that has not come',
    next: certificate({ name: 'next.example', from: 3600, issuer: authority }),
    reason: 'has a certificate that cannot be trusted: its time has not come (CERT_NOT_YET_VALID)',
  },
  {
    of: 'another authority',
    next: certificate({ name: 'next.example', issuer: stranger }),
    reason: 'has a certificate that cannot be trusted: its issuer is not known (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
  },
  {
    of: 'nobody but itself',
    next: certificate({ name: 'next.example' }),
    reason: 'has a certificate that cannot be trusted: its issuer is not known (DEPTH_ZERO_SELF_SIGNED_CERT)',
  },
])('tls_relay verify: of a next hop whose certificate is of $of nothing but the handshake is asked', async (row) => {
  const { endpoint, seen } = await secureServer(row.next);
  const { heard, reason } = await turnedAway(await throughTls(endpoint, VERIFY));
  expect(heard).toBe(`421 proxy.example Service not available, the next hop ${row.reason}`);
  expect(reason).toBe(`the next hop ${row.reason}`);
  expect(seen.mails).toEqual([]);
});

test('tls_relay verify: without a name the host of relay is the name', async () => {
  const { endpoint } = await secureServer(good);
  const { heard } = await turnedAway(await throughTls(endpoint, { ...VERIFY, name: null }));
  expect(heard).toContain('it is for another name');

  for (const host of ['127.0.0.1', 'localhost']) {
    const { endpoint: own, seen } = await secureServer(certificate({ name: host, issuer: authority }));
    if (own.kind !== 'tcp') throw new Error('A port was wanted.');
    await passes(await throughTls({ ...own, host }, { ...VERIFY, name: null }));
    expect(seen.secure).toEqual([true]);
  }
});

test('RFC 6066, 3: the next hop is told in the handshake for which name it is asked, never an address', async () => {
  for (const { name, told } of [
    { name: 'next.example', told: ['next.example'] },
    { name: null, told: [] }, // relay is 127.0.0.1
  ]) {
    const { cert, key } = good;
    const names: string[] = [];
    const server = await oddServer((socket) => {
      socket.removeAllListeners('data');
      socket.write('220 2.0.0 go\r\n');
      const secure = new TLSSocket(socket, {
        isServer: true,
        secureContext: createSecureContext({ cert, key }),
        SNICallback(asked, done) {
          names.push(asked);
          done(null);
        },
      });
      secure.on('error', () => undefined);
      secure.on('data', () => secure.write('250 next.example\r\n'));
    });
    const world = await throughTls(server.endpoint, { verify: false, ca: null, name });
    const client = await world.connect();
    expect(await client.reply()).toMatch(/^220 /);
    expect(names).toEqual(told);
  }
});

interface Oddity {
  of: string;
  /** What it says in clear text that it can. Default: STARTTLS among others. */
  keywords?: string;
  /** At STARTTLS. */
  does: (socket: Socket) => void;
  greetingMs?: number;
  /** What the client hears. */
  reason: RegExp;
  /** What came in clear text behind EHLO. Default: STARTTLS. */
  lines?: readonly string[];
}

const ODDITIES: readonly Oddity[] = [
  {
    of: 'offers none',
    keywords: '250 DSN\r\n',
    does: () => undefined,
    reason: /^does not offer STARTTLS$/,
    lines: ['QUIT'],
  },
  {
    of: 'refuses it',
    does: (socket) => void socket.write('454 4.7.0 TLS not available\r\n'),
    reason: /^refused STARTTLS with 454$/,
    lines: ['STARTTLS', 'QUIT\r\n'],
  },
  {
    of: 'closes instead',
    does: (socket) => void socket.end(),
    reason: /^did not answer STARTTLS: it closed the connection$/,
  },
  {
    of: 'never ends the handshake',
    does: (socket) => void socket.write('220 2.0.0 go\r\n'),
    greetingMs: 3000,
    reason: /^did not end the TLS handshake in time$/,
  },
  {
    of: 'closes in the handshake',
    does(socket) {
      socket.write('220 2.0.0 go\r\n');
      setTimeout(() => socket.end(), 50);
    },
    reason: /^failed in the TLS handshake \(ECONNRESET\)$/,
  },
  {
    of: 'resets in the handshake',
    does(socket) {
      socket.write('220 2.0.0 go\r\n');
      setTimeout(() => socket.resetAndDestroy(), 50);
    },
    reason: /^failed in the TLS handshake \(ECONNRESET\)$/,
  },
  {
    of: 'goes on in clear text',
    does(socket) {
      socket.write('220 2.0.0 go\r\n');
      setTimeout(() => socket.write('250-next.example\r\n250 DSN\r\n'), 50);
    },
    reason: /^failed in the TLS handshake \(\w+\)$/,
  },
  {
    of: 'says a whole reply more behind its 220',
    does: (socket) => void socket.write('220 2.0.0 go\r\n250 next.example\r\n'),
    reason: /^sent something in clear text behind its reply to STARTTLS$/,
  },
  {
    of: 'says half a reply more behind its 220',
    does: (socket) => void socket.write('220 2.0.0 go\r\n250-next.example\r\n250-XFORW'),
    reason: /^sent something in clear text behind its reply to STARTTLS$/,
  },
  {
    of: 'closes the session behind its 220',
    does: (socket) => void socket.write('220 2.0.0 go\r\n421 4.3.2 closing\r\n'),
    reason: /^sent something in clear text behind its reply to STARTTLS$/,
  },
];

test.each(ODDITIES)('a next hop that $of gets no mail, and the client hears 421', async (row) => {
  const { does, keywords, greetingMs, reason, lines = ['STARTTLS'] } = row;
  for (const tls of [VERIFY, { verify: false, ca: null, name: null }]) {
    const server = await oddServer(does, keywords);
    const heard = await turnedAway(await throughTls(server.endpoint, tls, greetingMs));
    const told = heard.heard.replace('421 proxy.example Service not available, the next hop ', '');
    expect(told).toMatch(reason);
    await until(() => server.lines.length > lines.length);
    expect(server.lines).toEqual(['EHLO proxy.example', ...lines]);
  }
});

test('RFC 3207, 4.2: what was offered in clear text is forgotten; the client is offered what holds in TLS', async () => {
  const { cert, key } = good;
  const secureLines: string[] = [];
  const server = await oddServer((socket) => {
    socket.removeAllListeners('data');
    socket.write('220 2.0.0 go\r\n');
    const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) });
    secure.on('error', () => undefined);
    secure.on('data', (octets: Buffer) => {
      secureLines.push(octets.toString('latin1').trimEnd());
      secure.write('250-next.example\r\n250 SIZE 1000000\r\n');
    });
  }, '250-STARTTLS\r\n250-XFORWARD ADDR\r\n250 DSN\r\n');
  const world = await throughTls(server.endpoint, VERIFY);
  const client = await world.connect();
  expect(await client.reply()).toMatch(/^220 /);
  const offered = await client.say('EHLO client.example');
  expect(offered).toContain('SIZE');
  expect(offered).not.toMatch(/DSN|XFORWARD|STARTTLS/);
  expect(secureLines).toEqual(['EHLO proxy.example']);
});

test('S-190: a next hop lost in TLS behind the final dot: 451, and may be delivered twice', async () => {
  const { cert, key } = good;
  const server = await oddServer((socket) => {
    socket.removeAllListeners('data');
    socket.write('220 2.0.0 go\r\n');
    const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) });
    secure.on('error', () => undefined);
    secure.on('data', (octets: Buffer) => {
      const text = octets.toString('latin1');
      if (text.endsWith('.\r\n')) socket.resetAndDestroy();
      else secure.write(text === 'DATA\r\n' ? '354 go on\r\n' : '250 2.0.0 Ok\r\n');
    });
  });
  const world = await throughTls(server.endpoint, VERIFY);
  const client = await world.greeted();
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  expect(await client.say('Subject: x\r\n\r\n.')).toMatch(/^451 4\.4\.2 /);
  expect(world.log).toMatchObject([{ outcome: 'unknown, may be delivered twice' }]);
});

test('20 MB in TLS on both sides arrive octet by octet', async () => {
  const { endpoint, seen } = await secureServer(good);
  const world = await throughTls(endpoint, VERIFY);
  const message = 'Subject: large\r\n\r\n'.concat('0123456789abcdef'.repeat(60).concat('\r\n').repeat(21_000));
  const client = await world.greeted();
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  expect(await client.say(`${message}.`)).toMatch(/^250 /);
  expect(seen.mails[0] === message).toBe(true);
});

test('a client that goes in the handshake with the next hop leaves nothing behind', async () => {
  const server = await oddServer((socket) => void socket.write('220 2.0.0 go\r\n'));
  const world = await throughTls(server.endpoint, VERIFY);
  const client = await world.connect();
  await until(() => server.lines.includes('STARTTLS'));
  client.socket.destroy();
  await until(() => world.relay.sessions() === 0);
  expect(server.lines).toEqual(['EHLO proxy.example', 'STARTTLS']);
});
