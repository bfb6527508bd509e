/** The outcome of one signature, in the words of RFC 8601, section 2.7.1, with a stable code and a reason. */

export type Result = 'none' | 'pass' | 'fail' | 'policy' | 'neutral' | 'temperror' | 'permerror';

export type SignatureFault =
  | 'tag-syntax'
  | 'tag-repeated'
  | 'tag-missing'
  | 'tag-value'
  | 'version-unsupported'
  | 'algorithm-unknown'
  | 'algorithm-historic'
  | 'canonicalization-unknown'
  | 'query-method-unknown'
  | 'domain-invalid'
  | 'selector-invalid'
  | 'identity-outside-domain'
  | 'from-not-signed'
  | 'timestamps-inconsistent'
  | 'body-length-beyond-body';

export type KeyFault =
  | 'key-not-found'
  | 'key-syntax'
  | 'key-version'
  | 'key-revoked'
  | 'key-type-unknown'
  | 'key-algorithm-mismatch'
  | 'key-hash-not-allowed'
  | 'key-service-not-allowed'
  | 'identity-not-allowed-by-key'
  | 'key-too-short'
  | 'key-too-large'
  | 'key-exponent';

export type Outcome =
  | { result: 'pass'; code: null; reason: null }
  | { result: 'fail'; code: 'signature-expired' | 'body-hash-mismatch' | 'signature-mismatch'; reason: string }
  | {
      result: 'policy';
      code:
        | 'algorithm-historic'
        | 'unsigned-body'
        | 'from-not-all-signed'
        | 'field-not-signed'
        | 'domain-refused'
        | 'signature-limit'
        | 'header-too-large';
      reason: string;
    }
  | { result: 'temperror'; code: 'dns-timeout' | 'dns-server-failure' | 'internal-error'; reason: string }
  | { result: 'permerror'; code: SignatureFault | KeyFault | 'timestamp-in-future'; reason: string };

export type VerdictWarning =
  | 'timestamp-in-future'
  | 'from-missing'
  | 'key-weak'
  | 'selector-underscore'
  | 'base64-padding';

/** What the signature and its key say of themselves; null where that could not be read or does not apply. */
export interface SignatureFacts {
  type: 'dkim' | 'domainkeys';
  /** d=, as written. */
  domain: string | null;
  /** s=, as written. */
  selector: string | null;
  /** i=, decoded, or its default; for domainkeys the address the signature stands for. */
  identity: string | null;
  /** The field that gave the DomainKeys identity. */
  identityField: 'from' | 'sender' | null;
  /** a=, in lower case. */
  algorithm: string | null;
  /** c= in full, `header/body`; for domainkeys `simple` or `nofws`. */
  canonicalization: string | null;
  /** l=, in octets; a bigint beyond 2^53 - 1; null without l=. */
  bodyLength: number | bigint | null;
  /** Bits of the RSA modulus; 256 for Ed25519. */
  keyBits: number | null;
  /** The key carries t=y. It changes no result and forbids acting on it (RFC 6376, section 3.6.1). */
  testing: boolean;
  /** b= without white space, as base64 text. */
  signature: string | null;
  warnings: readonly VerdictWarning[];
}

export type SignatureVerdict = SignatureFacts & Outcome;

/** pass if any passes, else the first that occurs of temperror, fail, policy, permerror, neutral; none without any. Counts DKIM only. */
export function overallResult(signatures: readonly Pick<SignatureVerdict, 'type' | 'result'>[]): Result {
  const seen = new Set<Result>(signatures.filter(({ type }) => type === 'dkim').map(({ result }) => result));
  const order: readonly Result[] = ['pass', 'temperror', 'fail', 'policy', 'permerror', 'neutral'];
  return order.find((result) => seen.has(result)) ?? 'none';
}
