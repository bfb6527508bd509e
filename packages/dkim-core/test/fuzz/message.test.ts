/** Header and lines of any message: octets that nobody loses, fields that hang neither on chunks nor on limits. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineEndNormalizer, fromFault, messageIdOf, readHeader, type MessageHeader } from '../../src/index.js';
import { createMessageReader } from '../../src/message/message-reader.js';
import { bytesOf, MAIL, vector } from '../mail.js';
import { cutAt, hostile, runs, tally, timeout } from './hostile-input.js';

const PIECES = [
  'From: ',
  'From:a@b.example\r\n',
  ': ',
  'Message-ID: <',
  '>',
  'x\r\n',
  '\r\n\t',
  '\r\n\r\n',
  ' :',
  '\r\n:',
];
const messages = hostile([MAIL, vector('rfc6376-A.2').mail, 'A:b\r\n c\r\n \r\nB : d\r\nno field\r\n\r\nbody'], {
  pieces: PIECES,
});
const places = fc.array(fc.nat(600), { maxLength: 6 });

interface Reading {
  header: MessageHeader | null;
  fields: readonly string[];
  body: string;
  order: string;
}

function read(chunks: readonly Uint8Array[], limits: { maxHeaderSize?: number; maxHeaderFields?: number }): Reading {
  const reading: Reading = { header: null, fields: [], body: '', order: '' };
  const reader = createMessageReader({
    ...limits,
    onHeader(header) {
      reading.header = header;
      reading.fields = header.fields.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
      reading.order += 'h';
    },
    onBody(chunk) {
      reading.body += Buffer.from(chunk).toString('latin1');
      reading.order += 'b';
    },
  });
  for (const chunk of chunks) reader.write(chunk);
  reader.end();
  return reading;
}

test(
  'S-001, S-025, S-244: within any limits, in any chunks, the body is whole and the fields are the first of all',
  { timeout },
  () => {
    const seen = tally();
    const limits = fc.record({
      maxHeaderSize: fc.integer({ min: 1, max: 400 }),
      maxHeaderFields: fc.integer({ min: 1, max: 8 }),
    });
    const property = fc.property(messages, places, limits, (text, cuts, given) => {
      const bytes = bytesOf(text);
      const whole = read([bytes], {});
      const limited = read(cutAt(bytes, cuts), given);
      expect(limited.order).toMatch(/^hb*$/);
      expect(limited.body).toBe(whole.body);
      expect(limited.header?.size).toBe(text.length - whole.body.length);
      expect(limited.fields).toEqual(whole.fields.slice(0, limited.fields.length));
      expect(limited.fields.join('').length).toBeLessThanOrEqual(given.maxHeaderSize);
      expect(limited.fields.length).toBeLessThanOrEqual(given.maxHeaderFields);
      expect(limited.header?.tooLarge).toBe(
        whole.fields.length > given.maxHeaderFields || (whole.header?.size ?? 0) > given.maxHeaderSize,
      );
      if (!limited.header?.tooLarge) expect(limited.fields).toEqual(whole.fields);
      seen.add(limited.header?.tooLarge ? 'too large' : 'within');
      if (whole.fields.length > 3 && whole.body !== '') seen.add('mail');
    });
    fc.assert(property, runs(500));
    for (const outcome of ['too large', 'within', 'mail']) expect(seen.of(outcome)).toBeGreaterThan(20);
  },
);

test('S-005, S-006: a field read alone is the same field, and no name holds what a name cannot', { timeout }, () => {
  const seen = tally();
  const property = fc.property(messages, (text) => {
    const header = readHeader(bytesOf(text));
    for (const field of header.fields) {
      const alone = readHeader(field.bytes).fields;
      expect(alone).toEqual([{ ...field, offset: 0 }]);
      expect(field.name).toMatch(/^[!-9;-~]*$/);
      expect(field.key).toBe(field.name.toLowerCase());
      if (field.name !== '') expect(field.bytes[field.valueStart - 1]).toBe(':'.codePointAt(0));
      seen.add(field.name === '' ? 'no field' : 'field');
      if (text.slice(field.offset).startsWith('\r\n')) throw new Error('an empty line among the fields');
    }
    const id = messageIdOf(header);
    expect(id).not.toMatch(/\r\n(?=[ \t])|^[ \t]*\r\n/);
    const froms = header.fields.filter(({ key }) => key === 'from').length;
    expect(fromFault(header) === null).toBe(froms === 1);
    if (id !== '') seen.add('message id');
  });
  fc.assert(property, runs(400));
  for (const outcome of ['field', 'no field', 'message id']) expect(seen.of(outcome)).toBeGreaterThan(20);
});

function mend(chunks: readonly Uint8Array[]): { bytes: Buffer; counts: unknown } {
  const normalizer = createLineEndNormalizer();
  const bytes = Buffer.concat(chunks.map((chunk) => normalizer.write(chunk)));
  return { bytes, counts: normalizer.counts };
}

test('S-026: line ends are mended the same way in any chunks, and what is mended stays as it is', { timeout }, () => {
  const property = fc.property(messages, places, (text, cuts) => {
    const once = mend([bytesOf(text)]);
    expect(mend(cutAt(bytesOf(text), cuts))).toEqual(once);
    expect(mend([once.bytes]).bytes).toEqual(once.bytes);
    expect(once.bytes.toString('latin1')).toBe(text.replaceAll(/(?<!\r)\n/g, '\r\n'));
  });
  fc.assert(property, runs(400));
});
