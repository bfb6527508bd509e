/** What two keys are compared by when people look: SHA-256 over the key as its record holds it. */
import { createHash } from 'node:crypto';

/** `octets`: SubjectPublicKeyInfo for RSA, 32 octets for Ed25519. 16 hexadecimal digits, enough to tell keys apart. */
export function fingerprintOf(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex').slice(0, 16);
}
