/** SMTP replies, read and written. RFC 5321, section 4.2; S-188. */
import type { Reply } from '../types.js';

const MAX_LINE = 2048; // RFC 5321, section 4.5.3.1.5, has 512; some servers write more
const MAX_LINES = 100;
const LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s;

export interface ReplyReader {
  write(octets: Uint8Array): void;
  /** Nothing of a further reply has come. */
  isIdle(): boolean;
}

/**
 * Pieces of any size in, whole replies out through `onReply`, in order. A reply that can't be one (no code, codes that
 * differ, a bare CR or LF, too long) goes to `onFault`, once; nothing is read behind it.
 */
export function replyReader(onReply: (reply: Reply) => void, onFault: (reason: string) => void): ReplyReader {
  let pending = '';
  let code: string | null = null;
  let lines: string[] = [];
  let faulty = false;

  const fault = (reason: string): false => {
    faulty = true;
    onFault(reason);
    return false;
  };

  /** False when nothing must be read any more. */
  const takeLine = (line: string): boolean => {
    const match = line.length > MAX_LINE || /[\r\n]/.test(line) ? null : LINE.exec(line);
    if (match === null) return fault('a line that is no reply');
    const [, lineCode = '', separator, text = ''] = match;
    if (code !== null && code !== lineCode) return fault('a reply with two different codes');
    if (lines.push(text) > MAX_LINES) return fault(`a reply of more than ${MAX_LINES} lines`);
    code = lineCode;
    if (separator === '-') return true;
    const reply: Reply = { code: Number(code), lines };
    code = null;
    lines = [];
    onReply(reply);
    return true;
  };

  return {
    write(octets) {
      if (faulty) return;
      pending += Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('latin1');
      let start = 0;
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n', start)) {
        if (!takeLine(pending.slice(start, end))) return;
        start = end + 2;
      }
      pending = pending.slice(start);
      if (pending.length > MAX_LINE) fault('a line that does not end');
    },
    isIdle: () => pending === '' && code === null,
  };
}

/** The reply as it goes over the wire, latin1. What came in through the reader comes out as it was. */
export function formatReply({ code, lines }: Reply): string {
  const last = lines.length - 1;
  return lines
    .map((text, index) => (index < last ? `${code}-${text}\r\n` : text === '' ? `${code}\r\n` : `${code} ${text}\r\n`))
    .join('');
}

/** Code and first line, for a log. */
export function describeReply({ code, lines: [first = ''] }: Reply): string {
  return `${code} ${first}`.trimEnd();
}
