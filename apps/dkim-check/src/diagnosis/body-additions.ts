/**
 * Text that was added to a body: behind it, in front of it, at the end of a MIME part. Lines are taken away until the
 * hash fits.
 *
 * All on the canonical body, whose lines stand where those of the body do: what a hash has seen up to a line end is kept
 * there, so that each length costs one line more.
 */
import { createHash, type Hash } from 'node:crypto';
import { problem } from '../problem.js';
import type { Budget } from './budget.js';
import { excerpt, type Finding } from './finding.js';
import { canonicalBody, type SignedBody } from './signed-body.js';

/** So many line ends are looked at, from the end: footers are short. */
const MOST_LINE_ENDS = 10_000;
const MOST_LINES_IN_FRONT = 40;
/** Of a footer that came together with a banner. */
const MOST_LINES_BEHIND = 200;
/** How far in front of the end of a part something that was put there can begin. */
const MOST_LINES_IN_PART = 60;
const MOST_PARTS = 24;
/** A hash alone costs a fraction of what a body costs that is written anew and made canonical. */
const hashing = (octets: number): number => Math.ceil(octets / 8);
/** What a pair of places costs beside the octets that are hashed: the copy of a hash. */
const COPY_OF_HASH = 512;

const LF = 0x0a;

/** A footer, or lines of white space. */
export function textBehind(given: Buffer, signed: SignedBody, budget: Budget): Finding | null {
  if (signed.bodyLength !== null || !budget.spend(given.length)) return null;
  return addedBehind(canonicalBody(given, signed.bodyCanonicalization), signed, budget);
}

function addedBehind(body: Buffer, signed: SignedBody, budget: Budget, most = MOST_LINE_ENDS): Finding | null {
  const ends = lineStarts(body).slice(1, -1).slice(-most);
  if (!budget.spend(hashing(body.length + ends.length * COPY_OF_HASH))) return null;
  const empty = Buffer.from(signed.bodyCanonicalization === 'simple' ? '\r\n' : '', 'latin1');
  if (createHash('sha256').update(empty).digest().equals(signed.bodyHash)) {
    return { problem: problem('error', 'body-signed-empty'), restored: empty };
  }
  const hash = createHash('sha256');
  let seen = 0;
  for (const end of ends) {
    hash.update(body.subarray(seen, end));
    seen = end;
    if (!digestOf(hash).equals(signed.bodyHash)) continue;
    const added = body.subarray(end);
    const lines = lineStarts(added).length - 1;
    const isBlank = /^[ \t\r\n]*$/.test(added.toString('latin1'));
    return {
      problem: isBlank
        ? problem('error', 'body-trailing-blank-lines', { lines })
        : problem('error', 'body-footer-appended', { octets: added.length, text: excerpt(added) }),
      restored: body.subarray(0, end),
    };
  }
  return null;
}

/** A banner. */
export function textInFront(given: Buffer, signed: SignedBody, budget: Budget): Finding | null {
  if (signed.bodyLength !== null || !budget.spend(given.length)) return null;
  return addedInFront(canonicalBody(given, signed.bodyCanonicalization), signed, budget);
}

/** A banner and a footer. */
export function textAround(given: Buffer, signed: SignedBody, budget: Budget): readonly Finding[] {
  if (signed.bodyLength !== null || !budget.spend(given.length)) return [];
  const body = canonicalBody(given, signed.bodyCanonicalization);
  for (const start of lineStarts(body, MOST_LINES_IN_FRONT + 1).slice(1)) {
    const footer = addedBehind(body.subarray(start), signed, budget, MOST_LINES_BEHIND);
    if (budget.isUsedUp()) return [];
    if (footer === null || footer.restored === null || footer.restored.length === 0) continue;
    const added = body.subarray(0, start);
    const facts = { octets: added.length, text: excerpt(added) };
    return [{ problem: problem('error', 'body-text-put-in-front', facts), restored: footer.restored }, footer];
  }
  return [];
}

/** Text in one MIME part or two. */
export function textInParts(
  given: Buffer,
  signed: SignedBody,
  budgets: { budget: Budget; pairBudget: Budget },
): Finding | null {
  if (signed.bodyLength !== null || !budgets.budget.spend(given.length)) return null;
  return addedToParts(canonicalBody(given, signed.bodyCanonicalization), signed, budgets);
}

function addedInFront(body: Buffer, signed: SignedBody, budget: Budget): Finding | null {
  for (const start of lineStarts(body, MOST_LINES_IN_FRONT + 1).slice(1)) {
    if (!budget.spend(hashing(body.length - start))) return null;
    if (!createHash('sha256').update(body.subarray(start)).digest().equals(signed.bodyHash)) continue;
    const added = body.subarray(0, start);
    return {
      problem: problem('error', 'body-text-put-in-front', { octets: added.length, text: excerpt(added) }),
      restored: body.subarray(start),
    };
  }
  return null;
}

/** What may have been put in: from one of `starts` up to, but without, `end`. */
interface Place {
  readonly starts: readonly number[];
  readonly end: number;
}

function addedToParts(
  body: Buffer,
  signed: SignedBody,
  { budget, pairBudget }: { budget: Budget; pairBudget: Budget },
): Finding | null {
  const places = placesIn(body);
  const found = (cuts: readonly (readonly [number, number])[]): Finding => {
    const added = cuts.map(([start, end]) => body.subarray(start, end));
    const octets = added.reduce((sum, { length }) => sum + length, 0);
    const kept: Buffer[] = [];
    let from = 0;
    for (const [start, end] of cuts) {
      kept.push(body.subarray(from, start));
      from = end;
    }
    return {
      problem: problem('error', 'body-text-inserted', { octets, text: excerpt(Buffer.concat(added)) }),
      restored: Buffer.concat([...kept, body.subarray(from)]),
    };
  };
  const fits = (hash: Hash, from: number): boolean =>
    hash.copy().update(body.subarray(from)).digest().equals(signed.bodyHash);

  for (const place of places) {
    if (!budget.spend(hashing(place.end))) return null;
    for (const [start, before] of hashedUpTo(body, 0, createHash('sha256'), place.starts)) {
      if (!budget.spend(hashing(body.length - place.end + COPY_OF_HASH))) return null;
      if (fits(before, place.end)) return found([[start, place.end]]);
    }
  }
  // The same footer as text and as HTML: two places.
  for (const [index, place] of places.entries()) {
    if (!pairBudget.spend(hashing(place.end))) return null;
    for (const [start, before] of hashedUpTo(body, 0, createHash('sha256'), place.starts)) {
      for (const second of places.slice(index + 1)) {
        const starts = second.starts.filter((at) => at >= place.end);
        for (const [start2, between] of hashedUpTo(body, place.end, before.copy(), starts)) {
          if (!pairBudget.spend(hashing(body.length - second.end + COPY_OF_HASH))) return null;
          if (fits(between, second.end)) {
            return found([
              [start, place.end],
              [start2, second.end],
            ]);
          }
        }
      }
    }
  }
  return null;
}

/** The hash of what stands from `from` up to each place; `places` go up. */
function* hashedUpTo(body: Buffer, from: number, hash: Hash, places: readonly number[]): Generator<[number, Hash]> {
  let seen = from;
  for (const place of places) {
    hash.update(body.subarray(seen, place));
    seen = place;
    yield [place, hash];
  }
}

/** In front of each line that begins with "--" (a boundary) and of the end of an HTML text. */
function placesIn(body: Buffer): readonly Place[] {
  const text = body.toString('latin1');
  const places: Place[] = [];
  for (const { index: end } of text.matchAll(/(?:\r\n)?^--[^ \r\n]|<\/(?:body|html)>/gim)) {
    if (places.push({ starts: startsBefore(text, end), end }) === MOST_PARTS) break;
  }
  return places;
}

/** Line starts, and the tags of HTML in the last of these lines. */
function startsBefore(text: string, end: number): readonly number[] {
  const starts: number[] = [];
  let at = end;
  while (starts.length < MOST_LINES_IN_PART && at > 0) {
    const lineEnd = text.lastIndexOf('\n', at - 2);
    at = lineEnd + 1;
    if (at < end) starts.push(at);
  }
  let tag = end;
  for (let count = 0; count < MOST_LINES_IN_PART && tag > 0; count += 1) {
    tag = text.lastIndexOf('<', tag - 1);
    if (tag === -1) break;
    starts.push(tag);
  }
  return [...new Set(starts)].toSorted((one, other) => one - other);
}

const digestOf = (hash: Hash): Buffer => hash.copy().digest();

/** Where lines begin, at most so many; the end of the octets counts as one. */
function lineStarts(body: Buffer, most = Infinity): number[] {
  const starts = [0];
  for (let at = body.indexOf(LF); at !== -1 && starts.length < most; at = body.indexOf(LF, at + 1)) starts.push(at + 1);
  return starts;
}
