/** What the library shows of a private key. The key itself: private-key-object.ts. */
import type { KeyType } from './key-record.js';

/** A private key that can sign, made by loadSigningKey or generateSigningKey. What it shows is public; a copy of it cannot sign. */
export interface SigningKey {
  /** The type of key, k= of its record. */
  readonly type: KeyType;
  /** Of the RSA modulus; 256 for Ed25519. */
  readonly bits: number;
  /** The public half as p= of a key record holds it: SubjectPublicKeyInfo for RSA, 32 octets for Ed25519. */
  readonly publicKey: Uint8Array;
  /** RSA keys sign with 65537; another exponent works and deserves a remark (S-266). Null for Ed25519. */
  readonly exponent: bigint | null;
}
