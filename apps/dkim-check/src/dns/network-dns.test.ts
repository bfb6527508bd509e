import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import {
  decode,
  encode,
  AUTHORITATIVE_ANSWER,
  TRUNCATED_RESPONSE,
  type Answer,
  type DecodedPacket,
  type Packet,
} from 'dns-packet';
import { afterEach, expect, test } from 'vitest';
import { onOnePort } from '../../test/one-port.js';
import { networkDns } from './network-dns.js';

type Reply = Partial<Packet> & { rcode?: number; sendFirst?: Partial<Packet>; silent?: boolean };

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A server on loopback whose answers are written by the test: one for UDP, another for TCP where it has that. */
async function scripted(
  answer: (name: string, type: string, query: DecodedPacket) => Reply,
  tcp?: (name: string) => Reply,
): Promise<number> {
  const udp: UdpSocket = createSocket('udp4');
  ends.push(() => udp.close());
  udp.on('message', (message, peer) => {
    const query = decode(message);
    const { name = '', type = '' } = query.questions?.[0] ?? {};
    const reply = answer(name.toLowerCase(), type, query);
    if (reply.silent) return;
    if (reply.sendFirst) udp.send(octetsOf(query, reply.sendFirst), peer.port, peer.address);
    udp.send(octetsOf(query, reply), peer.port, peer.address);
  });
  if (tcp === undefined) {
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    return udp.address().port;
  }
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (chunk) => {
      const query = decode(chunk.subarray(2));
      const octets = octetsOf(query, tcp(query.questions?.[0]?.name ?? ''));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(octets.length);
      socket.write(length.subarray(0, 1));
      socket.write(Buffer.concat([length.subarray(1), octets])); // cut where it hurts
    });
  });
  ends.push(() => server.close());
  return onOnePort(udp, server);
}

/** `id`: how far its bits are from those of the question's id. */
function octetsOf(query: Packet, { rcode = 0, flags = 0, id = 0, ...rest }: Reply): Buffer {
  return encode({
    type: 'response',
    id: (query.id ?? 0) ^ id,
    questions: query.questions,
    flags: flags | rcode,
    ...rest,
  });
}

const txt = (name: string, data: string[], ttl = 300): Answer => ({ type: 'TXT', name, ttl, data });
const soa = (name: string, ttl: number, minimum: number): Answer => ({
  type: 'SOA',
  name,
  ttl,
  data: { mname: 'ns.x', rname: 'h.x', serial: 1, refresh: 1, retry: 1, expire: 1, minimum },
});
const dnsAt = (port: number) => networkDns([`127.0.0.1:${port}`], port);

test('a record comes with its strings, its lifetime, its aliases and who said so', async () => {
  const port = await scripted(() => ({
    flags: AUTHORITATIVE_ANSWER,
    answers: [
      { type: 'CNAME', name: 's._domainkey.A.example', ttl: 60, data: 's.B.example' },
      txt('s.b.example', ['v=DKIM1; ', 'p=']),
      txt('other.example', ['not asked for']),
    ],
  }));
  expect(await dnsAt(port).txt('S._domainkey.a.example')).toEqual({
    status: 'found',
    reason: null,
    records: [['v=DKIM1; ', 'p=']],
    aliases: ['s.B.example'],
    ttl: 60,
    negativeTtl: null,
    zone: null,
    server: `127.0.0.1:${port}`,
    isAuthoritative: true,
    hasAnswered: true,
    wasCut: false,
    isBogus: false,
  });
});

test('RFC 2308, 5: absence may be remembered for the lesser of the SOA’s TTL and its minimum', async () => {
  const port = await scripted((name) => ({
    rcode: name.startsWith('no') ? 3 : 0,
    authorities: [soa('a.example', 3600, 60)],
  }));
  const absent = await dnsAt(port).txt('no._domainkey.a.example');
  expect(absent).toMatchObject({ status: 'no-such-name', negativeTtl: 60, zone: 'a.example' });
  expect(await dnsAt(port).txt('a.example')).toMatchObject({ status: 'no-such-record', negativeTtl: 60 });
});

test('what was cut comes over TCP', async () => {
  const port = await scripted(
    () => ({ flags: TRUNCATED_RESPONSE }),
    (name) => ({ answers: [txt(name, ['x'.repeat(255), 'y'.repeat(255), 'z'.repeat(255)])] }),
  );
  const dns = dnsAt(port);
  expect((await dns.txt('big.example')).records).toEqual([['x'.repeat(255), 'y'.repeat(255), 'z'.repeat(255)]]);
  expect(await dns.tcpFault({ name: 'ns', address: '127.0.0.1' }, 'big.example')).toBeNull();
});

test('a server without TCP is told of', async () => {
  const port = await scripted(() => ({ flags: TRUNCATED_RESPONSE }));
  const dns = dnsAt(port);
  expect(await dns.tcpFault({ name: 'ns', address: '127.0.0.1' }, 'big.example')).toMatch(/ECONNREFUSED/);
  expect(await dns.txt('big.example')).toMatchObject({
    status: 'server-failure',
    reason: expect.stringMatching(/ECONNREFUSED/),
    wasCut: true,
  });
  expect(await dns.tcpFault(`127.0.0.1:${port}`, 'big.example')).toMatch(/ECONNREFUSED/);
});

test('RFC 4035, 3.2.2: a resolver that has an answer when it is asked not to check tells that DNSSEC is broken', async () => {
  const broken = await scripted((name, _type, { flag_cd: isUnchecked }) =>
    isUnchecked ? { answers: [txt(name, ['p='])] } : { rcode: 2 },
  );
  expect(await dnsAt(broken).txt('a.example')).toMatchObject({ status: 'server-failure', isBogus: true, records: [] });
  const dead = await scripted(() => ({ rcode: 2 }));
  expect(await dnsAt(dead).txt('a.example')).toMatchObject({ status: 'server-failure', isBogus: false });
});

test('the serial number of a zone is that of its SOA on this server', async () => {
  const port = await scripted((name) => (name === 'a.example' ? { answers: [soa(name, 60, 60)] } : { rcode: 5 }));
  const server = { name: 'ns', address: '127.0.0.1' };
  expect(await dnsAt(port).serialOf(server, 'a.example')).toBe(1);
  expect(await dnsAt(port).serialOf(server, 'b.example')).toBeNull();
});

test('RFC 5452, 9.1: an answer with another id, or to another question, is none', async () => {
  const port = await scripted((name) => ({
    sendFirst: { id: 1, answers: [txt(name, ['forged'])] },
    answers: [txt(name, ['true'])],
  }));
  const other = await scripted((name) => ({
    sendFirst: { questions: [{ type: 'TXT', name: 'other.example' }], answers: [txt(name, ['forged'])] },
    answers: [txt(name, ['true'])],
  }));
  for (const at of [port, other]) expect((await dnsAt(at).txt('a.example')).records).toEqual([['true']]);
});

test.each([
  [2, 'SERVFAIL'],
  [5, 'REFUSED'],
])('rcode %i may be different later: %s', async (rcode, word) => {
  const port = await scripted(() => ({ rcode }));
  expect(await dnsAt(port).txt('a.example')).toMatchObject({
    status: 'server-failure',
    reason: `the server answers ${word}`,
  });
});

test('the second server is asked where the first fails', async () => {
  const bad = await scripted(() => ({ rcode: 2 }));
  const good = await scripted((name) => ({ answers: [txt(name, ['here'])] }));
  expect((await networkDns([`127.0.0.1:${bad}`, `127.0.0.1:${good}`]).txt('a.example')).records).toEqual([['here']]);
});

test('aliases that lead in a ring end', async () => {
  const ring: Answer[] = [
    { type: 'CNAME', name: 'a.example', ttl: 1, data: 'b.example' },
    { type: 'CNAME', name: 'b.example', ttl: 1, data: 'a.example' },
  ];
  const port = await scripted(() => ({ answers: ring }));
  expect(await dnsAt(port).txt('a.example')).toMatchObject({
    status: 'server-failure',
    reason: expect.stringMatching(/aliases/),
  });
});

test('a zone is found above the name, with the addresses of its servers', async () => {
  const port = await scripted((name, type) => {
    if (type === 'SOA')
      return name === 'example.org'
        ? { answers: [soa(name, 60, 60)] }
        : { authorities: [soa('example.org', 60, 60)], rcode: 3 };
    if (type === 'NS') {
      return {
        answers: [
          { type: 'NS', name, ttl: 1, data: 'ns1.example.org' },
          { type: 'NS', name, ttl: 1, data: 'ns2.example.org' },
        ],
      };
    }
    if (type === 'A' && name.startsWith('ns1.')) return { answers: [{ type: 'A', name, ttl: 1, data: '192.0.2.1' }] };
    return {};
  });
  expect(await dnsAt(port).zoneOf('s._domainkey.example.org')).toEqual({
    name: 'example.org',
    servers: [{ name: 'ns1.example.org', address: '192.0.2.1' }],
    withoutAddress: ['ns2.example.org'],
  });
});

/** Answers SOA and NS at once, and questions for addresses when `all` of them are there: whoever asks one by one hears nothing. */
async function patient(names: readonly string[], all: number, addresses: readonly string[]): Promise<number> {
  const waiting: (() => void)[] = [];
  const udp = createSocket('udp4');
  ends.push(() => udp.close());
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  udp.on('message', (message, peer) => {
    const query = decode(message);
    const { name = '', type = '' } = query.questions?.[0] ?? {};
    const answers: Answer[] =
      type === 'SOA'
        ? [soa(name, 60, 60)]
        : type === 'NS'
          ? names.map((data) => ({ type: 'NS', name, ttl: 1, data }))
          : type === 'A'
            ? addresses.map((data) => ({ type: 'A', name, ttl: 1, data }))
            : [];
    const reply = (): void => udp.send(octetsOf(query, { answers }), peer.port, peer.address);
    if (type === 'SOA' || type === 'NS') {
      reply();
      return;
    }
    waiting.push(reply);
    if (waiting.length === all) for (const each of waiting) each();
  });
  return udp.address().port;
}

test('the servers of a zone are looked up side by side, 13 of them at most, each once', async () => {
  const names = Array.from({ length: 20 }, (_, n) => `ns${String(n).padStart(2, '0')}.example`);
  const port = await patient([...names, 'NS00.example'], 26, ['192.0.2.1']);
  const zone = await dnsAt(port).zoneOf('example.org');
  expect(zone?.servers.map(({ name }) => name)).toEqual(names.slice(0, 13));
  expect(zone?.withoutAddress).toEqual([]);
});

test('of the addresses of one server four of a kind are asked', async () => {
  const addresses = Array.from({ length: 9 }, (_, n) => `192.0.2.${n}`);
  const zone = await dnsAt(await patient(['ns.example'], 2, addresses)).zoneOf('example.org');
  expect(zone?.servers.map(({ address }) => address)).toEqual(addresses.slice(0, 4));
});

test('a record of 61,440 octets comes over TCP as it is', async () => {
  const strings = Array.from({ length: 240 }, () => 'x'.repeat(255));
  const port = await scripted(
    () => ({ flags: TRUNCATED_RESPONSE }),
    (name) => ({ answers: [txt(name, [...strings])] }), // dns-packet writes into the list
  );
  expect((await dnsAt(port).txt('a.example')).records).toEqual([strings]);
});

test('a name that nobody can ask for is not asked for', async () => {
  const port = await scripted(() => ({ answers: [] }));
  for (const name of ['a..example', `${'x'.repeat(64)}.example`, `${'x.'.repeat(130)}example`]) {
    expect((await dnsAt(port).txt(name)).status).toBe('invalid-name');
  }
});
