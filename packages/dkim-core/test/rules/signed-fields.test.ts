/**
 * Which header fields are hashed, in which order, on whole messages signed by hand. RFC 6376, sections 3.7, 5.4 and
 * 8.15; S-066 to S-071.
 */
import { expect, test } from 'vitest';
import { HAND_RECORD, handSigned, hashOf } from '../hand-signer.js';
import { outcomes } from '../mail.js';

const KEYS = { 'sel._domainkey.example.com': { TXT: [HAND_RECORD] } };
const BODY = 'Hi.\r\n';
const FROM = 'From: joe@example.com';
const OTHER_FROM = 'From: evil@x.example';

/** `fields`: those that are hashed, in that order, in their canonical form. */
function fieldOver(h: string, fields: readonly string[], { body = BODY, c = 'simple' } = {}): string {
  const field = `DKIM-Signature: v=1; a=rsa-sha256; c=${c}; d=example.com; s=sel; h=${h}; bh=${hashOf(body)}; b=@B@`;
  return handSigned({
    field,
    signedFields: fields.map((line) => `${line}\r\n`).join(''),
    ownField: field.replace('@B@', '').replace('DKIM-Signature: ', c === 'simple' ? '$&' : 'dkim-signature:'),
  });
}

function mailOf(header: readonly string[]): string {
  return `${header.join('\r\n')}\r\n\r\n${BODY}`;
}

const TO = 'To: suzie@shop.example';
const RECEIVED = ['Received: A', 'Received: B', FROM, 'Received: C'];
const SPACED = [FROM, 'subject : x  y', 'Topic: t', 'X-A-B: z'];

test.each([
  { rule: 'S-066', header: [FROM, TO], h: 'from:to', fields: [FROM, TO] },
  { rule: 'S-066', header: [FROM, TO], h: 'to:from', fields: [TO, FROM] },
  { rule: 'S-067', header: RECEIVED, h: 'received:from:received', fields: ['Received: C', FROM, 'Received: B'] },
  {
    rule: 'S-066, S-067, S-070',
    header: RECEIVED,
    h: 'received:Received:from:RECEIVED',
    fields: ['Received: C', 'Received: B', FROM, 'Received: A'],
  },
  {
    rule: 'S-066, S-067',
    header: ['To: 1', 'Cc: 1', FROM, 'To: 2', 'Cc: 2'],
    h: 'to:cc:from:cc:to',
    fields: ['To: 2', 'Cc: 2', FROM, 'Cc: 1', 'To: 1'],
  },
  { rule: 'S-068', header: [FROM], h: 'from:from:reply-to', fields: [FROM] },
  { rule: 'S-068', header: [FROM], h: 'reply-to:from:from', fields: [FROM] },
  { rule: 'S-068', header: [FROM], h: 'from:x-nothing', fields: [FROM] },
  {
    rule: 'S-067, S-068',
    header: ['Received: A', FROM, 'Received: B'],
    h: 'received:received:received:from:received',
    fields: ['Received: B', 'Received: A', FROM],
  },
  { rule: 'S-066, S-070', header: SPACED, h: 'SUBJECT:From', fields: ['subject : x  y', FROM] },
  {
    rule: 'S-066, S-070',
    header: SPACED,
    h: 'SUBJECT:From',
    c: 'relaxed',
    fields: ['subject:x y', 'from:joe@example.com'],
  },
  { rule: 'S-070', header: SPACED, h: 'from:to:x-a:x-a-b-c:b:sub', fields: [FROM] },
])('$rule: h=$h over $header hashes $fields', async ({ header, h, fields, c }) => {
  const field = fieldOver(h, fields, c === undefined ? {} : { c });
  expect(await outcomes(field + mailOf(header), { records: KEYS })).toEqual(['pass']);
});

const FAIL = 'fail signature-mismatch';

test.each([
  { h: 'from', added: OTHER_FROM, above: 'pass', below: FAIL },
  { h: 'from:from', added: OTHER_FROM, above: FAIL, below: FAIL },
  { h: 'from:to', added: 'to : evil@x.example', above: 'pass', below: FAIL },
  { h: 'from:to:to', added: 'to : evil@x.example', above: FAIL, below: FAIL },
  { h: 'from:reply-to', added: 'Reply-To: evil@x.example', above: FAIL, below: FAIL },
  { h: 'from:from', added: 'X-From: evil@x.example', above: 'pass', below: 'pass' },
])('S-069: h=$h and $added added later: above $above, below $below', async ({ h, added, above, below }) => {
  const field = fieldOver(h, h.includes('to:to') || h === 'from:to' ? [FROM, TO] : [FROM]);
  const options = { records: KEYS, acceptUnsignedFrom: true };
  expect(await outcomes(field + mailOf([FROM, TO]), options)).toEqual(['pass']);
  expect(await outcomes(field + mailOf([added, FROM, TO]), options)).toEqual([above]);
  expect(await outcomes(`${added}\r\n${field}${mailOf([FROM, TO])}`, options)).toEqual([above]);
  expect(await outcomes(field + mailOf([FROM, TO, added]), options)).toEqual([below]);
});

test('S-070: the cost is linear: ten h= of 30,000 names over 9,000 fields are done within the time a test has', async () => {
  const field = fieldOver(`from${':x'.repeat(30_000)}`, [FROM]);
  const header = [...Array.from({ length: 9000 }, (_, at) => `Y${at}:`), FROM];
  const passes = Array.from({ length: 10 }, () => 'pass');
  expect(await outcomes(field.repeat(10) + mailOf(header), { records: KEYS })).toEqual(passes);
});

test.each([
  { of: 'simple', c: 'simple', fields: ['Subject: s', FROM] },
  { of: 'relaxed', c: 'relaxed', fields: ['subject:s', 'from:joe@example.com'] },
])('S-071: a header cut before its last CRLF is completed for the hash, in $of', async ({ c, fields }) => {
  const field = fieldOver('subject:from', fields, { c, body: '\r\n' });
  const records = KEYS;
  expect(await outcomes(`${field}Subject: s\r\n${FROM}`, { records })).toEqual(['pass']);
  expect(await outcomes(`${field}Subject: s\r\n${FROM}\r\n`, { records })).toEqual(['pass']);
  expect(await outcomes(`Subject: s\r\n${FROM}\r\n${field.slice(0, -2)}`, { records })).toEqual(['pass']); // the signature last
});
