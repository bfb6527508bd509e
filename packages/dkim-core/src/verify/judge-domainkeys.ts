/** One DomainKey-Signature, which covers what stands below it. RFC 4870, section 3.7; S-127 to S-139. Historic. */
import { createVerify } from 'node:crypto';
import type { BodyCanonicalizer } from '../canonicalization/canonicalization.js';
import { domainkeysInput } from '../hash/domainkeys-input.js';
import type { KeyRecord } from '../keys/key-record.js';
import { findKey } from '../keys/key-lookup.js';
import { recentKeyRecord } from '../keys/recent-records.js';
import { domainkeysSender, type FirstAddress } from '../message/domainkeys-sender.js';
import type { HeaderField } from '../message/header-field.js';
import type { TxtResolver } from '../resolver/txt-resolver.js';
import type { DomainkeySignatureReading } from '../tags/domainkey-signature.js';
import { isSameOrSubdomain } from '../text/domain-name.js';
import { quote } from '../text/quote.js';
import {
  verdictOn,
  type LaterFacts,
  type Outcome,
  type SignatureFacts,
  type SignatureVerdict,
  type VerdictWarning,
} from '../verdict.js';
import { checkKey } from './check-key.js';
import { furthest, type Judgement } from './judge-dkim.js';
import { fitsBy } from './signature-fits.js';
import type { VerifyRules } from './verify-options.js';

const MIN_BITS = 512; // S-139
const WEAK_BITS = 1024;

export function judgeDomainkeySignature(
  { facts, parsed }: DomainkeySignatureReading,
  fieldsBelow: readonly HeaderField[],
  { resolveTxt, rules, addressOf }: { resolveTxt: TxtResolver; rules: VerifyRules; addressOf: FirstAddress },
): { judge: Judgement; body: BodyCanonicalizer | null } {
  const sender = domainkeysSender(fieldsBelow, addressOf);
  const identified: SignatureFacts = {
    ...facts,
    identity: sender.ok ? sender.value.mailbox.address : null,
    identityField: sender.ok ? sender.value.field : null,
  };
  const verdict = (outcome: Outcome, later?: LaterFacts): SignatureVerdict => verdictOn(identified, outcome, later);
  const refused = (outcome: Outcome): { judge: Judgement; body: null } => ({
    judge: async () => verdict(outcome),
    body: null,
  });

  if (!parsed.ok) return refused({ result: 'permerror', code: parsed.code, reason: parsed.reason });
  const signature = parsed.value;
  if (!sender.ok) return refused({ result: 'permerror', code: sender.code, reason: sender.reason });
  const { mailbox, field } = sender.value;
  if (signature.signedFields !== null && !signature.signedFields.includes(field)) {
    const reason = `${field === 'sender' ? 'Sender' : 'From'}, which says whose signature it is, is not signed`;
    return refused({ result: 'permerror', code: 'from-not-signed', reason });
  }
  if (!isSameOrSubdomain(mailbox.domain, signature.domain)) {
    const reason = `${quote(mailbox.address)} is not under d=${signature.domain}`;
    return refused({ result: 'permerror', code: 'identity-outside-domain', reason });
  }

  const looked = findKey(signature.keyName, { resolveTxt, mode: 'domainkeys', read: recentKeyRecord });
  looked.catch(() => {}); // it is waited for after the body; until then a fault of ours must not end the process
  const verifier = createVerify('RSA-SHA1');
  const body = domainkeysInput(fieldsBelow, signature.signedFields, signature.canonicalization, (bytes) =>
    verifier.update(bytes),
  );
  return {
    body,
    judge: async () => {
      const lookup = await looked;
      if (lookup.result !== 'found') return verdict(lookup);
      const checks = lookup.records.map((record) =>
        checkKey(record, {
          type: 'rsa',
          hash: null,
          minRsaBits: MIN_BITS,
          maxRsaBits: rules.maxRsaBits,
          identityFault: (key) => granularityFault(key, mailbox.localPart),
        }),
      );
      // Header and body are one hash that can be finished once, so the first usable key is the one.
      const usable = checks.find((check) => check.ok);
      if (usable === undefined) {
        const { outcome, facts: more } = furthest(checks);
        return verdict(outcome, more);
      }
      const { key, testing } = usable;
      const warnings: VerdictWarning[] = key.bits < WEAK_BITS ? ['key-weak'] : [];
      const fits = fitsBy(key, (by) => verifier.verify(by, signature.signature));
      const reason = 'the signature does not fit: header or body was changed, or the key is another one';
      return verdict(
        fits ? { result: 'pass', code: null, reason: null } : { result: 'fail', code: 'signature-mismatch', reason },
        { keyBits: key.bits, testing, warnings },
      );
    },
  };
}

/** g= is an exact local part or a pattern with one "*" (S-138). */
function granularityFault({ granularity }: KeyRecord, localPart: string): string | null {
  if (granularity === null) return null;
  const star = granularity.indexOf('*');
  const fits =
    star === -1
      ? granularity === localPart
      : localPart.length >= granularity.length - 1 &&
        localPart.startsWith(granularity.slice(0, star)) &&
        localPart.endsWith(granularity.slice(star + 1));
  return fits ? null : `the key is for g=${quote(granularity)}, not for ${quote(localPart)}`;
}
