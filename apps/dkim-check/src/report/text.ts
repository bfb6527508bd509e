/** Verdicts for people. */
import type { SignatureVerdict } from 'dkim-core';
import { messageProblems } from '../diagnosis/message-problems.js';
import { foreignResults } from '../third-party/foreign-results.js';
import { isWordCode, type Say } from '../words/words.js';
import type { Io } from '../io.js';
import type { Judged } from '../judged.js';
import { differenceText } from './difference.js';
import { problemText } from './problems.js';
import { foreignResultsText } from './foreign-results.js';

export function verifyText(
  file: string,
  { verdict: { result, signatures, header }, diagnoses, difference }: Judged,
  say: Say,
  { paint, columns }: Pick<Io, 'paint' | 'columns'>,
): readonly string[] {
  const lines = [say('report-message', { file, result, meaning: say(`result-${result}`) })];
  for (const [index, verdict] of signatures.entries()) {
    lines.push(say('report-signature', { number: index + 1, type: verdict.type, result: verdict.result }));
    lines.push(...signatureText(verdict, say));
    for (const each of diagnoses[index] ?? []) {
      lines.push(...problemText(each, say, paint).map((line) => `   ${line}`));
    }
  }
  for (const each of messageProblems({ header })) lines.push(...problemText(each, say, paint));
  if (difference !== null) lines.push(...differenceText(difference, columns.out, say));
  lines.push(...foreignResultsText(foreignResults(header), say, paint));
  return lines;
}

export function signatureText(verdict: SignatureVerdict, say: Say): readonly string[] {
  const { domain, selector, identity, algorithm, canonicalization, keyBits, bodyLength, testing, warnings } = verdict;
  const facts = [
    domain === null ? null : say('report-domain', { value: domain }),
    selector === null ? null : say('report-selector', { value: selector }),
    identity === null ? null : say('report-identity', { value: identity }),
    algorithm === null ? null : say('report-algorithm', { value: algorithm }),
    canonicalization === null ? null : say('report-canonicalization', { value: canonicalization }),
    keyBits === null ? null : say('report-key-bits', { value: keyBits }),
    bodyLength === null ? null : say('report-body-length', { value: String(bodyLength) }),
    testing ? say('report-testing') : null,
  ];
  const lines = [say('report-facts', { facts: facts.filter((fact) => fact !== null).join(', ') })];
  if (verdict.code !== null) {
    lines.push(say('report-code', { sentence: say(verdict.code), code: verdict.code }));
    lines.push(say('report-reason', { reason: verdict.reason }));
  }
  for (const code of warnings) {
    if (isWordCode(code)) lines.push(say('report-warning', { sentence: say(code), code }));
  }
  return lines;
}
