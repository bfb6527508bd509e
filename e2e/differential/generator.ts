/**
 * Messages and signature fields as strange as the standards allow: RFC 5322 with its obsolete forms, RFC 6376, section
 * 3.5. Bare CR and LF are not among them: no standard says what a signature is over these. One character is an octet.
 */
import fc from 'fast-check';
import type { Algorithm } from './peers.js';

export interface Layout {
  /** As `DKIM-Signature` is written, with what stands before the colon. */
  name: string;
  /** Tags without b= in the order they get, `b` at its place. */
  order: readonly string[];
  /** White space for the places where some may stand, used in turn. */
  fws: readonly string[];
  /** White space may stand around the value of b=. */
  blanksAroundB: boolean;
  /** No white space before b=. */
  tightB: boolean;
  /** The list ends in ";". */
  closed: boolean;
  canonicalization: string;
  /** c= is left out, or shortened to one name, where that means the same. */
  shortC: boolean;
  algorithm: Algorithm;
  /** Names of h=. */
  names: readonly string[];
  /** i= as it is written; null for none. */
  identity: string | null;
  /** l=: so many octets less than the body has; null for none. */
  lessLength: number | null;
  timestamp: boolean;
  expiration: boolean;
  /** q= as a list of methods; null for none. */
  query: readonly string[] | null;
  copies: string | null;
  unknown: string | null;
}

export interface Case {
  message: string;
  layout: Layout;
  /** What is changed in a signed message: where, as a share of its length, and to which octet. */
  mutation: { place: number; octet: number };
}

/**
 * What may be odd about a case. Each oddity is rare, so that most messages have one or two: where a peer trips over one,
 * the others are still compared.
 */
export const ODDITIES = [
  /** `Subject : x`, the obsolete form. */
  'blankBeforeColon',
  /** A continuation line of white space only, also at the end of a field. */
  'blankContinuation',
  /** A field whose value is empty or white space. */
  'emptyValue',
  /** VT, FF, DEL and other controls. */
  'controls',
  /** The last line has no line end. */
  'unfinished',
  'secondFrom',
  /** No body, and perhaps no empty line either. */
  'headerOnly',
  /** White space around the tags, their names, "=" and ":". */
  'blanksInTags',
  /** Folds there as well. */
  'foldedTags',
  /** Tags in any order. */
  'shuffled',
  /** White space on both sides of the value of b=, which goes with it when the field is hashed. */
  'blanksAroundB',
  /** b= right behind ";" or ":". */
  'tightB',
  /** h= names DKIM-Signature. */
  'ownName',
  'bodyLength',
  'identity',
  'copies',
  'unknownTag',
] as const;
export type Oddity = (typeof ODDITIES)[number];
type Oddities = Readonly<Record<Oddity, boolean>>;

/** `only`: nothing else is odd. */
function odditiesFor(only: Oddity | 'none' | null): fc.Arbitrary<Oddities> {
  const rarely = fc.integer({ min: 0, max: 9 }).map((number) => number === 0);
  const each = (name: Oddity): fc.Arbitrary<boolean> => (only === null ? rarely : fc.constant(name === only));
  return fc
    .tuple(...ODDITIES.map(each))
    .map((flags) => Object.fromEntries(ODDITIES.map((name, at) => [name, flags[at] === true])) as Oddities);
}

const blank = fc.constantFrom(' ', '\t', '  ', ' \t ');

/** FWS has one fold at most, and white space behind it. */
function fwsFor({ blanksInTags, foldedTags }: Oddities): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    { weight: blanksInTags ? 5 : 0, arbitrary: fc.oneof(fc.constant(' '), blank) },
    { weight: foldedTags ? 3 : 0, arbitrary: fc.constantFrom('\r\n ', '\r\n\t', ' \r\n  ') },
  );
}

function wordFor({ controls }: Oddities): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'Hello', 'dinner?', '<a@b.example>', '"q (x)"', '(comment)', 'x,y') },
    { weight: 3, arbitrary: fc.constantFrom(':', ';', '=', 'b=abc', ';b=x;', '.', '..', '=?UTF-8?B?w6k=?=', '=20') },
    { weight: 3, arbitrary: fc.constantFrom('\xc3\xa9', '\xe9', '\xe3\x83\xa1', '\xa0', '\x85') },
    { weight: 2, arbitrary: fc.stringMatching(/^[!-~]{1,12}$/) },
    { weight: controls ? 3 : 0, arbitrary: fc.constantFrom('\x0b', '\x0c', '\x7f', '\x01', '\x1b', '\x1c') },
  );
}

function valueFor(odd: Oddities): fc.Arbitrary<string> {
  const fold = fc.constantFrom(
    '\r\n ',
    '\r\n\t',
    ' \r\n  ',
    '\t\r\n \t',
    ...(odd.blankContinuation ? ['\r\n \r\n '] : []),
  );
  const part = fc.oneof(
    { weight: 5, arbitrary: wordFor(odd) },
    { weight: 3, arbitrary: blank },
    { weight: 1, arbitrary: fold },
  );
  // A fold needs text behind it, or its line is white space only.
  return fc.array(part, { maxLength: 8 }).map((parts) => {
    const text = `${odd.emptyValue ? '' : 'x'}${parts.join('')}`;
    return odd.blankContinuation ? text.replace(/(?:\r\n)+$/, '') : withoutBlankLines(text);
  });
}

function withoutBlankLines(value: string): string {
  return value.replaceAll(/(?:\r\n[ \t]*)+(?=\r\n|$)/g, '');
}

const FIELD_NAMES = [
  'To',
  'Cc',
  'Subject',
  'Date',
  'Message-ID',
  'Received',
  'Reply-To',
  'X-Odd',
  "X!#$%&'*+-^_`{|}~",
  'MIME-Version',
];
const ABSENT_NAMES = ['x-absent', 'sender', 'list-id'];
/** Legal, and more than every signer takes: libopendkim makes a pattern of a name, dkimpy signs no trace fields. */
export const NAMES_PEERS_DO_NOT_SIGN: ReadonlySet<string> = new Set(["x!#$%&'*+-^_`{|}~", 'received']);

function anyCase(name: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(name) },
    { weight: 1, arbitrary: fc.constantFrom(name.toLowerCase(), name.toUpperCase()) },
  );
}

function colonFor({ blankBeforeColon }: Oddities): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(': ') },
    { weight: 3, arbitrary: fc.constantFrom(':', ':\t', ':  ') },
    { weight: blankBeforeColon ? 4 : 0, arbitrary: fc.constantFrom(' : ', '\t:') },
  );
}

function headerFor(odd: Oddities): fc.Arbitrary<string> {
  const field = fc
    .tuple(fc.constantFrom(...FIELD_NAMES).chain(anyCase), colonFor(odd), valueFor(odd))
    .map(([name, separator, value]) => `${name}${separator}${value}\r\n`);
  const from = fc
    .tuple(anyCase('From'), colonFor(odd), fc.constantFrom('', 'Joe ', '"Joe, S." ', 'Joe\r\n ', '\xc3\xa9 '))
    .map(([name, separator, phrase]) => `${name}${separator}${phrase}<joe@example.org>\r\n`);
  return fc.tuple(from, from, fc.array(field, { maxLength: 8 }), fc.nat(8)).map(([author, second, fields, place]) => {
    const all = odd.secondFrom ? [...fields, second] : [...fields];
    all.splice(Math.min(place, all.length), 0, author);
    return all.join('');
  });
}

function bodyFor(odd: Oddities): fc.Arbitrary<string> {
  const line = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    { weight: 2, arbitrary: fc.constantFrom('.', '..', '.x', ' ', '\t', ' \t ', '>From x', '-- ', '--b') },
    { weight: 6, arbitrary: fc.array(fc.oneof(wordFor(odd), blank), { maxLength: 6 }).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.integer({ min: 30, max: 600 }).map((length) => 'x '.repeat(length)) },
  );
  return fc
    .tuple(fc.array(line, { maxLength: 8 }), fc.nat(3))
    .map(([lines, empty]) => `${lines.join('\r\n')}${odd.unfinished ? '' : '\r\n'.repeat(empty + 1)}`);
}

function messageFor(odd: Oddities): fc.Arbitrary<string> {
  const header = headerFor(odd);
  if (odd.headerOnly) return fc.tuple(header, fc.boolean()).map(([fields, ended]) => `${fields}${ended ? '\r\n' : ''}`);
  return fc.tuple(header, bodyFor(odd)).map(([fields, text]) => `${fields}\r\n${text}`);
}

const ORDERED = ['v', 'a', 'c', 'd', 's', 'h', 'bh', 'b', 'i', 'l', 'q', 't', 'x', 'z', 'xyz'];

const namesToSign = fc
  .tuple(
    fc.shuffledSubarray([...FIELD_NAMES, ...FIELD_NAMES.slice(0, 6), ...ABSENT_NAMES, 'Received']),
    fc.integer({ min: 1, max: 2 }),
    fc.nat(20),
  )
  .chain(([names, authors, place]) => {
    const all = [...names];
    for (let count = 0; count < authors; count += 1) all.splice(Math.min(place, all.length), 0, 'From');
    return fc.tuple(...all.map((name) => anyCase(name)));
  });

function layoutFor(odd: Oddities): fc.Arbitrary<Layout> {
  const order = odd.shuffled
    ? fc.shuffledSubarray(ORDERED, { minLength: ORDERED.length, maxLength: ORDERED.length })
    : fc.constant(ORDERED);
  const identity = fc.constantFrom('@example.org', 'joe@example.org', '@mail.example.org', 'j=6Fe=3D@Example.org');
  return fc.record({
    name: fc.oneof(
      { weight: 6, arbitrary: fc.constant('DKIM-Signature') },
      { weight: 1, arbitrary: fc.constantFrom('dkim-signature', 'DKIM-SIGNATURE') },
      { weight: odd.blankBeforeColon ? 2 : 0, arbitrary: fc.constant('DKIM-Signature ') },
    ),
    order,
    fws: fc.array(fwsFor(odd), { minLength: 7, maxLength: 23 }),
    blanksAroundB: fc.constant(odd.blanksAroundB),
    tightB: fc.constant(odd.tightB),
    closed: fc.boolean(),
    canonicalization: fc.constantFrom('simple/simple', 'simple/relaxed', 'relaxed/simple', 'relaxed/relaxed'),
    shortC: fc.boolean(),
    algorithm: fc.constantFrom<Algorithm>('rsa-sha256', 'rsa-sha256', 'rsa-sha256', 'ed25519-sha256'),
    names: odd.ownName ? namesToSign.map((names) => [...names, 'DKIM-Signature']) : namesToSign,
    identity: odd.identity ? identity : fc.constant(null),
    lessLength: odd.bodyLength ? fc.oneof(fc.constant(0), fc.nat(30)) : fc.constant(null),
    timestamp: fc.boolean(),
    expiration: fc.boolean(),
    query: fc.constantFrom(null, null, ['dns/txt'], ['dns/txt']),
    copies: odd.copies ? fc.constantFrom('From:joe@example.org|To:a=20b', 'Subject:b=3Dx=3B') : fc.constant(null),
    unknown: odd.unknownTag ? fc.constantFrom('', 'b', 'x=y', 'a b') : fc.constant(null),
  });
}

/** `only`: with that oddity in each case and no other, or with none. */
export function differentialCase(only: Oddity | 'none' | null = null): fc.Arbitrary<Case> {
  return odditiesFor(only).chain((odd) =>
    fc.record({
      message: messageFor(odd),
      layout: layoutFor(odd),
      mutation: fc.record({
        place: fc.integer({ min: 0, max: 999_999 }).map((number) => number / 1_000_000),
        octet: mutationOctet(),
      }),
    }),
  );
}

function mutationOctet(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...Buffer.from(' \t=;:bxA0.-/+')) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 255 }) },
  );
}
