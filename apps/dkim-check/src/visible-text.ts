/**
 * Text of strangers for a terminal: what would move the cursor, hide or reorder text comes out as an escape (S-243).
 *
 * Controls (C0, DEL, C1), line and paragraph separators, bidirectional controls, zero-width characters, the tag and
 * variation characters that carry hidden text, and lone surrogates.
 */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

/** `text` with each such character written as \x1b, \u202e or \u{e0041}. */
export function visibleText(text: string): string {
  return text.replaceAll(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** The same for JSON text: only escapes that mean the very character, so that a parser reads what was written. */
export function visibleJson(json: string): string {
  return json.replaceAll(HIDDEN, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
