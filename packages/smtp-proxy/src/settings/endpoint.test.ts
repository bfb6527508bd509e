import { expect, test } from 'vitest';
import {
  endpointText,
  isLoopback,
  isSamePlace,
  parseListenEndpoint,
  parseMetricsEndpoint,
  parseRelayEndpoint,
  isListenAddress,
} from './endpoint.js';

test.each([
  ['127.0.0.1:10027', { kind: 'tcp', host: '127.0.0.1', port: 10_027 }],
  ['localhost:10027', { kind: 'tcp', host: 'localhost', port: 10_027 }],
  ['[::1]:10027', { kind: 'tcp', host: '::1', port: 10_027 }],
  ['mail_1.example.org:25', { kind: 'tcp', host: 'mail_1.example.org', port: 25 }],
  ['unix:/run/dkim.sock', { kind: 'unix', path: '/run/dkim.sock' }],
  ['UNIX:dkim.sock', { kind: 'unix', path: 'dkim.sock' }],
])('%s is an address to listen at and to relay to', (text, value) => {
  expect(parseListenEndpoint(text)).toEqual({ ok: true, value });
  expect(parseRelayEndpoint(text)).toEqual({ ok: true, value });
});

test('*:PORT and :PORT are every address of the machine, to listen at only', () => {
  for (const text of ['*:10027', ':10027']) {
    expect(parseListenEndpoint(text)).toEqual({ ok: true, value: { kind: 'tcp', host: '*', port: 10_027 } });
    expect(parseRelayEndpoint(text)).toEqual({ ok: false, reason: expect.stringContaining('names no host') });
  }
});

test('the port of the next hop is 25 where none is given; to listen one is needed', () => {
  expect(parseRelayEndpoint('mx.example.org')).toEqual({
    ok: true,
    value: { kind: 'tcp', host: 'mx.example.org', port: 25 },
  });
  expect(parseRelayEndpoint('[2001:db8::1]')).toEqual({
    ok: true,
    value: { kind: 'tcp', host: '2001:db8::1', port: 25 },
  });
  expect(parseListenEndpoint('127.0.0.1')).toEqual({ ok: false, reason: expect.stringContaining('has no port') });
});

test.each([
  ['127.0.0.1:65536', 'is no port'],
  ['127.0.0.1:', 'is no port'],
  ['127.0.0.1:25x', 'is no port'],
  ['::1:10027', 'IPv6 address without brackets'],
  ['[127.0.0.1]:25', 'is no host'],
  ['[::1:25', 'is no host'],
  ['a b:25', 'is no host'],
  ['unix:', 'unix: needs a path'],
  ['lmtp:', 'is no address for LMTP'],
  ['lmtp:lmtp:127.0.0.1:24', 'is no address for LMTP'],
  ['lmtp:127.0.0.1', 'is no address for LMTP'],
  ['', ''],
])('%j is refused, with the reason', (text, reason) => {
  expect(parseListenEndpoint(text)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  expect(parseRelayEndpoint(text)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
});

test('an address is written as it is read', () => {
  for (const text of [
    'lmtp:127.0.0.1:24',
    'lmtp:unix:/run/lmtp',
    '127.0.0.1:25',
    '[2001:db8::1]:25',
    'unix:/run/x',
    'a.example:2525',
  ]) {
    const parsed = parseRelayEndpoint(text);
    expect(parsed.ok && endpointText(parsed.value)).toBe(text);
  }
});

test.each([
  ['127.0.0.1:25', '127.0.0.1:25', true],
  ['*:25', '127.0.0.1:25', true],
  [':25', '[::1]:25', true],
  ['localhost:25', '127.0.0.1:25', true],
  ['127.0.0.1:25', 'localhost:25', true],
  ['[0:0:0:0:0:0:0:1]:25', '[::1]:25', true],
  ['127.0.0.1:25', '[::ffff:7f00:1]:25', true],
  ['[fe80::1%eth0]:25', '[fe80::1%eth1]:25', false],
  ['unix:/run/a', 'unix:/run/a', true],
  ['127.0.0.1:25', '127.0.0.1:26', false],
  ['127.0.0.1:25', '127.0.0.2:25', false],
  ['*:25', 'mx.example.org:25', false],
  ['unix:/run/a', 'unix:/run/b', false],
  ['unix:/run/a', '127.0.0.1:25', false],
])('listen %s and relay %s: mail would go round for ever: %s', (listen, relay, same) => {
  const one = parseListenEndpoint(listen);
  const other = parseRelayEndpoint(relay);
  expect(one.ok && other.ok && isSamePlace(one.value, other.value)).toBe(same);
});

test.each([
  ['off', null],
  ['OFF', null],
  ['127.0.0.1:9110', { kind: 'tcp', host: '127.0.0.1', port: 9110 }],
  ['[::1]:9110', { kind: 'tcp', host: '::1', port: 9110 }],
  ['*:9110', { kind: 'tcp', host: '*', port: 9110 }],
])('%s is where metrics are told', (text, value) => {
  expect(parseMetricsEndpoint(text)).toEqual({ ok: true, value });
});

test.each(['unix:/run/x.sock', '9110', 'localhost', 'http://127.0.0.1:9110/', ''])(
  '%j is no place for metrics',
  (text) => {
    expect(parseMetricsEndpoint(text)).toEqual({ ok: false, reason: expect.stringContaining('write HOST:PORT') });
  },
);

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['localhost', true],
  ['*', false],
  ['::', false],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
  ['127.0.0.1.example.org', false],
  ['mail.example.org', false],
])('%s is on loopback: %s', (host, expected) => {
  expect(isLoopback({ kind: 'tcp', host, port: 1 })).toBe(expected);
});

test.each([
  ['127.0.0.1:25', '127.0.0.1:25', true],
  ['127.0.0.1:25', '127.0.0.1:26', false],
  ['127.0.0.1:25', '[::1]:25', false],
  ['*:25', '[::]:25', true],
  ['*:25', '0.0.0.0:25', true],
  ['*:25', '127.0.0.1:25', false],
  ['[2001:DB8:0::1]:25', '[2001:db8::1]:25', true],
  ['localhost:25', '[::1]:25', true],
  ['localhost:25', '127.0.0.1:25', true],
  ['unix:/run/x', 'unix:/run/x', true],
  ['unix:/run/x', 'unix:/run/y', false],
  ['unix:/run/x', '127.0.0.1:25', false],
  ['127.0.0.1:25', 'unix:/run/x', false],
])('listen %s and a socket that is bound to %s agree: %s', (listen, bound, agree) => {
  const [asked, address] = [parseListenEndpoint(listen), parseListenEndpoint(bound)];
  expect(asked.ok && address.ok && isListenAddress(asked.value, address.value)).toBe(agree);
});
