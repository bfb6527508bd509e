/**
 * A message in chunks of any size -> its header fields, then the chunks of its body. RFC 5322, sections 2.1 and 2.2.
 *
 * Lines end with CRLF only; a bare CR or LF is an ordinary octet (S-001). The header ends at the first empty line, or
 * with the message (S-003). A line that is no field, with the lines folded under it, stays in the list without a name
 * (S-005, S-269). Chunks are kept, not copied, until the header is whole: who calls write() must not change a chunk
 * before onHeader was called. Body chunks are passed on as they came, as views.
 */
import { DkimError } from '../errors.js';
import { checkedBytes } from '../message-source.js';
import { checkedLimit } from '../option-checks.js';
import { CR, CRLF, HTAB, LF, SP } from '../text/ascii.js';
import type { HeaderField, MessageHeader } from './header-field.js';

const EMPTY_LINE = Buffer.from('\r\n\r\n', 'latin1');
const FIELD_NAME = /^[!-9;-~]+$/; // RFC 5322, section 3.6.8 (ftext)

/** How much of a header is read, and where it and the body go. */
export interface MessageReaderOptions {
  /** The most octets that are read as header: a whole number from 1, or Infinity. Default: 1 MiB (S-244). */
  maxHeaderSize?: number | undefined;
  /** The most header fields: a whole number from 1, or Infinity. Default: 10,000. */
  maxHeaderFields?: number | undefined;
  /** Called once, when the header is whole. `lineEnds` is `lf` where it has LF and not one CRLF: it was never a header (S-001). */
  onHeader: (header: MessageHeader, lineEnds: 'crlf' | 'lf') => void;
  /** Called for each piece of the body, after onHeader; never with an empty piece. */
  onBody: (chunk: Uint8Array) => void;
}

/** Takes one message. */
export interface MessageReader {
  /** Takes the next octets. Throws DkimError: DKIM_MESSAGE_INVALID for what is no Uint8Array, DKIM_USED_AFTER_END. */
  write: (chunk: Uint8Array) => void;
  /** The message is over: a header without empty line is whole now, too. Throws DkimError, DKIM_USED_AFTER_END. */
  end: () => void;
}

/** In octets. */
export const DEFAULT_MAX_HEADER_SIZE = 1_048_576;
export const DEFAULT_MAX_HEADER_FIELDS = 10_000;

/** Splits one message as it comes. RFC 5322, section 2.1. Throws DkimError, DKIM_OPTION_INVALID, for a limit that is none. */
export function createMessageReader(options: MessageReaderOptions): MessageReader {
  const { onHeader, onBody } = options;
  const maxHeaderSize = checkedLimit(options, 'maxHeaderSize', DEFAULT_MAX_HEADER_SIZE);
  const maxHeaderFields = checkedLimit(options, 'maxHeaderFields', DEFAULT_MAX_HEADER_FIELDS);
  let kept: Buffer[] = []; // the header's chunks, up to the limit
  let keptSize = 0;
  let seen = 0; // octets of the header so far, kept or not
  let tail: Buffer = CRLF; // the last octets before the next chunk; a message may begin with the empty line
  let state: 'header' | 'body' | 'ended' = 'header';

  function keep(chunk: Buffer): void {
    const part = chunk.subarray(0, maxHeaderSize - keptSize);
    if (part.length > 0) kept.push(part);
    keptSize += part.length;
    seen += chunk.length;
  }

  function headerIsWhole(): void {
    const bytes = kept.length === 1 && kept[0] !== undefined ? kept[0] : Buffer.concat(kept, keptSize);
    kept = [];
    const cut = seen > keptSize;
    const { fields, tooMany } = splitFields(bytes, { maxHeaderFields, cut });
    state = 'body';
    onHeader({ fields, size: seen, tooLarge: cut || tooMany }, hasLfOnly(bytes) ? 'lf' : 'crlf');
  }

  return {
    write(given) {
      if (state === 'ended') throw new DkimError('DKIM_USED_AFTER_END', 'write() was called after end().');
      const chunk = checkedBytes(given);
      if (chunk.length === 0) return;
      if (state === 'body') {
        onBody(chunk);
        return;
      }
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const bodyStart = endOfHeader(tail, bytes);
      if (bodyStart === -1) {
        keep(bytes);
        tail = bytes.length >= 3 ? Buffer.from(bytes.subarray(-3)) : Buffer.concat([tail, bytes]).subarray(-3);
        return;
      }
      keep(bytes.subarray(0, bodyStart));
      headerIsWhole();
      if (bodyStart < bytes.length) onBody(bytes.subarray(bodyStart));
    },
    end() {
      if (state === 'ended') throw new DkimError('DKIM_USED_AFTER_END', 'end() was called twice.');
      if (state === 'header') headerIsWhole();
      state = 'ended';
    },
  };
}

/**
 * Reads a header in one piece, with or without the empty line at its end; what follows that line is not looked at.
 * `limits`: those of MessageReaderOptions. RFC 5322, sections 2.1 and 2.2.
 *
 * Throws DkimError: DKIM_MESSAGE_INVALID where it is no Uint8Array, DKIM_OPTION_INVALID for a limit that is none.
 */
export function readHeader(
  bytes: Uint8Array,
  limits: Pick<MessageReaderOptions, 'maxHeaderSize' | 'maxHeaderFields'> = {},
): MessageHeader {
  let header: MessageHeader = { fields: [], size: 0, tooLarge: false };
  const reader = createMessageReader({ ...limits, onHeader: (whole) => (header = whole), onBody: () => {} });
  reader.write(bytes);
  reader.end();
  return header;
}

/** The index in `chunk` of the first octet of the body, or -1. The empty line may have begun in `tail`. */
function endOfHeader(tail: Buffer, chunk: Buffer): number {
  if (chunk[0] === CR || chunk[0] === LF) {
    const seam = Buffer.concat([tail, chunk.subarray(0, 3)]).indexOf(EMPTY_LINE);
    if (seam !== -1 && seam < tail.length) return seam + EMPTY_LINE.length - tail.length;
  }
  const inside = chunk.indexOf(EMPTY_LINE);
  return inside === -1 ? -1 : inside + EMPTY_LINE.length;
}

/** `cut`: the header goes on behind `bytes`, so a last field that may not be whole is left out. */
function splitFields(
  bytes: Buffer,
  { maxHeaderFields, cut }: { maxHeaderFields: number; cut: boolean },
): { fields: HeaderField[]; tooMany: boolean } {
  const text = bytes.toString('latin1'); // a search costs a third of what it costs in the octets
  const fields: HeaderField[] = [];
  let start = 0;
  let colon = text.indexOf(':');
  while (start < text.length) {
    if (text.startsWith('\r\n', start)) break; // the empty line
    const end = endOfField(text, start);
    if (cut && end >= text.length) break;
    if (fields.length === maxHeaderFields) return { fields, tooMany: true };
    if (colon !== -1 && colon < start) colon = text.indexOf(':', start); // once more only where it was passed: linear
    const line = bytes.subarray(start, end);
    fields.push(colon !== -1 && colon < end ? readField(line, { text, start, colon }) : notField(line, start));
    start = end;
  }
  return { fields, tooMany: false };
}

function hasLfOnly(bytes: Buffer): boolean {
  return bytes.includes(LF) && !bytes.includes(CRLF);
}

function endOfField(text: string, start: number): number {
  let lineEnd = text.indexOf('\r\n', start);
  while (lineEnd !== -1 && isBlank(text.charCodeAt(lineEnd + 2))) {
    lineEnd = text.indexOf('\r\n', lineEnd + 2); // S-007, S-008: folded, even if the line is white space only
  }
  return lineEnd === -1 ? text.length : lineEnd + 2;
}

function readField(bytes: Buffer, { text, start, colon }: { text: string; start: number; colon: number }): HeaderField {
  let end = colon;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1; // S-006
  const name = text.slice(start, end);
  if (!FIELD_NAME.test(name)) return notField(bytes, start);
  return { bytes, name, key: name.toLowerCase(), valueStart: colon - start + 1, offset: start };
}

function notField(bytes: Buffer, offset: number): HeaderField {
  return { bytes, name: '', key: '', valueStart: 0, offset };
}

function isBlank(code: number): boolean {
  return code === SP || code === HTAB;
}
