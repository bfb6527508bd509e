/** The PROXY protocol in front of the dialogue: who is judged, who is counted, what becomes of a header that is none. S-228. */
import { expect, test } from 'vitest';
import { parseNetworks } from '../src/settings/networks.js';
import type { AddressMatcher } from '../src/types.js';
import { between, LIMITS, passThrough, PATIENT, until, type Between } from './relay-between.js';

const nets = (text: string): AddressMatcher => {
  const parsed = parseNetworks(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
};
const BALANCER = nets('127.0.0.1');
const v1 = (address: string): string =>
  `PROXY ${address.includes(':') ? 'TCP6' : 'TCP4'} ${address} ${address.includes(':') ? '::9' : '192.0.2.9'} 4711 25\r\n`;
const UNSPEC = Buffer.from('0d0a0d0a000d0a515549540a21000000', 'hex');
const LOCAL = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');

const warnings = ({ log }: Between): unknown[] => log.filter((line) => (line as { level: number }).level >= 40);

test('S-228: header and EHLO in one segment, or cut at every octet: the told client is served and travels on', async () => {
  const seen: unknown[] = [];
  const world = await between({
    settings: { proxyPeers: BALANCER },
    handle(message, context) {
      seen.push([message.client.address, message.client.port]);
      return passThrough(message, context);
    },
  });
  const octets = `${v1('192.0.2.7')}EHLO client.example\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n`;
  const cuts = [0, ...Array.from({ length: v1('192.0.2.7').length + 2 }, (_, at) => at + 1)];
  for (const cut of cuts) {
    const client = await world.connect();
    if (cut > 0) {
      client.write(octets.slice(0, cut));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    client.write(octets.slice(cut));
    expect(await client.reply()).toBe('220 proxy.example ESMTP');
    for (const code of ['250', '250', '250', '354', '250', '221'])
      expect((await client.reply()).slice(0, 3)).toBe(code);
    await client.closed;
  }
  expect(seen).toEqual(cuts.map(() => ['192.0.2.7', 4711]));
  expect(world.nextHop.sessions[0]?.commands).toEqual([
    'EHLO proxy.example',
    'XFORWARD NAME=[UNAVAILABLE] ADDR=192.0.2.7 PORT=4711 PROTO=[UNAVAILABLE] HELO=[UNAVAILABLE] IDENT=[UNAVAILABLE] SOURCE=[UNAVAILABLE]',
    'MAIL FROM:<a@x>',
    'RCPT TO:<b@x>',
    'DATA',
    'QUIT',
  ]);
  expect(world.log[0]).toMatchObject({ client: '192.0.2.7', balancer: '127.0.0.1' });
});

test('S-228: the client hears nothing before its header', async () => {
  const world = await between({ settings: { proxyPeers: BALANCER } });
  const client = await world.connect();
  await until(() => world.relay.sessions() === 1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(client.socket.bytesRead).toBe(0);
  expect(world.nextHop.sessions).toEqual([]);
  client.write(LOCAL);
  expect(await client.reply()).toMatch(/^220 /);
});

test('S-224, S-228: who is not in proxy_protocol is refused before anything is read, whatever its header says', async () => {
  const world = await between({ settings: { proxyPeers: nets('192.0.2.1') } });
  const client = await world.connect();
  client.write(v1('127.0.0.1'));
  expect(await client.reply()).toBe('554 proxy.example You may not connect here');
  expect(await client.reply()).toBe('closed');
  expect(world.nextHop.sessions).toEqual([]);
  expect(warnings(world)).toMatchObject([
    { client: '127.0.0.1', msg: 'client refused, it is not in "proxy_protocol"' },
  ]);
});

test.each([
  { of: 'the told address', header: v1('198.51.100.1'), client: '198.51.100.1' },
  { of: 'the told address in the clothes of IPv6', header: v1('::ffff:198.51.100.1'), client: '198.51.100.1' },
  { of: 'the told IPv6 address', header: v1('2001:db8::1'), client: '2001:db8::1' },
])('S-224, S-228: allow judges $of, not the balancer', async ({ header, client: told }) => {
  const world = await between({ settings: { proxyPeers: BALANCER, allow: nets('loopback,unix,private') } });
  const client = await world.connect();
  client.write(header);
  expect(await client.reply()).toBe('554 proxy.example You may not connect here');
  expect(warnings(world)).toMatchObject([{ client: told, msg: 'client refused, it is not in "allow"' }]);
});

test('S-224, S-228: xforward_hosts and xclient_hosts judge the told address; LOCAL is the balancer itself, UNKNOWN nobody', async () => {
  const world = await between({
    settings: { proxyPeers: BALANCER, xforwardAllowed: nets('loopback'), xclientAllowed: nets('loopback') },
  });
  for (const { header, offers } of [
    { header: v1('192.0.2.7'), offers: false },
    { header: v1('127.0.0.1'), offers: true }, // the balancer says so
    { header: LOCAL, offers: true },
    { header: 'PROXY UNKNOWN\r\n', offers: false }, // somebody whom the balancer does not name: not the balancer itself
    { header: UNSPEC, offers: false },
  ]) {
    const client = await world.connect();
    client.write(header);
    await client.reply();
    expect(/XFORWARD/.test(await client.say('EHLO c'))).toBe(offers);
    expect(/XCLIENT/.test(await client.say('EHLO c'))).toBe(offers);
    expect(await client.say('XCLIENT ADDR=127.0.0.1')).toMatch(offers ? /^220 / : /^550 5\.7\.1 /);
  }
});

test('S-228, S-246: max_sessions_per_client counts by the told address', async () => {
  const world = await between({
    settings: {
      proxyPeers: BALANCER,
      xforwardAllowed: nets('loopback'),
      limits: { ...LIMITS, sessionsPerClient: 1 },
    },
  });
  const greetings: string[] = [];
  for (const header of [v1('192.0.2.7'), v1('192.0.2.7'), v1('192.0.2.8'), LOCAL, LOCAL, UNSPEC, UNSPEC]) {
    const client = await world.connect();
    client.write(header);
    greetings.push((await client.reply()).slice(0, 3));
  }
  expect(greetings).toEqual(['220', '421', '220', '220', '220', '220', '421']);
});

test('S-228: send_xclient tells the next hop of the told client', async () => {
  const world = await between({
    script: { EHLO: '250-next.example\r\n250 XCLIENT NAME ADDR PORT PROTO HELO', XCLIENT: '220 next.example' },
    settings: { proxyPeers: BALANCER, sendXclient: true, xclientAllowed: nets('loopback') },
  });
  const client = await world.connect();
  client.write(`${v1('2001:db8::1')}EHLO client.example\r\n`);
  await client.reply();
  await client.reply();
  expect(world.nextHop.sessions[0]?.commands).toEqual([
    'EHLO proxy.example',
    'XCLIENT NAME=[UNAVAILABLE] PROTO=ESMTP HELO=client.example PORT=4711 ADDR=IPV6:2001:db8::1',
    'EHLO client.example',
  ]);
});

test.each([
  { of: 'SMTP', octets: 'EHLO client.example\r\n' },
  { of: 'a header that does not end', octets: `PROXY TCP4 ${'1'.repeat(100_000)}` },
  { of: 'UDP', octets: Buffer.from('0d0a0d0a000d0a515549540a2112000cc0000201c636640182350019', 'hex') },
])('S-228: $of instead of a header: closed without a word, and the next hop hears nothing', async ({ octets }) => {
  const world = await between({ settings: { proxyPeers: BALANCER } });
  const client = await world.connect();
  client.write(octets);
  expect(await client.reply()).toBe('closed');
  expect(client.socket.bytesRead).toBe(0);
  expect(world.nextHop.sessions).toEqual([]);
  expect(warnings(world)).toMatchObject([{ msg: expect.stringContaining('no proper PROXY header') }]);
  await until(() => world.relay.sessions() === 0);
});

test('S-228: a header that never comes whole ends the connection, however its octets drip in', async () => {
  const world = await between({ settings: { proxyPeers: BALANCER, timeouts: { ...PATIENT, idle: 300 } } });
  const silent = await world.connect();
  const dripping = await world.connect();
  const drip = setInterval(() => dripping.write('P'), 50);
  dripping.write('PROXY UNKNOWN ');
  expect(await silent.reply()).toBe('closed');
  expect(await dripping.reply()).toBe('closed');
  clearInterval(drip);
  expect(warnings(world)).toMatchObject([
    { msg: 'connection closed, no PROXY header came in time (proxy_protocol)' },
    { msg: 'connection closed, no PROXY header came in time (proxy_protocol)' },
  ]);
  expect(world.nextHop.sessions).toEqual([]);
});

test('S-219: who has yet to say who it is hears of the shutdown', async () => {
  const world = await between({ settings: { proxyPeers: BALANCER } });
  const client = await world.connect();
  await until(() => world.relay.sessions() === 1);
  const end = world.relay.shutdown(60_000);
  expect(await client.reply()).toBe('421 proxy.example Service is shutting down');
  await end;
});

test('without the option a PROXY header is a command that is none', async () => {
  const world = await between();
  const client = await world.greeted();
  expect(await client.say(v1('127.0.0.1').trimEnd())).toMatch(/^500 5\.5\.2 /);
});
