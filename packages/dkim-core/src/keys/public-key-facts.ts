/** What a published key is, for those who look at records rather than compute with them. RFC 6376, section 3.6.1; RFC 8463, section 4.2. */
import type { Parsed } from '../parsed.js';
import { numberOf } from './der.js';
import type { KeyType } from './key-record.js';
import { isUsableExponent, readPublicKey } from './public-key.js';

/** A key as its record holds it. */
export type PublicKeyFacts =
  | {
      type: 'rsa';
      /** Of the modulus. */
      bits: number;
      modulus: bigint;
      exponent: bigint;
      /** An odd number from 3 to 2^32 - 1; with any other a signature is worth nothing, or endless work. */
      isUsableExponent: boolean;
    }
  | { type: 'ed25519'; bits: 256 };

/** Reads the octets of p=. `key-algorithm-mismatch`: the record says rsa and holds an Ed25519 key. Never throws. */
export function publicKeyFacts(
  octets: Uint8Array,
  type: KeyType,
): Parsed<PublicKeyFacts, 'key-syntax' | 'key-algorithm-mismatch'> {
  const read = readPublicKey(octets, type);
  if (!read.ok) return read;
  const { value } = read;
  if (value.type === 'ed25519') return { ok: true, value: { type: value.type, bits: value.bits } };
  const { bits, modulus, exponent } = value;
  return {
    ok: true,
    value: { type: 'rsa', bits, modulus: numberOf(modulus), exponent, isUsableExponent: isUsableExponent(exponent) },
  };
}
