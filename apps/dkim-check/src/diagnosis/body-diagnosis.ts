/** What was done to a body whose hash does not fit: each known change is undone in turn, until it fits. */
import type { DkimCanonicalization } from 'dkim-core';
import { problem } from '../problem.js';
import { textAround, textBehind, textInFront, textInParts } from './body-additions.js';
import { encodingRewrites } from './body-encodings.js';
import { REWRITES, type Rewrite } from './body-rewrites.js';
import type { Budget } from './budget.js';
import type { Finding } from './finding.js';
import { lineRestored } from './line-restored.js';
import { bodyFits, canonicalBody, octetsFit, type SignedBody } from './signed-body.js';

/** `encoding`: the Content-Transfer-Encoding that the header has now, in lower case; null for a multipart. */
export function diagnoseBody(
  body: Buffer,
  signed: SignedBody,
  { encoding, budget, pairBudget }: { encoding: string | null; budget: Budget; pairBudget: Budget },
): readonly Finding[] {
  const rewrites = [...REWRITES, ...encodingRewrites(encoding)];
  const cut = cutOff(body, signed);
  if (cut !== null) {
    const shrunk = rewritten(body, rewrites, signed, budget); // fewer octets for the same text
    return [shrunk ?? cut];
  }
  const finding =
    textBehind(body, signed, budget) ??
    textInFront(body, signed, budget) ??
    rewritten(body, rewrites, signed, budget) ??
    textInParts(body, signed, { budget, pairBudget }) ??
    lineRestored(body, signed, budget) ??
    oddlyHashed(body, signed, budget) ??
    unwrapped(body, signed, budget);
  if (finding !== null) return [finding, ...wouldPassRelaxed(body, finding, signed)];
  const pair = rewrittenTwice(body, rewrites, signed, pairBudget);
  if (pair.length > 0) return pair;
  return [{ problem: problem('error', body.length === 0 ? 'body-lost' : 'body-changed'), restored: null }];
}

function cutOff(body: Buffer, { bodyLength, bodyCanonicalization }: SignedBody): Finding | null {
  if (bodyLength === null) return null;
  const { length } = canonicalBody(body, bodyCanonicalization);
  if (bodyLength <= BigInt(length)) return null;
  const missing = String(bodyLength - BigInt(length)).slice(0, 20);
  return { problem: problem('error', 'body-cut-off', { missing, length }), restored: null };
}

/** The body is what was signed; the signer went astray on its way to the hash. */
function oddlyHashed(body: Buffer, signed: SignedBody, budget: Budget): Finding | null {
  const written = signed.bodyCanonicalization;
  const fitting: DkimCanonicalization = written === 'simple' ? 'relaxed' : 'simple';
  if (bodyFits(body, { ...signed, bodyCanonicalization: fitting }, budget)) {
    return {
      problem: problem('error', 'body-hash-of-other-form', { written, fitting }),
      restored: canonicalBody(body, fitting),
    };
  }
  const canonical = canonicalBody(body, written);
  const end = canonical.subarray(-2).toString('latin1') === '\r\n' ? canonical.length - 2 : canonical.length;
  const text = canonical.subarray(0, end);
  for (let lineEnds = 0; lineEnds <= MOST_BLANK_LINES; lineEnds += 1) {
    const restored = Buffer.concat([text, Buffer.from('\r\n'.repeat(lineEnds), 'latin1')]);
    if (lineEnds === 1 || !octetsFit(restored, signed, budget)) continue;
    return {
      problem:
        lineEnds === 0
          ? problem('error', 'body-final-crlf-missing')
          : problem('error', 'body-trailing-blank-lines-signed', { lines: lineEnds - 1 }),
      restored,
    };
  }
  return null;
}

const MOST_BLANK_LINES = 10;

function rewritten(body: Buffer, rewrites: readonly Rewrite[], signed: SignedBody, budget: Budget): Finding | null {
  const text = body.toString('latin1');
  for (const rewrite of rewrites) {
    const restored = undone(text, rewrite, budget);
    if (restored !== null && bodyFits(restored, signed, budget)) return { problem: rewrite.problem(), restored };
  }
  return null;
}

/** Two changes, one after the other: a character set and a transfer encoding, for instance. */
function rewrittenTwice(
  body: Buffer,
  rewrites: readonly Rewrite[],
  signed: SignedBody,
  budget: Budget,
): readonly Finding[] {
  const around = textAround(body, signed, budget);
  if (around.length > 0) return around;
  const text = body.toString('latin1');
  // A footer first: it is the likeliest second change, and the cheapest one to look for.
  const seconds: readonly ((once: Buffer) => Finding | null)[] = [
    (once) => textBehind(once, signed, budget),
    (once) => rewritten(once, rewrites, signed, budget),
    (once) => lineRestored(once, signed, budget),
  ];
  for (const second of seconds) {
    for (const first of rewrites) {
      const once = undone(text, first, budget);
      if (once === null) continue;
      if (budget.isUsedUp()) return [];
      const found = second(once);
      if (found === null) continue;
      const before = { problem: first.problem(), restored: found.restored };
      return found.problem.code === 'body-dots-lost' && before.problem.code === 'body-dots-lost'
        ? [found]
        : [before, found];
    }
  }
  return [];
}

/** Null where it changes nothing, or nothing more may be tried. */
function undone(text: string, { undo }: Rewrite, budget: Budget): Buffer | null {
  if (!budget.spend(text.length)) return null;
  const before = undo(text);
  return before === text ? null : Buffer.from(before, 'latin1');
}

/** A list put the message as a part into a message of its own. */
function unwrapped(body: Buffer, signed: SignedBody, budget: Budget): Finding | null {
  const text = body.toString('latin1');
  const boundaries: { start: number; end: number }[] = [];
  for (const { index, 0: line } of text.matchAll(/^--[^ \r\n].*\r\n/gm)) {
    if (boundaries.push({ start: index, end: index + line.length }) === MOST_BOUNDARIES) break;
  }
  for (const [at, { end }] of boundaries.entries()) {
    const start = text.startsWith('\r\n', end) ? end + 2 : text.indexOf('\r\n\r\n', end) + 4;
    if (start < end) continue;
    for (const next of boundaries.slice(at + 1)) {
      if (next.start - 2 < start) continue;
      const content = body.subarray(start, next.start - 2); // the line end in front of a boundary is the boundary's
      if (bodyFits(content, signed, budget)) {
        return { problem: problem('error', 'body-wrapped-in-multipart'), restored: content };
      }
    }
  }
  return null;
}

const MOST_BOUNDARIES = 16;

/** Known where the cause is: relaxed forgives it, simple does not. */
function wouldPassRelaxed(
  body: Buffer,
  { restored, problem: { code } }: Finding,
  signed: SignedBody,
): readonly Finding[] {
  if (signed.bodyCanonicalization === 'relaxed' || restored === null || code === 'body-hash-of-other-form') return [];
  if (!canonicalBody(body, 'relaxed').equals(canonicalBody(restored, 'relaxed'))) return [];
  return [{ problem: problem('info', 'body-would-pass-relaxed'), restored }];
}
