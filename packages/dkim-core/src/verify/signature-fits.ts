/** Does a signature fit, by a key from DNS? RFC 6376, section 6.1.3; RFC 8463, section 3. */
import { createHash, verify } from 'node:crypto';
import type { PublicKey, VerifyInput } from '../keys/public-key.js';
import type { DkimSignature } from '../tags/dkim-signature.js';

/** A key of a stranger that the library refuses, or cannot compute with, fits nothing (S-080). */
export async function signatureFits(
  input: Uint8Array,
  { algorithm, signature }: Pick<DkimSignature, 'algorithm' | 'signature'>,
  key: PublicKey,
): Promise<boolean> {
  const isEdwards = algorithm === 'ed25519-sha256';
  const hash = isEdwards ? null : algorithm === 'rsa-sha1' ? 'sha1' : 'sha256';
  const signed = isEdwards ? createHash('sha256').update(input).digest() : input; // RFC 8463: the hash is what is signed
  if (!isQuick(key)) return fitsOnPool(hash, signed, key, signature);
  return fitsBy(key, (by) => verify(hash, signed, by, signature));
}

/** What `verifying` says; false also where the library refuses the key, or cannot compute with it. */
export function fitsBy(key: PublicKey, verifying: (by: VerifyInput) => boolean): boolean {
  try {
    return verifying(key.verifyInput());
  } catch {
    return false;
  }
}

/**
 * A tenth of a millisecond or little more: the way to the thread pool and back costs as much as most keys do. A stranger's
 * key of 8192 bits with a long exponent takes 30 times as long, in which the event loop is to go on.
 */
function isQuick(key: PublicKey): boolean {
  return key.type === 'ed25519' || (key.bits <= 4096 && key.exponent <= 65_537n);
}

function fitsOnPool(hash: string | null, signed: Uint8Array, key: PublicKey, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const isBegun = fitsBy(key, (by) => {
      verify(hash, signed, by, signature, (err, isFitting) => resolve(err === null && isFitting));
      return true;
    });
    if (!isBegun) resolve(false);
  });
}
