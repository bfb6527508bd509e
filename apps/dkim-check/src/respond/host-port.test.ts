import { expect, test } from 'vitest';
import { hostPort, isLoopback } from './host-port.js';

test.each([
  ['127.0.0.1:25', { host: '127.0.0.1', port: 25 }],
  ['[::1]:0', { host: '::1', port: 0 }],
  ['mail.example.org:65535', { host: 'mail.example.org', port: 65_535 }],
])('%s is a place', (text, place) => {
  expect(hostPort('smtp', text)).toEqual(place);
});

test.each([
  '',
  ':25',
  '127.0.0.1',
  '127.0.0.1:',
  '127.0.0.1:65536',
  '::1:25',
  '[::1]',
  'a b:25',
  'a:25\r\nx',
  'a:２５',
])('%j is none', (text) => {
  expect(() => hostPort('smtp', text)).toThrow('wrong usage');
});

test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])(
  'only we reach %s',
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

test.each(['0.0.0.0', '::', '192.0.2.1', '127.evil.example', 'localhost.evil.example', '::ffff:192.0.2.1'])(
  'others may reach %s',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
