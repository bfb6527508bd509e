import { expect, test } from 'vitest';
import { offeredAttributes, offeredKeywords, readCapabilities } from './capabilities.js';
import { XFORWARD_ATTRIBUTES } from './xforward.js';

const OURS = { xforward: [], xclient: [], startTls: false, maxMessageSize: null };

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
  expect(offeredKeywords(all, { ...OURS, xforward: ['NAME', 'ADDR'] })).toEqual([
    'PIPELINING',
    'SIZE',
    '8BITMIME',
    'SMTPUTF8',
    'DSN',
    'ENHANCEDSTATUSCODES',
    'XFORWARD NAME ADDR',
  ]);
  expect(offeredKeywords(all, OURS)).not.toContain('XFORWARD NAME ADDR');
  expect(offeredKeywords(ehlo(), OURS)).toEqual(['PIPELINING']);
  expect(offeredKeywords(ehlo('dsn', '8bitmime'), OURS)).toEqual(['PIPELINING', '8BITMIME', 'DSN']);
});

test.each([
  { limit: 'SIZE 10240000', offered: 'SIZE 10219520' },
  { limit: 'SIZE 100', offered: 'SIZE 1' },
  { limit: 'SIZE 0', offered: 'SIZE 0' },
  { limit: 'SIZE', offered: 'SIZE' },
  { limit: 'SIZE 18446744073709551615', offered: 'SIZE 18446744073709531135' },
  { limit: 'SIZE many', offered: 'SIZE' },
])('S-206: $limit is offered as $offered, 20 KiB less for our lines', ({ limit, offered }) => {
  expect(offeredKeywords(ehlo(limit), OURS)).toContain(offered);
});

test('S-220: only attributes that there are, whatever their case', () => {
  expect(offeredAttributes(ehlo('xforward name Addr FOO ident'), 'XFORWARD', XFORWARD_ATTRIBUTES)).toEqual([
    'NAME',
    'ADDR',
    'IDENT',
  ]);
  expect(offeredAttributes(ehlo(), 'XFORWARD', XFORWARD_ATTRIBUTES)).toEqual([]);
});

test.each([
  { theirs: 'SIZE 10240000', ours: 1000, offered: 'SIZE 1000' },
  { theirs: 'SIZE 100000', ours: 1_000_000, offered: 'SIZE 79520' },
  { theirs: 'SIZE 0', ours: 1000, offered: 'SIZE 1000' },
  { theirs: 'SIZE', ours: 1000, offered: 'SIZE 1000' },
])('S-206: with max_message_size $ours, $theirs is offered as $offered', ({ theirs, ours, offered }) => {
  expect(offeredKeywords(ehlo(theirs), { ...OURS, maxMessageSize: ours })).toContain(offered);
});

test('S-196: a next hop without SIZE, and a limit of ours: nothing is offered that it would refuse', () => {
  expect(offeredKeywords(ehlo('DSN'), { ...OURS, maxMessageSize: 1000 })).toEqual(['PIPELINING', 'DSN']);
});
