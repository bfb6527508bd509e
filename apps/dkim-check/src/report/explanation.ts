/** Explanations for people, and for programs. The JSON form is a contract: names, order and types stay. */
import type { Explanation } from '../explain/explanations.js';
import type { Io } from '../io.js';
import type { Say } from '../words/words.js';

export function explanationText(
  { code, sentence, text, fix, related }: Explanation,
  say: Say,
  paint: Io['paint'],
): readonly string[] {
  const lines = [paint('bold', say('explanation-title', { code })), `  ${sentence}`, ''];
  lines.push(...text.map((paragraph) => `  ${paragraph}`));
  if (fix !== null) lines.push('', `  ${say('explanation-todo', { fix })}`);
  if (related.length > 0) lines.push(`  ${say('explanation-related', { codes: related.join(', ') })}`);
  return lines;
}

export function explanationJson({ code, sentence, text, fix, related }: Explanation): object {
  return { code, message: sentence, text: text.join('\n'), fix, related };
}
