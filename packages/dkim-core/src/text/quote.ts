/** A stranger's text inside one of our sentences: escaped, quoted, at most 60 characters of it (S-243). */

const MAX_LENGTH = 60;
/** Controls, the double quote and backslash, and what changes the direction or the lines of a text. */
const UNSAFE =
  /["\\\0-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|\p{Surrogate}/gu;

const NAMED = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\r', '\\r'],
  ['\n', '\\n'],
]);

/** In double quotes; controls and what turns the direction of a text become `\x0a` or `\u202e`. */
export function quote(text: string): string {
  const cut = text.length > MAX_LENGTH;
  const shown = cut ? text.slice(0, MAX_LENGTH) : text;
  const escaped = shown.replace(UNSAFE, (char) => {
    const code = char.charCodeAt(0);
    return (
      NAMED.get(char) ??
      (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`)
    );
  });
  return `"${escaped}${cut ? '...' : ''}"`;
}
