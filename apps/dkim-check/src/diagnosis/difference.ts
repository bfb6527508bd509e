/** What differs between a message as it left and as it arrived, in what is signed: header fields, and the body in canonical form. */
import {
  fieldsNamed,
  indexFields,
  headerCanonicalizations,
  parseDkimSignature,
  RECOMMENDED_FIELDS,
  type DkimCanonicalization,
  type HeaderField,
  type VerifyResult,
} from 'dkim-core';
import { canonicalBody } from './signed-body.js';

export interface WholeMessage {
  readonly fields: readonly HeaderField[];
  readonly body: Buffer;
}

export interface DifferentLine {
  /** The name of a field, or null for the body. */
  readonly field: string | null;
  /** The number of the line in the body as it arrived, or as it left where it is gone; of a field null. */
  readonly line: number | null;
  /** Octets without their CRLF; null where there is nothing. */
  readonly original: Buffer | null;
  readonly arrived: Buffer | null;
}

export interface Difference {
  /** The first ones: fields, then lines of the body from the top. */
  readonly lines: readonly DifferentLine[];
  /** How many more there are. */
  readonly more: number;
}

const MOST_LINES = 20;
/** Of so many lines on each side the longest common part is looked for; of more, lines are compared one by one. */
const MOST_ALIGNED = 400;

/** What counts in a comparison. */
export interface SignedParts {
  readonly names: readonly string[];
  readonly header: DkimCanonicalization;
  readonly body: DkimCanonicalization;
}

/** All that any DKIM signature covers; simple where one of them says so. Without a signature From, To, Subject and their like. */
export function signedParts({ header }: Pick<VerifyResult, 'header'>): SignedParts {
  const readings = fieldsNamed(header, 'dkim-signature').map(parseDkimSignature);
  const known = readings.flatMap(({ parsed }) => (parsed.ok ? [parsed.value] : []));
  return {
    names: known.length === 0 ? RECOMMENDED_FIELDS : known.flatMap(({ signedFields }) => signedFields),
    header: known.some(({ headerCanonicalization }) => headerCanonicalization === 'simple') ? 'simple' : 'relaxed',
    body: known.some(({ bodyCanonicalization }) => bodyCanonicalization === 'simple') ? 'simple' : 'relaxed',
  };
}

export function differenceOf(original: WholeMessage, arrived: WholeMessage, signed: SignedParts): Difference {
  const lines: DifferentLine[] = [];
  let more = 0;
  const add = (line: DifferentLine): void => {
    if (lines.length < MOST_LINES) lines.push(line);
    else more += 1;
  };
  const [was, now] = [original, arrived].map(({ fields }) => indexFields(fields));
  for (const name of new Set(signed.names)) {
    const [left, right] = [was, now].map((index) => canonicalFields(index?.get(name) ?? [], signed.header));
    for (const pair of aligned(left ?? [], right ?? [])) add({ field: name, line: null, ...textsOf(pair) });
  }
  const [left, right] = [original, arrived].map(({ body }) => linesOf(canonicalBody(body, signed.body)));
  for (const pair of aligned(left ?? [], right ?? [])) add({ field: null, line: pair.at + 1, ...textsOf(pair) });
  return { lines, more };
}

/** The number of the first line at which two bodies differ in canonical form; null where they don't. */
export function firstDifferentLine(original: Buffer, arrived: Buffer, form: DkimCanonicalization): number | null {
  const [was, now] = [canonicalBody(original, form), canonicalBody(arrived, form)];
  if (was.equals(now)) return null;
  let line = 1;
  let start = 0;
  for (let end = was.indexOf('\r\n'); end !== -1; end = was.indexOf('\r\n', start)) {
    if (!was.subarray(start, end + 2).equals(now.subarray(start, end + 2))) break;
    line += 1;
    start = end + 2;
  }
  return line;
}

const textsOf = ({ original, arrived }: Pair): Pick<DifferentLine, 'original' | 'arrived'> => ({ original, arrived });

function canonicalFields(fields: readonly HeaderField[], form: DkimCanonicalization): readonly Buffer[] {
  return fields.map((field) => Buffer.from(headerCanonicalizations[form](field)).subarray(0, -2));
}

type Pair = Pick<DifferentLine, 'original' | 'arrived'> & { readonly at: number };

/** What is left when the common lines are taken away; a line that went and one that came in its place are a pair. */
function* aligned(was: readonly Buffer[], now: readonly Buffer[]): Generator<Pair> {
  let start = 0;
  while (start < was.length && start < now.length && same(was[start], now[start])) start += 1;
  let [wasEnd, nowEnd] = [was.length, now.length];
  while (wasEnd > start && nowEnd > start && same(was[wasEnd - 1], now[nowEnd - 1])) {
    wasEnd -= 1;
    nowEnd -= 1;
  }
  const [left, right] = [was.slice(start, wasEnd), now.slice(start, nowEnd)];
  let [i, j] = [0, 0];
  for (const [commonLeft, commonRight] of [...commonLines(left, right), [left.length, right.length] as const]) {
    while (i < commonLeft || j < commonRight) {
      const gone = i < commonLeft ? (left[i] ?? null) : null;
      const came = j < commonRight ? (right[j] ?? null) : null;
      yield { original: gone, arrived: came, at: start + (came === null ? i : j) };
      if (gone !== null) i += 1;
      if (came !== null) j += 1;
    }
    i += 1;
    j += 1;
  }
}

/** The longest common subsequence, as indexes; line by line where that would cost too much. */
function commonLines(left: readonly Buffer[], right: readonly Buffer[]): readonly (readonly [number, number])[] {
  if (left.length > MOST_ALIGNED || right.length > MOST_ALIGNED) {
    return left.flatMap((line, at) => (same(line, right[at]) ? [[at, at] as const] : []));
  }
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = same(left[i], right[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const common: [number, number][] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    if (same(left[i], right[j])) {
      common.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return common;
}

const same = (one: Buffer | undefined, other: Buffer | undefined): boolean =>
  one !== undefined && other !== undefined && one.equals(other);

function linesOf(body: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = body.indexOf('\r\n'); end !== -1; end = body.indexOf('\r\n', start)) {
    lines.push(body.subarray(start, end));
    start = end + 2;
  }
  if (start < body.length) lines.push(body.subarray(start));
  return lines;
}
