/**
 * Dots doubled at the begin of a line, and the end of data. RFC 5321, section 4.5.2; S-203.
 *
 * What comes in has no bare CR or LF any more (bare-line-ends.ts), so every LF ends a line. Between pieces one octet is
 * remembered. A piece without such a line passes uncopied.
 */
const DOT = 0x2e;
const LF = 0x0a;
const SHORT = 16; // octets, up to which a loop is faster than `copy`
const NEAR = 16; // octets that are looked at one by one first: a search costs as much, and dots come in crowds
const LINE_DOT = Buffer.from('\n.');

export interface DotStuffing {
  /** The piece as it goes over the wire. */
  write(piece: Uint8Array): Uint8Array;
  /** What ends the data after all that was written. */
  end(): Uint8Array;
}

export function dotStuffing(): DotStuffing {
  let last = LF; // the message begins with a line

  return {
    write(piece) {
      const octets = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      if (octets.length === 0) return octets;
      const cuts: number[] = []; // positions of the dots to double
      if (last === LF && octets[0] === DOT) cuts.push(0);
      for (let at = nextLineDot(octets, 1); at >= 0; at = nextLineDot(octets, at + 1)) cuts.push(at);
      last = octets[octets.length - 1] ?? last;
      return cuts.length === 0 ? octets : doubled(octets, cuts);
    },
    end: () => Buffer.from(last === LF ? '.\r\n' : '\r\n.\r\n'),
  };
}

/** The first dot at the begin of a line, at `from` (over 0) or behind; -1 if there is none. */
function nextLineDot(octets: Buffer, from: number): number {
  const near = Math.min(from + NEAR, octets.length);
  for (let at = from; at < near; at += 1) if (octets[at] === DOT && octets[at - 1] === LF) return at;
  if (!octets.includes(DOT, near)) return -1; // of base64, and the quickest answer
  const found = octets.indexOf(LINE_DOT, near - 1);
  return found < 0 ? -1 : found + 1;
}

function doubled(octets: Buffer, cuts: readonly number[]): Buffer {
  const out = Buffer.allocUnsafe(octets.length + cuts.length);
  let from = 0;
  let to = 0;
  for (const cut of cuts) {
    if (cut - from > SHORT) to += octets.copy(out, to, from, cut);
    else for (let at = from; at < cut; at += 1, to += 1) out[to] = octets[at] ?? 0;
    out[to] = DOT;
    to += 1;
    from = cut;
  }
  octets.copy(out, to, from);
  return out;
}
