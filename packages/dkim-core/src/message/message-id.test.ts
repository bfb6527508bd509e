import { expect, test } from 'vitest';
import { messageIdOf } from './message-id.js';
import { readHeader } from './message-reader.js';

test.each([
  ['Message-ID: <a@b.example>\r\n', 'a@b.example'],
  ['message-id:\r\n <a@b.example> (x)\r\n', 'a@b.example'],
  ['Message-ID:  plain  \r\n', 'plain'],
  ['Message-ID: <1@a>\r\nMessage-ID: <2@a>\r\n', '1@a'],
  ['Message-ID: <>\r\n', ''],
  ['Subject: x\r\n', ''],
])('the message identifier of %j', (text, id) => {
  expect(messageIdOf(readHeader(Buffer.from(text)))).toBe(id);
});

test('S-245: many angles take no time', () => {
  const header = readHeader(Buffer.from(`Message-ID: ${'<'.repeat(500_000)}`));
  const start = performance.now();
  messageIdOf(header);
  expect(performance.now() - start).toBeLessThan(2000);
});
