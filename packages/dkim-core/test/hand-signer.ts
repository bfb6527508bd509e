/**
 * Signs a field as it is written by hand, so that a test can make what our own signer never would.
 *
 * It knows no canonicalization: the caller gives the octets that are hashed, out of the standard's text, so that
 * nothing of what is tested makes the expected value.
 */
import { createHash, generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import { bytesOf } from './mail.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The key that signs where none is given, and its key record. */
export const HAND_KEY = privateKey;
export const HAND_RECORD = `v=DKIM1; p=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`;

/** The base64 hash of octets, for `bh=`. */
export function hashOf(canonicalBody: string, algorithm: 'sha1' | 'sha256' = 'sha256'): string {
  return createHash(algorithm).update(bytesOf(canonicalBody)).digest('base64');
}

/** What one signature is made of. Texts have one character an octet. */
export interface HandSignature {
  /** The field as it will stand, without its final CRLF, with `@B@` at the place of the signature's base64. */
  field: string;
  /** The canonical signed header fields, each with its CRLF. */
  signedFields: string;
  /** The field as it is hashed, without final CRLF. Default: as simple has it, `@B@` gone and nothing else. */
  ownField?: string;
  key?: KeyObject;
  hash?: 'sha1' | 'sha256';
}

/** The finished field with its CRLF. RFC 6376, section 3.7; RFC 8463, section 3. */
export function handSigned({
  field,
  signedFields,
  ownField = field.replace('@B@', ''),
  key = HAND_KEY,
  hash = 'sha256',
}: HandSignature): string {
  const input = bytesOf(signedFields + ownField);
  const signature =
    key.asymmetricKeyType === 'ed25519'
      ? signBytes(null, createHash('sha256').update(input).digest(), key)
      : signBytes(hash, input, key);
  return `${field.replace('@B@', signature.toString('base64'))}\r\n`;
}
