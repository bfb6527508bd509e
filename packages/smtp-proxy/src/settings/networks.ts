/**
 * Networks that may connect, or may be believed: `127.0.0.0/8, [::1], 192.0.2.7`, and the words for the usual ones.
 *
 * Addresses are compared as numbers of one family. An IPv4 address in the clothes of IPv6 (`::ffff:10.0.0.1` or
 * `::ffff:a00:1`; RFC 4291, section 2.5.5.2) is an IPv4 address, here as in a peer: no network of IPv6 lets one in.
 */
import { isIP } from 'node:net';
import { hextetsOf } from '../peer-address.js';
import type { AddressMatcher } from '../types.js';
import type { ParsedSetting } from './setting.js';
import { parseYesNo } from './values.js';

interface Address {
  readonly value: bigint;
  /** How many bits an address of its family has. */
  readonly bits: 32 | 128;
}

interface Network extends Address {
  readonly prefix: number;
}

const NET_WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10']],
  ['any', ['0.0.0.0/0', '::/0']],
  ['unix', []],
]);
const MAPPED = 0xffffn; // what stands above the 32 bits of an IPv4 address in IPv6 clothes
const IPV4_BITS = 32n;

export function parseNetworks(text: string): ParsedSetting<AddressMatcher> {
  const networks: Network[] = [];
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  let unix = false;
  for (const word of words) {
    unix ||= ['unix', 'any'].includes(word.toLowerCase());
    for (const written of NET_WORDS.get(word.toLowerCase()) ?? [word]) {
      const network = parseNetwork(written);
      if (!network.ok) return network;
      networks.push(network.value);
    }
  }
  if (words.length === 0) return { ok: false, reason: 'a network is needed' };
  return {
    ok: true,
    value(text) {
      if (text === null) return unix;
      const [bare = ''] = isIP(text) === 6 ? text.split('%') : [text]; // fe80::1%eth0: no part of the address
      const address = parseAddress(bare);
      return address !== null && networks.some((network) => holds(network, address));
    },
  };
}

/** Whose PROXY header is wanted; null for nobody's. */
export function parseProxyPeers(text: string): ParsedSetting<AddressMatcher | null> {
  const isOn = parseYesNo(text);
  if (isOn.ok && !isOn.value) return { ok: true, value: null };
  return parseNetworks(isOn.ok ? 'loopback,unix,private' : text);
}

function holds({ value, bits, prefix }: Network, address: Address): boolean {
  const rest = BigInt(bits - prefix);
  return bits === address.bits && value >> rest === address.value >> rest;
}

function parseNetwork(word: string): ParsedSetting<Network> {
  const [written = '', digits, ...more] = word.split('/');
  const text = written.startsWith('[') && written.endsWith(']') ? written.slice(1, -1) : written;
  const address = parseAddress(text);
  const wasBits = text.includes(':') ? 128 : 32; // as it was written, for the prefix
  const given = digits === undefined ? wasBits : /^(?:0|[1-9]\d{0,2})$/.test(digits) ? Number(digits) : Number.NaN;
  const prefix = given - (wasBits - (address?.bits ?? wasBits));
  if (address === null || more.length > 0 || !(given <= wasBits)) {
    const choice = 'an address, ADDRESS/BITS, loopback, private, unix or any';
    return { ok: false, reason: `"${word}" is no network; write ${choice}` };
  }
  if (prefix < 0) {
    return { ok: false, reason: `"${word}" is no network of IPv4 and none of IPv6; write 0.0.0.0/0, ::/0 or any` };
  }
  const rest = BigInt(address.bits - prefix);
  if ((address.value >> rest) << rest !== address.value) {
    // Either the address or the bits are a slip of the pen: the second would let in far more than was meant.
    const network = address.bits === 32 ? `${dotted((address.value >> rest) << rest)}/${prefix}, or ` : '';
    const reason = `"${word}" is no network, its address goes on behind the first ${given} bits`;
    return { ok: false, reason: `${reason}; write ${network}${text} alone` };
  }
  return { ok: true, value: { ...address, prefix } };
}

/** Null for what is none, and for one with a zone. */
function parseAddress(text: string): Address | null {
  const version = isIP(text);
  if (version === 0 || text.includes('%')) return null;
  if (version === 4) return { value: ipv4Number(text), bits: 32 };
  const value = ipv6Number(text);
  if (value >> IPV4_BITS === MAPPED) return { value: value & 0xffff_ffffn, bits: 32 };
  return { value, bits: 128 };
}

function ipv4Number(text: string): bigint {
  return text.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

function ipv6Number(text: string): bigint {
  return hextetsOf(text).reduce((sum, hextet) => (sum << 16n) | BigInt(hextet), 0n);
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
}
