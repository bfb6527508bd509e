/**
 * Messages from files and pipes: LF alone becomes CRLF. RFC 5321, section 2.3.8; S-026.
 *
 * For programs that read what another one stored with its own line ends. The library itself never converts: what it
 * is given is what it hashes. A bare CR stays what it is and is counted.
 */
import { CR, CRLF, LF } from '../text/ascii.js';

export interface LineEndNormalizer {
  /** The chunk with CRLF at the end of each line; the chunk itself where nothing is to be changed. */
  write: (chunk: Uint8Array) => Uint8Array;
  /** How many LF were given their CR so far, and how many CR stand alone. A CR at the very end counts as alone. */
  readonly counts: { readonly addedCr: number; readonly bareCr: number };
}

export function createLineEndNormalizer(): LineEndNormalizer {
  let addedCr = 0;
  let bareCr = 0;
  let endedWithCr = false;

  return {
    write(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (bytes.length === 0) return chunk;
      if (endedWithCr && bytes[0] !== LF) bareCr += 1;
      const pieces: Buffer[] = [];
      let from = 0;
      for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
        const hasCr = at === 0 ? endedWithCr : bytes[at - 1] === CR;
        if (!hasCr) {
          pieces.push(bytes.subarray(from, at), CRLF);
          from = at + 1;
          addedCr += 1;
        }
      }
      for (let at = bytes.indexOf(CR); at !== -1 && at < bytes.length - 1; at = bytes.indexOf(CR, at + 1)) {
        if (bytes[at + 1] !== LF) bareCr += 1;
      }
      endedWithCr = bytes.at(-1) === CR;
      if (pieces.length === 0) return chunk;
      pieces.push(bytes.subarray(from));
      return Buffer.concat(pieces);
    },
    get counts() {
      return { addedCr, bareCr: bareCr + (endedWithCr ? 1 : 0) };
    },
  };
}
