/** What can be found out about a receiver's "no key": the record, who serves it, how absence is remembered, the signature. */
import type { HeaderField } from 'dkim-core';
import type { Dns, DnsReport } from '../dns/dns.js';
import { recordReport, type RecordReport } from '../record/record-report.js';
import { serversReport, type ServersReport } from '../record/zone-servers.js';

export interface NoKeyQuestion {
  readonly domain: string;
  readonly selector: string;
  /** The DKIM-Signature field; null where there is no mail. */
  readonly signature: HeaderField | null;
  /** The receiver wrote header.i=@ with nothing behind it. */
  readonly isIdentityEmpty: boolean;
}

export interface NoKeyEvidence extends NoKeyQuestion {
  /** Where the record has to be. */
  readonly name: string;
  readonly answer: DnsReport;
  readonly record: RecordReport;
  /** What DNS says of a name beside it that does not exist: how long absence is remembered. */
  readonly absence: DnsReport;
  /** Each server of the zone, asked by itself. */
  readonly servers: ServersReport;
  /** Whole seconds since 1970. */
  readonly now: number;
}

/** The domain may be that of a stranger's mail, and its zone may be made to keep us busy. */
const MAX_SERVERS = 13;
const PATIENCE_MS = 15_000;
const NOBODY_ASKED: ServersReport = { zone: null, answers: [], problems: [] };

/** Asks DNS, each server by UDP and by TCP, `patienceMs` at most. Never rejects for what servers do. */
export async function gatherEvidence(
  question: NoKeyQuestion,
  { dns, now, patienceMs = PATIENCE_MS }: { dns: Dns; now: number; patienceMs?: number },
): Promise<NoKeyEvidence> {
  const { selector, domain } = question;
  const name = `${selector}._domainkey.${domain}`;
  const [answer, record, absence, servers] = await Promise.all([
    dns.txt(name),
    recordReport({ selector, domain }, dns, { now }),
    dns.txt(`dkim-check-${now}._domainkey.${domain}`), // a name that nobody has and nobody remembers
    within(patienceMs, serversReport(name, ofFewServers(dns)), NOBODY_ASKED),
  ]);
  return { ...question, name, answer, record, absence, servers, now };
}

function ofFewServers(dns: Dns): Dns {
  return {
    ...dns,
    async zoneOf(name) {
      const zone = await dns.zoneOf(name);
      return zone === null ? null : { ...zone, servers: zone.servers.slice(0, MAX_SERVERS) };
    },
  };
}

async function within<T>(milliseconds: number, work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
