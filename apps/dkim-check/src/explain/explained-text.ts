/** Which explanations a text asks for: it is a code, or words of a receiver, a bounce or a log stand somewhere in it. */
import { parseDomain, parseSelector } from 'dkim-core';
import { foreignMessagesIn } from '../third-party/foreign-messages.js';
import { foreignResults } from '../third-party/foreign-results.js';
import { fieldsInText } from '../third-party/header-in-text.js';
import type { Say } from '../words/words.js';
import { codesByPhrase } from './quoted-phrases.js';
import { explanationOf, isExplained, type ExplainedCode, type Explanation } from './explanations.js';

/** The code itself, else what the words say, causes first. */
export function explanationsFor(asked: string, say: Say): readonly Explanation[] {
  const code = codeOf(asked);
  if (code !== null) return [explanationOf(code, say)];
  const byCode = new Map<ExplainedCode, Explanation>();
  for (const { code: foreign, related } of foreignMessagesIn(asked)) {
    byCode.set(foreign, withNames({ ...explanationOf(foreign, say), related }, asked));
  }
  for (const { problems } of foreignResults({ fields: fieldsInText(asked) })) {
    for (const { code: found, message, fix } of problems) {
      if (isExplained(found) && !byCode.has(found)) {
        byCode.set(found, { ...explanationOf(found, say), sentence: message(say), fix: fix(say) });
      }
    }
  }
  for (const word of new Set(asked.toLowerCase().match(/\b[a-z0-9]+(?:-[a-z0-9]+)+\b/g))) {
    if (isExplained(word) && !byCode.has(word)) byCode.set(word, explanationOf(word, say)); // a log line of ours
  }
  if (byCode.size > 0) return [...byCode.values()];
  return codesByPhrase(asked).map((each) => explanationOf(each, say));
}

/** Tags of signatures and records that people ask about as they stand there. */
const TAGS: ReadonlyMap<string, ExplainedCode> = new Map([
  ['t=y', 'testing-flag'],
  ['t=s', 'strict-flag'],
  ['o=~', 'policy-historic'],
  ['o=-', 'policy-signs-all'],
  ['l=', 'unsigned-body'],
  ['p=', 'key-revoked'],
  ['g=', 'granularity-set'],
]);

/** `body-hash-mismatch`; `fail` for `result-fail`; `neutral`, which is not a result of ours, for `foreign-neutral`. */
function codeOf(asked: string): ExplainedCode | null {
  const word = asked.trim().toLowerCase();
  return TAGS.get(word) ?? [word, `result-${word}`, `foreign-${word}`].find(isExplained) ?? null;
}

/** The next command with the names of the text in it, where it has both. */
function withNames(explanation: Explanation, asked: string): Explanation {
  const domain = parseDomain(/\bheader\.(?:d=|i=[^\s;@]{0,64}@)([^\s;]{1,253})/i.exec(asked)?.[1] ?? '');
  const selector = parseSelector(/\bheader\.s=([^\s;]{1,253})/i.exec(asked)?.[1] ?? '');
  if (!domain.ok || !selector.ok || explanation.fix === null) return explanation;
  const names = `--domain ${domain.value} --selector ${selector.value}`;
  return { ...explanation, fix: explanation.fix.replace('--domain D --selector S', () => names) };
}
