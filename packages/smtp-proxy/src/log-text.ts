/**
 * Text of strangers made safe for a log line or a terminal: it stays one line and cannot move the cursor, hide or turn the
 * reading direction (S-243). Escapes look like those of JSON, so that they read the same in both log formats.
 */

// Controls (C0, DEL, C1); what turns the direction of text or has no shape (Cf and DI: zero-width characters, the soft
// hyphen, tags, variation selectors, letters that are blank); line and paragraph separators; lone surrogates.
const UNSAFE = /[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}\p{Cs}\u2800\ufff9-\uffff]/gu;
const PLAIN = /^[ -~]*$/;
const MAX_LENGTH = 250;
/** The end of a text that was cut inside an escape. */
const CUT_ESCAPE = /\\(?:u[0-9a-f]{0,3})?$/;

/** `text` with each unsafe character as the escape that JSON has for it. */
export function escapeUnsafe(text: string): string {
  if (PLAIN.test(text)) return text; // nearly all of it, and quickly seen
  return text.replace(UNSAFE, escapeOf);
}

/** The same, cut to 250 characters. */
export function logText(text: string): string {
  return escapedAndCut(text, MAX_LENGTH);
}

/** The same, cut to `most` characters, escapes included. */
export function escapedAndCut(text: string, most: number): string {
  const escaped = escapeUnsafe(text.slice(0, most));
  if (text.length <= most && escaped.length <= most) return escaped;
  return `${escapeUnsafe(escaped.slice(0, most)).replace(CUT_ESCAPE, '')}...`;
}

/** The same for what stands between < and > of a line: it cannot close them and go on as the next fact. */
export function logTextInAngles(text: string): string {
  return logText(text).replace(/[<>]/g, escapeOf);
}

function escapeOf(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
