/**
 * One line that lost an octet: the dot in front of it, or the blank at its end. The octet leaves no trace, so each line is
 * tried in turn. All on the canonical body; what a hash has seen in front of a line is kept, as in body-additions.ts.
 */
import { createHash } from 'node:crypto';
import { problem, type Problem } from '../problem.js';
import type { Budget } from './budget.js';
import type { Finding } from './finding.js';
import { canonicalBody, type SignedBody } from './signed-body.js';

/** What is hashed alone costs less than a body that is made canonical anew; in small pieces, half as much. */
const HASHING = 2;
/** Each try hashes all that stands behind the line: of a larger body, not all lines can be tried. */
const LARGEST = 262_144;
const COPY_OF_HASH = 512;

const LOST: readonly { octet: string; isInFront: boolean; of: () => Problem; relaxed: boolean }[] = [
  { octet: '.', isInFront: true, relaxed: true, of: () => problem('error', 'body-dots-lost') },
  {
    octet: ' ',
    isInFront: false,
    relaxed: false, // which does not count it
    of: () => problem('error', 'body-white-space-changed', { was: 'SP CRLF', now: 'CRLF' }),
  },
];

export function lineRestored(given: Buffer, signed: SignedBody, budget: Budget): Finding | null {
  const { bodyHash, bodyLength, bodyCanonicalization } = signed;
  if (bodyLength !== null || given.length > LARGEST || !budget.spend(given.length)) return null;
  const body = canonicalBody(given, bodyCanonicalization);
  const hash = createHash('sha256');
  let seen = 0;
  for (let end = body.indexOf('\r\n'); end !== -1; end = body.indexOf('\r\n', end + 2)) {
    const start = seen;
    for (const { octet, isInFront, of, relaxed } of LOST) {
      if (bodyCanonicalization === 'relaxed' && !relaxed) continue;
      if (!budget.spend(Math.ceil((body.length - start + COPY_OF_HASH) / HASHING))) return null;
      const at = isInFront ? start : end;
      const trial = hash.copy().update(body.subarray(start, at)).update(octet, 'latin1').update(body.subarray(at));
      if (!trial.digest().equals(bodyHash)) continue;
      const restored = Buffer.concat([body.subarray(0, at), Buffer.from(octet, 'latin1'), body.subarray(at)]);
      return { problem: of(), restored };
    }
    hash.update(body.subarray(start, end + 2));
    seen = end + 2;
  }
  return null;
}
