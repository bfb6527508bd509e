/**
 * Where the messages of an mbox file lie. RFC 4155 and the mbox(5) of qmail and Dovecot.
 *
 * A message begins behind a line that begins with "From " after an empty line and that has a time and a year: so a
 * "From " in a text ends no message even where the writer did not quote it and trusts Content-Length instead (mboxcl,
 * mboxcl2), a field that is never looked at here, since it may say anything. Memory: one chunk.
 */
import { CR, LF } from '../octets.js';

/** The octets of one message in its file, its From line and the empty line behind it left out; `end` is not part of it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const FROM_LINE = Buffer.from('\nFrom ');
const LONGEST = 1000; // octets of a From line that is looked at

const TIME = /\d:\d\d(?!\d)/;
const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/;

/** A file is an mbox where its first line begins with "From " and ends; `head` are its first octets, 1000 or all. */
export function isMbox(head: Buffer): boolean {
  return head.subarray(0, 5).toString('latin1') === 'From ' && head.indexOf(LF) !== -1;
}

/** The messages from first to last, each as soon as its end is known. */
export async function* mboxRanges(source: AsyncIterable<Uint8Array>): AsyncGenerator<Range> {
  let held = Buffer.from('\n\n'); // the first From line follows an empty line, too
  let offset = -held.length; // of held in the file
  let start: number | null = null;

  for await (const chunk of source) {
    const bytes = Buffer.concat([held, chunk]);
    let at = bytes.indexOf(FROM_LINE);
    let keep = Math.max(0, bytes.length - FROM_LINE.length - 1);
    while (at !== -1) {
      const lineEnd = bytes.indexOf(LF, at + 1);
      if (lineEnd === -1 && bytes.length - at <= LONGEST) {
        keep = Math.min(keep, Math.max(0, at - 2));
        break;
      }
      const blank = emptyLineBefore(bytes, at);
      if (
        lineEnd !== -1 &&
        lineEnd - at <= LONGEST &&
        blank !== null &&
        (start === null || isFromLine(bytes.subarray(at + 1, lineEnd)))
      ) {
        if (start !== null) yield { start, end: Math.max(start, offset + blank) };
        start = offset + lineEnd + 1;
      }
      at = bytes.indexOf(FROM_LINE, at + 1);
    }
    held = Buffer.from(bytes.subarray(keep)); // a copy: the chunk may be used again
    offset += keep;
  }
  if (start !== null) {
    const last = held.length;
    const blank = held.at(-1) === LF ? emptyLineBefore(held, last - 1) : null;
    yield { start, end: Math.max(start, offset + (blank ?? last)) };
  }
}

/** Where the empty line begins whose LF stands at `at`; null where that LF ends another line. */
function emptyLineBefore(bytes: Buffer, at: number): number | null {
  if (bytes[at - 1] === LF) return at;
  return bytes[at - 1] === CR && bytes[at - 2] === LF ? at - 1 : null;
}

function isFromLine(line: Buffer): boolean {
  const text = line.toString('latin1');
  return TIME.test(text) && YEAR.test(text);
}
