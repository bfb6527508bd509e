import { readHeader } from 'dkim-core';
import { expect, test } from 'vitest';
import { headerFault } from './may-answer.js';
import { wishesOf } from './wishes.js';

const header = (text: string) => readHeader(Buffer.from(`${text}\r\n\r\n`, 'utf8'));

test.each([
  ['a test', { original: false, language: null }],
  ['Original', { original: true, language: null }],
  ['Re: [test] original, ja!', { original: true, language: 'ja' }],
  ['en', { original: false, language: 'en' }],
  ['originality enough, jam', { original: false, language: null }],
  ['a\r\n folded original', { original: true, language: null }],
  ['', { original: false, language: null }],
])('Subject: %j', (subject, wishes) => {
  expect(wishesOf(header(`Subject: ${subject}`))).toEqual(wishes);
});

test('without a subject there are no wishes; of two subjects the first counts', () => {
  expect(wishesOf(header('From: a@example.com'))).toEqual({ original: false, language: null });
  expect(wishesOf(header('Subject: x\r\nSubject: original'))).toEqual({ original: false, language: null });
});

test.each([
  [`Subject: ${'original '.repeat(12_000)}`, null],
  [`Precedence: ${'bulk'.repeat(25_000)}`, null],
  [`Auto-Submitted: ${'no-'.repeat(33_000)}`, 'no-answer-automatic'],
  [`X-Auto-Response-Suppress: ${'al '.repeat(33_000)}`, null],
  [`X-Loop: ${' '.repeat(100_000)}own@example.org`, 'no-answer-loop'],
  [`Content-Type: ${'multipart/'.repeat(10_000)}`, null],
])('S-245: 100 kB of a field cost linear time: %.20s', (text, code) => {
  expect(headerFault(header(text), 'own@example.org')?.code ?? null).toBe(code);
  expect(wishesOf(header(text)).original).toBe(text.startsWith('Subject'));
});
