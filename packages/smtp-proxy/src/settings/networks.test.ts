import { expect, test } from 'vitest';
import { parseNetworks } from './networks.js';

function matches(networks: string, address: string | null): boolean {
  const parsed = parseNetworks(networks);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value(address);
}

test.each([
  ['loopback', '127.0.0.1', true],
  ['loopback', '127.255.3.4', true],
  ['loopback', '::1', true],
  ['loopback', '192.0.2.1', false],
  ['loopback', null, false],
  ['unix', null, true],
  ['unix', '127.0.0.1', false],
  ['private', '10.1.2.3', true],
  ['private', '172.31.255.255', true],
  ['private', '172.32.0.0', false],
  ['private', '192.168.0.1', true],
  ['private', 'fd00::1', true],
  ['private', 'fe80::1%eth0', true],
  ['private', '2001:db8::1', false],
  ['any', '192.0.2.1', true],
  ['any', '2001:db8::1', true],
  ['any', null, true],
  ['192.0.2.0/24', '192.0.2.255', true],
  ['192.0.2.0/24', '192.0.3.0', false],
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.8', false],
  ['[2001:db8::]/32', '2001:db8:1::1', true],
  ['2001:db8::/32', '2001:db9::1', false],
  ['0.0.0.0/0', '192.0.2.1', true],
  ['0.0.0.0/0', '::1', false],
  ['Loopback, 192.0.2.0/24 unix', '192.0.2.9', true],
  ['Loopback, 192.0.2.0/24 unix', null, true],
  // IPv4 in the clothes of IPv6 is IPv4, in an option as in a peer, however it is written.
  ['private', '::ffff:10.0.0.1', true],
  ['private', '::FFFF:A00:1', true],
  ['private', '0:0:0:0:0:ffff:a00:1', true],
  ['loopback', '::ffff:127.0.0.1', true],
  ['loopback', '::ffff:192.0.2.1', false],
  ['loopback', '::127.0.0.1', false], // another form (RFC 4291, section 2.5.5.1), and no longer in use
  ['loopback', '64:ff9b::7f00:1', false], // NAT64: somebody behind a translator
  ['::ffff:10.0.0.1', '10.0.0.1', true],
  ['::ffff:a00:0/104', '10.255.0.1', true],
  ['::ffff:a00:0/104', '11.0.0.1', false],
  ['::ffff:0:0/96', '192.0.2.1', true],
  ['::ffff:0:0/96', '::1', false],
  ['::/0', '2001:db8::1', true],
  ['::/0', '192.0.2.1', false],
  ['::/0', '::ffff:192.0.2.1', false],
  ['any', '::ffff:192.0.2.1', true],
  ['0.0.0.0/0', '::ffff:192.0.2.1', true],
  ['fe80::/10', 'fe80::1%eth0', true],
  ['fe80::/10', 'febf:ffff::1', true],
  ['fe80::/10', 'fec0::1', false],
  ['192.0.2.128/25', '192.0.2.127', false],
  ['192.0.2.128/25', '192.0.2.255', true],
  ['0000:0000::1', '::1', true],
])('%s and %s: %s', (networks, address, expected) => {
  expect(matches(networks, address)).toBe(expected);
});

test.each(['example.org', '', '010.0.0.1', '127.1', '0x7f.0.0.1', '2130706433', '127.0.0.1%lo', '127.0.0.1 ', '[::1]'])(
  'what is no address matches nothing: %j',
  (address) => {
    expect(matches('any', address)).toBe(false);
  },
);

test.each([
  '192.0.2.0/33',
  '::1/129',
  '192.0.2.0/',
  '192.0.2.0/24/1',
  '192.0.2',
  'localhost',
  'everybody',
  '',
  '010.0.0.0/8', // 8.0.0.0/8 to who reads octal
  '0x0a.0.0.0/8',
  '10/8',
  '10.0.0.0/08',
  '10.0.0.0/+8',
  '10.0.0.0/-1',
  '10.0.0.0/8.0',
  '10.0.0.0/255.0.0.0',
  '\uff11\uff10.0.0.1',
  '!10.0.0.0/8', // Postfix knows this form; read as no more than text it would let in whom it shuts out
  'unix/8',
  'loopback/8',
  'fe80::1%eth0', // which interface is not looked at
  'fe80::%eth0/10',
  '::ffff:0:0/95', // half of IPv6, and all of IPv4
  '10.0.0.1/0', // the address or the bits are a slip
  '192.168.1.5/8',
  '::1/0',
  '2001:db8::1/32',
  '::ffff:10.0.0.1/104',
])('%j is refused', (text) => {
  expect(parseNetworks(text)).toEqual({ ok: false, reason: expect.stringMatching(/network/) });
});

test('an address with bits behind the prefix: the two things that may have been meant', () => {
  expect(parseNetworks('loopback, 192.168.1.5/8')).toEqual({
    ok: false,
    reason:
      '"192.168.1.5/8" is no network, its address goes on behind the first 8 bits; write 192.0.0.0/8, or 192.168.1.5 alone',
  });
});
