/**
 * Other octets for the same text: another character set, another transfer encoding. RFC 2045, section 6; RFC 6152 makes
 * relays do the latter where a next hop takes no 8-bit text.
 */
import { problem } from '../problem.js';
import { CHARSETS, decodeCharset, encodeCharset } from './charsets.js';
import type { Rewrite } from './body-rewrites.js';

const latin1 = (octets: Uint8Array): string => Buffer.from(octets).toString('latin1');
const octetsOf = (text: string): Buffer => Buffer.from(text, 'latin1');

const IS_ASCII = /^[\u0000-\u001a\u001c-\u007f]*$/; // without ESC, which shifts in ISO-2022-JP

const charsetRewrites: readonly Rewrite[] = CHARSETS.flatMap((charset): Rewrite[] => [
  {
    problem: () => problem('error', 'body-charset-changed', { was: charset, now: 'utf-8' }),
    undo(body) {
      if (IS_ASCII.test(body)) return body;
      const text = decodeCharset(octetsOf(body), 'utf-8');
      const octets = text === null ? null : encodeCharset(text, charset);
      return octets === null ? body : latin1(octets);
    },
  },
  {
    problem: () => problem('error', 'body-charset-changed', { was: 'utf-8', now: charset }),
    undo(body) {
      if (IS_ASCII.test(body)) return body;
      const text = decodeCharset(octetsOf(body), charset);
      return text === null ? body : latin1(Buffer.from(text, 'utf8'));
    },
  },
]);

const ENCODED_FIELD = /^(content-transfer-encoding:[ \t]*)(quoted-printable|base64|8bit|7bit|binary)[ \t]*$/gim;

/** `encoding`: that of the whole body; null for a multipart, whose parts say it themselves. */
export function encodingRewrites(encoding: string | null): readonly Rewrite[] {
  return [...charsetRewrites, ...(encoding === null ? multipartRewrites() : wholeBodyRewrites(encoding))];
}

const transfer = (was: string, now: string, undo: Rewrite['undo']): Rewrite => ({
  problem: () => problem('error', 'body-transfer-encoding-changed', { was, now }),
  undo,
});

function wholeBodyRewrites(encoding: string): readonly Rewrite[] {
  if (encoding === 'quoted-printable') {
    return [
      transfer('8bit', encoding, decodeQuotedPrintableText),
      transfer('base64', encoding, (body) => encodeBase64Lines(decodeQuotedPrintableText(body))),
    ];
  }
  if (encoding === 'base64') {
    return [
      transfer('8bit', encoding, decodeBase64Lines),
      transfer('quoted-printable', encoding, (body) => encodeQuotedPrintableText(decodeBase64Lines(body))),
    ];
  }
  return [
    transfer('base64', encoding, encodeBase64Lines),
    transfer('quoted-printable', encoding, encodeQuotedPrintableText),
  ];
}

/** All parts that are encoded now, at once: as they were in 8 bits, or in 7. */
function multipartRewrites(): readonly Rewrite[] {
  return ['8bit', '7bit', '8BIT'].flatMap((was) => [
    transfer(was, 'quoted-printable', (body) => decodedParts(body, 'quoted-printable', was)),
    transfer(was, 'base64', (body) => decodedParts(body, 'base64', was)),
  ]);
}

function decodedParts(body: string, encoding: 'quoted-printable' | 'base64', was: string): string {
  const decode = encoding === 'base64' ? decodeBase64Lines : decodeQuotedPrintableText;
  // A part goes from one line that begins with "--" to the next.
  return body
    .split(/^(?=--)/m)
    .map((part) => {
      const start = part.indexOf('\r\n\r\n');
      if (start === -1) return part;
      let isEncoded = false;
      const header = part.slice(0, start + 2).replace(ENCODED_FIELD, (field: string, name: string, value: string) => {
        if (value.toLowerCase() !== encoding) return field;
        isEncoded = true;
        return `${name}${was}`;
      });
      if (!isEncoded) return part;
      const content = part.slice(start + 4);
      const text = content.endsWith('\r\n') ? content.slice(0, -2) : content; // this line end is the boundary's
      return `${header}\r\n${decode(text)}${content.slice(text.length)}`;
    })
    .join('');
}

/** RFC 2045, section 6.7; white space at the end of a line is a relay's. */
export function decodeQuotedPrintableText(text: string): string {
  return text
    .split('\r\n')
    .map((line, at, { length }) => {
      let end = line.length;
      while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1;
      const isSoft = line[end - 1] === '=';
      const source = isSoft ? line.slice(0, end - 1) : line.slice(0, end);
      const decoded = source.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      return isSoft || at === length - 1 ? decoded : `${decoded}\r\n`;
    })
    .join('');
}

/** Lines of at most 76 characters, broken as late as they may be. */
export function encodeQuotedPrintableText(text: string): string {
  return text.split('\r\n').map(encodeQuotedPrintableLine).join('\r\n');
}

function encodeQuotedPrintableLine(line: string): string {
  const lines: string[] = [];
  let out = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    const isLast = at === line.length - 1;
    const isPlain = /[!-<>-~]/.test(character) || (!isLast && (character === ' ' || character === '\t'));
    const shown = isPlain ? character : `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
    if (out.length + shown.length > (isLast ? 76 : 75)) {
      lines.push(`${out}=`);
      out = '';
    }
    out += shown;
  }
  return [...lines, out].join('\r\n');
}

function decodeBase64Lines(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}

function encodeBase64Lines(text: string): string {
  const lines = octetsOf(text)
    .toString('base64')
    .match(/.{1,76}/g);
  return `${(lines ?? []).join('\r\n')}\r\n`;
}
