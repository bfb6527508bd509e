import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseListIdMap, parseSenderMap } from './lookup-map.js';

function keys(text: string): readonly string[] {
  return [...parseSenderMap(text).entries.keys()];
}

test('DESIGN: KEY and SIGNATURES, comments, blanks, line ends and a byte order mark', () => {
  const text = '\ufeff# c\r\n;c\r\n  \t#c\r\n\r\nexample.org \t dkim\r\n  joe@Example.com\tdkim(c=simple)  \n. dkim';
  expect(keys(text)).toEqual(['example.org', 'joe@example.com', '.']);
  expect(parseSenderMap(text)).toMatchObject({ faults: [], warnings: [] });
  expect(parseSenderMap(text).entries.get('.')?.line).toBe(7);
});

test('DESIGN: SIGNATURES is a comma list; commas inside parentheses belong to the signature', () => {
  const { entries } = parseSenderMap('example.org dkim(c=relaxed,d=example.com), domainkeys(c=nofws)');
  expect(entries.get('example.org')?.specs).toMatchObject([
    { type: 'dkim', canonicalization: 'relaxed', domain: 'example.com' },
    { type: 'domainkeys', canonicalization: 'nofws' },
  ]);
});

test('DESIGN: of two lines with the same key the first counts, as in 1.4.1; it is told', () => {
  const { entries, warnings } = parseSenderMap('example.org dkim(s=a)\nEXAMPLE.org dkim(s=b)\n');
  expect(entries.get('example.org')?.specs).toMatchObject([{ selector: 'a' }]);
  expect(warnings).toEqual([{ line: 2, message: '"EXAMPLE.org" stood in line 1 already; that line counts' }]);
});

test.each([
  [
    '@example.org dkim',
    '"@example.org" never matches: it is neither an address, nor a domain, nor "."; for all of a domain write "example.org"',
  ],
  ['*.example.org dkim', '"*.example.org" never matches: it is neither an address, nor a domain, nor "."'],
  ['example.org', '"example.org" has no signature behind it and is passed over'],
])('a line that cannot match does not stop the start: %s', (line, message) => {
  expect(parseSenderMap(line)).toEqual({ entries: new Map(), faults: [], warnings: [{ line: 1, message }] });
});

test('a List-Id map knows ids only', () => {
  const { entries, warnings } = parseListIdMap('Linux.Kernel.org dkim\n. dkim\njoe@example.org dkim\n');
  expect([...entries.keys()]).toEqual(['linux.kernel.org']);
  expect(warnings.map(({ line }) => line)).toEqual([2, 3]);
});

test('names of prototypes are keys like others', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString'];
  const { entries } = parseSenderMap(names.map((name) => `${name} dkim(s=${name.replaceAll('_', 'u')})`).join('\n'));
  expect([...entries.keys()]).toEqual(['__proto__', 'constructor', 'prototype', 'tostring']);
  expect(Object.keys(Object.prototype)).toEqual([]);
  const pollution = parseSenderMap('example.org dkim(__proto__=x)\nexample.com dkim(constructor=x)');
  expect(pollution.faults).toHaveLength(2);
});

test.each([
  ['one line of parentheses', `a.example ${'('.repeat(100_000)}`],
  ['one line of commas', `a.example dkim(${','.repeat(100_000)})`],
  ['one line of blanks', `a.example${' '.repeat(100_000)}x`],
  ['one key of dots', `${'.'.repeat(100_000)} dkim`],
  ['one key of labels', `${'a.'.repeat(50_000)}a dkim`],
  ['one key of 8-bit labels', `${'ü'.repeat(100_000)} dkim`],
  ['one address of plus signs', `${'+'.repeat(100_000)}@example.org dkim`],
  ['one value of dollar signs', `a.example dkim(d=${'$'.repeat(100_000)})`],
  ['one value of equals signs', `a.example dkim(d${'='.repeat(100_000)})`],
  ['one h= of colons', `a.example dkim(h=${':'.repeat(100_000)})`],
  ['lines', 'a.example dkim\n'.repeat(7_000)],
  ['signatures', `a.example ${'dkim,'.repeat(20_000)}`],
  ['line ends', '\r\n'.repeat(100_000)],
])('100 kB of %s take linear time, and messages stay short', (_, text) => {
  const start = performance.now();
  const { faults, warnings } = parseSenderMap(text);
  expect(performance.now() - start).toBeLessThan(3000);
  for (const { message } of [...faults, ...warnings]) expect(message.length).toBeLessThan(300);
});

test('any text is read without an exception, each key in the form that is looked up', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[a-z@.+]{1,9} (dkim|domainkeys)\([a-z=,()$]{0,9}\)?$/),
  );
  const property = fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
    const { entries, faults, warnings } = parseSenderMap(lines.join('\n'));
    const keysFit = [...entries].every(([key, entry]) => key === entry.key && entry.specs.length > 0);
    return keysFit && [...faults, ...warnings].every(({ line: number }) => number > 0);
  });
  expect(fc.check(property).failed).toBe(false);
}, 30_000);
