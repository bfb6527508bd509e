/**
 * Messages from files and pipes: LF alone becomes CRLF. RFC 5321, section 2.3.8; S-026.
 *
 * For programs that read what another one stored with its own line ends. The library itself never converts: what it
 * is given is what it hashes. A bare CR stays what it is and is counted.
 */
import { checkedBytes } from '../message-source.js';
import { CR, LF } from '../text/ascii.js';

/** Makes CRLF of the line ends of one message. RFC 5321, section 2.3.8. */
export interface LineEndNormalizer {
  /**
   * Takes the next chunk, cut anywhere. Gives it with CRLF at the end of each line; the chunk itself where nothing is to
   * be changed. Throws DkimError, DKIM_MESSAGE_INVALID, for what is no Uint8Array.
   */
  write: (chunk: Uint8Array) => Uint8Array;
  /** How many LF were given their CR so far, and how many CR stand alone. A CR at the very end counts as alone. */
  readonly counts: { readonly addedCr: number; readonly bareCr: number };
}

/** For one message: it remembers how the last chunk ended. RFC 5321, section 2.3.8. */
export function createLineEndNormalizer(): LineEndNormalizer {
  let addedCr = 0;
  let bareCr = 0;
  let endedWithCr = false;

  return {
    write(given) {
      const chunk = checkedBytes(given);
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (bytes.length === 0) return chunk;
      if (endedWithCr && bytes[0] !== LF) bareCr += 1;
      const lacking: number[] = []; // where an LF has no CR
      for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
        const hasCr = at === 0 ? endedWithCr : bytes[at - 1] === CR;
        if (!hasCr) lacking.push(at);
      }
      addedCr += lacking.length;
      for (let at = bytes.indexOf(CR); at !== -1 && at < bytes.length - 1; at = bytes.indexOf(CR, at + 1)) {
        if (bytes[at + 1] !== LF) bareCr += 1;
      }
      endedWithCr = bytes.at(-1) === CR;
      if (lacking.length === 0) return chunk;
      const out = Buffer.allocUnsafe(bytes.length + lacking.length);
      let from = 0;
      let length = 0;
      for (const at of lacking) {
        length += bytes.copy(out, length, from, at);
        out[length] = CR;
        length += 1;
        from = at;
      }
      bytes.copy(out, length, from);
      return out;
    },
    get counts() {
      return { addedCr, bareCr: bareCr + (endedWithCr ? 1 : 0) };
    },
  };
}
