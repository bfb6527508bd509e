/** The address of a peer in one form, so that who writes it in another way is no other client. RFC 5952; RFC 4291, section 2.5.5.2. */
import { isIPv6 } from 'node:net';

const HEXTETS = 8;

/** An IPv4 address in the clothes of IPv6 is that IPv4 address; IPv6 in its short form, without a zone. What is no address stays as it is. */
export function plainAddress(address: string): string {
  if (!address.includes(':')) return address;
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return address;
  const hextets = hextetsOf(bare);
  const [high = 0, low = 0] = hextets.slice(-2);
  const isMapped = hextets.slice(0, 5).every((hextet) => hextet === 0) && hextets[5] === 0xffff;
  return isMapped ? [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.') : shortForm(bare);
}

/** A unix socket (null) counts as such, too. */
export function isLoopback(address: string | null): boolean {
  return address === null || /^(?:127\.|::1$)/.test(plainAddress(address));
}

/** The network that one client has to choose its addresses from: with IPv6 a /64. */
export function clientNetwork(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const prefix = hextetsOf(plain).slice(0, HEXTETS / 2);
  return `${prefix.map((hextet) => hextet.toString(16)).join(':')}::/64`;
}

/** Its eight numbers of 16 bits. */
export function hextetsOf(ipv6: string): readonly number[] {
  const [head = '', tail = ''] = shortForm(ipv6).split('::');
  const before = head.split(':').filter((text) => text !== '');
  const behind = tail.split(':').filter((text) => text !== '');
  const gap = Array.from({ length: HEXTETS - before.length - behind.length }, () => '0');
  return [...before, ...gap, ...behind].map((text) => Number.parseInt(text, 16));
}

/** Without dots, too. */
function shortForm(ipv6: string): string {
  return new URL(`http://[${ipv6}]`).hostname.slice(1, -1);
}
