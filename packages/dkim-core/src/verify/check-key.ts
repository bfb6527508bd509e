/** What a key can be wrong about for a certain signature. RFC 6376, section 6.1.2, steps 5 to 8; RFC 8301, section 3.2. */
import type { KeyRecord, KeyType } from '../keys/key-record.js';
import { isUsableExponent, type PublicKey } from '../keys/public-key.js';
import { publicKeyOf } from '../keys/recent-records.js';
import { quote } from '../text/quote.js';
import type { KeyFault } from '../verdict.js';

export interface KeyDemands {
  type: KeyType;
  /** The hash of a=; null where h= of the record does not speak (DomainKeys). */
  hash: 'sha1' | 'sha256' | null;
  minRsaBits: number;
  maxRsaBits: number;
  /** The identity that flag s and g= of DomainKeys are about; null fits any. */
  identityFault: (record: KeyRecord) => string | null;
}

export type KeyCheck =
  | { ok: true; key: PublicKey; testing: boolean }
  | { ok: false; code: KeyFault; reason: string; testing: boolean; bits: number | null };

/** How far each fault lies along the steps of S-098; of several keys the one that came furthest speaks. */
export const KEY_STEPS: readonly KeyFault[] = [
  'key-service-not-allowed',
  'key-hash-not-allowed',
  'key-revoked',
  'key-algorithm-mismatch',
  'key-syntax',
  'key-too-short',
  'key-too-large',
  'key-exponent',
  'identity-not-allowed-by-key',
];

export function checkKey(record: KeyRecord, demands: KeyDemands): KeyCheck {
  const testing = record.flags.includes('y');
  const refuse = (code: KeyFault, reason: string, bits: number | null = null): KeyCheck => ({
    ok: false,
    code,
    reason,
    testing,
    bits,
  });

  if (demands.hash !== null && !record.services.some((service) => service === '*' || service === 'email')) {
    return refuse('key-service-not-allowed', `the key is not for mail: s=${quote(record.services.join(':'))}`);
  }
  if (demands.hash !== null && record.hashes !== null && !record.hashes.includes(demands.hash)) {
    const allowed = quote(record.hashes.join(':'));
    return refuse('key-hash-not-allowed', `the key does not allow ${demands.hash}: h=${allowed}`);
  }
  if (record.publicKey === null) return refuse('key-revoked', 'the key is revoked: p= is empty');
  if (record.keyType !== demands.type) {
    const reason = `the signature needs an ${name(demands.type)} key, the record holds k=${record.keyType}`;
    return refuse('key-algorithm-mismatch', reason);
  }
  const key = publicKeyOf(record, record.publicKey);
  if (!key.ok) return refuse(key.code, key.reason);
  const { value } = key;
  if (value.type === 'rsa') {
    const { bits, exponent } = value;
    if (bits < demands.minRsaBits) {
      return refuse('key-too-short', `the key has ${bits} bits, ${demands.minRsaBits} are required`, bits);
    }
    if (bits > demands.maxRsaBits) {
      return refuse(
        'key-too-large',
        `the key has ${bits} bits, ${demands.maxRsaBits} are the most that is computed with`,
        bits,
      );
    }
    if (!isUsableExponent(exponent)) {
      return refuse('key-exponent', 'the exponent of the key is not an odd number from 3 to 4294967295', bits);
    }
  }
  const identityFault = demands.identityFault(record);
  if (identityFault !== null) return refuse('identity-not-allowed-by-key', identityFault, value.bits);
  return { ok: true, key: value, testing };
}

function name(type: KeyType): string {
  return type === 'rsa' ? 'RSA' : 'Ed25519';
}
