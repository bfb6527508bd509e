/** One DKIM-Signature: what can be said when the header is known, and the verdict when the body is over. RFC 6376, section 6.1. */
import type { BodyHash, BodyHasher } from '../hash/body-hash.js';
import { headerHashInput } from '../hash/header-hash.js';
import { findKey, type KeyLookup } from '../keys/key-lookup.js';
import { recentKeyRecord } from '../keys/recent-records.js';
import type { HeaderField } from '../message/header-field.js';
import type { TxtResolver } from '../resolver/txt-resolver.js';
import { selectSignedFields, type FieldIndex } from '../select/signed-header-fields.js';
import type { DkimSignature, DkimSignatureReading } from '../tags/dkim-signature.js';
import { quote } from '../text/quote.js';
import { verdictOn, type LaterFacts, type Outcome, type SignatureVerdict, type VerdictWarning } from '../verdict.js';
import { checkKey, KEY_STEPS, type KeyCheck } from './check-key.js';
import { checkSignature } from './check-signature.js';
import { signatureFits } from './signature-fits.js';
import type { VerifyRules } from './verify-options.js';

export type Judgement = () => Promise<SignatureVerdict>;

export interface DkimSurroundings {
  index: FieldIndex;
  bodyHasher: BodyHasher;
  resolveTxt: TxtResolver;
  now: number;
  rules: VerifyRules;
  fromCount: number;
}

type CheckedKey = Extract<KeyCheck, { ok: true }>;

export function judgeDkimSignature(
  field: HeaderField,
  { facts, parsed }: DkimSignatureReading,
  { index, bodyHasher, resolveTxt, now, rules, fromCount }: DkimSurroundings,
): Judgement {
  const verdict = (outcome: Outcome, later?: LaterFacts): SignatureVerdict => verdictOn(facts, outcome, later);
  if (!parsed.ok) return async () => verdict({ result: 'permerror', code: parsed.code, reason: parsed.reason });
  const signature = parsed.value;
  const early = checkSignature(signature, now, rules);
  const warnings: VerdictWarning[] = [...facts.warnings, ...early.warnings];
  if (fromCount === 0) warnings.push('from-missing');
  const { outcome: earlyOutcome } = early;
  if (earlyOutcome !== null) return async () => verdict(earlyOutcome, { warnings });

  const looked = findKey(signature.keyName, { resolveTxt, mode: 'dkim', read: recentKeyRecord });
  looked.catch(() => {}); // it is waited for after the body; until then a fault of ours must not end the process
  const hash = signature.algorithm === 'rsa-sha1' ? 'sha1' : 'sha256';
  const bodyHash = bodyHasher.want({
    canonicalization: signature.bodyCanonicalization,
    hash,
    bodyLength: signature.bodyLength,
  });
  const fields = selectSignedFields(signature.signedFields, index, field);
  const input = headerHashInput(fields, field, signature.signatureRange, signature.headerCanonicalization);

  return async () => {
    const lookup = await looked;
    const usable = usableKeys(lookup, signature, rules);
    if (!usable.ok) return verdict(usable.outcome, { warnings, ...usable.facts });
    const [first] = usable.keys;
    const known = { warnings, keyBits: first.key.bits, testing: first.testing };

    const body = bodyHash();
    const bodyFault = bodyFaultOf(signature, body);
    if (bodyFault !== null) return verdict(bodyFault, known);

    for (const { key, testing } of usable.keys) {
      if (await signatureFits(input, signature, key)) {
        const outcome = localRules(signature, body, rules, fromCount);
        return verdict(outcome, { warnings, keyBits: key.bits, testing });
      }
    }
    const reason = 'the signature does not fit the signed header fields: one was changed, or the key is another one';
    return verdict({ result: 'fail', code: 'signature-mismatch', reason }, known);
  };
}

function usableKeys(
  lookup: KeyLookup,
  { algorithm, identityDomain, domain }: DkimSignature,
  { minRsaBits, maxRsaBits }: VerifyRules,
): { ok: true; keys: readonly [CheckedKey, ...CheckedKey[]] } | { ok: false; outcome: Outcome; facts: LaterFacts } {
  if (lookup.result !== 'found') return { ok: false, outcome: lookup, facts: {} };
  const checks = lookup.records.map((record) =>
    checkKey(record, {
      type: algorithm === 'ed25519-sha256' ? 'ed25519' : 'rsa',
      hash: algorithm === 'rsa-sha1' ? 'sha1' : 'sha256',
      minRsaBits,
      maxRsaBits,
      identityFault: ({ flags }) =>
        flags.includes('s') && identityDomain !== domain
          ? `the key is for ${domain} alone (t=s), i= says ${quote(identityDomain)}`
          : null,
    }),
  );
  const [first, ...others] = checks.filter((check) => check.ok);
  if (first !== undefined) return { ok: true, keys: [first, ...others] };
  return { ok: false, ...furthest(checks) };
}

/** Of keys that cannot be used the one that came furthest along the steps (S-074). */
export function furthest(checks: readonly KeyCheck[]): { outcome: Outcome; facts: LaterFacts } {
  const faults = checks.filter((check) => !check.ok);
  const fault = faults.reduce((best, next) =>
    KEY_STEPS.indexOf(next.code) > KEY_STEPS.indexOf(best.code) ? next : best,
  );
  return {
    outcome: { result: 'permerror', code: fault.code, reason: fault.reason },
    facts: { testing: fault.testing, keyBits: fault.bits },
  };
}

function bodyFaultOf({ bodyLength, bodyHash }: DkimSignature, { digest, canonicalLength }: BodyHash): Outcome | null {
  if (bodyLength !== null && bodyLength > BigInt(canonicalLength)) {
    const reason = `l=${shortNumber(bodyLength)} is more than the canonical body has, ${canonicalLength} octets`;
    return { result: 'permerror', code: 'body-length-beyond-body', reason };
  }
  if (digest.equals(bodyHash)) return null;
  return {
    result: 'fail',
    code: 'body-hash-mismatch',
    reason: 'the body hash does not match: the body was changed after signing',
  };
}

function shortNumber(value: bigint): string {
  const digits = value.toString();
  return digits.length > 60 ? `${digits.slice(0, 60)}...` : digits;
}

/** It verifies; whether it is accepted is ours to say. RFC 8601, section 2.4. */
function localRules(
  { algorithm, domain, bodyLength, signedFields }: DkimSignature,
  { canonicalLength }: BodyHash,
  rules: VerifyRules,
  fromCount: number,
): Outcome {
  if (algorithm === 'rsa-sha1') {
    return {
      result: 'policy',
      code: 'algorithm-historic',
      reason: 'rsa-sha1 is no longer a DKIM algorithm (RFC 8301)',
    };
  }
  if (rules.refusedDomains.has(domain)) {
    return { result: 'policy', code: 'domain-refused', reason: `signatures of ${domain} are not accepted here` };
  }
  const unsigned = bodyLength === null ? 0 : canonicalLength - Number(bodyLength);
  if (unsigned > 0 && !rules.acceptUnsignedBody) {
    return { result: 'policy', code: 'unsigned-body', reason: `${unsigned} octets of the body are not signed (l=)` };
  }
  const signedFrom = signedFields.filter((name) => name === 'from').length;
  if (signedFrom < fromCount && !rules.acceptUnsignedFrom) {
    const reason = `the message has ${fromCount} From fields, ${signedFrom} ${signedFrom === 1 ? 'is' : 'are'} signed`;
    return { result: 'policy', code: 'from-not-all-signed', reason };
  }
  const missing = rules.requiredFields.find((name) => !signedFields.includes(name));
  if (missing !== undefined) {
    return {
      result: 'policy',
      code: 'field-not-signed',
      reason: `${quote(missing)} is not signed, which is required here`,
    };
  }
  return { result: 'pass', code: null, reason: null };
}
