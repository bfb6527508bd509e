import { expect, test } from 'vitest';
import { readHeader } from '../message/message-reader.js';
import { fieldsToSign } from './fields-to-sign.js';
import { indexFields, selectSignedFields } from './signed-header-fields.js';

const HEADER = 'Received: A\r\nReceived: B\r\nFrom: x\r\nReceived: C\r\nX-A-B: y\r\nsubject : z\r\nBad Name: q\r\n\r\n';

function select(names: readonly string[], header = HEADER, own: number | null = null): readonly string[] {
  const { fields } = readHeader(Buffer.from(header, 'latin1'));
  const ownField = own === null ? null : (fields[own] ?? null);
  return selectSignedFields(names, indexFields(fields), ownField).map((field) =>
    Buffer.from(field.bytes).toString('latin1').trim(),
  );
}

test.each([
  { rule: 'S-066, S-067', h: ['received', 'from', 'received'], fields: ['Received: C', 'From: x', 'Received: B'] },
  { rule: 'S-066, S-070', h: ['subject', 'from'], fields: ['subject : z', 'From: x'] },
  { rule: 'S-068', h: ['from', 'from', 'reply-to'], fields: ['From: x'] },
  {
    rule: 'S-067, S-068',
    h: ['received', 'received', 'received', 'received'],
    fields: ['Received: C', 'Received: B', 'Received: A'],
  },
  { rule: 'S-070', h: ['x-a', 'bad name', 'constructor', '__proto__'], fields: [] },
])('$rule: h=$h selects $fields', ({ h, fields }) => {
  expect(select(h)).toEqual(fields);
});

test('S-048: the signature that is judged is never among its own fields', () => {
  const header = 'DKIM-Signature: 1\r\nDKIM-Signature: 2\r\nDKIM-Signature: 3\r\n\r\n';
  const h = ['dkim-signature', 'dkim-signature', 'dkim-signature'];
  expect(select(h, header, 2)).toEqual(['DKIM-Signature: 2', 'DKIM-Signature: 1']);
  expect(select(h, header, 1)).toEqual(['DKIM-Signature: 3', 'DKIM-Signature: 1']);
  expect(select(h, header, 0)).toEqual(['DKIM-Signature: 3', 'DKIM-Signature: 2']);
  expect(select(['dkim-signature'], 'DKIM-Signature: 1\r\n\r\n', 0)).toEqual([]);
});

function toSign(header: string, choice: Parameters<typeof fieldsToSign>[1] = {}): string {
  return fieldsToSign(indexFields(readHeader(Buffer.from(header, 'latin1')).fields), choice).join(':');
}

test('S-110, S-111, S-112: what stands is named as often as it stands, then the oversigned names', () => {
  expect(toSign('From: x\r\n\r\n')).toBe('from:from:reply-to:to:cc:subject');
  expect(toSign('From: x\r\nFrom: y\r\nDate: z\r\nList-Id: l\r\nResent-To: 1\r\nResent-To: 2\r\n\r\n')).toBe(
    'from:from:date:resent-to:resent-to:list-id:from:reply-to:to:cc:subject:date',
  );
});

test('S-113: fields that change on the way are never in the default list', () => {
  const changing = ['Return-Path', 'Received', 'Comments', 'Keywords', 'Bcc', 'DKIM-Signature', 'Delivered-To', 'X-A'];
  const header = changing.map((name) => `${name}: x\r\n`).join('');
  expect(toSign(`${header}From: x\r\n\r\n`, { oversignedFields: [] })).toBe('from');
});

test('S-110: a list of its own still names From; what is oversigned is signed as well', () => {
  const header = 'From: x\r\nSubject: s\r\nX-A: 1\r\nX-A: 2\r\n\r\n';
  expect(toSign(header, { signedFields: ['Subject'], oversignedFields: [] })).toBe('subject:from');
  expect(toSign(header, { signedFields: ['Subject'] })).toBe('subject:from:from:subject');
  expect(toSign(header, { signedFields: ['from'], oversignedFields: ['x-A'] })).toBe('from:x-a:x-a:x-a');
});
