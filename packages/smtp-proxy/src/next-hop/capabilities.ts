/**
 * What the next hop said to EHLO, and what we may offer to a client because of it. RFC 5321, section 4.1.1.1; S-196.
 *
 * Only what is in the table goes on: an extension that changes the dialogue (CHUNKING, AUTH, ETRN, ...) would be a
 * promise that nobody keeps.
 */
import type { Reply } from '../types.js';

/** EHLO keywords in upper case, each with its parameters as they were written. */
export type Capabilities = ReadonlyMap<string, string>;

/** What of our own reply to EHLO is not the next hop's alone. */
export interface OwnOffer {
  /** The attributes that we take in XFORWARD and in XCLIENT; none: it is not offered. */
  readonly xforward: readonly string[];
  readonly xclient: readonly string[];
  readonly startTls: boolean;
  /** In octets; null where the next hop's limit is the only one. */
  readonly maxMessageSize: number | null;
}

const ROOM_FOR_OUR_LINES = 20n * 1024n; // octets, S-206

export function readCapabilities(ehlo: Reply): Capabilities {
  const keywords = new Map<string, string>();
  for (const line of ehlo.lines.slice(1)) {
    const match = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:[ =](.*))?$/s.exec(line);
    if (match?.[1] !== undefined) keywords.set(match[1].toUpperCase(), (match[2] ?? '').trim());
  }
  return keywords;
}

/** Which of `names` the next hop lists behind `keyword`, in the order of `names`; none if it does not offer that. */
export function offeredAttributes(capabilities: Capabilities, keyword: string, names: readonly string[]): string[] {
  const listed = (capabilities.get(keyword) ?? '').toUpperCase().split(/\s+/);
  return names.filter((name) => listed.includes(name));
}

/** The keyword lines of our own EHLO reply. */
export function offeredKeywords(capabilities: Capabilities, own: OwnOffer): string[] {
  const lines = ['PIPELINING']; // ours alone: commands of a group wait in our own input
  const size = capabilities.get('SIZE');
  if (size !== undefined) lines.push(offeredSize(size, own.maxMessageSize));
  for (const keyword of ['8BITMIME', 'SMTPUTF8', 'DSN', 'ENHANCEDSTATUSCODES']) {
    if (capabilities.has(keyword)) lines.push(keyword);
  }
  if (own.startTls) lines.push('STARTTLS');
  if (own.xforward.length > 0) lines.push(`XFORWARD ${own.xforward.join(' ')}`);
  if (own.xclient.length > 0) lines.push(`XCLIENT ${own.xclient.join(' ')}`);
  return lines;
}

function offeredSize(limit: string, ours: number | null): string {
  const own = ours === null ? null : BigInt(ours);
  if (!/^\d{1,20}$/.test(limit)) return own === null ? 'SIZE' : `SIZE ${own}`;
  const octets = BigInt(limit);
  if (octets === 0n) return `SIZE ${own ?? limit}`; // no fixed limit, RFC 1870, section 4
  const rest = octets - ROOM_FOR_OUR_LINES;
  const theirs = rest > 0n ? rest : 1n;
  return `SIZE ${own !== null && own < theirs ? own : theirs}`;
}
