/** `--records` and `--nameserver`: whom a command asks for TXT records. */
import { isIP } from 'node:net';
import { cachingResolver, nodeResolver, type TxtResolver } from 'dkim-core';
import type { CommandOption, ParsedCommand } from './command.js';
import { fault } from './usage-error.js';
import type { Io } from './io.js';
import type { Dns } from './dns/dns.js';
import { networkDns } from './dns/network-dns.js';
import { recordsDns } from './records-file.js';

export const DNS_OPTIONS: Readonly<Record<string, CommandOption>> = {
  records: { argument: 'FILE', help: 'option-records' },
  nameserver: { argument: 'ADDRESS[:PORT]', help: 'option-nameserver', repeatable: true },
};

/** What DNS says, from `--records`, from `--nameserver` or from the servers of the system. */
export function dnsFor(parsed: ParsedCommand, io: Io): Dns {
  const records = parsed.value('records');
  const servers = parsed.values('nameserver');
  if (records !== null) {
    if (servers.length > 0) throw fault('options-exclusive', { name: 'records', other: 'nameserver' });
    return recordsDns(records, io.readSmall(records));
  }
  const bad = servers.find((server) => !isServer(server));
  if (bad !== undefined) throw fault('nameserver-unreadable', { value: bad });
  return servers.length === 0 ? networkDns() : networkDns(servers);
}

/** For commands that need no more than TXT records: the library's own resolver, which asks several names at once. */
export function resolverFor(parsed: ParsedCommand, io: Io): TxtResolver {
  const dns = dnsFor(parsed, io);
  if (dns.servers === null) return dns.resolveTxt;
  const servers = parsed.values('nameserver');
  const resolver = nodeResolver(servers.length === 0 ? {} : { servers });
  return cachingResolver(resolver, { now: () => performance.now() / 1000 });
}

function isServer(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const [, bracketed, plain, port = '53'] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  return (isIP(bracketed ?? '') === 6 || isIP(plain ?? '') === 4) && Number(port) <= 65_535;
}
