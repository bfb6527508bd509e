/**
 * The "relaxed" body canonicalization. RFC 6376, section 3.4.4.
 *
 * Between chunks it keeps a count and three octets, never more of the message: a line of a gigabyte of spaces costs
 * nothing. A bare CR or LF is text (S-026). What becomes of a blank hangs on the two octets behind it (blanks.ts), so the
 * last ones of a chunk wait for the next. Stretches without blanks, as in base64, are canonical as they lie and go on
 * uncopied.
 */
import { CR, CRLF, HTAB, LF, SP } from '../text/ascii.js';
import { BLOCK, blankReducer, OUT, type BlankReducer } from './blanks.js';
import type { BodyCanonicalizer, ByteSink } from './canonicalization.js';
import { emitLineEnds, lengthWithoutLineEnds } from './line-ends.js';

/** As far as is looked ahead: it is still in the cache when it is hashed, in one call. With 16 KB 20 MB of base64 took an eighth longer. */
const WINDOW = 262_144;
const STRETCH = 1024; // octets without blanks that are worth a call of the hash
const HELD = 3; // the most octets that wait: two to be looked at, and a CR that must not be parted from its LF

/** Hands the canonical octets to `emit`; an empty body has none. */
export function relaxedBody(emit: ByteSink, reducer: BlankReducer = blankReducer()): BodyCanonicalizer {
  const { memory, reduce } = reducer;
  const held = Buffer.alloc(HELD); // the memory is used by all bodies in turn, so what waits is kept here
  let heldLength = 0;
  let lineEnds = 0; // CRLFs since the last text; they count only if text follows
  let hasText = false;

  /** Canonical but for the line ends at its end. It ends with no CR whose LF is still to come. */
  function settle(octets: Buffer): void {
    const text = lengthWithoutLineEnds(octets);
    if (text > 0) {
      emitLineEnds(lineEnds, emit);
      lineEnds = 0;
      emit(text === octets.length ? octets : octets.subarray(0, text));
      hasText = true;
    }
    lineEnds += (octets.length - text) / 2;
  }

  /** What was held, and a part of a chunk; gives how many octets of the two were settled. */
  function reduceBlock(part: Buffer): number {
    held.copy(memory, 0, 0, heldLength);
    part.copy(memory, heldLength);
    const length = heldLength + part.length;
    const end = ripe(memory, length);
    const outEnd = reduce(0, end, OUT);
    heldLength = memory.copy(held, 0, end, length);
    settle(memory.subarray(OUT, outEnd));
    return end;
  }

  /** A stretch without blanks, longer than 2 * HELD: nothing in it is to be changed. */
  function passStretch(stretch: Buffer): void {
    const waiting = heldLength;
    const start = reduceBlock(stretch.subarray(0, HELD)) - waiting; // decides about all that waited
    const end = ripe(stretch, stretch.length);
    settle(stretch.subarray(start, end));
    heldLength = stretch.copy(held, 0, end);
  }

  function writeWindow(octets: Buffer): void {
    let space = -1;
    let tab = -1;
    for (let from = 0; from < octets.length;) {
      // Linear: what was found is good until it is passed.
      if (space < from) space = positionOf(octets, SP, from);
      if (tab < from && space - from >= STRETCH) tab = positionOf(octets, HTAB, from);
      const stretch = Math.min(space, tab) - from;
      if (stretch >= STRETCH) passStretch(octets.subarray(from, from + stretch));
      else reduceBlock(octets.subarray(from, from + BLOCK - HELD));
      from += stretch >= STRETCH ? stretch : BLOCK - HELD;
    }
  }

  return {
    write(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      for (let from = 0; from < bytes.length; from += WINDOW) writeWindow(bytes.subarray(from, from + WINDOW));
    },
    end() {
      reduceBlock(CRLF); // decides about what waits, and waits itself
      if (hasText) emit(CRLF);
    },
  };
}

/** The first `octet` from `from` on, or the length. */
function positionOf(octets: Buffer, octet: number, from: number): number {
  const at = octets.indexOf(octet, from);
  return at === -1 ? octets.length : at;
}

/** How many octets of a block can be settled: all but two, which are only looked at, and no half of a CRLF. */
function ripe(block: Buffer, length: number): number {
  const end = Math.max(length - 2, 0);
  return block[end - 1] === CR && block[end] === LF ? end - 1 : end;
}
