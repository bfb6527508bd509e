/** The "simple" header canonicalization: the field as it stands. RFC 6376, section 3.4.1. */
import { CR, CRLF, LF } from '../text/ascii.js';
import type { HeaderCanonicalizer } from './canonicalization.js';

/** The octets as they came; a last field without its CRLF gets one. */
export const simpleHeader: HeaderCanonicalizer = ({ bytes }) =>
  bytes.at(-2) === CR && bytes.at(-1) === LF ? bytes : Buffer.concat([bytes, CRLF]); // S-071
