/** Does a signature fit, by a key from DNS? RFC 6376, section 6.1.3; RFC 8463, section 3. */
import { constants, createHash, verify, type KeyObject } from 'node:crypto';
import type { PublicKey } from '../keys/public-key.js';
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
  return isQuick(key) ? fits(hash, signed, key, signature) : fitsOnPool(hash, signed, key, signature);
}

/** Null where the library refuses the key. */
export function importable(key: PublicKey): KeyObject | null {
  try {
    return key.import();
  } catch {
    return null;
  }
}

/**
 * A tenth of a millisecond or little more: the way to the thread pool and back costs as much as most keys do. A stranger's
 * key of 8192 bits with a long exponent takes 30 times as long, in which the event loop is to go on.
 */
function isQuick(key: PublicKey): boolean {
  return key.type === 'ed25519' || (key.bits <= 4096 && key.exponent <= 65_537n);
}

function fits(hash: string | null, signed: Uint8Array, key: PublicKey, signature: Uint8Array): boolean {
  try {
    return verify(hash, signed, key.verifyInput(), signature);
  } catch {
    return false;
  }
}

async function fitsOnPool(
  hash: string | null,
  signed: Uint8Array,
  key: PublicKey,
  signature: Uint8Array,
): Promise<boolean> {
  const publicKey = importable(key);
  if (publicKey === null) return false;
  const by = { key: publicKey, padding: constants.RSA_PKCS1_PADDING };
  return new Promise((resolve) => {
    verify(hash, signed, by, signature, (err, isFitting) => resolve(err === null && isFitting));
  });
}
