/** A row of the table of faults: what fails, and what is seen of it; with the words that many rows share. */
import type { Setting } from './settings.js';
import type { HopScript, Heard, Program, Stand } from './stand.js';

export interface Variant {
  readonly name: string;
  readonly hop?: HopScript;
  /** The next hop ends a session in which nothing was said for so long. In milliseconds. */
  readonly hopIdleMs?: number;
  /** What the client does; default: it sends a mail, step by step, up to the first reply that is not what it hoped for. */
  readonly client?: (stand: Stand) => Promise<Heard>;
  /** Default: usual. */
  readonly setting?: Setting;
  /** Our process is gone then, and is started again. */
  readonly kills?: boolean;
}

export interface Row {
  readonly rule: string;
  /** Who is at fault. */
  readonly side: 'The next hop' | 'The client' | 'The machine' | 'DNS';
  readonly place: string;
  /** Each is tried, and ends in the same way. */
  readonly variants: readonly Variant[];
  /** Place and reply; what ends with … goes on in several ways. */
  readonly hears: string;
  readonly gets: string;
  readonly log: readonly string[];
  readonly ends: string;
  /** Default: both. */
  readonly programs?: readonly Program[];
}

/** What the client hears at the end of a mail that was taken, and what the next hop gets of one that was not sent on. */
export const KEPT = 'END 250 2.0.0 Ok';
export const NOTHING = 'nothing of the message';

/** Lines of the log, as logText (stand.ts) shortens them. */
export const AWAY = 'error: client turned away, the next hop is not available';
export const GONE = 'warn: session ended, the next hop has gone';
export const UNKNOWN = 'error: outcome unknown, may be delivered twice';
export const RELAYED = 'info: outcome relayed';
export const LEFT = 'warn: outcome client gone';

/** No fault for the client: its mail passes, and its session goes on. */
export const TAKEN = { hears: KEPT, gets: 'the mail', log: [RELAYED], ends: 'goes on' };
