/**
 * Finds a line of NULs and one dot. A server that leaves NULs out takes it for the end of the message, and what stands
 * behind it for commands (S-199). Its dot can't be doubled: for all others the line does not begin with a dot.
 *
 * Reads a message with clean line ends, in pieces of any size, and remembers one word between them.
 */
const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;
const LINE_NUL = Buffer.from('\n\0');
const NEAR = 16; // octets that are looked at one by one first: a search costs as much, and such lines come in crowds

type Place = 'lineBegin' | 'nuls' | 'dot' | 'dotCr' | 'text';

export interface HiddenEnd {
  write(octets: Uint8Array): void;
  found(): boolean;
}

export function hiddenEnd(): HiddenEnd {
  let place: Place = 'lineBegin';
  let found = false;

  return {
    write(octets) {
      let at = 0;
      while (at < octets.length) {
        const octet = octets[at];
        if (place === 'text') {
          const line = nextNulLine(octets, at);
          if (line < 0) {
            if (octets[octets.length - 1] === LF) place = 'lineBegin';
            return;
          }
          place = 'lineBegin';
          at = line;
          continue;
        }
        if (octet === NUL && place !== 'dotCr') {
          if (place === 'lineBegin') place = 'nuls';
        } else if (octet === DOT && place === 'nuls') place = 'dot';
        else if (octet === CR && place === 'dot') place = 'dotCr';
        else if (octet === LF && place === 'dotCr') {
          found = true;
          return;
        } else {
          place = 'text';
          continue; // this octet may be the line end before the next one
        }
        at += 1;
      }
    },
    found: () => found,
  };
}

/** The first line from `from` on, not one that begins there, that begins with NUL; -1 if there is none. */
function nextNulLine(octets: Uint8Array, from: number): number {
  const near = Math.min(from + NEAR, octets.length - 1);
  for (let at = from; at < near; at += 1) if (octets[at] === LF && octets[at + 1] === NUL) return at + 1;
  if (near === octets.length - 1) return -1;
  const rest = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  if (!rest.includes(NUL, near)) return -1; // of most mail, and the quickest answer
  const found = rest.indexOf(LINE_NUL, near);
  return found < 0 ? -1 : found + 1;
}
