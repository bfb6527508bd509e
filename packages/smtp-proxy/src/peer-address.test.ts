import { expect, test } from 'vitest';
import { clientNetwork, isLoopback, plainAddress } from './peer-address.js';

test.each([
  { written: '192.0.2.1', plain: '192.0.2.1' },
  { written: '::ffff:192.0.2.1', plain: '192.0.2.1' },
  { written: '::FFFF:c000:201', plain: '192.0.2.1' },
  { written: '0:0:0:0:0:ffff:192.0.2.1', plain: '192.0.2.1' },
  { written: '::192.0.2.1', plain: '::c000:201' }, // not mapped: the deprecated form is no IPv4 client
  { written: '2001:DB8:0:0:0:0:0:1', plain: '2001:db8::1' },
  { written: '0:0:0:0:0:0:0:1', plain: '::1' },
  { written: '::', plain: '::' },
  { written: 'fe80::1%eth0', plain: 'fe80::1' },
  { written: '1:2:3:4:5:6:7:8', plain: '1:2:3:4:5:6:7:8' },
  { written: 'no address', plain: 'no address' },
])('$written is $plain', ({ written, plain }) => {
  expect(plainAddress(written)).toBe(plain);
});

test('loopback in every writing, and a unix socket', () => {
  for (const address of [
    '127.0.0.1',
    '127.8.9.1',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    null,
  ]) {
    expect(isLoopback(address)).toBe(true);
  }
  for (const address of ['192.0.2.1', '::2', '1::1', '128.0.0.1', '::ffff:192.0.2.1', '::127.0.0.1']) {
    expect(isLoopback(address)).toBe(false);
  }
});

test('one IPv6 client has a /64, one IPv4 client an address', () => {
  expect(clientNetwork('2001:db8::1')).toBe('2001:db8:0:0::/64');
  expect(clientNetwork('2001:db8:0:0:ffff:1:2:3')).toBe('2001:db8:0:0::/64');
  expect(clientNetwork('2001:db8:0:1::1')).toBe('2001:db8:0:1::/64');
  expect(clientNetwork('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(clientNetwork('192.0.2.2')).toBe('192.0.2.2');
});
