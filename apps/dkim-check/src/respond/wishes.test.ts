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
  ['=?ISO-2022-JP?B?GyRCJUYlOSVIGyhCIG9yaWdpbmFs?=', { original: true, language: null }], // "test original"
  [
    '=?iso-2022-jp?b?GyRCJUYlOSVIGyhC?=\r\n =?us-ascii?q?x?= =?utf-8?Q?=E5=8E=9F=E6=96=87ja?=',
    { original: false, language: 'ja' },
  ],
  ['=?utf-8*ja?B?b3JpZ2luYWzluIzmnJs=?=', { original: true, language: null }], // RFC 2231; "original", wanted
  ['=?utf-8?Q?orig?= =?utf-8?Q?inal?=', { original: true, language: null }],
  ['=?shift_jis?B?g2WDWINn?= original', { original: true, language: null }],
  ['=?utf-8?Q?aborigi?= nal', { original: false, language: null }],
  ['=?klingon?B?b3JpZ2luYWw=?=', { original: false, language: null }],
  ['=?utf-8?B?/w==?=', { original: false, language: null }],
  ['テストoriginal希望', { original: true, language: null }],
  ['ｏｒｉｇｉｎａｌ　ＪＡ', { original: true, language: 'ja' }],
  ['d\u00e9ja vu, aboriginal', { original: false, language: null }],
])('Subject: %j', (subject, wishes) => {
  expect(wishesOf(header(`Subject: ${subject}`))).toEqual(wishes);
});

test('without a subject there are no wishes; of two subjects the first counts', () => {
  expect(wishesOf(header('From: a@example.com'))).toEqual({ original: false, language: null });
  expect(wishesOf(header('Subject: x\r\nSubject: original'))).toEqual({ original: false, language: null });
});

test.each([
  [`Subject: ${'original '.repeat(12_000)}`, null],
  [`Subject: original ${'=?utf-8?q?'.repeat(10_000)}`, null],
  [`Precedence: ${'bulk'.repeat(25_000)}`, null],
  [`Auto-Submitted: ${'no-'.repeat(33_000)}`, 'no-answer-automatic'],
  [`X-Auto-Response-Suppress: ${'al '.repeat(33_000)}`, null],
  [`X-Loop: ${' '.repeat(100_000)}own@example.org`, 'no-answer-loop'],
  [`Content-Type: ${'multipart/'.repeat(10_000)}`, null],
])('S-245: 100 kB of a field cost linear time: %.20s', (text, code) => {
  expect(headerFault(header(text), 'own@example.org')?.code ?? null).toBe(code);
  expect(wishesOf(header(text)).original).toBe(text.startsWith('Subject'));
});
