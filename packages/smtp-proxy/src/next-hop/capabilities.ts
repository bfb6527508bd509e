/**
 * What the next hop said to EHLO, and what we may offer to a client because of it. RFC 5321, section 4.1.1.1; S-196.
 *
 * Only what is in the table goes on: an extension that changes the dialogue (CHUNKING, AUTH, ETRN, ...) would be a
 * promise that nobody keeps.
 */
import type { Reply } from '../types.js';
import { XFORWARD_ATTRIBUTES } from './xforward.js';

/** EHLO keywords in upper case, each with its parameters as they were written. */
export type Capabilities = ReadonlyMap<string, string>;

const ROOM_FOR_OUR_LINES = 20n * 1024n; // octets, S-206

export function readCapabilities(ehlo: Reply): Capabilities {
  const keywords = new Map<string, string>();
  for (const line of ehlo.lines.slice(1)) {
    const match = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:[ =](.*))?$/s.exec(line);
    if (match?.[1] !== undefined) keywords.set(match[1].toUpperCase(), (match[2] ?? '').trim());
  }
  return keywords;
}

/** The attributes of XFORWARD that the next hop takes, in upper case; none if it does not offer the command. */
export function offeredXforward(capabilities: Capabilities): readonly string[] {
  const listed = (capabilities.get('XFORWARD') ?? '').toUpperCase().split(/\s+/);
  return XFORWARD_ATTRIBUTES.filter((name) => listed.includes(name));
}

/** The keyword lines of our own EHLO reply. */
export function offeredKeywords(capabilities: Capabilities, { xforward }: { xforward: boolean }): string[] {
  const lines = ['PIPELINING']; // ours alone: commands of a group wait in our own input
  const size = capabilities.get('SIZE');
  if (size !== undefined) lines.push(offeredSize(size));
  for (const keyword of ['8BITMIME', 'SMTPUTF8', 'DSN', 'ENHANCEDSTATUSCODES']) {
    if (capabilities.has(keyword)) lines.push(keyword);
  }
  const attributes = offeredXforward(capabilities);
  if (xforward && attributes.length > 0) lines.push(`XFORWARD ${attributes.join(' ')}`);
  return lines;
}

function offeredSize(limit: string): string {
  if (!/^\d{1,20}$/.test(limit)) return 'SIZE';
  const octets = BigInt(limit);
  if (octets === 0n) return `SIZE ${limit}`; // no fixed limit, RFC 1870, section 4
  const rest = octets - ROOM_FOR_OUR_LINES;
  return `SIZE ${rest > 0n ? rest : 1n}`;
}
