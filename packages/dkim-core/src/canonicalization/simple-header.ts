/** The "simple" header canonicalization: the field as it stands. RFC 6376, section 3.4.1. */
import { CR, LF } from '../text/ascii.js';
import type { HeaderWriter } from './canonicalization.js';

/** The octets as they came; a last field without its CRLF gets one (S-071). */
export const writeSimpleHeader: HeaderWriter = ({ bytes }, out, at) => {
  out.set(bytes, at);
  const end = at + bytes.length;
  if (bytes.at(-2) === CR && bytes.at(-1) === LF) return end;
  out[end] = CR;
  out[end + 1] = LF;
  return end + 2;
};
