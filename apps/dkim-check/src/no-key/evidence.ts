/** What can be found out about a receiver's "no key": the record, who serves it, how absence is remembered, the signature. */
import type { Dns, DnsReport } from '../dns/dns.js';
import { recordReport, type RecordReport } from '../record/record-report.js';
import { serversReport, type ServersReport } from '../record/zone-servers.js';

export interface NoKeyQuestion {
  readonly domain: string;
  readonly selector: string;
  /** The value of the DKIM-Signature field; null where there is no mail. */
  readonly signature: string | null;
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

/** Asks DNS, each server by UDP and by TCP. Never rejects for what servers do. */
export async function gatherEvidence(
  question: NoKeyQuestion,
  { dns, now }: { dns: Dns; now: number },
): Promise<NoKeyEvidence> {
  const { selector, domain } = question;
  const name = `${selector}._domainkey.${domain}`;
  const [answer, record, absence, servers] = await Promise.all([
    dns.txt(name),
    recordReport({ selector, domain }, dns, { now }),
    dns.txt(`dkim-check-${now}._domainkey.${domain}`), // a name that nobody has and nobody remembers
    serversReport(name, dns),
  ]);
  return { ...question, name, answer, record, absence, servers, now };
}
