/**
 * Rules S-013 to S-027, canonicalization: what the tests beside the sources leave open.
 *
 * Canonical texts are written out by hand, after RFC 6376, section 3.4, and signed by hand, so that a fault which signer
 * and verifier share is seen.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyCanonicalizations } from '../../src/canonicalization/by-name.js';
import { canonicalizeMessage, type CanonicalForm, type MessageSource } from '../../src/index.js';
import {
  byHand,
  HAND_FROM as FROM,
  HAND_RECORDS,
  hashOf,
  judged,
  RELAXED_HAND_FROM as RELAXED_FROM,
} from '../hand-signer.js';
import { bytesOf, countingResolver, dkimRequest, signed, verified } from '../mail.js';

const KINDS = ['simple', 'relaxed'] as const;

async function canonical(message: MessageSource, form: CanonicalForm): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of canonicalizeMessage(message, form)) pieces.push(bytes);
  return Buffer.concat(pieces).toString('latin1');
}

const SPACED_FROM = 'From :  Joe <joe@example.org> \r\n';
const SPACED_BODY = 'a  b \r\n\r\n';

test.each([
  { of: 'no c=', header: SPACED_FROM, body: 'a  b \r\n', outcome: 'pass' },
  { of: 'c=simple', c: 'simple', header: SPACED_FROM, body: 'a  b \r\n', outcome: 'pass' },
  { of: 'c=relaxed', c: 'relaxed', header: RELAXED_FROM, body: 'a  b \r\n', outcome: 'pass' },
  { of: 'no c=', header: RELAXED_FROM, body: 'a  b \r\n', outcome: 'fail signature-mismatch' },
  { of: 'no c=', header: SPACED_FROM, body: 'a b\r\n', outcome: 'fail body-hash-mismatch' },
  { of: 'c=simple', c: 'simple', header: SPACED_FROM, body: 'a b\r\n', outcome: 'fail body-hash-mismatch' },
  { of: 'c=relaxed', c: 'relaxed', header: SPACED_FROM, body: 'a  b \r\n', outcome: 'fail signature-mismatch' },
  { of: 'c=relaxed', c: 'relaxed', header: RELAXED_FROM, body: 'a b\r\n', outcome: 'fail body-hash-mismatch' },
])('S-013: with $of a hash over $header and $body: $outcome', async ({ c, header, body, outcome }) => {
  const mail = byHand({ c, signedFields: header, bh: hashOf(body), mail: `${SPACED_FROM}\r\n${SPACED_BODY}` });
  expect(await judged(mail)).toEqual([outcome]);
});

test.each([
  'nowsp/simple',
  'simple/nowsp',
  'nowsp',
  'nofws',
  'seal',
  'relaxed/seal',
  'relaxed/',
  '/simple',
  '/',
  '',
  'relaxed/relaxed/simple',
  'simple / simple',
  'sim ple',
  'relaxed:simple',
  'constructor/simple',
])('S-014: c=%s is unknown, and no key is asked for', async (c) => {
  const { resolveTxt, asked } = countingResolver(HAND_RECORDS);
  const mail = byHand({ c, bh: hashOf('Hi.\r\n'), mail: `${FROM}\r\nHi.\r\n` });
  const { signatures } = await verified(mail, { resolveTxt });
  expect(signatures).toMatchObject([{ result: 'permerror', code: 'canonicalization-unknown' }]);
  expect(signatures[0]?.reason).toContain(`c="${c}" names no canonicalization`);
  expect(asked).toEqual([]);
});

test('S-014, S-031: c=Relaxed/Relaxed is known', async () => {
  const mail = byHand({ c: 'Relaxed/Relaxed', bh: hashOf('a b\r\n'), mail: `${FROM}\r\na  b \r\n` });
  expect(await judged(mail)).toEqual(['pass']);
});

const FOLDED_SUBJECT = 'SubJect :  a  b\r\n\t c \r\n';

test.each([
  { of: 'a space less at the end', to: 'SubJect :  a  b\r\n\t c\r\n' },
  { of: 'a space more at the end', to: 'SubJect :  a  b\r\n\t c  \r\n' },
  { of: 'another case of the name', to: 'Subject :  a  b\r\n\t c \r\n' },
  { of: 'no space before the colon', to: 'SubJect:  a  b\r\n\t c \r\n' },
  { of: 'one space behind the colon', to: 'SubJect : a  b\r\n\t c \r\n' },
  { of: 'one space inside', to: 'SubJect :  a b\r\n\t c \r\n' },
  { of: 'a tab for the space in the fold', to: 'SubJect :  a  b\r\n\t\tc \r\n' },
  { of: 'no fold', to: 'SubJect :  a  b\t c \r\n' },
  { of: 'a fold more', to: 'SubJect :  a  b\r\n\t c \r\n \r\n' },
])('S-015, S-016: a field with $of is another one in simple and the same in relaxed', async ({ to }) => {
  const rest = { h: 'from:subject', bh: hashOf('Hi.\r\n'), mail: `${FROM}${FOLDED_SUBJECT}\r\nHi.\r\n` };
  const simple = byHand({ signedFields: FROM + FOLDED_SUBJECT, ...rest });
  expect(await judged(simple)).toEqual(['pass']);
  expect(await judged(simple.replace(FOLDED_SUBJECT, to))).toEqual(['fail signature-mismatch']);
  const relaxed = byHand({ c: 'relaxed', signedFields: `${RELAXED_FROM}subject:a b c\r\n`, ...rest });
  expect(await judged(relaxed)).toEqual(['pass']);
  expect(await judged(relaxed.replace(FOLDED_SUBJECT, to))).toEqual(['pass']);
});

test.each([
  { field: 'A:\tb : c \t', relaxed: 'a:b : c' },
  { field: 'A \t :b:c: ', relaxed: 'a:b:c:' },
  { field: 'A: b \r\n \t c', relaxed: 'a:b c' },
  { field: 'A: b \r\n \t \r\n ', relaxed: 'a:b' },
  { field: 'A:\f b\f \v', relaxed: 'a:\f b\f \v' },
  { field: 'A: \f\v', relaxed: 'a:\f\v' },
  { field: 'A:\xa0 b \xa0', relaxed: 'a:\xa0 b \xa0' },
  { field: 'A: a\rb', relaxed: 'a:a\rb' },
  { field: 'A: a \r b', relaxed: 'a:a \r b' },
  { field: 'A: a\n b', relaxed: 'a:a\n b' },
  { field: 'A: a\n b\r\n c', relaxed: 'a:a\n b c' },
  { field: 'A: a\n\tb\n', relaxed: 'a:a\n b\n' },
  { field: 'A:\ra\r', relaxed: 'a:\ra\r' },
  { field: 'A: a \r\r\n b', relaxed: 'a:a \r b' },
  { field: 'A: \r', relaxed: 'a:\r' },
  { field: 'A: \n', relaxed: 'a:\n' },
])('S-016, S-026: relaxed makes $relaxed of $field, and simple leaves it', async ({ field, relaxed }) => {
  const message = bytesOf(`${field}\r\nTo: x\r\n\r\n`);
  const part = 'header';
  expect(await canonical(message, { header: 'relaxed', body: 'simple', part })).toBe(`${relaxed}\r\nto:x\r\n`);
  expect(await canonical(message, { header: 'simple', body: 'simple', part })).toBe(`${field}\r\nTo: x\r\n`);
  const rest = { h: 'a:to:from', bh: hashOf('Hi.\r\n'), mail: `${field}\r\nTo: x\r\n${FROM}\r\nHi.\r\n` };
  const signedFields = `${relaxed}\r\nto:x\r\n${RELAXED_FROM}`;
  expect(await judged(byHand({ c: 'relaxed', signedFields, ...rest }))).toEqual(['pass']);
  expect(await judged(byHand({ signedFields: `${field}\r\nTo: x\r\n${FROM}`, ...rest }))).toEqual(['pass']);
});

test.each([
  { value: '', outcome: 'pass' },
  { value: '  ', outcome: 'pass' },
  { value: ' \t', outcome: 'pass' },
  { value: '\r\n ', outcome: 'pass' },
  { value: 'a', outcome: 'fail signature-mismatch' },
])('S-017: an empty field that is signed relaxed, with the value $value: $outcome', async ({ value, outcome }) => {
  const mail = byHand({
    c: 'relaxed',
    h: 'from:x',
    signedFields: `${RELAXED_FROM}x:\r\n`,
    bh: hashOf('Hi.\r\n'),
    mail: `${FROM}X:${value}\r\n\r\nHi.\r\n`,
  });
  expect(await judged(mail)).toEqual([outcome]);
});

const EMPTY = {
  simple: { sha256: 'frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=', sha1: 'uoq1oCgLlTqpdDX/iUbLy7J1Wic=' },
  relaxed: { sha256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', sha1: '2jmj7l5rSw0yVb/vlWAYkK/YBwk=' },
};

test.each([
  { of: 'no octets', body: '', kinds: KINDS },
  { of: 'one empty line', body: '\r\n', kinds: KINDS },
  { of: 'two empty lines', body: '\r\n\r\n', kinds: KINDS },
  { of: 'fifty empty lines', body: '\r\n'.repeat(50), kinds: KINDS },
  { of: 'white lines', body: ' \t\r\n\r\n', kinds: ['relaxed'] },
  { of: 'white lines, the last without its end', body: ' \r\n\t\r\n ', kinds: ['relaxed'] },
] as const)('S-018, S-019, S-024: a body of $of has the hashes of an empty one in $kinds', async ({ body, kinds }) => {
  const mail = `${FROM}\r\n${body}`;
  for (const kind of kinds) {
    const c = `simple/${kind}`;
    expect(await judged(byHand({ c, bh: EMPTY[kind].sha256, mail }))).toEqual(['pass']);
    const ours = await signed(mail, dkimRequest({ canonicalization: `relaxed/${kind}` }));
    expect(ours.replaceAll(/\s/g, '')).toContain(`bh=${EMPTY[kind].sha256};`);
    const old = byHand({ c, a: 'rsa-sha1', bh: EMPTY[kind].sha1, mail });
    expect(await judged(old, { rsaSha1: 'policy' })).toEqual(['policy algorithm-historic']);
  }
});

test.each([
  { rule: 'S-020', body: 'a\r\n\r\n\r\nb\r\n\r\n\r\n', simple: 'a\r\n\r\n\r\nb\r\n', relaxed: 'a\r\n\r\n\r\nb\r\n' },
  { rule: 'S-020', body: '\r\n\r\na\r\n\r\n', simple: '\r\n\r\na\r\n', relaxed: '\r\n\r\na\r\n' },
  { rule: 'S-021', body: 'a\r\n \r\n', simple: 'a\r\n \r\n', relaxed: 'a\r\n' },
  { rule: 'S-021', body: 'a\r\n \r\n\t\r\n', simple: 'a\r\n \r\n\t\r\n', relaxed: 'a\r\n' },
  { rule: 'S-021', body: 'a\r\n \r\n\r\n\r\n', simple: 'a\r\n \r\n', relaxed: 'a\r\n' },
  { rule: 'S-021', body: 'a\r\n\r\n\t \r\n\r\n', simple: 'a\r\n\r\n\t \r\n', relaxed: 'a\r\n' },
  { rule: 'S-021', body: ' \r\n', simple: ' \r\n', relaxed: '' },
  { rule: 'S-021', body: ' \r\na\r\n', simple: ' \r\na\r\n', relaxed: '\r\na\r\n' },
  { rule: 'S-022', body: 'Hi', simple: 'Hi\r\n', relaxed: 'Hi\r\n' },
  { rule: 'S-022', body: 'Hi\r\n', simple: 'Hi\r\n', relaxed: 'Hi\r\n' },
  { rule: 'S-022', body: 'a\r\n\r\nHi', simple: 'a\r\n\r\nHi\r\n', relaxed: 'a\r\n\r\nHi\r\n' },
  { rule: 'S-023', body: '  x\t y \r\n', simple: '  x\t y \r\n', relaxed: ' x y\r\n' },
  { rule: 'S-023', body: '\tx\r\n \ty\t\r\n', simple: '\tx\r\n \ty\t\r\n', relaxed: ' x\r\n y\r\n' },
  { rule: 'S-024', body: 'a \t', simple: 'a \t\r\n', relaxed: 'a\r\n' },
  { rule: 'S-024', body: ' \t', simple: ' \t\r\n', relaxed: '' },
  { rule: 'S-024', body: 'a\r\n\r\n ', simple: 'a\r\n\r\n \r\n', relaxed: 'a\r\n' },
  { rule: 'S-026', body: 'a \rb\r\n', simple: 'a \rb\r\n', relaxed: 'a \rb\r\n' },
  { rule: 'S-026', body: 'a \nb \n\r\n', simple: 'a \nb \n\r\n', relaxed: 'a \nb \n\r\n' },
  { rule: 'S-026', body: 'a\nb\n', simple: 'a\nb\n\r\n', relaxed: 'a\nb\n\r\n' },
  { rule: 'S-026', body: 'a\r\n\r', simple: 'a\r\n\r\r\n', relaxed: 'a\r\n\r\r\n' },
  { rule: 'S-026', body: 'a\r\n\n', simple: 'a\r\n\n\r\n', relaxed: 'a\r\n\n\r\n' },
  { rule: 'S-027', body: '.\r\n..\r\n.x\r\n', simple: '.\r\n..\r\n.x\r\n', relaxed: '.\r\n..\r\n.x\r\n' },
  {
    rule: 'S-027',
    body: 'a\r\n.\r\n..\r\n.x\r\nb\r\n',
    simple: 'a\r\n.\r\n..\r\n.x\r\nb\r\n',
    relaxed: 'a\r\n.\r\n..\r\n.x\r\nb\r\n',
  },
  { rule: 'S-027', body: 'a\r\n.x\r\n..\r\n.', simple: 'a\r\n.x\r\n..\r\n.\r\n', relaxed: 'a\r\n.x\r\n..\r\n.\r\n' },
])('$rule: the body $body is hashed as $simple and $relaxed', async ({ body, ...texts }) => {
  const mail = `${FROM}\r\n${body}`;
  for (const kind of KINDS) {
    const bh = hashOf(texts[kind]);
    expect(await canonical(bytesOf(mail), { header: 'simple', body: kind, part: 'body' })).toBe(texts[kind]);
    expect(await judged(byHand({ c: `simple/${kind}`, bh, mail }))).toEqual(['pass']);
    const ours = await signed(mail, dkimRequest({ canonicalization: `relaxed/${kind}` }));
    expect(ours.replaceAll(/\s/g, '')).toContain(`bh=${bh};`);
  }
});

const FLOOD = 16_777_216;

/** Writes the same 2 MB eight times, changed behind the canonicalizer's back; gives what comes out and what was kept meanwhile. */
function flood(kind: 'simple' | 'relaxed', unit: string, end: string): { size: number; tail: string; kept: number } {
  let size = 0;
  let tail = '';
  const canonicalizer = bodyCanonicalizations[kind]((bytes) => {
    size += bytes.length;
    tail = (tail + Buffer.from(bytes.subarray(-8)).toString('latin1')).slice(-8);
  });
  const chunk = Buffer.alloc(FLOOD / 8);
  const before = process.memoryUsage().arrayBuffers;
  for (let round = 0; round < 8; round += 1) {
    chunk.fill(unit);
    canonicalizer.write(chunk);
    chunk.fill('?');
  }
  const kept = process.memoryUsage().arrayBuffers - before;
  canonicalizer.write(bytesOf(end));
  canonicalizer.end();
  return { size, tail, kept };
}

test.each([
  { of: 'empty lines at the end of simple', kind: 'simple', unit: '\r\n', end: '', size: 2, tail: '\r\n' },
  { of: 'empty lines at the end of relaxed', kind: 'relaxed', unit: '\r\n', end: '', size: 0, tail: '' },
  {
    of: 'empty lines inside simple',
    kind: 'simple',
    unit: '\r\n',
    end: 'b',
    size: FLOOD + 3,
    tail: '\r\n\r\nb\r\n',
  },
  {
    of: 'empty lines inside relaxed',
    kind: 'relaxed',
    unit: '\r\n',
    end: 'b',
    size: FLOOD + 3,
    tail: '\r\n\r\nb\r\n',
  },
  { of: 'spaces before a letter', kind: 'relaxed', unit: ' ', end: 'b', size: 4, tail: ' b\r\n' },
  { of: 'spaces at the end', kind: 'relaxed', unit: ' ', end: '', size: 0, tail: '' },
] as const)(
  'S-020, S-023: 16 MB of $of are counted, not kept',
  { timeout: 60_000 },
  ({ kind, unit, end, size, tail }) => {
    const flooded = flood(kind, unit, end);
    expect(flooded.size).toBe(size);
    expect(flooded.tail.endsWith(tail)).toBe(true);
    expect(flooded.kept).toBeLessThan(FLOOD / 2);
  },
);

const FORMS: readonly CanonicalForm[] = [
  { header: 'simple', body: 'simple' },
  { header: 'relaxed', body: 'relaxed' },
  { domainkeys: 'simple' },
  { domainkeys: 'nofws' },
];
const OCTETS = fc.oneof(
  fc.constantFrom('\r\n', '\r\n\r\n', ' ', '\t', 'a', 'bc', '\r', '\n', '.', ' \r\n', '\r\n ', 'X:', '\0', '\xff'),
  fc.uint8Array({ maxLength: 4 }).map((octets) => Buffer.from(octets).toString('latin1')),
);

test('S-025: any message gives the same octets wherever it is cut, in all canonicalizations', async () => {
  const texts = fc.array(OCTETS, { maxLength: 40 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(texts, texts, fc.array(fc.nat(200), { maxLength: 8 }), async (fields, body, places) => {
      const bytes = bytesOf(`A: ${fields}\r\n\r\n${body}`);
      const cuts = [0, ...places.map((place) => Math.min(place, bytes.length)), bytes.length].toSorted((a, b) => a - b);
      const chunks = cuts.slice(1).map((cut, index) => bytes.subarray(cuts[index], cut));
      for (const form of FORMS) expect(await canonical(chunks, form)).toBe(await canonical(bytes, form));
    }),
  );
});

const LINES = ['a  b \r\n', '\r\n', '\t\r\n', ' x\ty\r\n', 'c\rd\ne \r', '\r\n \r\n', '.\r\n', '\xa0 \xff\r\n\r\n'];

const TIMES = 51;
/** 2 KB of all that is special. */
const SAMPLE = LINES.join('').repeat(TIMES);
/** What section 3.4.4 makes of LINES where text follows. */
const RELAXED_UNIT = 'a b\r\n\r\n\r\n x y\r\nc\rd\ne \r\r\n\r\n.\r\n\xa0 \xff\r\n\r\n';

test('S-025: a body of 2 KB cut at each of its octets, and into single octets', { timeout: 60_000 }, async () => {
  const bytes = bytesOf(`A: b\r\n\r\n${SAMPLE}`);
  const start = 'A: b\r\n\r\n'.length;
  const single = Array.from(bytes, (octet) => Uint8Array.of(octet));
  for (const form of FORMS) {
    const whole = await canonical(bytes, form);
    expect((await canonical(single, form)) === whole).toBe(true);
    const otherCuts: number[] = [];
    for (let cut = start; cut < bytes.length; cut += 1) {
      if ((await canonical([bytes.subarray(0, cut), bytes.subarray(cut)], form)) !== whole) otherCuts.push(cut);
    }
    expect(otherCuts).toEqual([]);
  }
  const body = (kind: 'simple' | 'relaxed') => canonical(single, { header: 'simple', body: kind, part: 'body' });
  expect(await body('simple')).toBe(SAMPLE.replace(/\r\n\r\n$/, '\r\n'));
  expect(await body('relaxed')).toBe(RELAXED_UNIT.repeat(TIMES).replace(/\r\n\r\n$/, '\r\n'));
});
