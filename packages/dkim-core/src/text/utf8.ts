/** Octets held one a character ("latin1") to text and back. RFC 6532, section 3.1. */
import { isUtf8 } from 'node:buffer';

const ASCII_ONLY = /^[\0-\x7f]*$/;

/** No character beyond U+007F. */
export function isAscii(text: string): boolean {
  return ASCII_ONLY.test(text);
}

/** The octets as UTF-8 text; null where they are no UTF-8. */
export function decodeUtf8(octets: string): string | null {
  if (isAscii(octets)) return octets;
  const bytes = Buffer.from(octets, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

/** Text as UTF-8 octets, one a character. */
export function encodeUtf8(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}
