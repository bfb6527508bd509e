/** Verdicts as JSON, for scripts. The form is a contract: names, order and types stay. */
import type { SignatureVerdict } from 'dkim-core';
import { messageProblems } from '../diagnosis/message-problems.js';
import type { Judged } from '../judged.js';
import { noKeyCauses } from '../no-key/causes.js';
import { foreignResults } from '../third-party/foreign-results.js';
import { visibleJson } from '../visible-text.js';
import type { Say } from '../words/words.js';
import { differenceJson } from './difference.js';
import { foreignResultsJson } from './foreign-results.js';
import { noKeyJson } from './no-key.js';
import { problemJson } from './problems.js';

/** `place`: where several messages are judged, which one it is. */
export function verifyJson(
  { verdict: { result, signatures, header }, diagnoses, difference, noKey }: Judged,
  place: { file: string; index: number } | null,
  say: Say,
): string {
  const problems = messageProblems({ header });
  const foreign = foreignResultsJson(foreignResults(header));
  return visibleJson(
    JSON.stringify({
      ...place,
      result,
      signatures: signatures.map((verdict, index) => ({
        ...signatureJson(verdict),
        diagnosis: diagnoses[index]?.map((each) => problemJson(each, say)), // what is undefined is absent
      })),
      problems: problems.length === 0 ? undefined : problems.map((each) => problemJson(each, say)),
      difference: difference === null ? undefined : differenceJson(difference),
      foreignResults: foreign.length === 0 ? undefined : foreign,
      noKey: noKey.length === 0 ? undefined : noKey.map((each) => noKeyJson(each, noKeyCauses(each), say)),
    }),
  );
}

export function signatureJson(verdict: SignatureVerdict): object {
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
