/** A cause that was found. */
import type { Problem } from '../problem.js';

export interface Finding {
  readonly problem: Problem;
  /** What was signed, where undoing the change makes the hash fit; null where the cause is told without that proof. */
  readonly restored: Buffer | null;
}

const LONGEST = 60;

/** The first line with text of some octets, shortened, for a sentence. Octets that are no UTF-8 come out as U+FFFD. */
export function excerpt(octets: Uint8Array | string): string {
  const bytes = typeof octets === 'string' ? Buffer.from(octets, 'latin1') : Buffer.from(octets);
  const text = bytes.subarray(0, 4096).toString('utf8').trim();
  const [line = ''] = text.split(/[\r\n]/, 1);
  const characters = Array.from(line);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}...` : line;
}
