/** A paragraph in lines of at most so many columns: English breaks at blanks, Japanese between its characters. */
import { displayWidth } from './display-width.js';

/** What no line begins with, and what none ends with, in Japanese. JIS X 4051, for the characters that are used here. */
const NEVER_FIRST = /^[、。，．・：；？！）」』】ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々]/;
const NEVER_LAST = /[（「『【]$/;
/** A word with the blank behind it, or one full-width character with the marks that belong to it. */
const PIECE = /[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+ ?|\s/gu;

/** `columns`: null where nobody looks at lines, as in a pipe: the text as it is. */
export function wrapped(text: string, columns: number | null): readonly string[] {
  if (columns === null) return [text];
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text)) {
    if (line !== '' && displayWidth(line + piece.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece.trimStart() : piece;
  }
  return [...lines, line.trimEnd()];
}

/** Pieces that may be parted: what must not begin or end a line is joined to its neighbour. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  for (const [piece] of text.matchAll(PIECE)) {
    const last = pieces.at(-1);
    if (last !== undefined && (NEVER_FIRST.test(piece) || NEVER_LAST.test(last)))
      pieces.push(`${pieces.pop() ?? ''}${piece}`);
    else pieces.push(piece);
  }
  return pieces;
}
