/** The text of an answer: what was found, in the order of the old test services. Bounded, whatever the mail was. */
import type { VerifyResult } from 'dkim-core';
import { signatureText } from '../report/text.js';
import type { Say } from '../words/words.js';

const MOST_SIGNATURES = 10; // of each kind that are told one by one
const MOST_COLUMNS = 300; // of a line: a stranger's text is no way to send somebody a letter

/** `received`: when the mail came, seconds since 1970. */
export function answerText(
  { result, signatures }: Pick<VerifyResult, 'result' | 'signatures'>,
  { sender, received }: { sender: string; received: number },
  say: Say,
): string {
  const told = (type: 'dkim' | 'domainkeys'): readonly string[] => {
    const those = signatures.filter((each) => each.type === type);
    const lines: string[] = [];
    for (const [at, verdict] of those.slice(0, MOST_SIGNATURES).entries()) {
      lines.push(
        say('report-signature', { number: at + 1, type, result: verdict.result }),
        ...signatureText(verdict, say),
      );
    }
    const more = those.length - MOST_SIGNATURES;
    if (more > 0) lines.push(say('answer-more', { more }));
    return lines;
  };
  const historic = told('domainkeys');
  const lines = [
    say('answer-intro', { sender, time: new Date(received * 1000).toISOString() }),
    '',
    say('answer-dkim', { result, meaning: say(`result-${result}`) }),
    ...told('dkim'),
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
  return `${lines.map((line) => (line.length > MOST_COLUMNS ? `${line.slice(0, MOST_COLUMNS)}...` : line)).join('\n')}\n`;
}
