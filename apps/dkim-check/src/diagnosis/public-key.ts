/** The octets of p= as a key that computes. RFC 6376, section 3.6.1 with erratum 3017; RFC 8463, section 4.2. */
import { createPublicKey, type JsonWebKeyInput, type KeyObject, type PublicKeyInput } from 'node:crypto';

/** Null where it is none of that type, or one that the library refuses. */
export function publicKeyOf(octets: Uint8Array, type: 'rsa' | 'ed25519'): KeyObject | null {
  const key = Buffer.from(octets);
  const inputs: readonly (PublicKeyInput | JsonWebKeyInput)[] =
    type === 'rsa'
      ? [
          { key, format: 'der', type: 'spki' },
          { key, format: 'der', type: 'pkcs1' },
        ]
      : [{ key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }, format: 'jwk' }];
  for (const input of inputs) {
    const read = imported(input);
    if (read?.asymmetricKeyType === type) return read;
  }
  return null;
}

/** The library says no by an exception. */
function imported(input: PublicKeyInput | JsonWebKeyInput): KeyObject | null {
  try {
    return createPublicKey(input);
  } catch {
    return null;
  }
}
