/** Makes a key pair, the record to publish for a key, and says whether a record is of that key. RFC 6376, section 3.6.1; RFC 8463, section 4.2; S-237, S-260. */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { DkimError } from '../errors.js';
import type { KeyRecord, KeyType } from './key-record.js';
import { readPublicKey, rsaSubjectPublicKeyInfo } from './public-key.js';
import { loadSigningKey, type SigningKey } from './private-key.js';

const generate = promisify(generateKeyPair);

export interface KeyPairOptions {
  type: KeyType;
  /** Of an RSA key: 1024 to 16384. Default: 2048. */
  bits?: number;
}

/** A new key, and its file: PKCS#8 in PEM. Throws DkimError, DKIM_OPTION_INVALID, for a size that cannot be. */
export async function generateSigningKey({
  type,
  bits = 2048,
}: KeyPairOptions): Promise<{ pem: string; key: SigningKey }> {
  if (!Number.isInteger(bits) || bits < 1024 || bits > 16_384) {
    throw new DkimError('DKIM_OPTION_INVALID', `An RSA key of ${bits} bits cannot be made; 1024 to 16384 is possible.`);
  }
  const { privateKey } =
    type === 'rsa' ? await generate('rsa', { modulusLength: bits, publicExponent: 65_537 }) : await generate('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { pem, key: loadSigningKey(pem) };
}

/** The text of the TXT record: `v=DKIM1; k=rsa; p=...`. `hash` adds h=, `strict` adds t=s. */
export function keyRecordText(
  key: SigningKey,
  { hash, strict = false }: { hash?: 'sha256'; strict?: boolean } = {},
): string {
  const tags = ['v=DKIM1', `k=${key.type}`];
  if (hash !== undefined) tags.push(`h=${hash}`);
  if (strict) tags.push('t=s');
  return [...tags, `p=${Buffer.from(key.publicKey).toString('base64')}`].join('; ');
}

/** The record publishes this key: equal as numbers, in whichever of its forms p= is written (S-077, S-260). */
export function isRecordOfKey(record: KeyRecord, key: SigningKey): boolean {
  if (record.publicKey === null || record.keyType !== key.type) return false;
  const published = readPublicKey(record.publicKey, record.keyType);
  if (!published.ok) return false;
  const { value } = published;
  const octets = value.type === 'rsa' ? rsaSubjectPublicKeyInfo(value) : value.octets;
  return octets.equals(key.publicKey);
}
