/**
 * Bare CR and LF, settled before anything is computed or relayed. RFC 5321, section 2.3.8; S-200.
 *
 * A bare LF becomes CRLF; a bare CR becomes a space, since a line end made of it could create a header field. Both are
 * counted, and the count decides whether the message is refused where the administrator asked for that.
 */
const CRLF = Buffer.from('\r\n');
const SPACE = Buffer.from(' ');

/** Takes what a client's message is made of, in order. */
export interface MessageSink {
  /** Octets in which every CR is followed by its LF. They may be kept: the caller does not change them afterwards. */
  text(octets: Uint8Array): void;
  bareCr(): void;
  bareLf(): void;
}

export interface BareLineEnds extends MessageSink {
  /** How many there were. */
  count(): number;
}

/** Passes a message on to `out` with clean line ends. */
export function normalizeLineEnds(out: (octets: Uint8Array) => void): BareLineEnds {
  let count = 0;
  return {
    text: out,
    bareCr() {
      count += 1;
      out(SPACE);
    },
    bareLf() {
      count += 1;
      out(CRLF);
    },
    count: () => count,
  };
}
