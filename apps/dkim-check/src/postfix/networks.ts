/** mynetworks: whom Postfix takes for its own. postconf(5). */
import { isIP } from 'node:net';

const WIDE_IPV4 = 8; // nobody has more than 10.0.0.0/8
const WIDE_IPV6 = 16;

/** A part of the world that can't be one's own: 0.0.0.0/0, ::/0, 2000::/3. */
export function isWideNetwork(word: string): boolean {
  if (word === 'static:all') return true;
  const [written = '', bits] = word.split('/');
  const version = isIP(written.replaceAll(/[[\]]/g, ''));
  if (version === 0 || bits === undefined || !/^\d{1,3}$/.test(bits)) return false;
  return Number(bits) < (version === 4 ? WIDE_IPV4 : WIDE_IPV6);
}

/** A network of IPv4 that has 127.0.0.1, or that address itself. */
export function hasLoopback(words: readonly string[]): boolean {
  return words.some((word) => /^(?:127\.|0\.0\.0\.0\/0|static:all)/.test(word) || word === 'localhost');
}
