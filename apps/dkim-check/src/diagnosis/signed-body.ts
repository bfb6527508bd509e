/** What a signature says of the body, and whether a body that is tried would fit. RFC 6376, section 3.7. */
import { createHash } from 'node:crypto';
import { bodyCanonicalizations, type DkimCanonicalization, type DkimSignature } from 'dkim-core';
import type { Budget } from './budget.js';

export type SignedBody = Pick<DkimSignature, 'bodyCanonicalization' | 'bodyHash' | 'bodyLength'>;

export function canonicalBody(body: Uint8Array, canonicalization: DkimCanonicalization): Buffer {
  const pieces: Buffer[] = [];
  const canonicalizer = bodyCanonicalizations[canonicalization]((bytes) => void pieces.push(Buffer.from(bytes)));
  canonicalizer.write(body);
  canonicalizer.end();
  return Buffer.concat(pieces);
}

/** Whether the hash in bh= is that of this body. False as well where the budget is used up. */
export function bodyFits(body: Uint8Array, signed: SignedBody, budget: Budget): boolean {
  if (!budget.spend(body.length)) return false;
  const hash = createHash('sha256');
  const { bodyLength } = signed;
  let left = bodyLength === null ? Infinity : Number(bodyLength);
  const canonicalizer = bodyCanonicalizations[signed.bodyCanonicalization]((bytes) => {
    hash.update(left >= bytes.length ? bytes : bytes.subarray(0, left));
    left = Math.max(left - bytes.length, 0);
  });
  canonicalizer.write(body);
  canonicalizer.end();
  return (bodyLength === null || left === 0) && hash.digest().equals(signed.bodyHash);
}

/** The same for octets that are hashed as they stand, as a signer does that forgets to canonicalize. */
export function octetsFit(octets: Uint8Array, { bodyHash, bodyLength }: SignedBody, budget: Budget): boolean {
  if (!budget.spend(octets.length)) return false;
  const counted = bodyLength === null ? octets : octets.subarray(0, Number(bodyLength));
  return createHash('sha256').update(counted).digest().equals(bodyHash);
}
