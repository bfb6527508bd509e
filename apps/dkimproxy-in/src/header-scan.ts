/**
 * Finds fields in a header of any size with bounded memory. The core stops reading a header beyond its limit and says
 * so (S-244); a forged result may stand behind that limit, so the whole header is looked at here, field by field.
 */
import { readHeader, type HeaderField } from 'dkim-core';

const CR = 0x0d;
const LF = 0x0a;
const SP = 0x20;
const HTAB = 0x09;

/** A field longer than this is cut for the look at it; its range is whole. */
const MAX_FIELD = 65_536;

export interface FoundField {
  field: HeaderField;
  /** The field is longer than what was looked at. */
  cut: boolean;
  /** Octets of the message: from `start`, up to but without `end`. */
  start: number;
  end: number;
}

/** Yields every field of the header, one at a time; ends at the first empty line. */
export async function* scanHeader(message: AsyncIterable<Uint8Array>): AsyncGenerator<FoundField> {
  let held: Uint8Array[] = []; // the field's octets so far, at most MAX_FIELD
  let heldLength = 0;
  let start = 0; // of the field, in the message
  let position = 0;
  let previous = 0; // the octet before
  let lineLength = 0; // octets of the line so far, its CR included

  for await (const chunk of message) {
    let from = 0; // what of this chunk is not held yet
    for (let at = 0; at < chunk.length; at += 1, position += 1) {
      const octet = chunk[at];
      if (lineLength === 0 && position > start && octet !== SP && octet !== HTAB) {
        hold(chunk.subarray(from, at));
        from = at;
        const found = take(position);
        if (found) yield found;
      }
      const endsLine = octet === LF && previous === CR;
      if (endsLine && lineLength === 1) return; // the empty line
      lineLength = endsLine ? 0 : lineLength + 1;
      previous = octet ?? 0;
    }
    hold(chunk.subarray(from));
  }
  const found = take(position);
  if (found) yield found;

  function hold(bytes: Uint8Array): void {
    const room = Math.min(bytes.length, MAX_FIELD - heldLength);
    if (room > 0) held.push(Uint8Array.prototype.slice.call(bytes, 0, room));
    heldLength += Math.max(room, 0);
  }

  function take(end: number): FoundField | null {
    const field = readHeader(Buffer.concat(held)).fields[0];
    const found = field && end > start ? { field, cut: end - start > MAX_FIELD, start, end } : null;
    held = [];
    heldLength = 0;
    start = end;
    return found;
  }
}
