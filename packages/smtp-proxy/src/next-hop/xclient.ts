/** XCLIENT: a trusted client speaks for another one. Postfix XCLIENT_README; S-227. */
import { isIP, isIPv6 } from 'node:net';
import type { ClientAttributes } from './client-attributes.js';

/** The attributes there are. ADDR comes last: after it a server may not believe us any more. */
export const XCLIENT_ATTRIBUTES: readonly string[] = [
  'NAME',
  'PROTO',
  'HELO',
  'LOGIN',
  'DESTADDR',
  'DESTPORT',
  'PORT',
  'ADDR',
];

/** Who the client is, as XCLIENT or the PROXY protocol told it. */
export interface ToldClient {
  readonly address: string | null;
  readonly port: number | null;
}

/** Null where an address is none, or a port. What is not told, or [UNAVAILABLE], keeps what was known before. */
export function toldClient(attributes: ClientAttributes, known: ToldClient): ToldClient | null {
  const addr = attributes.get('ADDR') ?? null;
  const port = attributes.get('PORT') ?? null;
  const address = addr?.replace(/^IPV6:/i, '') ?? null;
  const isKnown = addr !== null && addr.toUpperCase() !== '[TEMPUNAVAIL]';
  if (isKnown && (address === null || isIP(address) === 0 || address.includes('%'))) return null;
  const isPort = port !== null && port.toUpperCase() !== '[TEMPUNAVAIL]';
  if (isPort && !/^(?:0|[1-9]\d{0,4})$/.test(port)) return null;
  return {
    address: isKnown ? address : known.address,
    port: isPort ? Number(port) : isKnown ? null : known.port,
  };
}

/** As ADDR has it: IPv6 with its prefix (S-222). */
export function addrValue(address: string): string {
  return isIPv6(address) ? `IPV6:${address}` : address;
}
