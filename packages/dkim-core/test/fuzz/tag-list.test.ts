/** Tag lists of strangers: what is read is what stands there, and what is written again is read the same. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTagList, readTagList } from '../../src/tags/tag-list.js';
import { hostile, ONE_LINE, runs, tally, timeout } from './hostile-input.js';

const VALID = [
  'v=1; a=b c;\r\n\td = e=f ;g=',
  ' a=\r\n b;',
  'constructor=1;x__proto__=2',
  'p=QUJD\r\n RA==; t=y:s; n=\xc3\xbc',
];
const lists = hostile(VALID, { pieces: ['a=', 'b=;', ';', '=', 'a=1;', ' = ', ';;', '\r\n ;'] });

test('S-028, S-030: a list is read or refused in one line, and every value stands where it says', { timeout }, () => {
  const seen = tally();
  const property = fc.property(lists, (text) => {
    const parsed = parseTagList(text);
    const { specs, fault } = readTagList(text);
    expect(parsed.ok).toBe(fault === null);
    if (!parsed.ok) {
      expect(['tag-syntax', 'tag-repeated']).toContain(parsed.code);
      expect(parsed.reason).toMatch(ONE_LINE);
    }
    for (const [name, spec] of specs) {
      expect(spec.name).toBe(name);
      expect(name).toMatch(/^[A-Za-z]\w*$/);
      expect(text.slice(spec.start, spec.end)).toMatch(/^[^;]*$/);
      expect(text.slice(spec.start, spec.end).replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')).toBe(spec.value);
      expect(text.slice(0, spec.start)).toMatch(/(?:^|;)[ \t\r\n]*\w+[ \t\r\n]*=$/);
      expect([';', '']).toContain(text.charAt(spec.end));
    }
    seen.add(parsed.ok ? 'ok' : parsed.code);
  });
  fc.assert(property, runs(1000));
  for (const outcome of ['ok', 'tag-syntax', 'tag-repeated']) expect(seen.of(outcome)).toBeGreaterThan(1);
});

test('S-035: a list that is written from what was read is read the same', { timeout }, () => {
  let read = 0;
  const property = fc.property(lists, (text) => {
    const parsed = parseTagList(text);
    if (!parsed.ok) return;
    read += 1;
    const written = [...parsed.value].map(([name, value]) => `${name}=${value}`).join('; ');
    expect(parseTagList(written)).toEqual(parsed);
    expect(parseTagList(`${written};`)).toEqual(parsed);
  });
  fc.assert(property, runs(500));
  expect(read).toBeGreaterThan(20);
});
