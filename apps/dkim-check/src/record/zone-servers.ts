/** Each server of a zone asked by itself: who is silent, who has no TCP, who is behind. */
import type { Dns, DnsReport, NameServer } from '../dns/dns.js';
import { problem, type Problem } from '../problem.js';

export interface ServerAnswer {
  readonly server: NameServer;
  readonly report: DnsReport;
  /** The serial number of its zone; null where it does not say. */
  readonly serial: number | null;
}

export interface ServersReport {
  readonly zone: string | null;
  readonly answers: readonly ServerAnswer[];
  readonly problems: readonly Problem[];
}

export async function serversReport(name: string, dns: Dns): Promise<ServersReport> {
  const zone = await dns.zoneOf(name);
  if (zone === null || (zone.servers.length === 0 && zone.withoutAddress.length === 0)) {
    return { zone: zone?.name ?? null, answers: [], problems: [problem('error', 'zone-unknown', { name })] };
  }
  const answers = await Promise.all(
    zone.servers.map(async (server) => ({
      server,
      report: await dns.txt(name, server),
      tcpFault: await dns.tcpFault(server, name),
      serial: await dns.serialOf(server, zone.name),
    })),
  );
  const problems: Problem[] = zone.withoutAddress.map((server) => problem('error', 'server-no-address', { server }));
  const newest = newestOf(answers.filter(({ report }) => isFromZone(report)));
  for (const { server, report, tcpFault, serial } of answers) {
    const facts = { server: server.name, address: server.address };
    if (report.wasCut) {
      problems.push(problem('error', 'server-no-tcp', { ...facts, reason: report.reason ?? report.status }));
    } else if (!report.hasAnswered) {
      problems.push(problem('error', 'server-silent', { ...facts, reason: report.reason ?? report.status }));
    } else if (!isFromZone(report)) {
      problems.push(problem('error', 'server-lame', { ...facts, zone: zone.name }));
    } else {
      if (tcpFault !== null) problems.push(problem('warning', 'server-no-tcp', { ...facts, reason: tcpFault }));
      if (newest === null) continue;
      const differs = contentOf(report) !== contentOf(newest.report);
      if (serial !== null && newest.serial !== null && isOlder(serial, newest.serial)) {
        const serials = { serial, newest: newest.serial, other: newest.server.name };
        problems.push(problem(differs ? 'error' : 'warning', 'server-behind', { ...facts, ...serials }));
      } else if (differs) {
        problems.push(problem('error', 'server-differs', { ...facts, other: newest.server.name }));
      }
    }
  }
  return { zone: zone.name, answers, problems };
}

function isFromZone({ isAuthoritative, status }: DnsReport): boolean {
  return isAuthoritative && (status === 'found' || status === 'no-such-name' || status === 'no-such-record');
}

/** The first of those with the newest zone. */
function newestOf(answers: readonly ServerAnswer[]): ServerAnswer | null {
  let newest: ServerAnswer | null = null;
  for (const answer of answers) {
    if (newest === null || (newest.serial === null ? answer.serial !== null : isOlder(newest.serial, answer.serial))) {
      newest = answer;
    }
  }
  return newest;
}

/** Serial numbers run in a ring (RFC 1982, section 3.2). */
function isOlder(serial: number, than: number | null): boolean {
  return than !== null && ((than - serial) | 0) > 0;
}

/** What two servers have to agree in; the order of records means nothing. */
function contentOf({ status, records, aliases }: DnsReport): string {
  const texts = records.map((strings) => strings.join('')).toSorted((one, other) => (one < other ? -1 : 1));
  return JSON.stringify([status, texts, aliases.map((alias) => alias.toLowerCase())]);
}
