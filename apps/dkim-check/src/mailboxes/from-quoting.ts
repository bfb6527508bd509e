/**
 * Takes back what the writer of an mbox did to lines of a message that begin with "From ".
 *
 * mboxrd puts ">" before each ">*From ", mboxo before "From " alone, and some write nothing at all. No file says which
 * it was: the signature does, so a message that fails by its body in one reading is judged in the next.
 */
import { LF } from '../octets.js';

/** How quoted lines are read: one ">" off each, off those with one ">" only, or as they stand. */
export type Quoting = 'mboxrd' | 'mboxo' | 'none';

/** What of it was there: lines that begin with ">From ", and with ">>From " or more. */
export interface QuotedLines {
  single: number;
  more: number;
}

const QUOTE = 0x3e;
const FROM = Buffer.from('From ');
const MARK = Buffer.from('\n>');
const MOST = 1000; // ">" at the start of a line; more are no quoting

export async function* unquoted(
  source: AsyncIterable<Uint8Array>,
  quoting: Quoting,
  seen: QuotedLines = { single: 0, more: 0 },
): AsyncGenerator<Uint8Array> {
  let held = Buffer.alloc(0);
  const cut = (bytes: Buffer, isLast: boolean): Buffer[] => {
    const parts: Buffer[] = [];
    let from = 0;
    let at = bytes.indexOf(MARK);
    let keep = !isLast && bytes.at(-1) === LF ? bytes.length - 1 : bytes.length;
    while (at !== -1) {
      let text = at + 1;
      while (bytes[text] === QUOTE) text += 1;
      const quotes = text - at - 1;
      const isWhole = isLast || bytes.length - text >= FROM.length || quotes > MOST;
      if (!isWhole && FROM.subarray(0, bytes.length - text).equals(bytes.subarray(text))) {
        keep = at;
        break;
      }
      if (quotes <= MOST && bytes.subarray(text, text + FROM.length).equals(FROM)) {
        seen[quotes === 1 ? 'single' : 'more'] += 1;
        if (quoting === 'mboxrd' || (quoting === 'mboxo' && quotes === 1)) {
          parts.push(bytes.subarray(from, at + 1));
          from = at + 2;
        }
      }
      at = bytes.indexOf(MARK, text);
    }
    parts.push(bytes.subarray(from, keep));
    held = Buffer.from(bytes.subarray(keep));
    return parts.filter(({ length }) => length > 0);
  };
  for await (const chunk of source) yield* cut(Buffer.concat([held, chunk]), false);
  yield* cut(held, true);
}
