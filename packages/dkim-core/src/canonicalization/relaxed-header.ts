/**
 * The "relaxed" header canonicalization. RFC 6376, section 3.4.2; the steps are those of the text.
 *
 * White space is SP and HTAB, nothing of Unicode; a bare CR or LF is text (S-016, S-026).
 */
import type { HeaderCanonicalizer } from './canonicalization.js';

const FOLD = /\r\n(?=[ \t])/g;
const WSP_RUN = /[ \t]+/g;

export const relaxedHeader: HeaderCanonicalizer = ({ bytes, name, valueStart }) => {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', valueStart);
  let value = whole.endsWith('\r\n') ? whole.slice(0, -2) : whole;
  if (value.includes('\r\n')) value = value.replace(FOLD, '');
  value = value.replace(WSP_RUN, ' ');
  const start = value.startsWith(' ') ? 1 : 0;
  const end = value.length > start && value.endsWith(' ') ? value.length - 1 : value.length;
  return Buffer.from(`${name.toLowerCase()}:${value.slice(start, end)}\r\n`, 'latin1');
};
