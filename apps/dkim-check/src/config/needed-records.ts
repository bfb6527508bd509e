/** Which key records the signatures of a configuration need, and how DNS has them. */
import { isSameOrSubdomain, parentDomains, parseDomain, parseIdentity, type SigningKey } from 'dkim-core';
import type { OutOptions } from 'proxy-options';
import type { ChosenSignature, PlannedSignature } from 'signing-policy';
import type { Dns } from '../dns/dns.js';
import { recordReport, type RecordReport, type SignatureDemand } from '../record/record-report.js';

export interface NeededRecord {
  readonly domain: string;
  readonly selector: string;
  readonly keyfile: string;
  /** Those that are made with it: they may ask different things of one record. */
  readonly signatures: readonly SignatureDemand[];
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
    add(found, { domain, selector, keyfile, signatures: [demandOf(signature, domain)] });
  }
  let hasOpen = false;
  const need = (planned: PlannedSignature, defaults: readonly string[] | null): void => {
    const fixed =
      planned.domain === null ? defaults : planned.domain.constant === null ? null : [planned.domain.constant];
    if (fixed === null) hasOpen = true;
    for (const domain of fixed ?? []) {
      const { selector, keyfile } = planned;
      add(found, { domain, selector, keyfile, signatures: [demandOf(planned, domain)] });
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
  const earlier = to.get(key);
  to.set(key, earlier === undefined ? record : withDemands(earlier, record.signatures));
}

function withDemands(record: NeededRecord, more: readonly SignatureDemand[]): NeededRecord {
  const fresh = more.filter((one) => !record.signatures.some((known) => JSON.stringify(known) === JSON.stringify(one)));
  return fresh.length === 0 ? record : { ...record, signatures: [...record.signatures, ...fresh] };
}

function demandOf(signature: PlannedSignature | ChosenSignature, domain: string): SignatureDemand {
  if (signature.type === 'domainkeys') return { algorithm: 'rsa-sha1', isDomainKeys: true };
  const { algorithm, identity } = signature;
  const text = typeof identity === 'string' ? identity : (identity?.constant ?? null);
  const parsed = text === null ? null : parseIdentity(text);
  // One that is not under d= is left out of the signature.
  const isWritten = parsed?.ok === true && isSameOrSubdomain(parsed.value.domain, domain);
  return { algorithm, isDomainKeys: false, identityDomain: isWritten ? parsed.value.domain : undefined };
}

export async function standingOf(
  record: NeededRecord,
  { dns, keys, now }: { dns: Dns; keys: ReadonlyMap<string, SigningKey>; now: number },
): Promise<RecordStanding> {
  const key = keys.get(record.keyfile);
  const report = await recordReport(record, dns, {
    key: key === undefined ? undefined : { key, file: record.keyfile },
    signatures: record.signatures,
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
