/**
 * The header of the PROXY protocol, versions 1 and 2: who the client of a load balancer is, before the first octet of
 * SMTP. HAProxy's proxy-protocol.txt, sections 2.1 and 2.2; S-228. It may be cut anywhere.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { plainAddress } from '../peer-address.js';

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'); // of version 2
const V2_HEAD = 16; // octets before the addresses
const V2_MOST = 4096; // octets behind the head: addresses and TLVs; 216 are the longest addresses
const V1_MOST = 107; // octets with CRLF
const CR = 0x0d;

export interface ProxiedAddress {
  /** In its plain form: an IPv4 address is written as such, whatever it came in. */
  readonly address: string;
  readonly port: number;
}

export type ProxyHeader =
  /** `balancer`: it speaks for itself (LOCAL, as for a health check); `unknown`: it does not tell (UNKNOWN, UNSPEC, unix sockets). */
  | { readonly ok: true; readonly client: ProxiedAddress | 'balancer' | 'unknown'; readonly rest: Buffer }
  | { readonly ok: false; readonly reason: string };

export interface ProxyHeaderReader {
  /** Null as long as more octets are needed. `rest` is what stands behind the header. */
  push(octets: Buffer): ProxyHeader | null;
}

export function proxyHeaderReader(): ProxyHeaderReader {
  let held: Buffer = Buffer.alloc(0);
  return {
    push(octets) {
      held = held.length === 0 ? octets : Buffer.concat([held, octets]);
      return held[0] === CR ? readV2(held) : readV1(held);
    },
  };
}

function readV1(octets: Buffer): ProxyHeader | null {
  const end = octets.subarray(0, V1_MOST).indexOf('\r\n');
  const begin = octets.toString('latin1', 0, Math.min(octets.length, 6));
  if (!'PROXY '.startsWith(begin)) return wrong('it does not begin with a PROXY header');
  if (end < 0) return octets.length >= V1_MOST ? wrong('its PROXY header does not end') : null;
  const rest = octets.subarray(end + 2);
  const [, family, source = '', destination = '', ...ports] = octets.toString('latin1', 0, end).split(' ');
  if (family === 'UNKNOWN') return { ok: true, client: 'unknown', rest };
  const isAddress = family === 'TCP4' ? isIPv4 : family === 'TCP6' ? isPlainIPv6 : () => false;
  const [port] = ports.map(readPort);
  const isWhole = ports.length === 2 && ports.every((text) => readPort(text) !== null);
  if (!isAddress(source) || !isAddress(destination) || !isWhole || port === undefined || port === null) {
    return wrong('its PROXY header cannot be read');
  }
  return { ok: true, client: { address: plainAddress(source), port }, rest };
}

function readV2(octets: Buffer): ProxyHeader | null {
  const known = Math.min(octets.length, SIGNATURE.length);
  if (!octets.subarray(0, known).equals(SIGNATURE.subarray(0, known))) {
    return wrong('it does not begin with a PROXY header');
  }
  if (octets.length < V2_HEAD) return null;
  const versionAndCommand = octets.readUInt8(12);
  const family = octets.readUInt8(13);
  const length = octets.readUInt16BE(14);
  if (versionAndCommand >> 4 !== 2) return wrong('its PROXY header is of another version');
  if (length > V2_MOST) return wrong('its PROXY header is too long');
  const end = V2_HEAD + length;
  if (octets.length < end) return null;
  const rest = octets.subarray(end);
  const command = versionAndCommand & 0x0f;
  if (command === 0) return { ok: true, client: 'balancer', rest };
  if (command !== 1) return wrong('its PROXY header has an unknown command');
  const addresses = octets.subarray(V2_HEAD, end);
  if (family === 0x11 && length >= 12) {
    return { ok: true, client: { address: addresses.subarray(0, 4).join('.'), port: addresses.readUInt16BE(8) }, rest };
  }
  if (family === 0x21 && length >= 36) {
    return { ok: true, client: { address: ipv6Text(addresses), port: addresses.readUInt16BE(32) }, rest };
  }
  if (family === 0x00 || (family === 0x31 && length >= 216)) return { ok: true, client: 'unknown', rest };
  return wrong('its PROXY header names no TCP client');
}

function ipv6Text(octets: Buffer): string {
  const hextets = Array.from({ length: 8 }, (_, at) => octets.readUInt16BE(2 * at).toString(16));
  return plainAddress(hextets.join(':'));
}

function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

function readPort(text: string): number | null {
  const port = /^(?:0|[1-9]\d{0,4})$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : null;
}

function wrong(reason: string): ProxyHeader {
  return { ok: false, reason };
}
