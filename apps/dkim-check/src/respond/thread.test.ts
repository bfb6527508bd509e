import { readHeader } from 'dkim-core';
import { expect, test } from 'vitest';
import { threadOf } from './thread.js';

const thread = (text: string) => threadOf(readHeader(Buffer.from(`${text}\r\n\r\n`, 'latin1')));

test.each([
  { of: 'a first mail', text: 'Message-ID: <e@f>', references: ['<e@f>'] },
  {
    of: 'an answer',
    text: 'References: <a@b>\r\n <c@d>\r\nMessage-ID: <e@f>',
    references: ['<a@b>', '<c@d>', '<e@f>'],
  },
  {
    of: 'an answer with In-Reply-To alone',
    text: 'In-Reply-To: <c@d>\r\nMessage-ID: <e@f>',
    references: ['<c@d>', '<e@f>'],
  },
  { of: 'In-Reply-To of two', text: 'In-Reply-To: <a@b> <c@d>\r\nMessage-ID: <e@f>', references: ['<e@f>'] },
  { of: 'no Message-ID', text: 'References: <a@b>', references: ['<a@b>'] },
  { of: 'nothing', text: 'Subject: x', references: [] },
])('RFC 5322, section 3.6.4: References in the answer to $of', ({ text, references }) => {
  expect(thread(text).references).toEqual(references);
});

test('S-243: what is no plain message identifier is left out, and of a long thread all but the last', () => {
  expect(thread('References: <a b@c> <x\u0000y@z> <\u00e9@z> <nothing> <ok@z>').references).toEqual(['<ok@z>']);
  const ids = Array.from({ length: 100 }, (_, at) => `<${at}@x>`);
  expect(thread(`References: ${ids.join(' ')}`).references).toEqual(ids.slice(-5));
  expect(thread('Message-ID: <a@b>\tBcc: <c@d>')).toMatchObject({ messageId: '<a@b>' });
  expect(thread('Message-ID: <a b@c>')).toEqual({ messageId: null, references: [] });
  expect(thread(`References: ${'<'.repeat(100_000)}`).references).toEqual([]);
});
