/** What `test` needs of a file of dkimproxy-out: where it listens, where it passes mail on, for whom it signs. */
import type { Endpoint } from 'smtp-proxy';
import { parseAddress } from '../postfix/address.js';

export interface ChainFile {
  readonly listen: (Endpoint & { kind: 'tcp' }) | null;
  readonly relay: (Endpoint & { kind: 'tcp' }) | null;
  readonly domains: readonly string[];
}

export function parseChainFile(text: string): ChainFile {
  let listen: ChainFile['listen'] = null;
  let relay: ChainFile['listen'] = null;
  const domains: string[] = [];
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const [, name = '', value = ''] = /^[ \t\u3000]*([a-z_]+)[ \t\u3000=]+(\S.*)$/i.exec(line) ?? [];
    const word = name.toLowerCase();
    if (word === 'listen' && listen === null) listen = tcp(value);
    if (word === 'relay' && relay === null) relay = tcp(value);
    if (word === 'domain') domains.push(...value.split(/[\s,]+/).filter((domain) => domain !== ''));
  }
  return { listen, relay, domains };
}

function tcp(text: string): ChainFile['listen'] {
  const address = parseAddress(text);
  if (address?.kind !== 'tcp') return null;
  return ['*', '', '0.0.0.0'].includes(address.host) ? { ...address, host: '127.0.0.1' } : address;
}
