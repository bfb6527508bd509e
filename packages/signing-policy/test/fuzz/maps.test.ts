/** Sender maps and List-Id maps in any state: entries that can be looked up, or remarks that name their line. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOfMegabyte, hostile, runs, tally, timeout } from '../../../dkim-core/test/fuzz/hostile-input.js';
import { parseListIdMap, parseSenderMap, type MapReading } from '../../src/index.js';

const VALID = [
  '# senders\r\njoe@example.org dkim(key=a.pem)\r\nexample.org  dkim,domainkeys(c=nofws)\r\n. dkim\r\n',
  '\ufeffB\u00fccher.example dkim(s=x)\n; comment\n\nExample.ORG\tdkim(d=$keydomain)\nexample.org dkim\n',
  'list.example.org dkim(h=from:to,i=@example.org)\nannounce.list.example.org dkim(a=ed25519-sha256)\n',
];
const PIECES = [
  '\n',
  '\r\n',
  '#',
  ';',
  ' ',
  '\t',
  '\u3000',
  '.',
  '@',
  'example.org',
  'a@b.example ',
  ' dkim',
  ' dkim(',
  'domainkeys()',
  ')',
  '\u00fc',
  '\ud83d',
  '\u2028',
];

const PARSERS: readonly (readonly [string, (text: string) => MapReading])[] = [
  ['sender', parseSenderMap],
  ['List-Id', parseListIdMap],
];

test.each(PARSERS)(
  '%s map: any text gives entries and remarks, each with a line of its own',
  { timeout },
  (_, parse) => {
    const seen = tally();
    const property = fc.property(hostile(VALID, { pieces: PIECES }), (text) => {
      const { entries, faults, warnings } = parse(text);
      const count = text.split('\n').length;
      for (const [key, entry] of entries) {
        expect(entry.key).toBe(key);
        expect(key).toBe(key.toLowerCase());
        expect(key).toMatch(/^(?:\.|[^\r\n]*@?[a-z0-9_.-]+)$/);
        expect(entry.specs.length).toBeGreaterThan(0);
      }
      const lines = [...entries.values(), ...faults, ...warnings].map(({ line }) => line);
      for (const line of lines) expect(line >= 1 && line <= count).toBe(true);
      expect(new Set(lines).size).toBe(lines.length);
      for (const { message } of [...faults, ...warnings]) {
        expect(message.length).toBeLessThan(300);
        expect(message).not.toContain('\n');
      }
      seen.add(entries.size > 1 ? 'entries' : 'few');
      if (faults.length > 0) seen.add('faults');
      if (warnings.length > 0) seen.add('warnings');
    });
    fc.assert(property, runs(500));
    for (const outcome of ['entries', 'faults', 'warnings']) expect(seen.of(outcome)).toBeGreaterThan(20);
  },
);

test.each(PARSERS)('%s map: a line says the same alone as among others', { timeout }, (_, parse) => {
  const property = fc.property(hostile(VALID, { pieces: PIECES }), (text) => {
    const whole = parse(text);
    const lines = text.replace(/^\ufeff/, '').split('\n');
    for (const entry of whole.entries.values()) {
      const alone = parse(`\n${lines[entry.line - 1] ?? ''}`);
      expect([...alone.entries.values()]).toEqual([{ ...entry, line: 2 }]);
    }
    for (const { line, message } of whole.faults) {
      expect(parse(`\n${lines[line - 1] ?? ''}`).faults).toEqual([{ line: 2, message }]);
    }
  });
  fc.assert(property, runs(300));
});

test.each(PARSERS)('S-245: %s map: 1 MB of anything is read in linear time', { timeout }, async (_, parse) => {
  const units = ['a', '(', '\u4f8b', 'a.b dkim\n'];
  const slow: string[] = [];
  for (const unit of units) {
    for (const start of ['', 'a.example dkim,dkim(']) {
      const cost = await costOfMegabyte(unit, (text) => parse(start + text));
      if (cost !== null) slow.push(cost);
    }
  }
  const cost = await costOfMegabyte('x', ({ length }) =>
    parse(Array.from({ length: length / 20 }, (__, at) => `u${at}@a.example dkim`).join('\n')),
  );
  expect([...slow, ...(cost === null ? [] : [cost])]).toEqual([]);
});
