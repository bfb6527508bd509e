/** All canonicalizations against plain models of their text, in chunks that are overwritten as soon as they were handed in. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyCanonicalizations, headerCanonicalizations } from '../../src/canonicalization/by-name.js';
import type { BodyCanonicalizer, ByteSink } from '../../src/canonicalization/canonicalization.js';
import { domainkeysBody, domainkeysHeader } from '../../src/canonicalization/nofws.js';
import { canonicalizeMessage, readHeader, type CanonicalForm, type HeaderField } from '../../src/index.js';
import { bytesOf, MAIL } from '../mail.js';
import { cutAt, hostile, runs, tally, timeout } from './hostile-input.js';

/** RFC 6376, sections 3.4.3 and 3.4.4; RFC 4870, section 3.4.2, with the empty line in front that separates header and body. */
const MODELS: Readonly<
  Record<string, { make: (emit: ByteSink) => BodyCanonicalizer; model: (body: string) => string }>
> = {
  simple: { make: bodyCanonicalizations.simple, model: (body) => `${withoutEmptyLines(body)}\r\n` },
  relaxed: {
    make: bodyCanonicalizations.relaxed,
    model(body) {
      const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''));
      return withEnd(withoutEmptyLines(lines.join('\r\n')));
    },
  },
  'domainkeys simple': {
    make: (emit) => domainkeysBody('simple', emit),
    model: (body) => withEnd(withoutEmptyLines(`\r\n${body}`)),
  },
  nofws: {
    make: (emit) => domainkeysBody('nofws', emit),
    model(body) {
      const lines = `\r\n${body}`.split('\r\n').map((line) => line.replaceAll(/[ \t\r\n]/g, ''));
      return withEnd(withoutEmptyLines(lines.join('\r\n')));
    },
  },
};

function withoutEmptyLines(text: string): string {
  let end = text.length;
  while (text.slice(0, end).endsWith('\r\n')) end -= 2;
  return text.slice(0, end);
}

function withEnd(text: string): string {
  return text === '' ? '' : `${text}\r\n`;
}

/** Chunks are the caller's again when write() returns, and what is emitted when the sink returns. */
function collectOverwriting(make: (emit: ByteSink) => BodyCanonicalizer, chunks: readonly Uint8Array[]): string {
  let text = '';
  const canonicalizer = make((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  });
  for (const chunk of chunks) {
    const lent = Uint8Array.from(chunk);
    canonicalizer.write(lent);
    lent.fill(0x5a);
  }
  canonicalizer.end();
  return text;
}

const PIECES = [
  '\r\n',
  '\r\n',
  '\r\n\r\n',
  ' \r\n',
  '\t\r\n',
  '\r\r\n',
  '\r \n',
  '.\r\n',
  'a',
  ' b ',
  '\n\r',
  '\r',
  '\n',
];
const bodies = hostile(['a  b \r\n\r\n c\t\td\r\n\r\n\r\n', ' \r\n\r\n', 'x\r\n.\r\n \t\r\ny'], { pieces: PIECES });
/** Some with runs that reach over the blocks of 16,384 octets in which relaxed works. */
const sized = fc
  .tuple(
    bodies,
    fc.constantFrom('', 'x', '\r\n', ' ', 'a \r\n', '\r'),
    bodies,
    fc.integer({ min: 16_360, max: 16_400 }),
  )
  .map(([before, unit, behind, size]) => before + unit.repeat(size / Math.max(unit.length, 1)) + behind);
const places = fc.array(fc.oneof(fc.nat(60), fc.integer({ min: 16_370, max: 16_400 })), { maxLength: 8 });

test.each(Object.keys(MODELS))(
  'S-025: %s: any body in any chunks gives what the plain form gives',
  { timeout },
  (name) => {
    const { make, model } = MODELS[name] ?? { make: bodyCanonicalizations.simple, model: (body: string) => body };
    const seen = tally();
    const property = fc.property(bodies, places, (body, cuts) => {
      const expected = model(body);
      expect(collectOverwriting(make, cutAt(bytesOf(body), cuts))).toBe(expected);
      expect(
        collectOverwriting(
          make,
          Array.from(bytesOf(body), (octet) => Uint8Array.of(octet)),
        ),
      ).toBe(expected);
      seen.add(expected === body ? 'as it was' : expected.length < 3 ? 'empty' : 'changed');
    });
    fc.assert(property, runs(400));
    expect(seen.of('changed')).toBeGreaterThan(50);
    const large = fc.property(sized, places, (body, cuts) => {
      expect(collectOverwriting(make, cutAt(bytesOf(body), cuts)) === model(body)).toBe(true);
    });
    fc.assert(large, runs(40));
  },
);

test.each(['simple', 'relaxed'] as const)(
  'S-017, S-018: the %s body canonicalized twice is as once',
  { timeout },
  (name) => {
    const make = bodyCanonicalizations[name];
    const property = fc.property(bodies, (body) => {
      const once = collectOverwriting(make, [bytesOf(body)]);
      expect(collectOverwriting(make, [bytesOf(once)])).toBe(once);
    });
    fc.assert(property, runs(400));
  },
);

const headers = hostile(
  [MAIL, 'A : b\t\r\n  c \r\n \r\nB:\r\n', 'X:\r\n y\r\nSubject: \t\r\n', 'from:joe\r\nto:x y\r\nX:z\r\n'],
  {
    pieces: ['A: ', '\r\nb:', '\r\n ', '\r\n\t\r\n ', ' ', '\t', '\r', '\n', ':'],
  },
);

/** RFC 6376, section 3.4.2, step by step; RFC 4870, section 3.4.2.2. */
const FIELD_MODELS: readonly {
  of: string;
  canonicalize: (field: HeaderField) => Uint8Array;
  model: (text: string) => string;
}[] = [
  { of: 'simple', canonicalize: headerCanonicalizations.simple, model: (text) => `${text}\r\n` },
  {
    of: 'relaxed',
    canonicalize: headerCanonicalizations.relaxed,
    model(text) {
      const unfolded = text.replaceAll(/\r\n(?=[ \t])/g, '').replaceAll(/[ \t]+/g, ' ');
      const colon = unfolded.indexOf(':');
      const [name, value] = [unfolded.slice(0, colon), unfolded.slice(colon + 1)];
      return `${name.replace(/ $/, '').toLowerCase()}:${value.replaceAll(/^ | $/g, '')}\r\n`;
    },
  },
  {
    of: 'nofws',
    canonicalize: (field) => domainkeysHeader(field, 'nofws'),
    model: (text) => `${text.replaceAll(/[ \t\r\n]/g, '')}\r\n`,
  },
];

test.each(FIELD_MODELS)(
  'S-013, S-014, S-134: $of: any field gives what the plain form gives, and twice is as once',
  { timeout },
  ({ canonicalize, model }) => {
    const seen = tally();
    const property = fc.property(headers, (text) => {
      for (const field of readHeader(bytesOf(text)).fields) {
        if (field.name === '') continue;
        const before = Buffer.from(field.bytes).toString('latin1');
        const once = canonicalize(field);
        expect(Buffer.from(once).toString('latin1')).toBe(
          model(before.endsWith('\r\n') ? before.slice(0, -2) : before),
        );
        expect(Buffer.from(field.bytes).toString('latin1')).toBe(before); // the message itself stays
        const again = readHeader(once).fields;
        expect(again).toHaveLength(1);
        for (const second of again) expect(Buffer.from(canonicalize(second)).equals(once)).toBe(true);
        seen.add(Buffer.from(once).toString('latin1') === before ? 'as it was' : 'changed');
      }
    });
    fc.assert(property, runs(400));
    for (const outcome of ['as it was', 'changed']) expect(seen.of(outcome)).toBeGreaterThan(10);
  },
);

async function canonical(chunks: readonly Uint8Array[], form: CanonicalForm): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of canonicalizeMessage(chunks, form)) pieces.push(bytes);
  return Buffer.concat(pieces);
}

test('a whole message, relaxed, canonicalized twice in any chunks is as once', { timeout }, async () => {
  const form: CanonicalForm = { header: 'relaxed', body: 'relaxed' };
  let mails = 0;
  const property = fc.asyncProperty(headers, bodies, places, async (header, body, cuts) => {
    const bytes = bytesOf(`${header}\r\n\r\n${body}`);
    const once = await canonical([bytes], form);
    expect(await canonical(cutAt(bytes, cuts), form)).toEqual(once);
    expect(await canonical(cutAt(once, cuts), form)).toEqual(once);
    mails += 1;
  });
  await fc.assert(property, runs(300));
  expect(mails).toBeGreaterThan(0);
});
