import { expect, test } from 'vitest';
import { offeredKeywords, offeredXforward, readCapabilities } from './capabilities.js';

const ehlo = (...lines: string[]) => readCapabilities({ code: 250, lines: ['next.example', ...lines] });

test('S-196: what the next hop offers and we can carry is offered, nothing else', () => {
  const all = ehlo(
    'PIPELINING',
    'SIZE',
    'VRFY',
    'ETRN',
    'STARTTLS',
    'AUTH PLAIN LOGIN',
    'AUTH=PLAIN',
    'ENHANCEDSTATUSCODES',
    '8BITMIME',
    'DSN',
    'SMTPUTF8',
    'CHUNKING',
    'BINARYMIME',
    'REQUIRETLS',
    'XCLIENT NAME',
    'XFORWARD NAME ADDR',
  );
  expect(offeredKeywords(all, { xforward: true })).toEqual([
    'PIPELINING',
    'SIZE',
    '8BITMIME',
    'SMTPUTF8',
    'DSN',
    'ENHANCEDSTATUSCODES',
    'XFORWARD NAME ADDR',
  ]);
  expect(offeredKeywords(all, { xforward: false })).not.toContain('XFORWARD NAME ADDR');
  expect(offeredKeywords(ehlo(), { xforward: true })).toEqual(['PIPELINING']);
  expect(offeredKeywords(ehlo('dsn', '8bitmime'), { xforward: true })).toEqual(['PIPELINING', '8BITMIME', 'DSN']);
});

test.each([
  { limit: 'SIZE 10240000', offered: 'SIZE 10219520' },
  { limit: 'SIZE 100', offered: 'SIZE 1' },
  { limit: 'SIZE 0', offered: 'SIZE 0' },
  { limit: 'SIZE', offered: 'SIZE' },
  { limit: 'SIZE 18446744073709551615', offered: 'SIZE 18446744073709531135' },
  { limit: 'SIZE many', offered: 'SIZE' },
])('S-206: $limit is offered as $offered, 20 KiB less for our lines', ({ limit, offered }) => {
  expect(offeredKeywords(ehlo(limit), { xforward: false })).toContain(offered);
});

test('S-220: only attributes that there are, whatever their case', () => {
  expect(offeredXforward(ehlo('xforward name Addr FOO ident'))).toEqual(['NAME', 'ADDR', 'IDENT']);
  expect(offeredXforward(ehlo())).toEqual([]);
});
