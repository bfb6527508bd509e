import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { collect, everyCut } from '../../test/collect.js';
import { simpleBody } from './simple-body.js';

test.each([
  { rule: 'S-018', of: 'no body at all', body: '', canonical: '\r\n' },
  { rule: 'S-018', of: 'empty lines only', body: '\r\n\r\n', canonical: '\r\n' },
  {
    rule: 'S-020',
    of: 'the example of RFC 6376, 3.4.5',
    body: ' C \r\nD \t E\r\n\r\n\r\n',
    canonical: ' C \r\nD \t E\r\n',
  },
  { rule: 'S-022', of: 'a last line without its end', body: 'a\r\n\r\nb', canonical: 'a\r\n\r\nb\r\n' },
  { rule: 'S-020', of: 'empty lines inside', body: 'a\r\n\r\n\r\nb\r\n\r\n\r\n', canonical: 'a\r\n\r\n\r\nb\r\n' },
  { rule: 'S-021', of: 'a white line at the end', body: 'a\r\n \r\n', canonical: 'a\r\n \r\n' },
  { rule: 'S-026', of: 'bare CR and LF', body: 'a\nb\rc\r\r\n\n\r\n', canonical: 'a\nb\rc\r\r\n\n\r\n' },
  { rule: 'S-022, S-026', of: 'a bare CR at the end', body: 'a\r\n\r', canonical: 'a\r\n\r\r\n' },
])('S-025, $rule: simple body of $of, wherever its chunks are cut', ({ body, canonical }) => {
  for (const chunks of everyCut(body)) expect(collect(simpleBody, chunks)).toBe(canonical);
  expect(collect(simpleBody, body.split(''))).toBe(canonical);
});

test.each(['', '\r\n', '\r\n'.repeat(50)])('S-018: an empty body has the hashes that the standard gives', (body) => {
  const canonical = collect(simpleBody, [body]);
  expect(createHash('sha256').update(canonical).digest('base64')).toBe('frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=');
  expect(createHash('sha1').update(canonical).digest('base64')).toBe('uoq1oCgLlTqpdDX/iUbLy7J1Wic=');
});

test('S-020: a million empty lines at the end cost nothing, inside the text they stay', () => {
  const many = '\r\n'.repeat(1_000_000);
  expect(collect(simpleBody, ['a', many])).toBe('a\r\n');
  expect(collect(simpleBody, ['a', many, 'b'])).toBe(`a${many}b\r\n`);
});
