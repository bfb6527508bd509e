/** Each server of a zone asked by itself: who is silent, who has no TCP, who is behind. */
import type { Dns, DnsReport, NameServer } from '../dns/dns.js';
import { problem, type Problem } from '../problem.js';

export interface ServerAnswer {
  readonly server: NameServer;
  readonly report: DnsReport;
}

export interface ServersReport {
  readonly zone: string | null;
  readonly answers: readonly ServerAnswer[];
  readonly problems: readonly Problem[];
}

export async function serversReport(name: string, dns: Dns): Promise<ServersReport> {
  const zone = await dns.zoneOf(name);
  if (zone === null || zone.servers.length === 0) {
    return { zone: zone?.name ?? null, answers: [], problems: [problem('error', 'zone-unknown', { name })] };
  }
  const answers = await Promise.all(
    zone.servers.map(async (server) => ({
      server,
      report: await dns.txt(name, server),
      tcpFault: await dns.tcpFault(server, name),
    })),
  );
  const problems: Problem[] = [];
  let first: ServerAnswer | null = null;
  for (const { server, report, tcpFault } of answers) {
    const facts = { server: server.name, address: server.address };
    if (report.status === 'timeout' || (report.status === 'server-failure' && !report.hasAnswered)) {
      problems.push(problem('error', 'server-silent', { ...facts, reason: report.reason ?? report.status }));
      continue;
    }
    if (report.status === 'server-failure' || !report.isAuthoritative) {
      problems.push(problem('error', 'server-lame', { ...facts, zone: zone.name }));
      continue;
    }
    if (tcpFault !== null) problems.push(problem('warning', 'server-no-tcp', { ...facts, reason: tcpFault }));
    if (first === null) first = { server, report };
    else if (contentOf(report) !== contentOf(first.report)) {
      problems.push(problem('error', 'server-differs', { ...facts, other: first.server.name }));
    }
  }
  return { zone: zone.name, answers: answers.map(({ server, report }) => ({ server, report })), problems };
}

/** What two servers have to agree in; the order of records means nothing. */
function contentOf({ status, records, aliases }: DnsReport): string {
  const texts = records.map((strings) => strings.join('')).toSorted((one, other) => (one < other ? -1 : 1));
  return JSON.stringify([status, texts, aliases.map((alias) => alias.toLowerCase())]);
}
