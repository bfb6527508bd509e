/** A subject as its reader sees it: mail programs in Japan put all of it into encoded words, the ASCII ones too. RFC 2047. */
import { CHARSETS, decodeCharset } from '../diagnosis/charsets.js';

const ENCODED = /=\?([A-Za-z0-9_-]{1,40})(?:\*[A-Za-z0-9-]{1,20})?\?([BbQq])\?([^? \r\n]{0,1000})\?=/g;
const BETWEEN_WORDS = /\?=[ \t\r\n]+(?==\?)/g;

/** `value`: one character an octet. What can't be read stays as it is. */
export function subjectText(value: string): string {
  const plain = decodeCharset(Buffer.from(value, 'latin1'), 'utf-8') ?? value; // RFC 6532
  return plain
    .replaceAll(BETWEEN_WORDS, '?=')
    .replaceAll(ENCODED, (word: string, charset: string, form: string, text: string) => {
      const name = [...CHARSETS, 'utf-8' as const].find((known) => known === charset.toLowerCase());
      const octets = form.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : fromQ(text);
      return name === undefined ? word : (decodeCharset(octets, name) ?? word);
    });
}

function fromQ(text: string): Buffer {
  const octets = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1');
}
