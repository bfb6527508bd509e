import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bitLength,
  expectDer,
  INTEGER,
  readDer,
  readInteger,
  readUnsigned,
  SEQUENCE,
  writeDer,
  writeInteger,
  writeUnsigned,
} from './der.js';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

test.each([
  ['3000', { tag: 0x30, content: '', rest: '' }],
  ['0203010001ff', { tag: 2, content: '010001', rest: 'ff' }],
  [`308180${'00'.repeat(128)}`, { tag: 0x30, content: '00'.repeat(128), rest: '' }],
])('X.690, 8.1: %s is a value', (hex, { tag, content, rest }) => {
  const value = readDer(bytes(hex));
  expect(value && { tag: value.tag, content: value.content.toString('hex'), rest: value.rest.toString('hex') }).toEqual(
    {
      tag,
      content,
      rest,
    },
  );
});

test.each([
  ['nothing', ''],
  ['a tag alone', '30'],
  ['a length beyond the octets', '300100'.slice(0, 4)],
  ['an indefinite length', '30800000'],
  ['a long form for a short length', `30817f${'00'.repeat(127)}`],
  ['a length with a leading zero', `30820080${'00'.repeat(128)}`],
  ['a length that is cut', '3082ff'],
  ['a huge length', '3084ffffffff00'],
  ['a length of five octets', '30850000000001ff'],
  ['a tag of two octets', '1f0100'],
])('S-242: %s is none (X.690, 10.1)', (_, hex) => {
  expect(readDer(bytes(hex))).toBe(null);
});

test('another tag than the expected one is none', () => {
  expect(expectDer(bytes('0500'), SEQUENCE)).toBe(null);
});

test('S-094: integers are not negative; zeros in front add no bits', () => {
  expect(readInteger(bytes('0203010001'))?.value).toBe(65_537n);
  expect(readInteger(bytes('020200ff'))?.value).toBe(255n);
  expect(readInteger(bytes('02020000'))?.value).toBe(0n);
  expect(bitLength(readUnsigned(bytes('0203000080'))?.octets ?? Buffer.alloc(9))).toBe(8);
  expect(bitLength(readUnsigned(bytes('02020100'))?.octets ?? Buffer.alloc(9))).toBe(9);
  expect(bitLength(readUnsigned(bytes('020100'))?.octets ?? Buffer.alloc(9))).toBe(0);
  expect(readInteger(bytes('0201ff'))).toBe(null);
  expect(readInteger(bytes('0200'))).toBe(null);
  expect(readInteger(bytes('0400'))).toBe(null);
});

test.each([
  { hex: '020100', of: 'zero', isShortest: true },
  { hex: '02020000', of: 'zero in two octets', isShortest: false },
  { hex: '02017f', of: 'an octet', isShortest: true },
  { hex: '02020080', of: 'an octet with its highest bit', isShortest: true },
  { hex: '0202007f', of: 'an octet with a zero in front', isShortest: false },
  { hex: '0203000080', of: 'an octet with two zeros in front', isShortest: false },
])('X.690, 8.3.2: $of is the shortest form: $isShortest', ({ hex, isShortest }) => {
  const integer = readUnsigned(bytes(hex));
  expect(integer?.isShortest).toBe(isShortest);
  expect(writeUnsigned(integer?.octets ?? Buffer.alloc(9)).equals(bytes(hex))).toBe(isShortest);
});

test('what is written is read', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 2100n }), (value) => {
      expect(readInteger(writeInteger(value))).toMatchObject({ value, rest: Buffer.alloc(0) });
    }),
  );
  for (const size of [0, 127, 128, 255, 256, 65_535, 65_536]) {
    expect(readDer(writeDer(INTEGER, Buffer.alloc(size)))?.content).toHaveLength(size);
  }
});
