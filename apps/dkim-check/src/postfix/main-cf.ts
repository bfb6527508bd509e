/** main.cf: `name = value`, the last of two counts. postconf(5). */
import { problem, type Problem } from '../problem.js';
import { logicalLines, sourceLines } from './logical-lines.js';

export interface MainCf {
  readonly main: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

const SETTING = /^([^\s=]+)\s*=\s*([^]*)$/;

export function parseMainCf(text: string, file = 'main.cf'): MainCf {
  const main = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { text: content, line } of logicalLines(sourceLines(text))) {
    const [, name, value = ''] = SETTING.exec(content) ?? [];
    if (name === undefined) problems.push(problem('error', 'main-cf-line', { file, line, text: start(content) }));
    else main.set(name, value.trim());
  }
  return { main, problems };
}

/** Enough of a line to find it. */
const start = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
