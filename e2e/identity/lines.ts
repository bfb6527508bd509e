/**
 * Octets as strange as a message may have them: any but a bare CR or LF, dots at every place, NUL, 8-bit, lines of any
 * length. One thing is left out: a line that is NULs and then a dot. It is refused (S-199), so it can't arrive.
 */
import { random, type Random } from './random.js';

const POOL = 64 * 1024; // octets of each kind of text, of which lines take parts
const BLOCK_LINES = 4 * 1024 * 1024; // octets of whole lines, of which large messages take parts
const COARSE = 96 * 1024; // from here on lines are taken by the thousand
const CRLF = Buffer.from('\r\n');

export interface LineMaker {
  /** So many octets of whole lines; 0 or at least 2. */
  lines(rng: Random, octets: number): Buffer;
}

export function lineMaker(seed: number): LineMaker {
  const pools = textPools(random(seed, -1));

  const line = (rng: Random, room: number): Buffer => {
    const length = Math.min(lineLength(rng), room);
    const pool = rng.pick(pools);
    const text = Buffer.from(pool.subarray(rng.below(POOL - length), POOL).subarray(0, length));
    for (let dots = rng.chance(0.25) ? 1 + rng.below(3) : 0; dots > 0; dots -= 1) {
      if (dots <= length) text[dots - 1] = 0x2e;
    }
    if (rng.chance(0.1) && length > 0) text[length - 1] = 0x2e;
    return isHiddenEnd(text) ? text.fill(0x6e) : text;
  };

  /** Lines one by one. */
  const fine = (rng: Random, octets: number): Buffer => {
    const parts: Buffer[] = [];
    for (let left = octets; left > 0;) {
      const text = line(rng, left - 2);
      // One octet can't be a line: what would be left alone goes with this one.
      const whole = left - text.length - 2 === 1 ? Buffer.concat([text, Buffer.of(0x61)]) : text;
      parts.push(whole, CRLF);
      left -= whole.length + 2;
    }
    return Buffer.concat(parts);
  };

  const block = fine(random(seed, -2), BLOCK_LINES);
  const starts: number[] = [];
  for (let at = 0; at >= 0 && at < block.length; at = block.indexOf(CRLF, at) + 2) starts.push(at);

  return {
    lines(rng, octets) {
      const parts: Buffer[] = [];
      let left = octets;
      while (left > COARSE) {
        const from = starts[rng.below(starts.length)] ?? 0;
        const room = block.subarray(from, from + Math.min(left - COARSE / 2, 1024 * 1024));
        const end = room.lastIndexOf(CRLF) + 2;
        if (end < 2) continue; // it began in a line that is longer than the room
        parts.push(room.subarray(0, end));
        left -= end;
      }
      parts.push(fine(rng, left));
      return Buffer.concat(parts);
    },
  };
}

/** Would a server that leaves NULs out take it for the end of the message? */
function isHiddenEnd(text: Buffer): boolean {
  return text[0] === 0 && /^\0+\.\0*$/.test(text.toString('latin1'));
}

function lineLength(rng: Random): number {
  const kind = rng.below(100);
  if (kind < 12) return 0;
  if (kind < 30) return 1 + rng.below(4);
  if (kind < 95) return rng.below(100);
  if (kind < 97) return 996 + rng.below(5); // RFC 5321, section 4.5.3.1.6: 998 and CRLF
  if (kind < 99) return 1000 + rng.below(4000);
  return rng.below(20_000);
}

/** Texts of one kind each: printable, any octet, 8-bit, NUL, dots and blanks, UTF-8. None has CR or LF. */
function textPools(rng: Random): [Buffer, ...Buffer[]] {
  const pool = (octet: () => number): Buffer => Buffer.from(Array.from({ length: POOL }, octet));
  const printable = pool(() => 0x20 + rng.below(0x5f));
  const any = pool(() => {
    const octet = rng.below(254);
    return octet < 10 ? octet : octet < 12 ? octet + 1 : octet + 2; // without 10 and 13
  });
  const eightBit = pool(() => 0x80 + rng.below(0x80));
  const dots = pool(() => rng.pick([0x2e, 0x2e, 0x2e, 0x20, 0x09, 0x61]));
  const nul = pool(() => rng.pick([0, 0, 0, 0x2e, 0x61]));
  const utf8 = Buffer.alloc(POOL + 8);
  for (let at = 0; at < POOL;) at += utf8.write(rng.pick(['あ', 'ü', '鍵', 'a', ' ', '😀']), at);
  return [printable, printable, any, any, eightBit, dots, nul, utf8.subarray(0, POOL)];
}
