import { expect, test } from 'vitest';
import { proxyHeaderReader, type ProxyHeader } from './proxy-protocol.js';

const SIGNATURE = '0d0a0d0a000d0a515549540a';

/** As HAProxy's proxy-protocol.txt, section 2.2, has it; everything in hex. */
function v2(versionAndCommand: string, family: string, addresses: string, length = addresses.length / 2): Buffer {
  return Buffer.from(
    `${SIGNATURE}${versionAndCommand}${family}${length.toString(16).padStart(4, '0')}${addresses}`,
    'hex',
  );
}

const IPV4 = 'c0000201c636640182350019'; // 192.0.2.1:33333 to 198.51.100.1:25
const IPV6 = '20010db800000000000000000000000120010db800000000000000000000000282350019'; // 2001:db8::1:33333 to ::2
const MAPPED = '00000000000000000000ffffc000020100000000000000000000ffffc636640182350019'; // the two of IPv4
const TLV = '040003aabbcc20000100'; // NOOP, then SSL

const client = (address: string, port: number): { address: string; port: number } => ({ address, port });

/** What a header in these pieces gives; null if there is no end. */
function read(...pieces: readonly Buffer[]): ProxyHeader | null {
  const reader = proxyHeaderReader();
  for (const piece of pieces) {
    const header = reader.push(piece);
    if (header !== null) return header;
  }
  return null;
}

const GOOD = [
  { of: 'v1 TCP4', header: 'PROXY TCP4 192.0.2.1 198.51.100.1 33333 25\r\n', is: client('192.0.2.1', 33_333) },
  { of: 'v1 TCP6', header: 'PROXY TCP6 2001:DB8:0::1 2001:db8::2 0 65535\r\n', is: client('2001:db8::1', 0) },
  { of: 'v1 TCP6 with an IPv4 client', header: 'PROXY TCP6 ::ffff:c000:201 ::1 1 25\r\n', is: client('192.0.2.1', 1) },
  { of: 'v1 UNKNOWN', header: 'PROXY UNKNOWN\r\n', is: 'unknown' },
  { of: 'v1 UNKNOWN with anything behind', header: 'PROXY UNKNOWN ffff:f::1 x \t y\r\n', is: 'unknown' },
  {
    of: 'v1 of 107 octets, the longest there is',
    header: `PROXY UNKNOWN ${'f'.repeat(107 - 'PROXY UNKNOWN \r\n'.length)}\r\n`,
    is: 'unknown',
  },
  { of: 'v2 PROXY, IPv4', header: v2('21', '11', IPV4), is: client('192.0.2.1', 33_333) },
  { of: 'v2 PROXY, IPv6', header: v2('21', '21', IPV6), is: client('2001:db8::1', 33_333) },
  { of: 'v2 PROXY, IPv4 in IPv6', header: v2('21', '21', MAPPED), is: client('192.0.2.1', 33_333) },
  { of: 'v2 PROXY, IPv4 and TLVs', header: v2('21', '11', IPV4 + TLV), is: client('192.0.2.1', 33_333) },
  { of: 'v2 PROXY, IPv6 and TLVs', header: v2('21', '21', IPV6 + TLV), is: client('2001:db8::1', 33_333) },
  { of: 'v2 PROXY, 4096 octets', header: v2('21', '11', IPV4 + '00'.repeat(4084)), is: client('192.0.2.1', 33_333) },
  { of: 'v2 PROXY, a unix socket', header: v2('21', '31', '2f'.repeat(216)), is: 'unknown' },
  { of: 'v2 PROXY, UNSPEC', header: v2('21', '00', ''), is: 'unknown' },
  { of: 'v2 PROXY, UNSPEC with something behind', header: v2('21', '00', IPV4), is: 'unknown' },
  { of: 'v2 LOCAL', header: v2('20', '00', ''), is: 'balancer' },
  { of: 'v2 LOCAL that names somebody', header: v2('20', '11', IPV4), is: 'balancer' },
] as const;

test.each(GOOD)('S-228: $of, cut at every octet, with EHLO behind it', ({ header, is }) => {
  const octets = typeof header === 'string' ? Buffer.from(header, 'latin1') : header;
  const behind = Buffer.from('EHLO client.example\r\n');
  const whole = Buffer.concat([octets, behind]);
  expect(read(whole)).toEqual({ ok: true, client: is, rest: behind });
  expect(read(octets)).toEqual({ ok: true, client: is, rest: Buffer.alloc(0) });
  for (let cut = 1; cut < octets.length; cut += 1) {
    expect(read(whole.subarray(0, cut))).toBeNull();
    expect(read(whole.subarray(0, cut), whole.subarray(cut))).toEqual({ ok: true, client: is, rest: behind });
  }
  const single = Array.from(octets, (octet) => Buffer.of(octet));
  expect(read(...single)).toEqual({ ok: true, client: is, rest: Buffer.alloc(0) });
});

test.each([
  { of: 'SMTP', header: 'EHLO client.example\r\n' },
  { of: 'TLS', header: '\x16\x03\x01\x02\x00' },
  { of: 'HTTP', header: 'GET / HTTP/1.0\r\n' },
  { of: 'nothing but a line end', header: `\r\n${'x'.repeat(10)}` },
  { of: 'a word that begins so', header: 'PROXYS TCP4 192.0.2.1 198.51.100.1 33333 25\r\n' },
  { of: 'small letters', header: 'proxy TCP4 192.0.2.1 198.51.100.1 33333 25\r\n' },
  { of: 'v1 with another family', header: 'PROXY UDP4 192.0.2.1 198.51.100.1 33333 25\r\n' },
  { of: 'v1 with UNKNOWN and more letters', header: 'PROXY UNKNOWNS\r\n' },
  { of: 'v1 with IPv6 as TCP4', header: 'PROXY TCP4 ::1 ::1 1 2\r\n' },
  { of: 'v1 with IPv4 as TCP6', header: 'PROXY TCP6 192.0.2.1 192.0.2.1 1 2\r\n' },
  { of: 'v1 with a zone', header: 'PROXY TCP6 fe80::1%lo ::1 1 2\r\n' },
  { of: 'v1 with a name', header: 'PROXY TCP4 localhost 198.51.100.1 33333 25\r\n' },
  { of: 'v1 with an address of leading zeros', header: 'PROXY TCP4 192.0.2.001 198.51.100.1 1 2\r\n' },
  { of: 'v1 with a port beyond 65535', header: 'PROXY TCP4 192.0.2.1 198.51.100.1 65536 25\r\n' },
  { of: 'v1 with a port of leading zeros', header: 'PROXY TCP4 192.0.2.1 198.51.100.1 025 25\r\n' },
  { of: 'v1 without ports', header: 'PROXY TCP4 192.0.2.1 198.51.100.1\r\n' },
  { of: 'v1 with a port too many', header: 'PROXY TCP4 192.0.2.1 198.51.100.1 1 2 3\r\n' },
  { of: 'v1 with two spaces', header: 'PROXY  TCP4 192.0.2.1 198.51.100.1 1 2\r\n' },
  { of: 'v1 that ends in LF alone', header: `PROXY TCP4 192.0.2.1 198.51.100.1 1 2\n${'x'.repeat(80)}` },
  { of: 'v1 of 108 octets', header: `PROXY UNKNOWN ${'f'.repeat(108 - 'PROXY UNKNOWN \r\n'.length)}\r\n` },
  { of: 'v1 that does not end', header: `PROXY TCP4 ${'1'.repeat(100_000)}` },
  { of: 'v2 with a signature that is none', header: Buffer.from('0d0a0d0a000d0a515549540d2111000c', 'hex') },
  { of: 'v2 of version 1', header: v2('11', '11', IPV4) },
  { of: 'v2 of version 3', header: v2('31', '11', IPV4) },
  { of: 'v2 with an unknown command', header: v2('22', '11', IPV4) },
  { of: 'v2 with UDP', header: v2('21', '12', IPV4) },
  { of: 'v2 with an unknown family', header: v2('21', '41', IPV4) },
  { of: 'v2 with IPv4 that is cut off', header: v2('21', '11', IPV4.slice(2)) },
  { of: 'v2 with IPv6 that is cut off', header: v2('21', '21', IPV6.slice(2)) },
  { of: 'v2 with a unix socket that is cut off', header: v2('21', '31', '2f'.repeat(215)) },
  { of: 'v2 of 4097 octets', header: v2('21', '11', '', 4097) },
  { of: 'v2 of 65535 octets', header: v2('20', '00', '', 65_535) },
])('S-228: $of is no PROXY header, and no more octets are waited for', ({ header }) => {
  const octets = typeof header === 'string' ? Buffer.from(header, 'latin1') : header;
  expect(read(octets)).toEqual({ ok: false, reason: expect.stringMatching(/PROXY header/) });
  const single = Array.from(octets.subarray(0, 5000), (octet) => Buffer.of(octet));
  expect(read(...single)).toMatchObject({ ok: false });
});
