/**
 * Folding white space: trimmed, dropped, unfolded. RFC 6376, section 2.8; RFC 5322, section 3.2.2.
 *
 * White space is SP, HTAB, CR and LF, nothing of Unicode. Everything runs in linear time, whatever the input.
 */
import { CR, HTAB, LF, SP } from './ascii.js';

const FWS = /[ \t\r\n]/;
const FWS_RUN = /[ \t\r\n]+/g;
const FOLD = /\r\n(?=[ \t])/g;

function isFws(code: number): boolean {
  return isBlank(code) || code === CR || code === LF;
}

function isBlank(code: number): boolean {
  return code === SP || code === HTAB;
}

/** Without the white space at both ends. */
export function trimFws(text: string): string {
  if (!isFws(text.charCodeAt(0)) && !isFws(text.charCodeAt(text.length - 1))) return text;
  let start = 0;
  let end = text.length;
  while (start < end && isFws(text.charCodeAt(start))) start += 1;
  while (end > start && isFws(text.charCodeAt(end - 1))) end -= 1; // a pattern with "+$" would cost quadratic time
  return text.slice(start, end);
}

/** Without any white space. By a pattern: pieces put together make a text that is slow to read. */
export function dropFws(text: string): string {
  return FWS.test(text) ? text.replace(FWS_RUN, '') : text;
}

/** Removes the CRLF of each fold, never the white space behind it (S-007). */
export function unfold(text: string): string {
  return text.includes('\r\n') ? text.replace(FOLD, '') : text;
}

/** Every CR and LF belongs to a fold, and no line is of white space alone: FWS as RFC 6376, section 2.8, has it (S-028). */
export function hasOnlyFolds(text: string): boolean {
  let cr = text.indexOf('\r');
  let lf = text.indexOf('\n');
  while (cr !== -1 || lf !== -1) {
    if (cr === -1 || lf !== cr + 1) return false; // one of them stands alone
    let next = lf + 1;
    while (isBlank(text.charCodeAt(next))) next += 1;
    if (next === lf + 1 || text.charCodeAt(next) === CR) return false;
    cr = text.indexOf('\r', next);
    lf = text.indexOf('\n', next);
  }
  return true;
}
