/** Makes a key pair, the record to publish for a key, and says whether a record is of that key. RFC 6376, section 3.6.1; RFC 8463, section 4.2; S-237, S-260. */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { isUint8Array } from 'node:util/types';
import { DkimError } from '../errors.js';
import { checkedFlag, checkedNumber, checkedOptions, invalid } from '../option-checks.js';
import type { KeyRecord, KeyType } from './key-record.js';
import { loadSigningKey, MAX_RSA_BITS, MIN_RSA_BITS } from './private-key.js';
import { readPublicKey, rsaSubjectPublicKeyInfo } from './public-key.js';
import type { SigningKey } from './signing-key.js';

const generate = promisify(generateKeyPair);

/** What kind of key is made. */
export interface KeyPairOptions {
  /** RSA is what every receiver can verify; Ed25519 (RFC 8463) not yet. */
  type: KeyType;
  /** Of an RSA key: 1024 to 16384. Default: 2048. An Ed25519 key has 256 always, so it takes none. */
  bits?: number | undefined;
}

/** A new key. */
export interface KeyPair {
  /** Its file: PKCS#8 in PEM (RFC 5958; RFC 8410, section 7). Secret. */
  pem: string;
  /** The key, ready to sign. */
  key: SigningKey;
}

/**
 * Makes a new key, RSA with the exponent 65537 or Ed25519. RFC 8301, section 3.2; RFC 8463.
 *
 * Rejects with DkimError, DKIM_OPTION_INVALID, for a type or a size that cannot be.
 */
export async function generateSigningKey(options: KeyPairOptions): Promise<KeyPair> {
  const { type, bits } = checkedOptions(options, 'generateSigningKey');
  if (type !== 'rsa' && type !== 'ed25519') throw invalid('type must be rsa or ed25519', type);
  if (type === 'ed25519' && bits !== undefined) {
    throw invalid('bits is for RSA keys; leave it out, since an Ed25519 key has 256 always', bits);
  }
  const modulusLength = checkedNumber(options, 'bits', { fallback: 2048, least: MIN_RSA_BITS, most: MAX_RSA_BITS });
  const { privateKey } =
    type === 'rsa' ? await generate('rsa', { modulusLength, publicExponent: 65_537 }) : await generate('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { pem, key: loadSigningKey(pem) };
}

/** What a new key record says besides the key. RFC 6376, section 3.6.1. */
export interface KeyRecordTextOptions {
  /** Writes h=: the key is for signatures of this hash only. Default: none is written, each hash may be used. */
  hash?: 'sha256' | undefined;
  /** Writes t=s: the domain of i= must be that of d=, not one under it. Default: false. */
  strict?: boolean | undefined;
}

/**
 * The text of the TXT record to publish: `v=DKIM1; k=rsa; p=...`, in one piece; DNS takes it in strings of 255 octets at
 * most. RFC 6376, section 3.6.1; RFC 8463, section 4.
 *
 * Throws DkimError: DKIM_OPTION_INVALID, DKIM_KEY_UNUSABLE for what is no SigningKey.
 */
export function keyRecordText(key: SigningKey, options: KeyRecordTextOptions = {}): string {
  const { hash } = checkedOptions(options, 'keyRecordText');
  if (hash !== undefined && hash !== 'sha256') throw invalid('hash must be sha256, or absent', hash);
  const { type, publicKey } = checkedKey(key);
  const tags = ['v=DKIM1', `k=${type}`];
  if (hash !== undefined) tags.push(`h=${hash}`);
  if (checkedFlag(options, 'strict', false)) tags.push('t=s');
  return [...tags, `p=${Buffer.from(publicKey).toString('base64')}`].join('; ');
}

/** Nothing of what came is shown: it may be a PEM. */
function checkedKey(key: unknown): Pick<SigningKey, 'type' | 'publicKey'> {
  if (typeof key === 'object' && key !== null && 'type' in key && 'publicKey' in key) {
    const { type, publicKey } = key;
    if ((type === 'rsa' || type === 'ed25519') && isUint8Array(publicKey)) return { type, publicKey };
  }
  throw new DkimError('DKIM_KEY_UNUSABLE', 'The key must be what loadSigningKey or generateSigningKey gave.');
}

/**
 * Whether the record publishes this key: equal as numbers, in whichever of its forms p= is written (S-077, S-260). False
 * for a revoked record, and for one whose key cannot be read. RFC 6376, section 3.6.1 with erratum 3017.
 */
export function isRecordOfKey(record: KeyRecord, key: SigningKey): boolean {
  if (record.publicKey === null || record.keyType !== key.type) return false;
  const published = readPublicKey(record.publicKey, record.keyType);
  if (!published.ok) return false;
  const { value } = published;
  const octets = value.type === 'rsa' ? rsaSubjectPublicKeyInfo(value) : value.octets;
  return octets.equals(key.publicKey);
}
