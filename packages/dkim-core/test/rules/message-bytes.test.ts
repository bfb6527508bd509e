/**
 * Rules S-001 to S-011 and S-269, octets and header fields: what the tests beside the sources leave open.
 *
 * The signatures are made by hand: the octets that are hashed stand in the test, so that a fault which signer and
 * verifier share is seen.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalizeMessage, fieldsNamed, fieldValue, parseAddressList } from '../../src/index.js';
import {
  byHand,
  HAND_FROM as FROM,
  HAND_RECORDS,
  hashOf,
  judged,
  RELAXED_HAND_FROM as RELAXED_FROM,
} from '../hand-signer.js';
import { bytesOf, dkimRequest, signed, verified } from '../mail.js';

const BOTH = ['simple/simple', 'relaxed/relaxed'] as const;

async function relaxedHeaderOf(fields: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  const form = { header: 'relaxed', body: 'relaxed', part: 'header' } as const;
  for await (const bytes of canonicalizeMessage(bytesOf(`${fields}\r\n`), form)) pieces.push(bytes);
  return Buffer.concat(pieces).toString('latin1');
}

test.each([
  { of: 'a bare LF', octets: '\n' },
  { of: 'two bare LF', octets: '\n\n' },
  { of: 'a bare CR', octets: '\r' },
  { of: 'LF and CR', octets: 'x\n\rx' },
  { of: 'VT', octets: '\v' },
  { of: 'FF', octets: '\f' },
  { of: 'the octet 0x85', octets: '\x85' },
  { of: 'U+0085', octets: '\xc2\x85' },
  { of: 'U+2028', octets: '\xe2\x80\xa8' },
  { of: 'U+2029', octets: '\xe2\x80\xa9' },
])('S-001, S-026: $of ends no line, neither in a field nor in the body', async ({ octets }) => {
  const body = `c${octets}d\r\n${octets}\r\n`;
  const rest = { h: 'from:x', canonicalBody: body, mail: `${FROM}X: a${octets}b\r\n\r\n${body}` };
  const fields = { 'simple/simple': `${FROM}X: `, 'relaxed/relaxed': `${RELAXED_FROM}x:` };
  for (const c of BOTH) {
    expect(await judged(byHand({ c, signedFields: `${fields[c]}a${octets}b\r\n`, ...rest }))).toEqual(['pass']);
  }
});

test('S-002: 64 KB of random octets come out of simple as they went in, and are hashed so', async () => {
  const octets = createHash('shake256', { outputLength: 65_536 }).update('any octets').digest();
  const pieces: Uint8Array[] = [];
  const message = [bytesOf(`${FROM}\r\n`), octets];
  const form = { header: 'simple', body: 'simple', part: 'body' } as const;
  for await (const bytes of canonicalizeMessage(message, form)) pieces.push(bytes);
  expect(Buffer.concat(pieces).equals(Buffer.concat([octets, Buffer.from('\r\n')]))).toBe(true);
  const body = octets.toString('latin1');
  const mail = byHand({ signedFields: FROM, canonicalBody: `${body}\r\n`, mail: `${FROM}\r\n${body}` });
  expect(await judged(mail)).toEqual(['pass']);
});

const WORD = '=?utf-8?q?Gr=C3=BC=C3=9Fe?=';

test.each([
  { of: 'a NUL in a signed field', from: 'a\0b', to: 'ab', outcome: 'fail signature-mismatch' },
  { of: 'invalid UTF-8 in a signed field', from: '\xff\xc0', to: '\xef\xbf\xbd', outcome: 'fail signature-mismatch' },
  { of: 'an encoded word', from: WORD, to: '=?utf-8?b?R3LDvMOfZQ==?=', outcome: 'fail signature-mismatch' },
  { of: 'an encoded word', from: WORD, to: 'Gr\xc3\xbc\xc3\x9fe', outcome: 'fail signature-mismatch' },
  { of: 'a NUL in the body', from: '\0\0', to: '\0', outcome: 'fail body-hash-mismatch' },
  { of: 'base64 in the body', from: 'QUJD\r\nREVG', to: 'QUJDREVG', outcome: 'fail body-hash-mismatch' },
])('S-002: $of is hashed as it stands, another text for the same is none', async ({ from, to, outcome }) => {
  const subject = `a\0b \xff\xc0 ${WORD}\r\n`;
  const body = 'QUJD\r\nREVG\r\n\0\0\xff\r\n';
  const rest = { h: 'from:subject', canonicalBody: body, mail: `${FROM}Subject: ${subject}\r\n${body}` };
  const fields = { 'simple/simple': `${FROM}Subject: `, 'relaxed/relaxed': `${RELAXED_FROM}subject:` };
  for (const c of BOTH) {
    const mail = byHand({ c, signedFields: fields[c] + subject, ...rest });
    expect(await judged(mail)).toEqual(['pass']);
    expect(mail).toContain(from);
    expect(await judged(mail.replace(from, to))).toEqual([outcome]);
  }
});

test.each([
  { of: 'U+017F for S', h: 'subject', line: '\xc5\xbfubject: x', isField: false },
  { of: 'U+212A for K', h: 'keywords', line: '\xe2\x84\xaaeywords: x', isField: false },
  { of: 'U+0130 for I', h: 'mime-version', line: 'M\xc4\xb0ME-Version: x', isField: false },
  { of: 'U+0131 for I', h: 'mime-version', line: 'm\xc4\xb1me-version: x', isField: false },
  { of: 'capitals', h: 'mime-version', line: 'MIME-VERSION: x', isField: true },
  { of: 'capitals in h=', h: 'MIME-VERSION', line: 'mime-version: x', isField: true },
])('S-002, S-011: names of fields are compared as ASCII: $of', async ({ h, line, isField }) => {
  const mail = byHand({
    h: `from:${h}`,
    signedFields: isField ? `${FROM}${line}\r\n` : FROM,
    mail: `${FROM}${line}\r\n\r\nHi.\r\n`,
  });
  expect(await judged(mail)).toEqual(['pass']);
});

test.each([
  { of: 'with the empty line', end: '\r\n' },
  { of: 'without it', end: '' },
])('S-003: a message of a header alone, $of, has an empty body', async ({ end }) => {
  const to = 'To: Suzie\r\n';
  const rest = { h: 'from:to', mail: FROM + to + end };
  const simple = byHand({ signedFields: FROM + to, bh: 'frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=', ...rest });
  expect(await judged(simple)).toEqual(['pass']);
  const relaxed = byHand({
    c: 'relaxed/relaxed',
    signedFields: `${RELAXED_FROM}to:Suzie\r\n`,
    bh: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    ...rest,
  });
  expect(await judged(relaxed)).toEqual(['pass']);
});

test.each([
  'From joe Mon Jan 1',
  'From joe@example.org Mon Jan  1 00:00:00 2024',
  '>From joe Mon Jan 1',
  ': x',
  ' x',
  'Bad Name: x',
  'subject',
  'S\xfcbject: x',
  'Subject\0: x',
  'Subject\x7f: x',
  'From joe\r\n Subject: x',
  'no colon\r\n\tTo: x\r\n From: x',
])('S-005, S-269: %j is no field: wherever it stands it voids no signature and takes no part in one', async (line) => {
  const to = 'To: Suzie\r\n';
  const fields = [byHand({ h: 'from:to:from:to:subject:x:bad', signedFields: FROM + to, mail: '' }), FROM, to];
  const places = line.startsWith(' ') ? [0] : [0, 1, 2, 3]; // below a field it would be its continuation
  for (const place of places) {
    const header = fields.toSpliced(place, 0, `${line}\r\n`).join('');
    expect(await judged(`${header}\r\nHi.\r\n`)).toEqual(['pass']);
  }
});

test('S-006: white space before the colon is removed in relaxed and stays in simple', async () => {
  const rest = { h: 'from:subject', mail: `${FROM}Subject \t: hi\r\n\r\nHi.\r\n` };
  const relaxed = byHand({ c: 'relaxed/relaxed', signedFields: `${RELAXED_FROM}subject:hi\r\n`, ...rest });
  expect(await judged(relaxed)).toEqual(['pass']);
  expect(await judged(relaxed.replace('Subject \t: hi', 'subject:hi'))).toEqual(['pass']);
  const simple = byHand({ signedFields: `${FROM}Subject \t: hi\r\n`, ...rest });
  expect(await judged(simple)).toEqual(['pass']);
  expect(await judged(simple.replace('Subject \t: hi', 'subject:hi'))).toEqual(['fail signature-mismatch']);
});

test('S-006: white space before the colon of the signature itself', async () => {
  const rest = { signedFields: RELAXED_FROM, mail: `${FROM}\r\nHi.\r\n` };
  const mail = byHand({ c: 'relaxed/relaxed', ...rest });
  expect(await judged(mail.replace('DKIM-Signature:', 'DKIM-Signature \t :'))).toEqual(['pass']);
  const simple = byHand({ ...rest, signedFields: FROM });
  expect(await judged(simple.replace('DKIM-Signature:', 'DKIM-Signature :'))).toEqual(['fail signature-mismatch']);
});

test.each([
  { of: 'a fold before a tab', value: ' b\r\n\tc', relaxed: 'b c' },
  { of: 'a fold before three spaces', value: ' b\r\n   c', relaxed: 'b c' },
  { of: 'a fold right after the colon', value: '\r\n b', relaxed: 'b' },
  { of: 'a fold inside an encoded word', value: ' =?utf-8?q?a\r\n b?=', relaxed: '=?utf-8?q?a b?=' },
  { of: 'a fold at the end', value: ' b\r\n ', relaxed: 'b' },
  { of: 'a line of white space in the middle', value: ' b\r\n \r\n c', relaxed: 'b c' },
  { of: 'two lines of white space', value: ' b \r\n\t\r\n \t\r\n c', relaxed: 'b c' },
  { of: 'white space only, on two lines', value: ' \r\n ', relaxed: '' },
  { of: 'ISO-2022-JP', value: ' \x1b$B$3$s\x1b(B x', relaxed: '\x1b$B$3$s\x1b(B x' },
  { of: 'Shift_JIS', value: ' \x83\x5c\x85\xa0  \x85\x40', relaxed: '\x83\x5c\x85\xa0 \x85\x40' },
  { of: 'UTF-8', value: ' \xc3\xa0\t\xc3\x85 \xc3\x89', relaxed: '\xc3\xa0 \xc3\x85 \xc3\x89' },
  { of: 'U+00A0 and U+0085 at both ends', value: ' \xc2\xa0b\xc2\x85 \xc2\xa0', relaxed: '\xc2\xa0b\xc2\x85 \xc2\xa0' },
  { of: 'U+3000 and U+2003', value: '\xe3\x80\x80 \xe2\x80\x83 ', relaxed: '\xe3\x80\x80 \xe2\x80\x83' },
  { of: '0xA0 and 0x85 alone', value: '\xa0 \x85\xa0 ', relaxed: '\xa0 \x85\xa0' },
])('S-007, S-008, S-011: $of in a field; it and what stands below are signed', async ({ value, relaxed }) => {
  expect(await relaxedHeaderOf(`SuBj:${value}\r\nTo: x\r\n`)).toBe(`subj:${relaxed}\r\nto:x\r\n`);
  const rest = { h: 'subj:to:from', mail: `SuBj:${value}\r\nTo: x\r\n${FROM}\r\nHi.\r\n` };
  const simple = byHand({ signedFields: `SuBj:${value}\r\nTo: x\r\n${FROM}`, ...rest });
  expect(await judged(simple)).toEqual(['pass']);
  const relaxedFields = `subj:${relaxed}\r\nto:x\r\n${RELAXED_FROM}`;
  expect(await judged(byHand({ c: 'relaxed/relaxed', signedFields: relaxedFields, ...rest }))).toEqual(['pass']);
});

const SECOND_FROM = 'From: Eve <eve@x.example>\r\n';
const TWO_AUTHORS = 'From: Joe <joe@example.org>, Sue <sue@example.org>\r\n';

test.each([
  { of: 'two From, both signed', h: 'from:from', above: SECOND_FROM, signedFields: FROM + SECOND_FROM },
  { of: 'two From, one signed', above: SECOND_FROM, signedFields: FROM, outcome: 'policy from-not-all-signed' },
  {
    of: 'two Subject',
    h: 'from:subject',
    above: 'Subject: 1\r\nSubject: 2\r\n',
    signedFields: `${FROM}Subject: 2\r\n`,
  },
  { of: 'two Date, To and Message-ID', above: 'Date: 1\r\nTo: 1\r\nMessage-ID: 1\r\n'.repeat(2), signedFields: FROM },
  { of: 'no From', from: '', above: 'To: x\r\n', signedFields: '' },
  { of: 'two authors in one From', from: TWO_AUTHORS, signedFields: TWO_AUTHORS },
])('S-009: a message with $of: the signature is computed as ever', async (form) => {
  const { h = 'from', above = '', from = FROM, signedFields, outcome = 'pass' } = form;
  const mail = byHand({ h, signedFields, mail: `${above}${from}\r\nHi.\r\n` });
  expect(await judged(mail)).toEqual([outcome]);
  expect(await judged(mail, { acceptUnsignedFrom: true })).toEqual(['pass']);
});

async function authorsIn(header: string): Promise<readonly (readonly string[])[]> {
  const result = await verified(byHand({ signedFields: '', mail: `${header}\r\nHi.\r\n` }), { records: HAND_RECORDS });
  const authors = fieldsNamed(result.header, 'from').map((field) => parseAddressList(fieldValue(field)));
  return authors.map((list) => list.map(({ address }) => address));
}

test('S-009: the verdict tells how many From there are, and who they name', async () => {
  expect(await authorsIn(SECOND_FROM + FROM)).toEqual([['eve@x.example'], ['joe@example.org']]);
  expect(await authorsIn(TWO_AUTHORS)).toEqual([['joe@example.org', 'sue@example.org']]);
  expect(await authorsIn('To: x\r\n')).toEqual([]);
});

test('S-010: a body line of 20,000 and a field line of 5,000 octets are hashed unbroken', async () => {
  const body = `${'y'.repeat(20_000)}\r\n`;
  const long = 'x'.repeat(5000);
  const mail = `${FROM}X: ${long}\r\n\r\n${body}`;
  const rest = { h: 'from:x', canonicalBody: body, mail };
  expect(await judged(byHand({ signedFields: `${FROM}X: ${long}\r\n`, ...rest }))).toEqual(['pass']);
  const relaxed = `${RELAXED_FROM}x:${long}\r\n`;
  expect(await judged(byHand({ c: 'relaxed/relaxed', signedFields: relaxed, ...rest }))).toEqual(['pass']);
  const ours = await signed(mail, dkimRequest({ signedFields: ['from', 'x'] }));
  expect(ours.endsWith(mail)).toBe(true);
  expect(ours.replaceAll(/\s/g, '')).toContain(`bh=${hashOf(body)};`);
});
