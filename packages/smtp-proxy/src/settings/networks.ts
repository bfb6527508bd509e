/** Networks that may connect, or may be believed: `127.0.0.0/8, [::1], 192.0.2.7`, and the words for the usual ones. */
import { BlockList, isIP } from 'node:net';
import type { AddressMatcher } from '../types.js';
import type { ParsedSetting } from './setting.js';

type Network = readonly [address: string, prefix: number, family: 'ipv4' | 'ipv6'];

const WORDS: ReadonlyMap<string, readonly Network[]> = new Map<string, readonly Network[]>([
  [
    'loopback',
    [
      ['127.0.0.0', 8, 'ipv4'],
      ['::1', 128, 'ipv6'],
    ],
  ],
  [
    'private',
    [
      ['10.0.0.0', 8, 'ipv4'],
      ['172.16.0.0', 12, 'ipv4'],
      ['192.168.0.0', 16, 'ipv4'],
      ['169.254.0.0', 16, 'ipv4'],
      ['fc00::', 7, 'ipv6'],
      ['fe80::', 10, 'ipv6'],
    ],
  ],
  [
    'any',
    [
      ['0.0.0.0', 0, 'ipv4'],
      ['::', 0, 'ipv6'],
    ],
  ],
  ['unix', []],
]);

export function parseNetworks(text: string): ParsedSetting<AddressMatcher> {
  const list = new BlockList();
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  let unix = false;
  for (const word of words) {
    const networks = WORDS.get(word.toLowerCase()) ?? parseNetwork(word);
    if (networks === null) {
      const choice = 'an address, ADDRESS/BITS, loopback, private, unix or any';
      return { ok: false, reason: `"${word}" is no network; write ${choice}` };
    }
    unix ||= ['unix', 'any'].includes(word.toLowerCase());
    for (const [address, prefix, family] of networks) list.addSubnet(address, prefix, family);
  }
  if (words.length === 0) return { ok: false, reason: 'a network is needed' };
  return {
    ok: true,
    value(address) {
      if (address === null) return unix;
      const [bare = ''] = address.split('%'); // fe80::1%eth0: the interface is no part of the address
      const version = isIP(bare);
      return version !== 0 && list.check(bare, version === 6 ? 'ipv6' : 'ipv4');
    },
  };
}

function parseNetwork(word: string): readonly Network[] | null {
  const [written = '', bits, ...more] = word.split('/');
  const address = written.startsWith('[') && written.endsWith(']') ? written.slice(1, -1) : written;
  const version = isIP(address);
  if (version === 0 || more.length > 0) return null;
  const most = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (!(prefix <= most)) return null;
  return [[address, prefix, version === 4 ? 'ipv4' : 'ipv6']];
}
