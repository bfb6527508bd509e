/**
 * The "relaxed" header canonicalization. RFC 6376, section 3.4.2; the steps are those of the text.
 *
 * White space is SP and HTAB, nothing of Unicode; a bare CR or LF is text (S-016, S-026). A loop over the octets: 1 MB of
 * white space and letters in turn takes 5 ms, where patterns took 130, and 20 signatures may sign it.
 */
import { COLON, CR, HTAB, LF, SP } from '../text/ascii.js';
import type { HeaderWriter } from './canonicalization.js';

const UPPER_A = 0x41;
const UPPER_Z = 0x5a;

/** Name in lower case, value unfolded, runs of white space one blank, none at its ends; one CRLF. */
export const writeRelaxedHeader: HeaderWriter = ({ bytes, name, valueStart }, out, start) => {
  const whole = bytes.length;
  const end = bytes[whole - 2] === CR && bytes[whole - 1] === LF ? whole - 2 : whole;
  let length = start;
  for (let at = 0; at < name.length; at += 1) {
    const octet = bytes[at] ?? 0;
    out[length] = octet >= UPPER_A && octet <= UPPER_Z ? octet | 0x20 : octet;
    length += 1;
  }
  out[length] = COLON;
  length += 1;
  const textStart = length;
  let heldWsp = false; // white space since the last text; it counts only between text and text
  let at = valueStart;
  while (at < end) {
    const octet = bytes[at] ?? 0;
    at += 1;
    if (octet === SP || octet === HTAB) {
      heldWsp = true;
    } else if (octet === CR && bytes[at] === LF && (bytes[at + 1] === SP || bytes[at + 1] === HTAB)) {
      at += 1; // a fold
    } else {
      if (heldWsp && length > textStart) {
        out[length] = SP;
        length += 1;
      }
      heldWsp = false;
      out[length] = octet;
      length += 1;
      for (let next = bytes[at] ?? 0; next > SP && at < end; next = bytes[at] ?? 0) {
        out[length] = next; // the rest of a word
        length += 1;
        at += 1;
      }
    }
  }
  out[length] = CR;
  out[length + 1] = LF;
  return length + 2;
};
