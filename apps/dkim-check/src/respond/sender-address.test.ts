import { expect, test } from 'vitest';
import { pathAddress, plainAddress } from './sender-address.js';

test.each([
  'a@example.com',
  'first.last+tag@sub.example.co.jp',
  'bounce-1=b.example@example.com',
  'SRS0=x=y=z=a@example.com',
  "o'neill@example.com",
  `${'a'.repeat(64)}@example.com`,
])('%s is written to', (text) => {
  expect(plainAddress(text)).toBe(text);
});

test.each([
  '',
  'a',
  '@example.com',
  'a@',
  'a@localhost',
  'a@[127.0.0.1]',
  '"a"@example.com',
  'a b@example.com',
  'a@b@example.com',
  'a%b@example.com',
  'b!a@example.com',
  'a..b@example.com',
  '.a@example.com',
  'a@example..com',
  'a@-example.com',
  'a@example.com\r\nBcc: b@example.com',
  'a\u0000@example.com',
  'a@example.com>',
  'ａ@example.com',
  'a@例え.example',
  `${'a'.repeat(65)}@example.com`,
  `a@${'b.'.repeat(130)}com`,
  `${'a.'.repeat(50_000)}a@example.com`,
])('%j is not', (text) => {
  expect(plainAddress(text)).toBe(null);
});

test.each([
  [' <a@example.com>', 'a@example.com'],
  ['<>', ''],
  ['a@example.com', null],
  ['<a@example.com> x', null],
  ['<a b>', null],
  [`<${'a'.repeat(100_000)}>`, null],
])('Return-Path: %j', (value, address) => {
  expect(pathAddress(value)).toBe(address);
});
