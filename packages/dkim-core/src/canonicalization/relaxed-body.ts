/**
 * The "relaxed" body canonicalization. RFC 6376, section 3.4.4.
 *
 * One pass over the octets into one piece for each chunk. Between chunks it keeps a count and two flags, never message
 * bytes: a line of a gigabyte of spaces costs nothing. A bare CR or LF is text (S-026).
 */
import { CR, CRLF, HTAB, LF, SP } from '../text/ascii.js';
import type { BodyCanonicalizer, ByteSink } from './canonicalization.js';
import { emitLineEnds } from './line-ends.js';

export function relaxedBody(emit: ByteSink): BodyCanonicalizer {
  let lineEnds = 0; // CRLFs since the last text; they count only if text follows
  let heldWsp = false; // white space since the last text of this line
  let heldCr = false; // the last octet was a CR; it may be half a CRLF
  let empty = true; // nothing was emitted yet

  return {
    write(chunk) {
      const out = Buffer.allocUnsafe(chunk.length + 4); // and a line end, a space and a CR that were held before it
      let length = 0;
      for (let at = 0; at < chunk.length; at += 1) {
        const octet = chunk[at] ?? 0;
        if (heldCr) {
          heldCr = false;
          if (octet === LF) {
            heldWsp = false;
            lineEnds += 1;
            continue;
          }
          text(CR);
        }
        if (octet === CR) heldCr = true;
        else if (octet === SP || octet === HTAB) heldWsp = true;
        else text(octet);
      }
      if (length > 0) emit(out.subarray(0, length));

      function text(octet: number): void {
        if (lineEnds > 0) endLines();
        if (heldWsp) {
          heldWsp = false;
          out[length] = SP;
          length += 1;
        }
        out[length] = octet;
        length += 1;
        empty = false;
      }

      /** A single line end, the usual case, goes into the same piece. */
      function endLines(): void {
        if (lineEnds === 1) {
          out[length] = CR;
          out[length + 1] = LF;
          length += 2;
        } else {
          if (length > 0) emit(out.subarray(0, length));
          length = 0;
          emitLineEnds(lineEnds, emit);
        }
        lineEnds = 0;
      }
    },
    end() {
      if (heldCr) {
        emitLineEnds(lineEnds, emit);
        emit(Buffer.from(heldWsp ? ' \r' : '\r', 'latin1'));
        empty = false;
      }
      if (!empty) emit(CRLF);
    },
  };
}
