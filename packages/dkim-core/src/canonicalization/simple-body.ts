/**
 * The "simple" body canonicalization. RFC 6376, section 3.4.3.
 *
 * Chunks of any size in, canonical bytes out through `emit`, uncopied. Between chunks it keeps a count and a flag,
 * never message bytes: a body of any length costs the same memory. A bare CR or LF is an ordinary octet here;
 * whether it may pass at all is settled before (S-001).
 */
import { CR, CRLF, LF } from '../text/ascii.js';
import type { BodyCanonicalizer, ByteSink } from './canonicalization.js';
import { emitLineEnds } from './line-ends.js';

const LONE_CR: Buffer = Buffer.of(CR);

/** Hands the canonical octets to `emit`; an empty body is one CRLF. */
export function simpleBody(emit: ByteSink): BodyCanonicalizer {
  let lineEnds = 0; // CRLFs at the end so far; they count only if text follows
  let heldCr = false; // a CR at the end so far; it may be half a CRLF

  return {
    write(chunk) {
      const bytes = heldCr ? Buffer.concat([LONE_CR, chunk]) : chunk;
      heldCr = bytes.at(-1) === CR;
      const end = heldCr ? bytes.length - 1 : bytes.length;
      let text = end;
      while (bytes[text - 2] === CR && bytes[text - 1] === LF) text -= 2;
      if (text > 0) {
        emitLineEnds(lineEnds, emit);
        emit(bytes.subarray(0, text));
        lineEnds = 0;
      }
      lineEnds += (end - text) / 2;
    },
    end() {
      if (heldCr) {
        emitLineEnds(lineEnds, emit);
        emit(LONE_CR);
      }
      emit(CRLF); // an empty body is one CRLF, too
    },
  };
}
