import { expect, test } from 'vitest';
import { fromFault } from './author.js';
import { readHeader } from './message-reader.js';

test.each([
  { header: 'From: a@example.org\r\n', why: null },
  { header: 'From: "x@y, z" <a@example.org>, b@example.org\r\n', why: null },
  { header: 'Sender: a@example.org\r\n', why: 'the message has no From' },
  { header: 'From: a@example.org\r\nfrom : b@example.org\r\n', why: 'the message has 2 From fields' },
  { header: 'From: undisclosed:;\r\n', why: null },
])('S-262: $header gives no ground for a signature: $why', ({ header, why }) => {
  expect(fromFault(readHeader(Buffer.from(header)))).toBe(why);
});
