/** The octets that leave: our lines, then the message as it came, without what is to be left out. DESIGN.md's promise 3. */
import type { OctetRange } from '../types.js';

/** `remove` is in ascending order and without overlap; anything else is a fault of the handler, and thrown. */
export async function* outgoingMessage(
  message: AsyncIterable<Uint8Array>,
  { top, remove }: { top: Uint8Array; remove: readonly OctetRange[] },
): AsyncGenerator<Uint8Array> {
  checkRanges(remove);
  if (top.length > 0) yield top;
  let offset = 0; // of the piece in the message
  let next = 0; // the first range that does not lie before it
  for await (const piece of message) {
    const end = offset + piece.length;
    let from = offset;
    for (let range = remove[next]; range !== undefined && range.start < end; range = remove[next]) {
      if (range.start > from) yield piece.subarray(from - offset, range.start - offset);
      from = Math.min(range.end, end);
      if (range.end > end) break;
      next += 1;
    }
    if (from < end) yield piece.subarray(from - offset);
    offset = end;
  }
}

function checkRanges(ranges: readonly OctetRange[]): void {
  let before = 0;
  for (const { start, end } of ranges) {
    if (start < before || end < start) throw new Error(`The range ${start} to ${end} is out of order or overlaps.`);
    before = end;
  }
}
