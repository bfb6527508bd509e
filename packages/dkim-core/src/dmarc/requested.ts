/** What a record asks for of a domain: p=, sp= or np=, and one step less under t=y. RFC 9989, sections 4.7 and 4.10.1; S-168, S-170, S-173. */
import type { DmarcRecord, DmarcRequest } from './record.js';

/** Where the author's domain stands, seen from the domain of the record. */
export type DmarcRelation = 'same-domain' | 'subdomain' | 'nonexistent-subdomain';

/** A request, and the tag that it was taken from. */
export interface DmarcRequested {
  /** Null where p= is missing, or a tag is bad, and rua= made it none. */
  readonly tag: 'p' | 'sp' | 'np' | null;
  /** As published. */
  readonly requested: DmarcRequest;
  /** As it is to be applied: one step less under t=y. */
  readonly policy: DmarcRequest;
}

const LOWERED: Readonly<Record<DmarcRequest, DmarcRequest>> = {
  reject: 'quarantine',
  quarantine: 'none',
  none: 'none',
};

/** Null where the record asks for nothing that can be read: then DMARC is not applied. */
export function dmarcRequested(record: DmarcRecord, relation: DmarcRelation): DmarcRequested | null {
  if (record.requests === 'unusable' || (record.requests === 'as-written' && record.policy === null)) return null;
  if (record.requests === 'none' || record.policy === null) return { tag: null, requested: 'none', policy: 'none' };
  const [tag, requested] = written(record, record.policy, relation);
  return { tag, requested, policy: record.testing ? LOWERED[requested] : requested };
}

function written(
  { subdomainPolicy, nonexistentPolicy }: DmarcRecord,
  policy: DmarcRequest,
  relation: DmarcRelation,
): ['p' | 'sp' | 'np', DmarcRequest] {
  if (relation === 'nonexistent-subdomain' && nonexistentPolicy !== null) return ['np', nonexistentPolicy];
  if (relation !== 'same-domain' && subdomainPolicy !== null) return ['sp', subdomainPolicy];
  return ['p', policy];
}
