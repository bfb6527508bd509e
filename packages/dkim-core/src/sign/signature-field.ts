/**
 * Tags to a folded field. RFC 6376, sections 3.2 and 3.5; RFC 5322, section 2.1.1; S-118.
 *
 * Lines stay under 78 columns. Folds stand behind ";" and, in values that allow white space, between their parts; a
 * domain or selector that is too long for a line gets one of its own and stays whole. b= comes last: its value is put in
 * when all else is fixed and hashed (S-119).
 */

const COLUMNS = 77;

/** `parts`: where a fold may stand between them. */
export interface TagText {
  name: string;
  parts: readonly string[];
}

/** The field up to and with `b=`, and the column where its value begins. */
export function foldTags(fieldName: string, tags: readonly TagText[]): { text: string; column: number } {
  let text = `${fieldName}:`;
  let column = text.length;

  function append(piece: string, glue: ' ' | ''): void {
    if (column + glue.length + piece.length > COLUMNS && column > 1) {
      text += `\r\n\t${piece}`;
      column = 1 + piece.length;
    } else {
      text += glue + piece;
      column += glue.length + piece.length;
    }
  }

  for (const { name, parts } of [...tags, { name: 'b', parts: [''] }]) {
    const isLast = name === 'b';
    for (const [index, part] of parts.entries()) {
      const head = index === 0 ? `${name}=` : '';
      const tail = index === parts.length - 1 && !isLast ? ';' : '';
      append(`${head}${part}${tail}`, index === 0 ? ' ' : '');
    }
  }
  return { text, column };
}

/** Base64 cut so that it fills the lines from `column` on. */
export function foldBase64(base64: string, column: number): string {
  const first = Math.max(COLUMNS - column, 0);
  const lines = [base64.slice(0, first)];
  for (let at = first; at < base64.length; at += COLUMNS - 1) lines.push(base64.slice(at, at + COLUMNS - 1));
  return lines.join('\r\n\t');
}

/** A list with ":" or "|" between its elements, each to be kept whole. */
export function listParts(elements: readonly string[], separator: ':' | '|'): readonly string[] {
  return elements.map((element, index) => (index === elements.length - 1 ? element : element + separator));
}

/** Quoted-printable, folded between characters, never inside an escape. */
export function quotedPrintableParts(value: string): readonly string[] {
  return value.match(/(?:=[0-9A-F]{2}|[^=]){1,16}/g) ?? [''];
}

/** A long value that may be folded anywhere, in short pieces. */
export function anywhereParts(value: string): readonly string[] {
  return value.match(/.{1,16}/g) ?? [''];
}
