/** What DNS has of the policies of a domain, today's and yesterday's: the questions of `dkim-check policy`. */
import {
  alignDmarc,
  lookUpAdsp,
  lookUpDmarcPolicy,
  organizationalDomain,
  parseDmarcRecord,
  walkDmarcTree,
  type AdspLookup,
  type DmarcAlignment,
  type DmarcAlignmentMode,
  type DmarcPolicyLookup,
  type DmarcRecord,
  type DmarcWalk,
  type OrganizationalDomain,
  type TxtResolver,
} from 'dkim-core';
import type { Dns } from '../dns/dns.js';

/** The texts of one name; null where DNS did not answer. */
export interface Texts {
  readonly name: string;
  readonly texts: readonly string[] | null;
}

/** Where reports shall go beyond the own organization, and the record that has to permit it. RFC 9990; RFC 7489, section 7.1. */
export interface ReportPermission {
  readonly name: string;
  readonly destination: string;
  readonly state: 'given' | 'missing' | 'unknown';
}

export interface AlignmentFact {
  readonly author: string;
  readonly proven: string;
  readonly mode: DmarcAlignmentMode;
  readonly alignment: DmarcAlignment;
}

export interface PolicyFacts {
  readonly domain: string;
  readonly walk: DmarcWalk;
  readonly organization: OrganizationalDomain;
  readonly dmarc: DmarcPolicyLookup;
  /** The last alias (CNAME) that `_dmarc.DOMAIN` leads to. */
  readonly alias: string | null;
  /** What a name answers that nobody has made: a wildcard. */
  readonly probe: Texts;
  readonly permissions: readonly ReportPermission[];
  readonly alignments: readonly AlignmentFact[];
  /** The TXT records of the domain itself: SPF stands there. */
  readonly self: Texts;
  readonly domainkeys: Texts;
  readonly draft: Texts;
  readonly adsp: AdspLookup;
}

const MOST_DESTINATIONS = 10;
const PROBE = '_dmarc.dkim-check-asks-for-a-wildcard';

export async function gatherPolicy(
  domain: string,
  dns: Dns,
  { author, signers }: { author: string; signers: readonly string[] },
): Promise<PolicyFacts> {
  const { resolveTxt } = dns;
  const dmarc = await lookUpDmarcPolicy(domain, resolveTxt);
  const walk = await walkDmarcTree(domain, resolveTxt);
  const record = 'record' in dmarc ? dmarc.record : null;
  const publisher = 'domain' in dmarc ? dmarc.domain : null;
  // These have nothing to do with each other: where a server is dead they wait for it together.
  const [alias, probe, self, domainkeys, draft, adsp] = await Promise.all([
    dns.txt(`_dmarc.${domain}`).then(({ aliases }) => aliases.at(-1) ?? null),
    textsAt(`${PROBE}.${domain}`, resolveTxt),
    textsAt(domain, resolveTxt),
    textsAt(`_domainkey.${domain}`, resolveTxt),
    textsAt(`_policy._domainkey.${domain}`, resolveTxt),
    lookUpAdsp(domain, resolveTxt),
  ]);
  const permissions = record === null || publisher === null ? [] : await permissionsOf(record, publisher, resolveTxt);
  const alignments = await alignmentsOf(author, signers, resolveTxt);
  const organization = organizationalDomain(walk);
  return { domain, walk, organization, dmarc, alias, probe, permissions, alignments, self, domainkeys, draft, adsp };
}

async function textsAt(name: string, resolveTxt: TxtResolver): Promise<Texts> {
  const answer = await resolveTxt(name);
  if (answer.status === 'found') return { name, texts: answer.records };
  return { name, texts: answer.status === 'timeout' || answer.status === 'server-failure' ? null : [] };
}

async function permissionsOf(
  record: DmarcRecord,
  publisher: string,
  resolveTxt: TxtResolver,
): Promise<readonly ReportPermission[]> {
  const addresses = [...record.aggregateReports, ...record.failureReports].flatMap(({ domain }) => domain ?? []);
  const own = organizationalDomain(await walkDmarcTree(publisher, resolveTxt));
  const permissions: ReportPermission[] = [];
  for (const destination of [...new Set(addresses)].slice(0, MOST_DESTINATIONS)) {
    const theirs = organizationalDomain(await walkDmarcTree(destination, resolveTxt));
    const isOwn = own.result === 'found' && theirs.result === 'found' && own.domain === theirs.domain;
    if (destination === publisher || isOwn) continue;
    const { name, texts } = await textsAt(`${publisher}._report._dmarc.${destination}`, resolveTxt);
    const given = texts?.some((text) => parseDmarcRecord(text).ok) === true ? 'given' : 'missing';
    permissions.push({ name, destination, state: texts === null ? 'unknown' : given });
  }
  return permissions;
}

async function alignmentsOf(
  author: string,
  signers: readonly string[],
  resolveTxt: TxtResolver,
): Promise<readonly AlignmentFact[]> {
  if (signers.length === 0) return [];
  const policy = await lookUpDmarcPolicy(author, resolveTxt);
  const mode = policy.result === 'found' ? policy.record.dkimAlignment : 'relaxed';
  const facts: AlignmentFact[] = [];
  for (const proven of signers) {
    facts.push({ author, proven, mode, alignment: await alignDmarc({ author, proven, mode }, resolveTxt) });
  }
  return facts;
}
