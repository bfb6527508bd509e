/** dkim-quoted-printable, for i= and z=. RFC 6376, section 2.11. Not the one of MIME: no soft line breaks. */
import { dropFws } from './folding-white-space.js';

const BAD_ESCAPE = /=(?![0-9A-F]{2})/;
const ESCAPE = /=([0-9A-F]{2})/g;

/** The octets, one a character; null where "=" is not followed at once by two upper-case hex digits (S-037). White space counts for nothing. */
export function decodeQuotedPrintable(text: string): string | null {
  if (BAD_ESCAPE.test(text)) return null;
  return dropFws(text).replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Octets, one a character, in the safe alphabet. `also` names further characters to escape: "|" in z=. */
export function encodeQuotedPrintable(octets: string, also = ''): string {
  return octets.replace(/[^\x21-\x3a\x3c\x3e-\x7e]|[|:]/g, (char) => {
    if ((char === '|' || char === ':') && !also.includes(char)) return char;
    return `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
