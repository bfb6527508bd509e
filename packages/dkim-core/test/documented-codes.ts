/** The codes of each result, by hand: one that is added to the types does not compile until it stands here too. */
import type { KeyFault, Outcome, Result, SignatureFault } from '../src/index.js';

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

type Code<Of extends Result> = Extract<Outcome, { result: Of }>['code'];

const FAIL: Record<NonNullable<Code<'fail'>>, true> = {
  'signature-expired': true,
  'body-hash-mismatch': true,
  'signature-mismatch': true,
};
const POLICY: Record<NonNullable<Code<'policy'>>, true> = {
  'algorithm-historic': true,
  'unsigned-body': true,
  'from-not-all-signed': true,
  'field-not-signed': true,
  'domain-refused': true,
  'signature-limit': true,
  'header-too-large': true,
};
const TEMPERROR: Record<NonNullable<Code<'temperror'>>, true> = {
  'dns-timeout': true,
  'dns-server-failure': true,
  'internal-error': true,
};
const PERMERROR: Record<NonNullable<Code<'permerror'>>, true> = { ...SIGNATURE, ...KEY, 'timestamp-in-future': true };

export const SIGNATURE_FAULTS: readonly string[] = Object.keys(SIGNATURE);
export const KEY_FAULTS: readonly string[] = Object.keys(KEY);

/** Without internal-error: that is a fault of ours, whatever the message was. */
export const CODES: Readonly<Record<Result, readonly (string | null)[]>> = {
  none: [],
  pass: [null],
  fail: Object.keys(FAIL),
  policy: Object.keys(POLICY),
  temperror: Object.keys(TEMPERROR).filter((code) => code !== 'internal-error'),
  permerror: Object.keys(PERMERROR),
};

export const VERDICT_CODES: Readonly<Record<string, true>> = { ...FAIL, ...POLICY, ...TEMPERROR, ...PERMERROR };
