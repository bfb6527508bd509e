/**
 * What a client sends: command lines, and messages up to their final dot. RFC 5321, sections 2.3.8 and 4.5.2.
 *
 * Only CRLF ends a line and only CRLF.CRLF ends a message (S-199, S-201). A line of a message that begins with a dot
 * loses it (S-202). Octets may be cut anywhere; what stands behind a command or a message waits for its turn, so
 * pipelining (RFC 2920) comes by itself. It holds one chunk and one command line at most.
 */
import type { MessageSink } from '../bare-line-ends.js';
import { BLOCK, lineScanner } from './line-scan.js';

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const CRLF = Buffer.from('\r\n');

export type CommandLine =
  /** Without its CRLF; one character an octet (latin1). */
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

export interface ClientInput {
  /** Takes the next octets. They are not copied: don't change them. */
  push(chunk: Buffer): void;
  /** The next command line, or null when more octets are needed. */
  takeCommand(): CommandLine | null;
  /** Moves a message's next octets to `sink`; true when its end has come, false when more octets are needed. */
  takeMessage(sink: MessageSink): boolean;
  /** Passes over the next octets; false when more are needed. For what follows a command that we don't know (BDAT). */
  skip(octets: number): void;
  /** Forgets what is waiting: what came in clear text before TLS is nobody's (RFC 3207, section 6). */
  clear(): void;
  /** Nothing is waiting. */
  isEmpty(): boolean;
}

/** Where the reader of a message stands between two octets. Only `lineBegin` and `text` occur inside a chunk. */
type Place = 'lineBegin' | 'text' | 'afterCr' | 'afterDot' | 'afterDotCr';

/** `maxCommand`: octets of a command line without CRLF; extensions make longer ones than RFC 5321, section 4.5.3.1.4, has (S-215). */
export function clientInput({ maxCommand }: { maxCommand: number }, scanner = lineScanner()): ClientInput {
  let waiting: Buffer = Buffer.alloc(0);
  let overlong = false; // inside a command line that is refused already
  let toSkip = 0;
  let place: Place = 'lineBegin';

  /** Returns the position behind the message's end, or -1 if the block ends before. */
  const readMessage = (octets: Buffer, sink: MessageSink): number => {
    scanner.take(octets);
    let start = 0; // begin of what is not handed over yet
    let at = 0;
    const handOver = (end: number): void => {
      if (end > start) sink.text(octets.subarray(start, end));
    };

    while (at < octets.length) {
      if (place === 'text') {
        if (octets[at] !== CR && octets[at] !== LF) {
          at = scanner.scan(at + 1);
          const isLineBegin = at === octets.length ? octets[at - 1] === LF : octets[at] === DOT;
          if (isLineBegin) place = 'lineBegin';
          if (isLineBegin || at === octets.length) continue;
        }
        if (octets[at] === LF) {
          handOver(at);
          sink.bareLf();
          at += 1;
          start = at;
        } else if (at + 1 === octets.length) {
          handOver(at);
          at += 1;
          start = at;
          place = 'afterCr';
        } else if (octets[at + 1] === LF) {
          at += 2;
          place = 'lineBegin';
        } else {
          handOver(at);
          sink.bareCr();
          at += 1;
          start = at;
        }
      } else if (place === 'lineBegin') {
        if (octets[at] === DOT) {
          handOver(at);
          at += 1;
          start = at;
          place = 'afterDot';
        } else place = 'text';
      } else if (place === 'afterDot') {
        if (octets[at] === CR) {
          at += 1;
          start = at;
          place = 'afterDotCr';
        } else place = 'text';
      } else if (octets[at] !== LF) {
        sink.bareCr();
        place = 'text';
      } else if (place === 'afterDotCr') {
        place = 'lineBegin'; // of the next message
        return at + 1;
      } else {
        sink.text(CRLF);
        at += 1;
        start = at;
        place = 'lineBegin';
      }
    }
    handOver(at);
    return -1;
  };

  const passOver = (): void => {
    const now = Math.min(toSkip, waiting.length);
    waiting = waiting.subarray(now);
    toSkip -= now;
  };

  return {
    push(chunk) {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      passOver();
    },
    takeCommand() {
      const end = waiting.indexOf(CRLF);
      if (end < 0) {
        if (waiting.length > maxCommand + 1) {
          overlong = true;
          waiting = Buffer.from(waiting.subarray(-1)); // it may be the CR of the end
        }
        return null;
      }
      const text = waiting.toString('latin1', 0, end);
      waiting = waiting.subarray(end + 2);
      if (overlong || text.length > maxCommand) {
        overlong = false;
        return { ok: false, reason: 'Command line too long' };
      }
      if (/[\0\r\n]/.test(text)) return { ok: false, reason: 'Bare CR, bare LF or NUL in a command' };
      return { ok: true, text };
    },
    takeMessage(sink) {
      const octets = waiting;
      waiting = Buffer.alloc(0);
      for (let from = 0; from < octets.length; from += BLOCK) {
        const end = readMessage(octets.subarray(from, from + BLOCK), sink);
        if (end < 0) continue;
        waiting = octets.subarray(from + end);
        return true;
      }
      return false;
    },
    skip(octets) {
      toSkip += octets;
      passOver();
    },
    clear() {
      waiting = Buffer.alloc(0);
      overlong = false;
    },
    isEmpty: () => waiting.length === 0,
  };
}
