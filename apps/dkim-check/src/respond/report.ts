/** The text of an answer: what was found, in the order of the old test services. Bounded, whatever the mail was. */
import { messageProblems } from '../diagnosis/message-problems.js';
import type { Judged } from '../judged.js';
import type { Problem } from '../problem.js';
import { problemText } from '../report/problems.js';
import { signatureText } from '../report/text.js';
import type { Say } from '../words/words.js';

const MOST_SIGNATURES = 10; // of each kind that are told one by one
const MOST_DIAGNOSES = 6; // of a signature
const MOST_COLUMNS = 300; // of a line: a stranger's text is no way to send somebody a letter

/** `received`: when the mail came, seconds since 1970. */
export function answerText(
  { verdict, diagnoses }: Pick<Judged, 'verdict' | 'diagnoses'>,
  { sender, received }: { sender: string; received: number },
  say: Say,
): string {
  const { result, signatures } = verdict;
  const plainly = (each: Problem): readonly string[] => problemText(each, say, (_, text) => text);
  const told = (type: 'dkim' | 'domainkeys'): readonly string[] => {
    const lines: string[] = [];
    let number = 0;
    for (const [at, signature] of signatures.entries()) {
      if (signature.type !== type) continue;
      number += 1;
      if (number > MOST_SIGNATURES) continue;
      lines.push(say('report-signature', { number, type, result: signature.result }), ...signatureText(signature, say));
      for (const each of diagnoses[at]?.slice(0, MOST_DIAGNOSES) ?? []) {
        lines.push(...plainly(each).map((line) => `   ${line}`));
      }
    }
    if (number > MOST_SIGNATURES) lines.push(say('answer-more', { more: number - MOST_SIGNATURES }));
    return lines;
  };
  const historic = told('domainkeys');
  const lines = [
    say('answer-intro', { sender, time: new Date(received * 1000).toISOString() }),
    '',
    say('answer-dkim', { result, meaning: say(`result-${result}`) }),
    ...told('dkim'),
    ...messageProblems(verdict).flatMap(plainly),
    '',
    historic.length === 0 ? say('answer-domainkeys-none') : say('answer-domainkeys'),
    ...historic,
    '',
    say('answer-sender-id'),
    '',
    say('answer-spf'),
    '',
    say('answer-outro'),
  ];
  const bounded = lines.flatMap((text) => text.split('\n'));
  return `${bounded.map((line) => (line.length > MOST_COLUMNS ? `${line.slice(0, MOST_COLUMNS)}...` : line)).join('\n')}\n`;
}
