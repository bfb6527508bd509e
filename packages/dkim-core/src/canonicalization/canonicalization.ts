/** What a canonicalization is: octets in, canonical octets out. RFC 6376, section 3.4. The table of them is by-name.ts. */
import type { HeaderField } from '../message/header-field.js';

/** Takes canonical octets; it must use them before it returns. */
export type ByteSink = (bytes: Uint8Array) => void;

/** Body chunks of any size in, canonical octets out to the sink it was made with. Holds no body. */
export interface BodyCanonicalizer {
  write: (chunk: Uint8Array) => void;
  end: () => void;
}

/** A whole field in, its canonical octets out, with one CRLF at the end. */
export type HeaderCanonicalizer = (field: Pick<HeaderField, 'bytes' | 'name' | 'valueStart'>) => Uint8Array;
