/** Which record counts for an author's domain, and what it asks for. RFC 9989, section 4.10.1; S-170, S-175. */
import { askTxt, becauseOf, checkedResolver } from '../resolver/ask-txt.js';
import type { TxtResolver } from '../resolver/txt-resolver.js';
import type { DmarcRecord } from './record.js';
import { dmarcRequested, type DmarcRelation, type DmarcRequested } from './requested.js';
import { lookUpDmarcRecord, organizationalDomain, walkUpFrom, type DmarcStep } from './tree-walk.js';

/** `steps`: the names that were asked for a record, in order. */
export type DmarcPolicyLookup = { readonly steps: readonly DmarcStep[] } & (
  | ({
      readonly result: 'found';
      /** Where the record stands. */
      readonly domain: string;
      /** Whose record it is: of the author's domain, of its organization, or of the public suffix above. */
      readonly source: 'author' | 'organization' | 'public-suffix';
      readonly record: DmarcRecord;
    } & DmarcRequested)
  | {
      readonly result: 'none';
      /** There is no record, or none that asks for anything: DMARC is not applied. */
      readonly code: 'no-record' | 'record-unusable';
      /** The record that asks for nothing. */
      readonly record: DmarcRecord | null;
      /** Where that stands. */
      readonly domain: string | null;
    }
  | {
      /** A look-up that decides was not answered: it may be different later. */
      readonly result: 'temperror';
      /** One English sentence. */
      readonly reason: string;
    }
);

/**
 * Asks for the policy of an author's domain. `domain`: that of From, in A-labels (`dmarcAuthorDomain` gives it).
 *
 * One question where the domain has a record of its own, else up to eight, and one more where np= may count. Rejects with
 * DkimError, DKIM_OPTION_INVALID, where `resolveTxt` is no function; never for what it does.
 */
export async function lookUpDmarcPolicy(domain: string, resolveTxt: TxtResolver): Promise<DmarcPolicyLookup> {
  const own = await lookUpDmarcRecord(domain, checkedResolver(resolveTxt));
  if (own.outcome === 'record') return policyOf(own, { steps: [own], source: 'author', relation: 'same-domain' });
  if (own.outcome === 'error') return { result: 'temperror', steps: [own], reason: own.reason };

  const walk = await walkUpFrom(own, resolveTxt);
  const { steps } = walk;
  const organization = organizationalDomain(walk);
  if (organization.result === 'temperror') return { ...organization, steps };
  const step = steps.find(
    (each) => each.outcome === 'record' && (each.domain === organization.domain || each.record.publicSuffix === 'y'),
  );
  if (step?.outcome !== 'record') return { result: 'none', code: 'no-record', record: null, domain: null, steps };
  const source = step.domain === organization.domain ? 'organization' : 'public-suffix';
  const relation = await relationOf(domain, step.record, resolveTxt);
  if (typeof relation === 'object') return { result: 'temperror', reason: relation.reason, steps };
  return policyOf(step, { steps, source, relation });
}

function policyOf(
  { domain, record }: DmarcStep & { outcome: 'record' },
  {
    steps,
    source,
    relation,
  }: {
    steps: readonly DmarcStep[];
    source: 'author' | 'organization' | 'public-suffix';
    relation: DmarcRelation;
  },
): DmarcPolicyLookup {
  const requested = dmarcRequested(record, relation);
  if (requested === null) return { result: 'none', code: 'record-unusable', record, domain, steps };
  return { result: 'found', domain, source, record, steps, ...requested };
}

/** A domain exists unless DNS says NXDOMAIN for the name itself (section 3.2.13); asked only where np= may count. */
async function relationOf(
  domain: string,
  record: DmarcRecord,
  resolveTxt: TxtResolver,
): Promise<DmarcRelation | { reason: string }> {
  if (record.requests !== 'as-written' || record.nonexistentPolicy === null) return 'subdomain';
  const answer = await askTxt(resolveTxt, domain);
  if (answer.status === 'timeout' || answer.status === 'server-failure') {
    return { reason: `DNS did not answer for ${domain}${becauseOf(answer)}` };
  }
  return answer.status === 'no-such-name' || answer.status === 'invalid-name' ? 'nonexistent-subdomain' : 'subdomain';
}
