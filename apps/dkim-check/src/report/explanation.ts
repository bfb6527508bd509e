/** Explanations for people, and for programs. The JSON form is a contract: names, order and types stay. */
import { wrapped } from 'smtp-proxy/terminal';
import type { Explanation } from '../explain/explanations.js';
import type { Io } from '../io.js';
import type { Say } from '../words/words.js';

const LEAST_COLUMNS = 20;

export function explanationText(
  { code, sentence, text, fix, related }: Explanation,
  say: Say,
  { paint, columns }: Pick<Io, 'paint' | 'columns'>,
): readonly string[] {
  const width = columns.out === null ? null : Math.max(LEAST_COLUMNS, columns.out - 2);
  const indented = (paragraph: string): readonly string[] => wrapped(paragraph, width).map((line) => `  ${line}`);
  return [
    paint('bold', say('explanation-title', { code })),
    ...indented(sentence),
    '',
    ...text.flatMap(indented),
    ...(fix === null ? [] : ['', ...indented(say('explanation-todo', { fix }))]),
    ...(related.length === 0 ? [] : indented(say('explanation-related', { codes: related.join(', ') }))),
  ];
}

export function explanationJson({ code, sentence, text, fix, related }: Explanation): object {
  return { code, message: sentence, text: text.join('\n'), fix, related };
}
