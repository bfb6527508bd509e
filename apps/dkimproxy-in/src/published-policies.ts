/**
 * What the sender's domain has published about mail like this: ADSP for each author, the DomainKeys policy for the
 * sender. Asked for under `reject_fail` only; both are historic. RFC 5617; RFC 4870, section 3.6; S-141 to S-148.
 */
import {
  fieldsNamed,
  fieldValue,
  isSameDomain,
  lookUpAdsp,
  lookUpDomainkeysPolicy,
  parseAddressList,
  toALabels,
  type AdspResult,
  type Mailbox,
  type SignatureVerdict,
  type TxtResolver,
  type VerifyResult,
} from 'dkim-core';
import type { PolicyFinding } from './reject-policy.js';

export interface PolicyRules {
  /** A From of thousands of addresses must not make us ask thousands of servers: for so many author domains the policy is asked. */
  maxDomains: number;
  /** Without looking at DomainKeys signatures nobody can say that mail lacks one. */
  domainkeys: boolean;
}

export interface PublishedPolicies {
  findings: readonly PolicyFinding[];
  /** What Authentication-Results tells of ADSP: of several authors the worst (S-147). Null where nothing was looked up. */
  adsp: { result: AdspResult; author: string } | null;
  /** What an administrator may want to know. */
  notes: readonly string[];
}

export async function findPolicies(
  { signatures, header }: Pick<VerifyResult, 'signatures' | 'header'>,
  resolveTxt: TxtResolver,
  { maxDomains, domainkeys }: PolicyRules,
): Promise<PublishedPolicies> {
  const authors = fieldsNamed(header, 'from').flatMap((field) => parseAddressList(fieldValue(field)));
  const byDomain = new Map<string, string>(); // A-labels, and the first address there
  for (const { address, domain } of authors) {
    const name = toALabels(domain);
    if (name !== null && !byDomain.has(name)) byDomain.set(name, address);
  }
  const [senderField] = fieldsNamed(header, 'sender');
  // A Sender without an address hides nobody: then From counts.
  const sender = (senderField && parseAddressList(fieldValue(senderField))[0]) ?? authors[0];
  const [adsp, ofSender] = await Promise.all([
    Promise.all([...byDomain].slice(0, maxDomains).map((author) => adspOf(author, signatures, resolveTxt))),
    sender === undefined || !domainkeys ? null : domainkeysFinding(sender, signatures, resolveTxt),
  ]);
  const lookedUp = adsp.flatMap(({ looked }) => looked ?? []);
  const findings = [...adsp.map(({ finding }) => finding), ofSender].filter((finding) => finding !== null);
  const notes =
    byDomain.size > maxDomains
      ? [
          `From has addresses of ${byDomain.size} domains; the policies of ${maxDomains} were asked for (max_dns_domains)`,
        ]
      : [];
  return { findings, adsp: worstOf(lookedUp), notes };
}

/** The result for each practice of a domain whose author signature is missing. RFC 5617, section 5.4. */
const RESULTS = {
  discardable: 'discard',
  all: 'fail',
  unknown: 'unknown',
  none: 'none',
  nxdomain: 'nxdomain',
  temperror: 'temperror',
  permerror: 'permerror',
} as const satisfies Record<string, AdspResult>;

const WORST_FIRST: readonly AdspResult[] = ['discard', 'nxdomain', 'fail', 'temperror', 'permerror', 'unknown', 'none'];

type LookedUp = NonNullable<PublishedPolicies['adsp']>;

function worstOf(lookedUp: readonly LookedUp[]): LookedUp | null {
  for (const worst of WORST_FIRST) {
    const found = lookedUp.find(({ result }) => result === worst);
    if (found !== undefined) return found;
  }
  return null;
}

/** `looked`: null where the signatures alone have answered. */
async function adspOf(
  [domain, author]: readonly [domain: string, author: string],
  signatures: readonly SignatureVerdict[],
  resolveTxt: TxtResolver,
): Promise<{ looked: LookedUp | null; finding: PolicyFinding | null }> {
  const own = signatures.filter((verdict) => verdict.type === 'dkim' && isSameDomain(verdict.domain ?? '', domain));
  if (own.some(({ result }) => result === 'pass') || own.some(({ testing }) => testing)) {
    return { looked: null, finding: null };
  }
  const open = own.find(({ result }) => result === 'temperror'); // it may pass when DNS answers again (S-148)
  if (open !== undefined) {
    return { looked: null, finding: unknown(`a signature of ${domain} could not be judged: ${open.reason ?? ''}`) };
  }
  const lookup = await lookUpAdsp(domain, resolveTxt);
  const looked = { result: RESULTS[lookup.practice], author };
  if (lookup.practice === 'temperror') return { looked, finding: unknown(lookup.reason) };
  if (lookup.practice !== 'discardable') return { looked, finding: null };
  const reason = `no valid DKIM signature of ${domain}, which asks to discard such mail (ADSP, ${lookup.name})`;
  return { looked, finding: { refuses: true, temporaryFailure: false, reason } };
}

async function domainkeysFinding(
  { address, domain }: Mailbox,
  signatures: readonly SignatureVerdict[],
  resolveTxt: TxtResolver,
): Promise<PolicyFinding | null> {
  const name = toALabels(domain);
  if (name === null) return null;
  const own = signatures.filter(({ domain: signer }) => isSameDomain(signer ?? '', name));
  if (own.some(({ result }) => result === 'pass') || own.some(({ testing }) => testing)) return null;
  const open = own.find(({ result }) => result === 'temperror'); // it may pass when DNS answers again (S-148)
  if (open !== undefined) return unknown(`a signature of ${name} could not be judged: ${open.reason ?? ''}`);
  if (signatures.some(({ result, identity }) => result === 'pass' && isIdentity(identity, address, name))) return null;
  const policy = await lookUpDomainkeysPolicy(name, resolveTxt);
  if (policy.result === 'temperror') return unknown(policy.reason);
  if (policy.result !== 'found' || !policy.signsAll || policy.testing) return null;
  const reason = `no valid signature of ${name}, which signs all its mail (DomainKeys policy o=-, ${policy.name})`;
  return { refuses: true, temporaryFailure: false, reason };
}

/** `@domain` stands for every address of exactly that domain. */
function isIdentity(identity: string | null, address: string, domain: string): boolean {
  if (identity === null) return false;
  if (identity.startsWith('@')) return isSameDomain(identity.slice(1), domain);
  return identity.toLowerCase() === address.toLowerCase();
}

function unknown(reason: string): PolicyFinding {
  return { refuses: false, temporaryFailure: true, reason };
}
