/**
 * Text of strangers made safe for a log line or a terminal: it stays one line and cannot move the cursor or turn the
 * reading direction (S-243). Escapes look like those of JSON, so that they read the same in both log formats.
 */

// Controls, DEL and C1; line and paragraph separators; what turns the direction of text; zero-width marks.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const MAX_LENGTH = 250;

/** `text` with unsafe characters escaped, cut to 250 characters. */
export function logText(text: string): string {
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
  return cut.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
