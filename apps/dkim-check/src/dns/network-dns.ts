/** DNS by the servers of the system or those of --nameserver; and each server of a zone asked by itself. */
import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import { parentDomains, type TxtAnswer } from 'dkim-core';
import type { Answer } from 'dns-packet';
import type { Dns, DnsReport, NameServer, Zone } from './dns.js';
import { NoAnswer, askServer, type QuestionType, type ServerAddress, type WireAnswer } from './wire.js';

const MAX_ALIASES = 16;
const MAX_SERVERS = 13; // of a zone; more fit into no referral of old, and a hostile zone is not to keep us busy
const MAX_ADDRESSES = 4; // of a server, of each kind: all of them are asked at the same time
const DNS_PORT = 53;

/** `servers`: ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT. `zonePort`: where the servers of zones listen; tests have no port 53. */
export function networkDns(servers: readonly string[] = getServers(), zonePort: number = DNS_PORT): Dns {
  const known = new Map<string, Promise<DnsReport>>();

  async function txt(name: string, server?: NameServer): Promise<DnsReport> {
    if (server !== undefined) {
      return texts(name, [{ host: server.address, port: zonePort }], false);
    }
    const key = name.toLowerCase();
    const asked = known.get(key) ?? texts(name, servers.map(addressOf), true);
    known.set(key, asked);
    return asked;
  }

  async function resolveTxt(name: string): Promise<TxtAnswer> {
    const { status, reason, records, ttl } = await txt(name);
    if (status === 'found')
      return { status, records: records.map((strings) => strings.join('')), ttl: ttl ?? undefined };
    return { status, reason: reason ?? undefined };
  }

  /** The SOA of a name that has none stands in the authority section: its owner is the zone (RFC 2308, section 3). */
  async function zoneOf(name: string): Promise<Zone | null> {
    for (const candidate of [name, ...parentDomains(name)]) {
      const answer = await any(servers.map(addressOf), { name: candidate, type: 'SOA' });
      if (answer === null) continue;
      const zone = soaIn(answer.answers)?.zone ?? soaIn(answer.authorities)?.zone;
      if (zone !== undefined) return { name: zone, ...(await serversOf(zone)) };
    }
    return null;
  }

  async function serversOf(zone: string): Promise<Omit<Zone, 'name'>> {
    const answer = await any(servers.map(addressOf), { name: zone, type: 'NS' });
    const names = (answer?.answers ?? []).flatMap((record) => (record.type === 'NS' ? [record.data] : []));
    const asked = [...new Set(names.map((name) => name.toLowerCase()))].toSorted().slice(0, MAX_SERVERS);
    const found = await Promise.all(asked.map(async (name) => ({ name, addresses: await addressesOf(name) })));
    return {
      servers: found.flatMap(({ name, addresses }) => addresses.map((address): NameServer => ({ name, address }))),
      withoutAddress: found.filter(({ addresses }) => addresses.length === 0).map(({ name }) => name),
    };
  }

  async function addressesOf(name: string): Promise<readonly string[]> {
    const found = await Promise.all(
      (['A', 'AAAA'] as const).map(async (type) => {
        const answer = await any(servers.map(addressOf), { name, type });
        const addresses = (answer?.answers ?? []).flatMap((record) => (record.type === type ? [record.data] : []));
        return addresses.slice(0, MAX_ADDRESSES);
      }),
    );
    return found.flat();
  }

  return {
    resolveTxt,
    servers,
    txt,
    zoneOf,
    async serialOf({ address }, zone) {
      try {
        const server = { host: address, port: zonePort };
        const { answers } = await askServer(server, { name: zone, type: 'SOA' }, { recursive: false });
        return soaIn(answers)?.serial ?? null;
      } catch (err) {
        if (err instanceof NoAnswer) return null;
        throw err;
      }
    },
    async tcpFault(server, name) {
      const isOwn = typeof server === 'string';
      const address = isOwn ? addressOf(server) : { host: server.address, port: zonePort };
      try {
        await askServer(address, { name, type: 'TXT' }, { tcpOnly: true, recursive: isOwn });
        return null;
      } catch (err) {
        if (err instanceof NoAnswer) return err.message;
        throw err;
      }
    },
  };
}

/** The first answer of these servers, null where none has one. */
async function any(
  servers: readonly ServerAddress[],
  question: { name: string; type: QuestionType },
): Promise<WireAnswer | null> {
  for (const server of servers) {
    try {
      const answer = await askServer(server, question);
      if (answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN') return answer;
    } catch (err) {
      if (!(err instanceof NoAnswer)) throw err;
    }
  }
  return null;
}

async function texts(name: string, servers: readonly ServerAddress[], recursive: boolean): Promise<DnsReport> {
  if (!isAskable(name)) return empty('invalid-name', null, null);
  let last = empty('server-failure', 'there is no server to ask', null);
  for (const server of servers) {
    try {
      const answer = await askServer(server, { name, type: 'TXT' }, { recursive });
      const report = reportOf(name, answer, shown(server));
      if (report.status !== 'server-failure') return report;
      last = answer.rcode === 'SERVFAIL' && recursive ? { ...report, isBogus: await isBogus(server, name) } : report;
    } catch (err) {
      if (!(err instanceof NoAnswer)) throw err;
      last = {
        ...empty(err.kind === 'timeout' ? 'timeout' : 'server-failure', err.message, shown(server)),
        hasAnswered: err.wasCut,
        wasCut: err.wasCut,
      };
    }
  }
  return last;
}

/** A validating resolver fails where DNSSEC does; asked with CD (RFC 4035, section 3.2.2) it answers all the same. */
async function isBogus(server: ServerAddress, name: string): Promise<boolean> {
  try {
    const { rcode } = await askServer(server, { name, type: 'TXT' }, { checking: false });
    return rcode === 'NOERROR' || rcode === 'NXDOMAIN';
  } catch (err) {
    if (err instanceof NoAnswer) return false;
    throw err;
  }
}

function reportOf(
  name: string,
  { rcode, isAuthoritative, answers, authorities }: WireAnswer,
  server: string,
): DnsReport {
  const base = {
    ...empty('server-failure', `the server answers ${rcode}`, server),
    isAuthoritative,
    hasAnswered: true,
  };
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return base;

  const aliases: string[] = [];
  let owner = name.toLowerCase();
  let ttl = Infinity;
  for (;;) {
    const alias = answers.find((record) => record.type === 'CNAME' && record.name.toLowerCase() === owner);
    if (alias?.type !== 'CNAME') break;
    if (aliases.length === MAX_ALIASES)
      return { ...base, aliases, reason: `${name} has more than ${MAX_ALIASES} aliases` };
    aliases.push(alias.data);
    ttl = Math.min(ttl, alias.ttl ?? 0);
    owner = alias.data.toLowerCase();
  }
  const records: (readonly string[])[] = [];
  for (const record of answers) {
    if (record.type !== 'TXT' || record.name.toLowerCase() !== owner) continue;
    records.push([record.data].flat().map((string) => Buffer.from(string).toString('latin1')));
    ttl = Math.min(ttl, record.ttl ?? 0);
  }
  if (records.length > 0) return { ...base, status: 'found', reason: null, records, aliases, ttl };
  const soa = soaIn(authorities);
  return {
    ...base,
    status: rcode === 'NXDOMAIN' ? 'no-such-name' : 'no-such-record',
    reason: null,
    aliases,
    negativeTtl: soa?.negativeTtl ?? null,
    zone: soa?.zone ?? null,
  };
}

/** How long absence is remembered: the lesser of the SOA's own TTL and its minimum (RFC 2308, section 5). */
function soaIn(records: readonly Answer[]): { zone: string; negativeTtl: number; serial: number | null } | null {
  for (const record of records) {
    if (record.type !== 'SOA') continue;
    const { serial = null, minimum = 0 } = record.data;
    return { zone: record.name, negativeTtl: Math.min(record.ttl ?? 0, minimum), serial };
  }
  return null;
}

/** What every question of dkim-check looks like when nobody has answered. */
export function empty(status: DnsReport['status'], reason: string | null, server: string | null): DnsReport {
  return {
    status,
    reason,
    records: [],
    aliases: [],
    ttl: null,
    negativeTtl: null,
    zone: null,
    server,
    isAuthoritative: false,
    hasAnswered: false,
    wasCut: false,
    isBogus: false,
  };
}

/** RFC 1035, section 2.3.4. */
function isAskable(name: string): boolean {
  return name.length <= 253 && name.split('.').every((label) => label.length >= 1 && label.length <= 63);
}

function addressOf(server: string): ServerAddress {
  if (isIP(server) !== 0) return { host: server, port: DNS_PORT };
  const [, bracketed, plain = '', port = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(server) ?? [];
  return { host: bracketed ?? plain, port: Number(port) };
}

function shown({ host, port }: ServerAddress): string {
  if (port === DNS_PORT) return host;
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
