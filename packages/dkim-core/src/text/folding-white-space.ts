/**
 * Folding white space: trimmed, dropped, unfolded. RFC 6376, section 2.8; RFC 5322, section 3.2.2.
 *
 * White space is SP, HTAB, CR and LF, nothing of Unicode. Everything runs in linear time, whatever the input.
 */

const LINE_END = /[\r\n]/;
const FWS = /[ \t\r\n]/;
const FWS_RUN = /[ \t\r\n]+/g;
const FOLD = /\r\n(?=[ \t])/g;
/** A bare CR or LF, a line end without white space behind it, or a line of white space only. */
const NOT_A_FOLD = /\r(?!\n)|(?<!\r)\n|\r\n(?![ \t])|\r\n[ \t]+\r\n/;

function isFws(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;
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

/** Without any white space. */
export function dropFws(text: string): string {
  return FWS.test(text) ? text.replace(FWS_RUN, '') : text;
}

/** Removes the CRLF of each fold, never the white space behind it (S-007). */
export function unfold(text: string): string {
  return text.includes('\r\n') ? text.replace(FOLD, '') : text;
}

/** Every CR and LF belongs to a fold, and no line is of white space alone: FWS as RFC 6376, section 2.8, has it (S-028). */
export function hasOnlyFolds(text: string): boolean {
  return !LINE_END.test(text) || !NOT_A_FOLD.test(text);
}
