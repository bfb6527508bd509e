import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldsNamed, fieldValue, type MessageHeader } from './header-field.js';
import { createMessageReader, readHeader, type MessageReaderOptions } from './message-reader.js';

interface Reading {
  header: MessageHeader | null;
  body: string;
  order: string;
}

function read(chunks: readonly string[], limits: Partial<MessageReaderOptions> = {}): Reading {
  const reading: Reading = { header: null, body: '', order: '' };
  const reader = createMessageReader({
    ...limits,
    onHeader(header) {
      reading.header = header;
      reading.order += 'h';
    },
    onBody(chunk) {
      reading.body += Buffer.from(chunk).toString('latin1');
      reading.order += chunk.length > 0 ? 'b' : '?';
    },
  });
  for (const chunk of chunks) reader.write(Buffer.from(chunk, 'latin1'));
  reader.end();
  return reading;
}

const show = ({ header, body }: Reading) => ({
  fields: (header?.fields ?? []).map((field) => ({
    key: field.key,
    bytes: Buffer.from(field.bytes).toString('latin1'),
    offset: field.offset,
  })),
  size: header?.size,
  body,
});

const keysOf = (text: string): string[] => readHeader(Buffer.from(text, 'latin1')).fields.map(({ key }) => key);

const MESSAGES = [
  {
    of: 'a plain one',
    text: 'From: a@b.example\r\nSubject: x\r\n\r\nbody\r\n',
    keys: ['from', 'subject'],
    body: 'body\r\n',
  },
  { of: 'nothing', text: '', keys: [], body: '' },
  { of: 'an empty line and a body', text: '\r\nbody\r\n', keys: [], body: 'body\r\n' },
  { of: 'an empty line', text: '\r\n', keys: [], body: '' },
  { of: 'a header without an empty line', text: 'A: 1\r\nB: 2\r\n', keys: ['a', 'b'], body: '' },
  { of: 'a header cut in its last line', text: 'A: 1\r\nB: 2', keys: ['a', 'b'], body: '' },
  { of: 'a header cut before a LF', text: 'A: 1\r', keys: ['a'], body: '' },
  { of: 'a white line inside the header', text: 'A: 1\r\n \r\nB: 2\r\n\r\nx', keys: ['a', 'b'], body: 'x' },
  { of: 'bare CR and LF', text: 'A: 1\nB: 2\r\rC: 3\n\nD: 4\r\n\r\nx\n\r', keys: ['a'], body: 'x\n\r' },
  { of: 'a body that begins with empty lines', text: 'A: 1\r\n\r\n\r\n\r\nx', keys: ['a'], body: '\r\n\r\nx' },
];

test.each(MESSAGES)('S-001, S-003, S-004: $of, wherever it is cut', ({ text, keys, body }) => {
  const whole = read([text]);
  expect(whole.header?.fields.map(({ key }) => key)).toEqual(keys);
  expect(whole.body).toBe(body);
  expect(whole.header?.size).toBe(text.length - body.length);
  for (let one = 0; one <= text.length; one += 1) {
    for (let two = one; two <= text.length; two += 1) {
      const cut = read([text.slice(0, one), text.slice(one, two), text.slice(two)]);
      expect(show(cut)).toEqual(show(whole));
      expect(cut.order).toMatch(/^hb*$/);
    }
  }
  expect(show(read(text.split('')))).toEqual(show(whole));
});

test('S-002, S-025: any octets in any pieces give back every octet, and always the same fields', () => {
  const piece = fc.constantFrom('\r', '\n', '\r\n', '\r\n\r\n', ' ', '\t', ':', 'From', 'x', '\0', '\u00ff', '\u0085');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(60), { maxLength: 6 }), (pieces, cuts) => {
      const text = pieces.join('');
      const whole = show(read([text]));
      const edges = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
      const chunks = edges.slice(1).map((edge, index) => text.slice(edges[index], edge));
      expect(show(read(chunks))).toEqual(whole);
      const header = whole.fields.map(({ bytes }) => bytes).join('');
      const emptyLine = whole.size === header.length ? '' : '\r\n';
      expect(header + emptyLine + whole.body).toBe(text);
      for (const { bytes, offset } of whole.fields) expect(text.startsWith(bytes, offset)).toBe(true);
    }),
  );
});

test.each([
  ['From joe Mon Jan 1\r\nTo: x\r\n', ['', 'to']],
  [' x\r\nFrom: a@b.example\r\n', ['', 'from']],
  [': x\r\nTo: x\r\n', ['', 'to']],
  ['Bad Name: x\r\nTo: x\r\n', ['', 'to']],
  ['>From joe\r\nTo: x\r\n', ['', 'to']],
  ['S\u00fcbject: x\r\nTo: x\r\n', ['', 'to']], // S-121
  ['no colon\r\n', ['']],
  ['From joe\r\n Subject: x\r\nTo: x\r\n', ['', 'to']], // S-269
  ['A\0: x\r\n', ['']],
  ['A;B: x\r\n', ['a;b']],
])('S-005, S-269: the fields of %j', (text, keys) => {
  expect(keysOf(text)).toEqual(keys);
});

test('S-006: white space before the colon is not part of the name, and stays in the octets', () => {
  const [field] = readHeader(Buffer.from('Subject \t: hi\r\n')).fields;
  expect(field).toMatchObject({ name: 'Subject', key: 'subject', valueStart: 10 });
  expect(field && Buffer.from(field.bytes).toString()).toBe('Subject \t: hi\r\n');
  expect(field && fieldValue(field)).toBe(' hi');
});

test('S-007, S-011, S-016: a value keeps its folds and octets, and begins behind the first colon', () => {
  const [field] = readHeader(Buffer.from('A:b: c\r\n\td\u00a0\u0085\r\n', 'latin1')).fields;
  expect(field && fieldValue(field)).toBe('b: c\r\n\td\u00a0\u0085');
});

test('S-009: fields of a name are told from the top, whatever their case', () => {
  const header = readHeader(Buffer.from('To: 1\r\nTOO: 2\r\ntO: 3\r\n'));
  for (const name of ['to', 'To', 'TO']) expect(fieldsNamed(header, name).map(fieldValue)).toEqual([' 1', ' 3']);
});

test('S-244: beyond the size the header is not read, and the body comes all the same', () => {
  const text = 'A: 1\r\nB: 2\r\nC: 3\r\n\r\nbody';
  for (const chunks of [[text], text.split('')]) {
    const { header, body } = read(chunks, { maxHeaderSize: 13 });
    expect(header).toMatchObject({ tooLarge: true, size: 20 });
    expect(header?.fields.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(body).toBe('body');
  }
  expect(read([text], { maxHeaderSize: 20 }).header?.tooLarge).toBe(false);
  expect(read([text], { maxHeaderSize: 19 }).header?.tooLarge).toBe(true);
});

test('S-244: beyond the number of fields, too', () => {
  const text = 'A: 1\r\nB: 2\r\nC: 3\r\n\r\nbody';
  const { header, body } = read([text], { maxHeaderFields: 2 });
  expect(header?.tooLarge).toBe(true);
  expect(header?.fields.map(({ key }) => key)).toEqual(['a', 'b']);
  expect(body).toBe('body');
  expect(read([text], { maxHeaderFields: 3 }).header?.tooLarge).toBe(false);
});

test('S-010: a line of any length is one line', () => {
  const long = 'x'.repeat(20_000);
  const { header, body } = read([`A: ${long}\r\n\r\n${long}`]);
  expect(header?.fields).toHaveLength(1);
  expect(body).toBe(long);
});

test('write and end after the end are the mistake of the caller', () => {
  const reader = createMessageReader({ onHeader: () => {}, onBody: () => {} });
  reader.end();
  expect(() => reader.end()).toThrow(expect.objectContaining({ code: 'DKIM_USED_AFTER_END' }));
  expect(() => reader.write(Buffer.of(1))).toThrow(expect.objectContaining({ code: 'DKIM_USED_AFTER_END' }));
});

test.each([-1, 0, 1.5, Number.NaN, '2', null])('a limit of %o is the mistake of the caller', (limit) => {
  for (const name of ['maxHeaderSize', 'maxHeaderFields']) {
    const limits = { [name]: limit };
    const message = expect.stringMatching(`^${name} must be a whole number of at least 1, or Infinity; it is `);
    expect(() => readHeader(Buffer.from('A: 1\r\n'), limits)).toThrow(
      expect.objectContaining({ code: 'DKIM_OPTION_INVALID', message }),
    );
    for (const none of [Infinity, undefined]) {
      expect(readHeader(Buffer.from('A: 1\r\n'), { [name]: none }).tooLarge).toBe(false);
    }
  }
});

test.each(['A: 1\r\n', undefined, Uint16Array.of(65)])('%o is no chunk of a message, in header and body', (chunk) => {
  const reader = createMessageReader({ onHeader: () => {}, onBody: () => {} });
  const error = expect.objectContaining({ code: 'DKIM_MESSAGE_INVALID' });
  expect(() => reader.write(chunk as unknown as Uint8Array)).toThrow(error);
  reader.write(Buffer.from('A: 1\r\n\r\n'));
  expect(() => reader.write(chunk as unknown as Uint8Array)).toThrow(error);
});

test.each([
  { text: 'A: 1\nB: 2\n\nx\n', lineEnds: 'lf' },
  { text: 'A: 1\nB: 2\n\nx\r\n', lineEnds: 'crlf' },
  { text: 'A: 1\n', lineEnds: 'lf' },
  { text: 'A: 1\r\nB: 2\n\r\n\r\nx\n', lineEnds: 'crlf' },
  { text: '\r\nx\n', lineEnds: 'crlf' },
  { text: 'A: 1', lineEnds: 'crlf' },
  { text: 'A: 1\r\r', lineEnds: 'crlf' },
  { text: '', lineEnds: 'crlf' },
])('S-001: the line ends of the header of $text are $lineEnds, wherever it is cut', ({ text, lineEnds }) => {
  for (let cut = 0; cut <= text.length; cut += 1) {
    const found: string[] = [];
    const reader = createMessageReader({ onHeader: (_, ends) => found.push(ends), onBody: () => {} });
    for (const piece of [text.slice(0, cut), text.slice(cut)]) reader.write(Buffer.from(piece));
    reader.end();
    expect(found).toEqual([lineEnds]);
  }
});

test.each(['\r', '\n', ' ', ':', '\0', '\r\n ', 'a:\r\n', '\r\n\t\r\n', 'a\r'])(
  'S-245: a megabyte of %j is read in no time',
  (unit) => {
    const bytes = Buffer.from(unit.repeat(Math.ceil(1_000_000 / unit.length)), 'latin1');
    const start = performance.now();
    readHeader(bytes);
    const reader = createMessageReader({ onHeader: () => {}, onBody: () => {} });
    for (let at = 0; at < bytes.length; at += 100) reader.write(bytes.subarray(at, at + 100));
    reader.end();
    expect(performance.now() - start).toBeLessThan(2000);
  },
);
