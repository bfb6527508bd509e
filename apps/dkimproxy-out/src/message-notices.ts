/**
 * Watches the octets of a message for what may break its signature behind us: lines that the next hop's SMTP client
 * breaks (S-010, S-233) and 8-bit text that a next hop without 8BITMIME converts (S-265). Changes nothing.
 */
import { isAscii } from 'node:buffer';

const LF = 0x0a;
const MAX_LINE = 998; // without its CRLF: RFC 5322, section 2.1.1

export interface MessageNotices {
  write(chunk: Uint8Array): void;
  notices(): readonly string[];
}

export function watchMessage({ nextHopTakes8Bit }: { nextHopTakes8Bit: boolean }): MessageNotices {
  let lineLength = 0; // octets of the line that is not ended yet
  let longLine = false;
  let eightBit = false;

  return {
    write(chunk) {
      if (!longLine) findLongLine(chunk);
      if (!nextHopTakes8Bit && !eightBit) eightBit = !isAscii(chunk);
    },
    notices() {
      const notices = [];
      if (longLine) {
        notices.push(
          `a line is longer than ${MAX_LINE} octets: Postfix breaks it at delivery, which breaks the signature`,
        );
      }
      if (eightBit) {
        notices.push('8-bit text, and the next hop lacks 8BITMIME: if it converts, the signature breaks');
      }
      return notices;
    },
  };

  /** Jumps from line to line, a thousand octets at a time where lines are short: one native search a jump. */
  function findLongLine(chunk: Uint8Array): void {
    let start = 0;
    while (start < chunk.length) {
      const room = MAX_LINE + 2 - lineLength; // CR and LF included
      const end = chunk.lastIndexOf(LF, Math.min(start + room, chunk.length) - 1);
      if (end >= start) {
        start = end + 1;
        lineLength = 0;
      } else if (chunk.length - start >= room) {
        longLine = true;
        return;
      } else {
        lineLength += chunk.length - start;
        return;
      }
    }
  }
}
