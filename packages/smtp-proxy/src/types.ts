/** What a handler sees of a session, and what it answers. The rest of the package keeps the promise around it. */
import type { SecureContext } from 'node:tls';
import type { Log } from './log.js';
import type { Timeouts } from './next-hop/timeouts.js';

/** An SMTP reply: the code, and each line's text without code and line end. */
export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

export interface Envelope {
  /** The MAIL command as it came, without its CRLF; one character an octet (latin1), like all text here. */
  readonly mail: string;
  /** The RCPT commands that the next hop accepted, as they came, in order. */
  readonly recipients: readonly string[];
  /** What stands between < and > of MAIL; empty for the null sender. */
  readonly sender: string;
  /** MAIL said BODY=8BITMIME. */
  readonly eightBitMime: boolean;
  /** MAIL said SMTPUTF8. */
  readonly smtpUtf8: boolean;
  /** When MAIL came, in whole seconds since 1970 (S-104). */
  readonly receivedAt: number;
}

export interface ClientFacts {
  /** The address of the socket's other end; null on a unix socket. */
  readonly address: string | null;
  readonly port: number | null;
  /** What the client called itself in EHLO or HELO. */
  readonly helo: string;
  /** Decoded XFORWARD values of this transaction by upper-case attribute name; null is [UNAVAILABLE]. */
  readonly xforward: ReadonlyMap<string, string | null>;
}

/** A received message, dots taken off and bare CR and LF settled; it can be read again at will. */
export interface SpooledMessage {
  /** In octets. */
  readonly size: number;
  /** Its first octet is SP or HTAB: a line put on top would swallow it (S-204). */
  readonly startsWithContinuation: boolean;
  readonly envelope: Envelope;
  readonly client: ClientFacts;
  /** The EHLO keywords of the next hop, in upper case. */
  readonly nextHopKeywords: ReadonlySet<string>;
  /** From the first octet to the last, in large pieces. */
  read(): AsyncIterable<Uint8Array>;
}

/** Octets of the message as spooled: from `start`, up to but without `end`. */
export interface OctetRange {
  readonly start: number;
  readonly end: number;
}

/** The one log line of a message. It is written when the outcome at the next hop is known, which is added to `fields`. */
export interface Report {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type Decision =
  | {
      readonly action: 'relay';
      /** Header lines to put before the first octet, each with its CRLF. */
      readonly top: Uint8Array;
      /** What to leave out, in ascending order, without overlap. */
      readonly remove: readonly OctetRange[];
      readonly report: Report;
    }
  | { readonly action: 'refuse'; readonly reply: Reply; readonly report: Report };

/**
 * Decides what happens to a message. Called after the client's end of data, before the next hop sees DATA.
 * If it rejects, the client gets 451 and keeps the message. `signal` aborts when the client has gone.
 */
export type MessageHandler = (message: SpooledMessage, context: { log: Log; signal: AbortSignal }) => Promise<Decision>;

/** Where we listen, or where the next hop listens. */
export type Endpoint = (
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }
) & {
  /** LMTP is spoken there (RFC 2033), not SMTP. */
  readonly lmtp?: boolean;
};

/** TLS for clients. */
export interface ClientTls {
  readonly context: SecureContext;
  /** STARTTLS offered; asked for before anything else; or TLS from the first octet on. */
  readonly mode: 'starttls' | 'required' | 'implicit';
}

/** STARTTLS at the next hop; without it no session is opened. */
export interface NextHopTls {
  /** The certificate must be valid and for `name`. */
  readonly verify: boolean;
  /** Who may have signed it, PEM; null: those that Node trusts. */
  readonly ca: string | null;
  /** Null: the host that is connected to. */
  readonly name: string | null;
}

/** Null is no limit. */
export interface RelayLimits {
  /** In octets, as RFC 1870 counts them: with CRLFs, without doubled dots. */
  readonly messageSize: number | null;
  /** Of one message. */
  readonly recipients: number | null;
  /** In octets, without CRLF. */
  readonly commandLength: number;
  readonly sessions: number;
  /** Loopback, unix sockets and those of `xforwardAllowed` are not counted. */
  readonly sessionsPerClient: number | null;
}

/** Is this peer one of those that an option names? An IPv4 address is written as such, never as ::ffff:...; null is a unix socket. */
export type AddressMatcher = (address: string | null) => boolean;

/** All that the relay itself must be told; everything is given, defaults are the option table's. */
export interface RelaySettings {
  /** The next hop. */
  readonly relay: Endpoint;
  /** Our name in the greeting, in our EHLO reply and in our EHLO to the next hop. */
  readonly hostname: string;
  /** Who may connect; others get 554 as greeting. */
  readonly allow: AddressMatcher;
  /** Whose XFORWARD is believed (S-224). */
  readonly xforwardAllowed: AddressMatcher;
  /** Whose XCLIENT is believed. */
  readonly xclientAllowed: AddressMatcher;
  /** Tell the next hop by XCLIENT who the client is, where it takes that. */
  readonly sendXclient: boolean;
  /** Which peers say by the PROXY protocol who their client is, and must; nobody else may connect then. Null: it is not spoken. */
  readonly proxyPeers: AddressMatcher | null;
  /** Null: TLS is not offered. */
  readonly clientTls: ClientTls | null;
  readonly relayTls: NextHopTls | null;
  readonly limits: RelayLimits;
  /** What becomes of a bare CR or LF in a message (S-200). */
  readonly bareNewline: 'normalize' | 'reject';
  /** What becomes of a message that begins with a continuation line: the handler's guard, or 550 (S-204). */
  readonly firstLine: 'guard' | 'reject';
  /** While a message comes in or is worked on, the next hop gets a NOOP each time this has passed. In milliseconds. */
  readonly keepaliveMs: number;
  readonly timeouts: Timeouts;
  readonly spool: {
    /** Where messages past the threshold are kept, in unlinked files. */
    readonly dir: string;
    /** In octets. */
    readonly threshold: number;
    /** How much the messages past the threshold may take of the memory, all together, before they go to a file; in octets. */
    readonly memory: number;
    /** How much all spool files together may take, in octets; null: 90 % of the space that is free. */
    readonly limit: number | null;
  };
  /** Log the SMTP dialogue, without secrets. */
  readonly trace: boolean;
}
