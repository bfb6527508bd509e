import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_ALIASES } from './aliases.js';
import { nodeResolver, statusOfCode } from './node-resolver.js';

// A name server of a few lines: the first label of the question says what to answer. RFC 1035, section 4.
const LONG = 'x'.repeat(2000);
let udp: Socket;
let tcp: Server;
let server: string;
const asked: string[] = [];

beforeAll(async () => {
  tcp = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      const answer = answerTo(bytes.subarray(2), 'tcp');
      if (answer !== null) socket.end(Buffer.concat([Buffer.of(answer.length >> 8, answer.length & 255), answer]));
    });
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const address = tcp.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  udp = createSocket('udp4');
  udp.on('message', (bytes, { port: from, address: host }) => {
    const answer = answerTo(bytes, 'udp');
    const delayMs = bytes.includes('slow') ? 100 : 0;
    if (answer !== null) setTimeout(() => udp.send(answer, from, host), delayMs);
  });
  udp.bind(port, '127.0.0.1');
  await once(udp, 'listening');
  server = `127.0.0.1:${port}`;
});

afterAll(() => {
  udp.close();
  tcp.close();
});

function answerTo(question: Buffer, over: 'udp' | 'tcp'): Buffer | null {
  let end = 12;
  for (let length = question[end] ?? 0; length > 0; length = question[end] ?? 0) end += length + 1;
  const what = question.toString('latin1', 13, 13 + (question[12] ?? 0));
  asked.push(`${what} ${over}`);
  const asIs = question.subarray(12, end + 5);
  const reply = (rcode: number, answers: readonly Buffer[] = [], flags = 0x84): Buffer =>
    Buffer.concat([
      question.subarray(0, 2),
      Buffer.of(flags, 0x80 | rcode, 0, 1, 0, answers.length, 0, 0, 0, 0),
      asIs,
      ...answers,
    ]);
  const alias = /^(.*chain)(\d+)$/.exec(what);
  if (alias !== null) {
    const next = `${alias[1] ?? ''}${Number(alias[2]) + 1}`;
    const data = Buffer.concat([
      Buffer.of(next.length),
      Buffer.from(next, 'latin1'),
      Buffer.of(0xc0, 13 + what.length),
    ]);
    const isCname = asIs.readUInt16BE(asIs.length - 4) === 5;
    return reply(0, isCname ? [record(5, data)] : []);
  }
  switch (what) {
    case 'silent':
    case 'silent-ever':
      return null;
    case 'nxdomain':
      return reply(3);
    case 'nodata':
      return reply(0);
    case 'formerr':
      return reply(1);
    case 'servfail':
      return reply(2);
    case 'refused':
      return reply(5);
    case 'notimp':
      return reply(4);
    case 'broken':
      return reply(0, [Buffer.of(0xc0, 0x0c, 0, 16, 0, 1, 0, 0, 0, 9, 0, 9, 200, 1)]);
    case 'long':
      return over === 'udp' ? reply(0, [], 0x86) : reply(0, [txt(...(LONG.match(/.{1,250}/g) ?? []))]);
    case 'two':
      return reply(0, [txt('one'), txt('t', '', 'wo')]);
    case 'octets':
      return reply(0, [txt('n=\u00ff\0;')]);
    default:
      return reply(0, [txt('v=DKIM1; p=', 'AAAA')]);
  }
}

function txt(...strings: readonly string[]): Buffer {
  const data = Buffer.concat(
    strings.map((text) => Buffer.concat([Buffer.of(text.length), Buffer.from(text, 'latin1')])),
  );
  return record(16, data);
}

function record(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 9, data.length >> 8, data.length & 255), data]);
}

const ask = (name: string, timeoutMs = 5000) => nodeResolver({ servers: [server], timeoutMs, tries: 1 })(name);

test.each([
  ['key', { status: 'found', records: ['v=DKIM1; p=AAAA'] }], // S-073
  ['two', { status: 'found', records: ['one', 'two'] }],
  ['octets', { status: 'found', records: ['n=\u00ff\0;'] }],
  ['long', { status: 'found', records: [LONG] }], // S-089
  ['nxdomain', { status: 'no-such-name' }],
  ['nodata', { status: 'no-such-record' }],
  ['servfail', { status: 'server-failure' }],
  ['refused', { status: 'server-failure' }],
  ['notimp', { status: 'server-failure' }],
  ['formerr', { status: 'server-failure' }],
  ['broken', { status: 'server-failure' }],
])('S-087, S-089: a server that answers %s', async (what, answer) => {
  expect(await ask(`${what}._domainkey.example.com`)).toEqual(answer);
});

test('S-089: an answer that was cut is fetched over TCP', () => {
  expect(asked.filter((question) => question.startsWith('long'))).toEqual(['long udp', 'long tcp']);
});

test('S-091: a server that is silent is a timeout, in the time given', async () => {
  const start = performance.now();
  expect(await ask('silent.example.com', 300)).toEqual({ status: 'timeout' });
  expect(performance.now() - start).toBeGreaterThan(250);
  expect(performance.now() - start).toBeLessThan(3000);
});

test(`S-088: ${MAX_ALIASES} aliases are followed, one more is a failure`, async () => {
  expect(await ask('chain0.example.com')).toMatchObject({
    status: 'server-failure',
    reason: expect.stringContaining('more than 16 aliases'),
  });
  expect(asked.filter((question) => question.startsWith('chain'))).toHaveLength(1 + MAX_ALIASES + 1);
});

test.each([
  { of: 'a server that is silent', name: 'silent-ever', label: 'silent' },
  { of: 'aliases that come slowly', name: 'slow-chain0', label: 'slow-chain' },
])('S-091: after the time given nothing more is asked ($of)', async ({ name, label }) => {
  const questions = (): number => asked.filter((question) => question.startsWith(label)).length;
  const silent = createSocket('udp4'); // a second server, which only makes c-ares go on for longer
  silent.bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const servers = [server, `127.0.0.1:${silent.address().port}`];
  const before = questions();
  const resolve = nodeResolver({ servers, timeoutMs: 450, tries: 3 });
  expect(await resolve(`${name}.example.com`)).toEqual({ status: 'timeout' });
  await new Promise((done) => setTimeout(done, 200)); // what was under way has arrived
  const during = questions();
  expect(during).toBeGreaterThan(before);
  await new Promise((done) => setTimeout(done, 1500));
  expect(questions()).toBe(during);
  silent.close();
});

test('S-091: after a question that nobody answered the next one is asked as ever', async () => {
  const resolve = nodeResolver({ servers: [server], timeoutMs: 2000, tries: 1 });
  expect(await resolve('silent.example.com')).toEqual({ status: 'timeout' });
  expect(await resolve('key.example.com')).toEqual({ status: 'found', records: ['v=DKIM1; p=AAAA'] });
});

test('S-091: a question that ends takes no other one with it', async () => {
  const resolve = nodeResolver({ servers: [server], timeoutMs: 5000, tries: 1 });
  const slow = resolve('slow-key.example.com');
  expect(await resolve('key.example.com')).toMatchObject({ status: 'found' });
  expect(await slow).toMatchObject({ status: 'found' });
});

test('S-087: a name that cannot be asked for is permanent, and is not asked for', async () => {
  const before = asked.length;
  expect(await ask(`${'x'.repeat(64)}.example.com`)).toEqual({ status: 'invalid-name' });
  expect(await ask('a..example.com')).toEqual({ status: 'invalid-name' });
  expect(asked).toHaveLength(before);
});

// https://nodejs.org/api/dns.html#error-codes
test.each([
  ['ENOTFOUND', 'no-such-name'],
  ['ENODATA', 'no-such-record'],
  ['EBADNAME', 'invalid-name'],
  ['ETIMEOUT', 'timeout'],
])('S-087: the code %s of c-ares is %s', (code, status) => {
  expect(statusOfCode(code)).toBe(status);
});

test('S-087: every other code, known or not, may be different later', () => {
  const codes =
    'EFORMERR ESERVFAIL ENOTIMP EREFUSED EBADQUERY EBADFAMILY EBADRESP ECONNREFUSED EEOF EFILE ENOMEM EDESTRUCTION ' +
    'EBADSTR EBADFLAGS ENONAME EBADHINTS ENOTINITIALIZED ELOADIPHLPAPI EADDRGETNETWORKPARAMS ECANCELLED EMFILE ENEW ';
  for (const code of codes.split(' ')) expect(statusOfCode(code)).toBe('server-failure');
});

test('a setting that cannot be is the mistake of the caller', () => {
  const invalid = expect.objectContaining({ code: 'DKIM_OPTION_INVALID' });
  expect(() => nodeResolver({ servers: ['ns.example.com'] })).toThrow(invalid);
  expect(() => nodeResolver({ servers: ['127.0.0.1:x'] })).toThrow(invalid);
  for (const timeoutMs of [0, -1, 0.5, Number.NaN, Infinity, 3_600_001])
    expect(() => nodeResolver({ timeoutMs })).toThrow(invalid);
  for (const tries of [0, 1.5, 11]) expect(() => nodeResolver({ tries })).toThrow(invalid);
});

test.each([
  [null, /^nodeResolver\(\) needs an object of options/],
  ['127.0.0.1', /^nodeResolver\(\) needs an object of options/],
  [{ servers: '127.0.0.1' }, /^servers must be a list of ADDRESS or ADDRESS:PORT/],
  [{ servers: [] }, /^servers is empty/],
  [{ servers: [5] }, /^servers must hold ADDRESS/],
  [{ servers: null }, /^servers must/],
  [{ timeoutMs: '5' }, /^timeoutMs must be a whole number from 1 to 3600000/],
  [{ timeoutMs: null }, /^timeoutMs must/],
  [{ tries: '3' }, /^tries must be a whole number from 1 to 10/],
])('nodeResolver(%j) is the mistake of the caller', (options, message) => {
  expect(() => nodeResolver(options as never)).toThrow(
    expect.objectContaining({ code: 'DKIM_OPTION_INVALID', message: expect.stringMatching(message) }),
  );
});
