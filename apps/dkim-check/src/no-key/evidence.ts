/** What can be found out about a receiver's "no key": the record, who serves it, how absence is remembered, the signature. */
import { keyRecordName } from 'dkim-core';
import type { Dns, DnsReport, NameServer } from '../dns/dns.js';

export interface ServerEvidence {
  readonly server: NameServer;
  readonly answer: DnsReport;
  /** Why it does not answer over TCP; null where it does. */
  readonly tcpFault: string | null;
}

export interface NoKeyEvidence {
  readonly domain: string;
  readonly selector: string;
  /** Where the record has to be. */
  readonly name: string;
  readonly answer: DnsReport;
  /** What DNS says of a name beside it that does not exist: how long absence is remembered. */
  readonly absence: DnsReport;
  /** Each server of the zone; null where there is nobody to be asked, as for a file. */
  readonly servers: readonly ServerEvidence[] | null;
  /** The value of the DKIM-Signature field; null where there is no mail. */
  readonly signature: string | null;
  /** The receiver wrote header.i=@ with nothing behind it. */
  readonly isIdentityEmpty: boolean;
  /** Whole seconds since 1970. */
  readonly now: number;
}

export type NoKeyQuestion = Pick<NoKeyEvidence, 'domain' | 'selector' | 'signature' | 'isIdentityEmpty'>;

/** Asks DNS, each server by UDP and by TCP. Never rejects for what servers do. */
export async function gatherEvidence(
  question: NoKeyQuestion,
  { dns, now }: { dns: Dns; now: number },
): Promise<NoKeyEvidence> {
  const { selector, domain } = question;
  const name = keyRecordName(selector, domain) ?? `${selector}._domainkey.${domain}`; // too long: the answer says so
  const [answer, absence, zone] = await Promise.all([
    dns.txt(name),
    dns.txt(`dkim-check-${now}._domainkey.${domain}`), // a name that nobody has and nobody remembers
    dns.zoneOf(name),
  ]);
  const servers =
    zone === null || zone.servers.length === 0
      ? null
      : await Promise.all(
          zone.servers.map(async (server) => ({
            server,
            answer: await dns.txt(name, server),
            tcpFault: await dns.tcpFault(server, name),
          })),
        );
  return { ...question, name, answer, absence, servers, now };
}
