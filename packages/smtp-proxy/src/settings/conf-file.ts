/**
 * The configuration file: one option a line, `name value`. A `#` as the first thing of a line begins a comment.
 *
 * Copies from web pages are the usual input: BOM, CRLF, blanks at the ends and full-width blanks are read over, the last
 * with a warning.
 */
import { withoutKeyMaterial } from './key-material.js';
import type { Remark } from './setting.js';

export interface ConfLine {
  /** As written. */
  name: string;
  /** Null where the name stands alone. */
  value: string | null;
  line: number;
}

const IDEOGRAPHIC_SPACE = /\u3000/g;
/** Where a page was copied without its line ends: `# specify what to listen on listen    127.0.0.1:10027`. */
const SETTING_IN_COMMENT = /^#.*[^\s#]\s+((?:listen|relay)\s+\S*:\d+)$/;
const QUOTES = /[\u201c\u201d\u2018\u2019]/;

export function parseConfFile(text: string, file: string): { lines: readonly ConfLine[]; warnings: readonly Remark[] } {
  const lines: ConfLine[] = [];
  const warnings: Remark[] = [];
  for (const [index, source] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const content = source.replaceAll(IDEOGRAPHIC_SPACE, ' ').trim();
    const inComment = SETTING_IN_COMMENT.exec(content)?.[1];
    if (inComment !== undefined) {
      const message = `this comment seems to contain a setting: ${inComment}. If so, give it a line of its own`;
      warnings.push({ option: '', file, line, message });
    }
    if (content === '' || content.startsWith('#')) continue;
    const blank = content.search(/\s/);
    const name = blank === -1 ? content : content.slice(0, blank);
    const value = blank === -1 ? null : content.slice(blank).trim();
    const option = withoutKeyMaterial(name);
    const warn = (message: string): void => void warnings.push({ option, file, line, message });
    if (source.includes('\u3000')) warn('there is a full-width blank (U+3000) in this line; it is read as a blank');
    if (QUOTES.test(content)) warn('there are typographic quotes in this line; they are taken as they are');
    if (value !== null && /\s#/.test(` ${value}`)) {
      warn('" #" behind a value begins no comment: it belongs to the value. A comment needs a line of its own');
    }
    lines.push({ name, value, line });
  }
  return { lines, warnings };
}
