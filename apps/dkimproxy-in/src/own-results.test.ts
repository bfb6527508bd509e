import { readHeader } from 'dkim-core';
import { parseNetworks, type AddressMatcher } from 'smtp-proxy';
import { expect, test } from 'vitest';
import { comesOff, isTrusted } from './own-results.js';

const header = readHeader(
  Buffer.from(
    [
      'Authentication-Results: mx.example.net; dkim=pass',
      'authentication-results:\r\n (comment) MX.Example.Net 1; dkim=pass',
      'Authentication-Results: other.example; dkim=pass',
      'X-DKIM-Authentication-Results: pass',
      'Subject: mx.example.net; dkim=pass',
      'Authentication-Results: mx.example.net.evil.example; dkim=pass',
      '',
    ].join('\r\n'),
    'latin1',
  ),
);

test.each([
  { removeResults: 'own', off: [0, 1, 3] },
  { removeResults: 'all', off: [0, 1, 2, 3, 5] },
  { removeResults: 'none', off: [] },
] as const)('S-159, S-160: remove_results $removeResults', ({ removeResults, off }) => {
  const settings = { authservId: 'mx.example.net', removeResults, isTrusted: false };
  expect(header.fields.flatMap((field, index) => (comesOff(field, settings) ? [index] : []))).toEqual(off);
});

test.each(['own', 'all'] as const)(
  'S-159: of a trusted host only the field that is ours alone comes off (%s)',
  (removeResults) => {
    const settings = { authservId: 'mx.example.net', removeResults, isTrusted: true };
    expect(header.fields.flatMap((field, index) => (comesOff(field, settings) ? [index] : []))).toEqual([3]);
  },
);

test.each([
  'Authentication-Results\r\n : mx.example.net; dkim=pass', // a fold before the colon
  'Authentication-Results \t: mx.example.net; dkim=pass',
  'Authentication-\0Results: mx.example.net; dkim=pass',
  '\u00ef\u00bb\u00bfAuthentication-Results: mx.example.net; dkim=pass', // a byte order mark
  'Authentication\u00ad-Results: mx.example.net; dkim=pass', // a soft hyphen
  'X-DKIM-Authentication-Results\r\n : pass',
  'AUTHENTICATION-RESULTS:mx.example.net',
])('S-160: %j is a field of ours to a reader who insists on less, and comes off', (text) => {
  const [field, ...more] = readHeader(Buffer.from(`${text}\r\n`, 'latin1')).fields;
  const settings = { authservId: 'mx.example.net', removeResults: 'own', isTrusted: false } as const;
  expect([field !== undefined && comesOff(field, settings), more]).toEqual([true, []]);
});

test.each([
  'X-Authentication-Results: mx.example.net; dkim=pass',
  'Authentication-Results-Old: mx.example.net; dkim=pass',
  'a line that is no field, Authentication-Results: mx.example.net; dkim=pass',
  'no field at all mx.example.net',
])('S-160: %j is another field, and stays', (text) => {
  const [field] = readHeader(Buffer.from(`${text}\r\n`, 'latin1')).fields;
  const settings = { authservId: 'mx.example.net', removeResults: 'own', isTrusted: false } as const;
  expect(field !== undefined && comesOff(field, settings)).toBe(false);
});

const NETS = networks('192.0.2.0/24, 2001:db8::/32');
const client = { address: '127.0.0.1', port: 40_000, helo: 'client.example' };

test.each([
  { of: 'XFORWARD of a trusted address', told: '192.0.2.7', trusted: true },
  { of: 'XFORWARD of a trusted IPv6 address', told: 'IPv6:2001:db8::1', trusted: true },
  { of: 'XFORWARD of an IPv4 address in IPv6', told: 'IPV6:::ffff:192.0.2.7', trusted: true },
  { of: 'XFORWARD of another address', told: '198.51.100.1', trusted: false },
  { of: 'XFORWARD without an address', told: null, trusted: false },
  { of: 'XFORWARD with something else', told: '192.0.2.7 x', trusted: false },
  { of: 'a connection from elsewhere', told: undefined, trusted: false },
])('S-159: $of is trusted: $trusted', ({ told, trusted }) => {
  const xforward = new Map(told === undefined ? [] : [['ADDR', told] as const]);
  expect(isTrusted({ ...client, xforward }, NETS)).toBe(trusted);
  expect(isTrusted({ ...client, xforward }, null)).toBe(false);
});

test('S-159: without XFORWARD the connection says who it is; an unknown address is no unix socket', () => {
  expect(isTrusted({ ...client, address: '192.0.2.9', xforward: new Map() }, NETS)).toBe(true);
  expect(isTrusted({ ...client, address: null, xforward: new Map() }, networks('unix'))).toBe(true);
  expect(isTrusted({ ...client, xforward: new Map([['ADDR', null]]) }, networks('unix'))).toBe(false);
});

function networks(text: string): AddressMatcher {
  const parsed = parseNetworks(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}
