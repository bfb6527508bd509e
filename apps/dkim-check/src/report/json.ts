/** Verdicts as JSON, for scripts. The form is a contract: names, order and types stay. */
import type { SignatureVerdict, VerifyResult } from 'dkim-core';
import { foreignResults } from '../third-party/foreign-results.js';
import { visibleJson } from '../visible-text.js';
import { foreignResultsJson } from './foreign-results.js';

/** `place`: where several messages are judged, which one it is. `noKey`: why receivers found no key. */
export function verifyJson(
  { result, signatures, header }: VerifyResult,
  place: { file: string; index: number } | null,
  noKey: readonly object[],
): string {
  const fields = foreignResultsJson(foreignResults(header));
  const foreign = {
    ...(fields.length === 0 ? {} : { foreignResults: fields }), // absent, mostly
    ...(noKey.length === 0 ? {} : { noKey }),
  };
  return visibleJson(JSON.stringify({ ...place, result, signatures: signatures.map(signatureJson), ...foreign }));
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
