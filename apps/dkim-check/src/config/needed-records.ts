/** Which key records the signatures of a configuration need, and how DNS has them. */
import { parentDomains, parseDomain, type SigningKey } from 'dkim-core';
import type { OutOptions } from 'proxy-options';
import type { ChosenSignature, PlannedSignature } from 'signing-policy';
import type { Dns } from '../dns/dns.js';
import { recordReport, type Algorithm, type RecordReport } from '../record/record-report.js';

export interface NeededRecord {
  readonly domain: string;
  readonly selector: string;
  readonly keyfile: string;
  readonly algorithm: Algorithm | undefined;
}

export type RecordState = 'absent' | 'fits' | 'other' | 'unsure' | 'unusable' | 'unknown';

export interface RecordStanding extends NeededRecord {
  /** The key file could be read. */
  readonly hasKey: boolean;
  readonly state: RecordState;
  readonly report: RecordReport;
}

export interface NeededRecords {
  readonly records: readonly NeededRecord[];
  /** Signatures whose domain only a message tells. */
  readonly hasOpen: boolean;
}

/** `chosen`: what one mail gets; these come first. */
export function neededRecords({ policy }: OutOptions, chosen: readonly ChosenSignature[] = []): NeededRecords {
  const found = new Map<string, NeededRecord>();
  for (const signature of chosen) {
    const { domain, selector, keyfile } = signature;
    add(found, { domain, selector, keyfile, algorithm: algorithmOf(signature) });
  }
  let hasOpen = false;
  const need = (planned: PlannedSignature, defaults: readonly string[] | null): void => {
    const fixed =
      planned.domain === null ? defaults : planned.domain.constant === null ? null : [planned.domain.constant];
    if (fixed === null) hasOpen = true;
    for (const domain of fixed ?? []) {
      const { selector, keyfile } = planned;
      const algorithm = algorithmOf(planned);
      add(found, { domain, selector, keyfile, algorithm });
    }
  };
  for (const planned of policy.signatures) need(planned, policy.domains.length === 0 ? null : policy.domains);
  for (const { key, signatures } of policy.senderMap?.values() ?? []) {
    for (const planned of signatures) need(planned, key === '.' ? null : [key.slice(key.lastIndexOf('@') + 1)]);
  }
  for (const { key, signatures } of policy.listIdMap?.values() ?? []) {
    for (const planned of signatures) need(planned, [parentDomains(key)[0] ?? key]);
  }
  return { records: [...found.values()], hasOpen };
}

/** Names in DNS have no case. With a domain that cannot sign (localhost) nothing is needed. */
function add(to: Map<string, NeededRecord>, record: NeededRecord): void {
  if (!parseDomain(record.domain).ok) return;
  const key = `${record.selector}._domainkey.${record.domain}`.toLowerCase() + ` ${record.keyfile}`;
  if (!to.has(key)) to.set(key, record);
}

/** That DomainKeys signs with SHA-1 is told with its line, and is no fault of the record. */
const algorithmOf = (signature: PlannedSignature | ChosenSignature): Algorithm | undefined =>
  signature.type === 'domainkeys' ? undefined : signature.algorithm;

export async function standingOf(
  record: NeededRecord,
  { dns, keys, now }: { dns: Dns; keys: ReadonlyMap<string, SigningKey>; now: number },
): Promise<RecordStanding> {
  const key = keys.get(record.keyfile);
  const report = await recordReport(record, dns, {
    key: key === undefined ? undefined : { key, file: record.keyfile },
    algorithm: record.algorithm,
    now,
  });
  return { ...record, hasKey: key !== undefined, report, state: stateOf(report) };
}

function stateOf({ found, matches, record, problems }: RecordReport): RecordState {
  if (problems.some(({ code }) => code === 'dns-timeout' || code === 'dns-server-failure')) return 'unknown';
  if (!found) return 'absent';
  if (matches === false) return 'other';
  if (record === null || problems.some(({ severity }) => severity === 'error')) return 'unusable';
  return matches === null ? 'unsure' : 'fits';
}
