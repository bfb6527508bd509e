/** Line ends at the end of a body so far: they count only if text follows. RFC 6376, sections 3.4.3 and 3.4.4. */
import { CR, LF } from '../text/ascii.js';
import type { ByteSink } from './canonicalization.js';

const MANY = 4096;
const CRLFS: Buffer = Buffer.alloc(MANY * 2, '\r\n', 'latin1');
const STRETCH = CRLFS.subarray(0, 1024);

/** So many CRLF, in blocks. */
export function emitLineEnds(count: number, emit: ByteSink): void {
  for (let left = count; left > 0; left -= MANY) emit(CRLFS.subarray(0, Math.min(left, MANY) * 2));
}

/** How long the octets are without the CRLFs at their end. */
export function lengthWithoutLineEnds(octets: Buffer): number {
  let length = octets.length;
  while (length >= STRETCH.length && octets.subarray(length - STRETCH.length, length).equals(STRETCH)) {
    length -= STRETCH.length; // ten times as fast as the loop below
  }
  // An index below 0 would make every access of the loop slow.
  while (length >= 2 && octets[length - 1] === LF && octets[length - 2] === CR) length -= 2;
  return length;
}
