/** What a canonicalization is: octets in, canonical octets out. RFC 6376, section 3.4. The table of them is by-name.ts. */
import type { HeaderField } from '../message/header-field.js';

/** Takes canonical octets; it must use them before it returns. */
export type ByteSink = (bytes: Uint8Array) => void;

/** Body chunks of any size in, canonical octets out to the sink it was made with. Holds no body. */
export interface BodyCanonicalizer {
  write: (chunk: Uint8Array) => void;
  end: () => void;
}

/** How many octets the canonical form of a field has more than the field, at most: the CRLF of one that was cut. */
export const MOST_ADDED = 2;

/** Writes the canonical octets of a whole field, with one CRLF at the end, to `out` from `at` on; gives their end. */
export type HeaderWriter = (
  field: Pick<HeaderField, 'bytes' | 'name' | 'valueStart'>,
  out: Uint8Array,
  at: number,
) => number;

/** A whole field in, its canonical octets out, with one CRLF at the end. */
export type HeaderCanonicalizer = (field: Pick<HeaderField, 'bytes' | 'name' | 'valueStart'>) => Uint8Array;
