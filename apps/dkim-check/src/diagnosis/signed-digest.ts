/**
 * Whether header octets are those that were signed, at the price of one hash: an RSA signature gives back the digest that
 * was signed, to whoever has the public key. RFC 8017, section 9.2. With Ed25519 each trial is a verification.
 */
import { constants, createHash, publicDecrypt, verify, type KeyObject } from 'node:crypto';
import type { DkimSignature } from 'dkim-core';

export type SignedDigest =
  | { kind: 'test'; fits: (input: Uint8Array) => boolean }
  | { kind: 'other-key' } // what comes out of b= is no signature at all
  | { kind: 'other-hash'; hash: string };

/** DigestInfo in front of the digest. RFC 8017, section 9.2, note 1. */
const DIGEST_INFOS: ReadonlyMap<string, string> = new Map([
  ['3031300d060960864801650304020105000420', 'sha256'],
  ['3021300906052b0e03021a05000414', 'sha1'],
  ['3051300d060960864801650304020305000440', 'sha512'],
  ['3041300d060960864801650304020205000430', 'sha384'],
  ['3020300c06082a864886f70d020505000410', 'md5'],
]);

const sha256 = (input: Uint8Array): Buffer => createHash('sha256').update(input).digest();

export function signedDigest({ algorithm, signature }: DkimSignature, keys: readonly KeyObject[]): SignedDigest | null {
  if (algorithm === 'ed25519-sha256') {
    if (keys.length === 0) return null;
    return { kind: 'test', fits: (input) => keys.some((key) => verifies(sha256(input), key, signature)) };
  }
  if (algorithm !== 'rsa-sha256' || keys.length === 0) return null;
  for (const key of keys) {
    const info = decrypted(key, signature);
    if (info === null) continue;
    const text = info.toString('hex');
    const [prefix = '', hash = ''] = [...DIGEST_INFOS].find(([start]) => text.startsWith(start)) ?? [];
    if (hash !== 'sha256') return { kind: 'other-hash', hash: hash === '' ? '?' : hash };
    const digest = info.subarray(prefix.length / 2);
    return { kind: 'test', fits: (input) => sha256(input).equals(digest) };
  }
  return { kind: 'other-key' };
}

/** Null where it is not the signature of this key: the library says so by an exception. */
function decrypted(key: KeyObject, signature: Uint8Array): Buffer | null {
  try {
    return publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
  } catch {
    return null;
  }
}

/** A point that is on no curve verifies nothing. */
function verifies(digest: Buffer, key: KeyObject, signature: Uint8Array): boolean {
  try {
    return verify(null, digest, key, signature);
  } catch {
    return false;
  }
}
