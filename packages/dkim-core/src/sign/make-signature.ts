/** The signature itself. RFC 6376, section 3.7; RFC 8463, section 3. */
import { constants, createHash, sign, type KeyObject, type SignKeyObjectInput } from 'node:crypto';
import { keyCannotSign } from './request-checks.js';

/**
 * An RSA key up to this size signs in half a millisecond, on the spot. To wake the thread pool and be woken by it takes as
 * long where processors are virtual (measured: 0.2 to 0.5 ms of CPU), and the other cores are for other processes of a
 * proxy. A key of 4096 bits takes 6 ms: meanwhile the event loop is to go on.
 */
const QUICK_BITS = 2048;

/** What `bits` and `algorithm` are is the key's own. Rejects with NotMade where the library refuses. */
export async function makeSignature(
  input: Uint8Array,
  { key, bits, algorithm }: { key: KeyObject; bits: number; algorithm: 'rsa-sha256' | 'ed25519-sha256' },
): Promise<Buffer> {
  const isEdwards = algorithm === 'ed25519-sha256';
  const hash = isEdwards ? null : 'sha256';
  const signed = isEdwards ? createHash('sha256').update(input).digest() : input; // RFC 8463: the hash is what is signed
  const by = isEdwards ? { key } : { key, padding: constants.RSA_PKCS1_PADDING };
  try {
    return bits <= QUICK_BITS ? sign(hash, signed, by) : await signOnPool(hash, signed, by);
  } catch (err) {
    throw keyCannotSign(err);
  }
}

function signOnPool(hash: string | null, signed: Uint8Array, by: SignKeyObjectInput): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign(hash, signed, by, (err, signature) => (err === null ? resolve(signature) : reject(err)));
  });
}
