/** Line ends that were held back and turned out to stand inside the text. */
import type { ByteSink } from './canonicalization.js';

const MANY = 4096;
const CRLFS: Buffer = Buffer.alloc(MANY * 2, '\r\n', 'latin1');

/** So many CRLF, in blocks. */
export function emitLineEnds(count: number, emit: ByteSink): void {
  for (let left = count; left > 0; left -= MANY) emit(CRLFS.subarray(0, Math.min(left, MANY) * 2));
}
