/**
 * The "simple" body canonicalization. RFC 6376, section 3.4.3.
 *
 * Chunks of any size in, canonical bytes out through `emit`, uncopied. Between chunks it keeps a count and a flag,
 * never message bytes: a body of any length costs the same memory. A bare CR or LF is an ordinary octet here;
 * whether it may pass at all is settled before (S-001).
 */
import { CR, CRLF } from '../text/ascii.js';
import type { BodyCanonicalizer, ByteSink } from './canonicalization.js';
import { emitLineEnds, lengthWithoutLineEnds } from './line-ends.js';

const LONE_CR: Buffer = Buffer.of(CR);

/** Hands the canonical octets to `emit`; an empty body is one CRLF. */
export function simpleBody(emit: ByteSink): BodyCanonicalizer {
  let lineEnds = 0; // CRLFs at the end so far; they count only if text follows
  let heldCr = false; // a CR at the end so far; it may be half a CRLF

  return {
    write(chunk) {
      const { buffer, byteOffset, byteLength } = chunk;
      const bytes = heldCr ? Buffer.concat([LONE_CR, chunk]) : Buffer.from(buffer, byteOffset, byteLength);
      heldCr = bytes.at(-1) === CR;
      const end = heldCr ? bytes.length - 1 : bytes.length;
      const text = lengthWithoutLineEnds(bytes.subarray(0, end));
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
