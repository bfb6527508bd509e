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
])('%s and %s: %s', (networks, address, expected) => {
  expect(matches(networks, address)).toBe(expected);
});

test('what is no address matches nothing', () => {
  expect(matches('any', 'example.org')).toBe(false);
});

test.each(['192.0.2.0/33', '::1/129', '192.0.2.0/', '192.0.2.0/24/1', '192.0.2', 'localhost', 'everybody', ''])(
  '%j is refused',
  (text) => {
    expect(parseNetworks(text)).toEqual({ ok: false, reason: expect.stringMatching(/network/) });
  },
);
