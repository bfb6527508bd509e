/**
 * Dots doubled at the begin of a line, and the end of data. RFC 5321, section 4.5.2; S-203.
 *
 * What comes in has no bare CR or LF any more (bare-line-ends.ts), so every LF ends a line. Between pieces one octet is
 * remembered. A piece without such a line passes uncopied.
 */
const DOT = 0x2e;
const LF = 0x0a;
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
      for (let at = octets.indexOf(LINE_DOT); at >= 0; at = octets.indexOf(LINE_DOT, at + 2)) cuts.push(at + 1);
      last = octets[octets.length - 1] ?? last;
      return cuts.length === 0 ? octets : doubled(octets, cuts);
    },
    end: () => Buffer.from(last === LF ? '.\r\n' : '\r\n.\r\n'),
  };
}

function doubled(octets: Buffer, cuts: readonly number[]): Buffer {
  const out = Buffer.allocUnsafe(octets.length + cuts.length);
  let from = 0;
  let to = 0;
  for (const cut of cuts) {
    to += octets.copy(out, to, from, cut);
    out[to] = DOT;
    to += 1;
    from = cut;
  }
  octets.copy(out, to, from);
  return out;
}
