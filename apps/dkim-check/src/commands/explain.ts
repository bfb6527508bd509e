/** `dkim-check explain`: what a code means, at length, and what to do. Exit status 1 where it is unknown. */
import type { Command, ParsedCommand } from '../command.js';
import {
  EXPLAINED_CODES,
  explanationOf,
  isExplained,
  sentenceOf,
  type ExplainedCode,
} from '../explain/explanations.js';
import { nearestCodes } from '../explain/nearest.js';
import type { Io } from '../io.js';
import { explanationJson, explanationText } from '../report/explanation.js';
import { visibleJson } from '../visible-text.js';
import type { Say } from '../words/words.js';

export const explain: Command = {
  name: 'explain',
  summary: 'command-explain',
  usage: 'dkim-check explain [CODE] [--json]',
  options: { json: { help: 'option-json' } },
  files: Infinity,
  async run(parsed, io, say) {
    const asked = parsed.files.join(' ').trim();
    if (asked === '') return list(parsed, io, say);
    const code = codeOf(asked);
    const found = code === null ? [] : [explanationOf(code, say)];
    const nearest = code === null ? nearestCodes(asked, EXPLAINED_CODES) : [];
    if (parsed.has('json')) {
      await io.print(visibleJson(JSON.stringify({ asked, found: found.map(explanationJson), nearest })));
    } else if (found.length === 0) {
      await io.print(say('explanation-unknown', { asked }));
      if (nearest.length > 0) await io.print(say('explanation-nearest', { codes: nearest.join(', ') }));
      await io.print(say('explanation-list-hint'));
    } else for (const each of found) for (const line of explanationText(each, say, io.paint)) await io.print(line);
    return found.length > 0 ? 0 : 1;
  },
};

/** `body-hash-mismatch`, and `fail` for `result-fail`. */
function codeOf(asked: string): ExplainedCode | null {
  const word = asked.toLowerCase();
  return [word, `result-${word}`].find(isExplained) ?? null;
}

async function list(parsed: ParsedCommand, io: Io, say: Say): Promise<number> {
  const codes = EXPLAINED_CODES.map((code) => ({ code, message: sentenceOf(code, say) }));
  if (parsed.has('json')) {
    await io.print(visibleJson(JSON.stringify({ codes })));
    return 0;
  }
  for (const { code, message } of codes) await io.print(say('explanation-list-line', { code, message }));
  return 0;
}
