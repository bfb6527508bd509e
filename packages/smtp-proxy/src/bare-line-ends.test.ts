import { expect, test } from 'vitest';
import { normalizeLineEnds } from './bare-line-ends.js';

test('S-200: a bare LF becomes CRLF, a bare CR a space, and both are counted', () => {
  const out: string[] = [];
  const sink = normalizeLineEnds((octets) => out.push(Buffer.from(octets).toString('latin1')));
  sink.text(Buffer.from('Subject: x'));
  sink.bareCr();
  sink.text(Buffer.from('Bcc: y\r\n'));
  sink.bareLf();
  expect(out.join('')).toBe('Subject: x Bcc: y\r\n\r\n');
  expect(sink.count()).toBe(2);
});
