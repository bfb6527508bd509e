/** Text outside ASCII in header fields: encoded words and what converters make of them. RFC 2047; RFC 6532. */
import { problem } from '../problem.js';
import { CHARSETS, decodeCharset, encodeCharset, type Charset } from './charsets.js';
import type { VariantKind } from './field-variant.js';

const WORD = /=\?([A-Za-z0-9_-]{1,40})\?([BbQq])\?([^? \r\n]{0,1000})\?=/g;
const BETWEEN_WORDS = /\?=[ \t\r\n]+(?==\?)/g;

/** The runs of a text that are written as one encoded word, in the three ways that programs do it. */
const RUNS: readonly ((value: string, encode: (text: string) => string) => string)[] = [
  (value, encode) => value.replaceAll(/[^\u0000-\u007f](?:[^\r\n]*[^\u0000-\u007f])?/g, encode),
  (value, encode) => value.replaceAll(/[^\u0000-\u007f]+/g, encode),
  (value, encode) => value.replaceAll(/[^ \t\r\n]+/g, (word) => (isAscii(word) ? word : encode(word))),
];

export const ENCODED_WORDS: VariantKind = {
  applies: () => true,
  problem: (facts) => problem('error', 'header-encoding-changed', facts),
  values(value) {
    if (!value.includes('=?')) return isAscii(value) ? [] : encodings(value);
    const decoded = decodedWords(value);
    return [
      ...(decoded === null ? [] : [decoded, ...encodings(decoded)]),
      value.replaceAll(BETWEEN_WORDS, '?= '),
      value.replaceAll(
        WORD,
        (_, charset: string, form: string, text: string) => `=?${charset.toLowerCase()}?${form}?${text}?=`,
      ),
      value.replaceAll(
        WORD,
        (_, charset: string, form: string, text: string) => `=?${charset.toUpperCase()}?${form}?${text}?=`,
      ),
      value.replaceAll(WORD, (word: string, charset: string, form: string, text: string) => {
        const octets = octetsOf(form, text);
        return octets.length === 0 ? word : encodedWord(charset, form.toUpperCase() === 'B' ? 'Q' : 'B', octets);
      }),
    ];
  },
};

/** As one UTF-8 text; null where a word can't be read. */
function decodedWords(value: string): string | null {
  let isReadable = true;
  const text = value
    .replaceAll(BETWEEN_WORDS, '?=')
    .replaceAll(WORD, (_, charset: string, form: string, word: string) => {
      const octets = octetsOf(form, word);
      const name = [...CHARSETS, 'utf-8' as const].find((known) => known === charset.toLowerCase());
      const decoded = name === undefined ? null : decodeCharset(octets, name);
      if (decoded === null) isReadable = false;
      return Buffer.from(decoded ?? '', 'utf8').toString('latin1');
    });
  return isReadable ? text : null;
}

/** Raw text as encoded words: each run of it, or from its first such character to the last. */
function encodings(value: string): readonly string[] {
  const sets: readonly (Charset | 'utf-8')[] = ['utf-8', 'iso-2022-jp', 'iso-8859-1'];
  return sets.flatMap((charset) =>
    (['B', 'Q'] as const).flatMap((form) =>
      [charset, charset.toUpperCase()].flatMap((name) =>
        RUNS.map((inRuns) =>
          inRuns(value, (text) => {
            const octets = charset === 'utf-8' ? Buffer.from(text, 'latin1') : recoded(text, charset);
            return octets === null ? text : encodedWord(name, form, octets);
          }),
        ),
      ),
    ),
  );
}

function recoded(text: string, charset: Charset): Buffer | null {
  const characters = decodeCharset(Buffer.from(text, 'latin1'), 'utf-8');
  return characters === null ? null : encodeCharset(characters, charset);
}

function octetsOf(form: string, text: string): Buffer {
  if (form.toUpperCase() === 'B') return Buffer.from(text, 'base64');
  const plain = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

function encodedWord(charset: string, form: 'B' | 'Q', octets: Buffer): string {
  if (form === 'B') return `=?${charset}?B?${octets.toString('base64')}?=`;
  const text = octets
    .toString('latin1')
    .replaceAll(/[^A-Za-z0-9!*+/-]/g, (octet) =>
      octet === ' ' ? '_' : `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
  return `=?${charset}?Q?${text}?=`;
}

const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text);
