/** Octets of a message for people, with what one can't see made visible: blanks where they matter, tabs, CR, NBSP, 8-bit octets. */
import { visibleText } from '../visible-text.js';

const MARKS: ReadonlyMap<string, string> = new Map([
  ['\t', '→'],
  ['\r', '␍'],
  ['\n', '␊'],
  ['\u00a0', '⍽'],
  ['\u3000', '□'],
  ['\ufeff', '<BOM>'],
]);
/** Blanks at either end, and more than one in a row. */
const BLANKS = /^ +| {2,}| +$/g;

export function visibleOctets(octets: Uint8Array): string {
  const bytes = Buffer.from(octets);
  const text = utf8(bytes) ?? bytes.toString('latin1').replaceAll(/[\u0080-\u00ff]/g, hex);
  const marked = text.replaceAll(/[\t\r\n\u00a0\u3000\ufeff]/g, (character) => MARKS.get(character) ?? character);
  return visibleText(marked.replaceAll(BLANKS, (blanks) => '·'.repeat(blanks.length)));
}

const hex = (octet: string): string => `<${octet.charCodeAt(0).toString(16).toUpperCase()}>`;

/** Null where it is none: a decoder says so by an exception. */
function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
