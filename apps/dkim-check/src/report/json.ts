/** Verdicts as JSON, for scripts. The form is a contract: names, order and types stay. */
import type { SignatureVerdict, VerifyResult } from 'dkim-core';
import { visibleJson } from '../visible-text.js';

/** `place`: where several messages are judged, which one it is. */
export function verifyJson(
  { result, signatures }: VerifyResult,
  place: { file: string; index: number } | null,
): string {
  return visibleJson(JSON.stringify({ ...place, result, signatures: signatures.map(signatureJson) }));
}

function signatureJson(verdict: SignatureVerdict): object {
  const { type, domain, selector, identity, algorithm, canonicalization, bodyLength, keyBits, testing } = verdict;
  const { result, code, reason, warnings } = verdict;
  return {
    type,
    domain,
    selector,
    identity,
    algorithm,
    canonicalization,
    bodyLength: typeof bodyLength === 'bigint' ? bodyLength.toString() : bodyLength,
    keyBits,
    testing,
    result,
    code,
    reason,
    warnings,
  };
}
