/**
 * Walks the text of an Authentication-Results field once: comments, quoted strings and runs of characters. RFC 5322,
 * sections 3.2.1 to 3.2.4. Comments are counted, not recursed into.
 */
import { invalid } from '../option-checks.js';
import { decodeUtf8 } from '../text/utf8.js';

/** What an authserv-id without quotes is made of. RFC 2045, section 5.1 (token). */
export const IN_TOKEN = /[^\s()<>@,;:\\"/[\]?=]/;
/** What a version is read from, right or wrong. */
export const IN_WORD = /[^\s();]/;

export interface Scanner {
  atEnd(): boolean;
  /** A comment was open at the end or nested too deep. What stands behind its "(" was not read. */
  isBroken(): boolean;
  peek(): string;
  take(char: string): boolean;
  /** The longest run of such characters from here, may be empty. */
  run(of: RegExp): string;
  /** Comments and white space; true if there was any. */
  skipCfws(): boolean;
  /** Opened; null, and nothing read, where no well-formed one begins here. */
  quotedString(): { text: string } | null;
  /** To the next white space, ";" or comment. */
  skipWord(): void;
  /** To the next ";" outside of comments and quoted strings. */
  skipResult(): void;
  /** To the start. */
  rewind(): void;
}

export function scanner(text: string, maxDepth: number): Scanner {
  let position = 0;
  let broken = false;
  let unclosedQuote = text.length; // from here on no quoted string is closed: it is looked for once only

  const skipComment = (): void => {
    let depth = 0;
    for (; position < text.length; position += 1) {
      const char = text[position];
      if (char === '\\') position += 1;
      else if (char === '(') depth += 1;
      else if (char === ')') depth -= 1;
      if (depth > maxDepth) break;
      if (depth === 0) {
        position += 1;
        return;
      }
    }
    broken = true;
    position = text.length;
  };

  const self: Scanner = {
    atEnd: () => position >= text.length,
    isBroken: () => broken,
    peek: () => text[position] ?? '',
    take(char) {
      if (text[position] !== char) return false;
      position += 1;
      return true;
    },
    run(of) {
      const start = position;
      while (position < text.length && of.test(text[position] ?? '')) position += 1;
      return text.slice(start, position);
    },
    skipCfws() {
      const start = position;
      while (position < text.length) {
        const char = text[position] ?? '';
        if (char === '(') skipComment();
        else if (isSpace(char)) position += 1;
        else break;
      }
      return position > start;
    },
    quotedString() {
      if (text[position] !== '"' || position >= unclosedQuote) return null;
      let content = '';
      for (let index = position + 1; index < text.length; index += 1) {
        const char = text[index] ?? '';
        if (char === '"') {
          position = index + 1;
          return { text: content };
        }
        if (char === '\\') index += 1;
        const taken = text[index] ?? '';
        if (taken !== '\r' && taken !== '\n') content += taken;
      }
      unclosedQuote = position;
      return null;
    },
    skipWord() {
      if (self.quotedString() !== null) return;
      position += 1;
      while (position < text.length && !isSpace(text[position] ?? '') && !';('.includes(text[position] ?? ''))
        position += 1;
    },
    skipResult() {
      while (position < text.length && text[position] !== ';') {
        if (!self.skipCfws()) self.skipWord();
      }
    },
    rewind() {
      position = 0;
    },
  };
  return self;
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

/** Octets of UTF-8, one a character, become text (RFC 8601, section 1.5.2); text and other octets stay as they are. */
export function toText(value: string): string {
  return /[^\0-\u00ff]/.test(value) ? value : (decodeUtf8(value) ?? value);
}

export function checkedValue(value: unknown): string {
  if (typeof value === 'string') return value;
  throw invalid('The value of a field must be a text, as fieldValue gives it', value);
}
