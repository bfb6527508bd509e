/** XCLIENT: a trusted client speaks for another one. Postfix XCLIENT_README; S-227. */
import { isIP, isIPv6 } from 'node:net';
import { plainAddress } from '../peer-address.js';
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

export type ToldByXclient =
  /** `isKnown`: the address is that of the client, told now or before. What is not told keeps what was `known`. */
  | { readonly ok: true; readonly client: ToldClient; readonly isKnown: boolean }
  | { readonly ok: false; readonly reason: string };

/** What XCLIENT says of who the client is, in one command or several. */
export function toldClient(attributes: ClientAttributes, known: ToldClient): ToldByXclient {
  for (const [name, value] of attributes) {
    const isUsable = value === null || isUnavailable(value) || (KINDS.get(name)?.(value) ?? true);
    if (!isUsable) return { ok: false, reason: `Bad XCLIENT ${name} value` };
  }
  const addr = usable(attributes.get('ADDR'));
  const port = usable(attributes.get('PORT'));
  const unknownPort = attributes.has('ADDR') || attributes.has('PORT') ? null : known.port;
  return {
    ok: true,
    isKnown: addr !== null || !attributes.has('ADDR'),
    client: {
      address: addr === null ? known.address : plainAddress(addr.replace(IPV6_PREFIX, '')),
      port: port === null ? unknownPort : Number(port),
    },
  };
}

/** [TEMPUNAVAIL]: it could not be found out for now. */
export function isUnavailable(value: string): boolean {
  return value.toUpperCase() === '[TEMPUNAVAIL]';
}

function usable(value: string | null | undefined): string | null {
  return value === undefined || value === null || isUnavailable(value) ? null : value;
}

/** Without brackets, IPv6 with its prefix or without (S-222). */
function isAddress(value: string): boolean {
  const text = value.replace(IPV6_PREFIX, '');
  return (text === value ? isIP(text) !== 0 : isIPv6(text)) && !text.includes('%');
}

function isPort(value: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/.test(value) && Number(value) <= 65_535;
}

const IPV6_PREFIX = /^IPV6:/i;
const KINDS: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['ADDR', isAddress],
  ['DESTADDR', isAddress],
  ['PORT', isPort],
  ['DESTPORT', isPort],
  ['PROTO', (value: string) => /^E?SMTP$/i.test(value)],
]);

/** As ADDR has it: IPv6 with its prefix (S-222). */
export function addrValue(address: string): string {
  return isIPv6(address) ? `IPV6:${address}` : address;
}
