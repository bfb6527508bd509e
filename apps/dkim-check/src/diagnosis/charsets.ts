/**
 * The character sets of mail in Japan and Europe, both ways. Node decodes them all and encodes UTF-8 alone; so the other
 * way is the table of what decodes to what.
 */

export const CHARSETS = ['iso-8859-1', 'windows-1252', 'iso-2022-jp', 'shift_jis', 'euc-jp'] as const;
export type Charset = (typeof CHARSETS)[number];

/** Null where the octets are none of that set. */
export function decodeCharset(octets: Uint8Array, charset: Charset | 'utf-8'): string | null {
  if (charset === 'iso-8859-1') return Buffer.from(octets).toString('latin1'); // TextDecoder means windows-1252 by that name
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return null; // a decoder says so in this way
  }
}

/** Null where a character is not in the set. */
export function encodeCharset(text: string, charset: Charset): Buffer | null {
  if (charset === 'iso-8859-1') return /^[\u0000-\u00ff]*$/.test(text) ? Buffer.from(text, 'latin1') : null;
  const table = tableOf(charset === 'iso-2022-jp' ? 'euc-jp' : charset);
  const out = Buffer.allocUnsafe(text.length * 8 + 3); // a shift there and back, and two octets
  let length = 0;
  const put = (...octets: readonly number[]): void => {
    for (const octet of octets) {
      out[length] = octet;
      length += 1;
    }
  };
  let isShifted = false; // to the two octets a character of ISO-2022-JP (RFC 1468)
  for (const character of text) {
    const octets = character <= '\u007f' ? [character.charCodeAt(0)] : table.get(character);
    if (octets === undefined) return null;
    if (charset === 'iso-2022-jp') {
      const isDouble = octets.length === 2;
      if (octets[0] === 0x8e || (!isDouble && (octets[0] ?? 0) > 0x7f)) return null; // not in JIS X 0208
      if (isDouble && !isShifted) put(0x1b, 0x24, 0x42);
      if (!isDouble && isShifted) put(0x1b, 0x28, 0x42);
      isShifted = isDouble;
      put(...octets.map((octet) => octet & 0x7f));
    } else {
      put(...octets);
    }
  }
  if (isShifted) put(0x1b, 0x28, 0x42);
  return out.subarray(0, length);
}

type Table = ReadonlyMap<string, number[]>;
const tables = new Map<string, Table>();

function tableOf(charset: 'windows-1252' | 'shift_jis' | 'euc-jp'): Table {
  const known = tables.get(charset);
  if (known !== undefined) return known;
  const table = new Map<string, number[]>();
  const add = (octets: number[]): void => {
    const character = decodeCharset(Uint8Array.from(octets), charset);
    if (character !== null && Array.from(character).length === 1 && !table.has(character)) table.set(character, octets);
  };
  for (let first = 0x80; first <= 0xff; first += 1) {
    add([first]);
    if (charset !== 'windows-1252') for (let second = 0x40; second <= 0xff; second += 1) add([first, second]);
  }
  tables.set(charset, table);
  return table;
}
