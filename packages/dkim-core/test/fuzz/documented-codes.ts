/** The codes of each result, by hand from README.md and the types: a code that stands nowhere here is a fault of the code under test. */
import type { KeyFault, Result, SignatureFault } from '../../src/index.js';

const SIGNATURE: Record<SignatureFault, true> = {
  'tag-syntax': true,
  'tag-repeated': true,
  'tag-missing': true,
  'tag-value': true,
  'version-unsupported': true,
  'algorithm-unknown': true,
  'algorithm-historic': true,
  'canonicalization-unknown': true,
  'query-method-unknown': true,
  'domain-invalid': true,
  'selector-invalid': true,
  'identity-outside-domain': true,
  'from-not-signed': true,
  'timestamps-inconsistent': true,
  'body-length-beyond-body': true,
};

const KEY: Record<KeyFault, true> = {
  'key-not-found': true,
  'key-syntax': true,
  'key-version': true,
  'key-revoked': true,
  'key-type-unknown': true,
  'key-algorithm-mismatch': true,
  'key-hash-not-allowed': true,
  'key-service-not-allowed': true,
  'identity-not-allowed-by-key': true,
  'key-too-short': true,
  'key-too-large': true,
  'key-exponent': true,
};

export const SIGNATURE_FAULTS: readonly string[] = Object.keys(SIGNATURE);
export const KEY_FAULTS: readonly string[] = Object.keys(KEY);

/** Without internal-error: that is a fault of ours, whatever the message was. */
export const CODES: Readonly<Record<Result, readonly (string | null)[]>> = {
  none: [],
  pass: [null],
  fail: ['signature-expired', 'body-hash-mismatch', 'signature-mismatch'],
  policy: [
    'algorithm-historic',
    'unsigned-body',
    'from-not-all-signed',
    'field-not-signed',
    'domain-refused',
    'signature-limit',
    'header-too-large',
  ],
  temperror: ['dns-timeout', 'dns-server-failure'],
  permerror: [...SIGNATURE_FAULTS, ...KEY_FAULTS, 'timestamp-in-future'],
};
