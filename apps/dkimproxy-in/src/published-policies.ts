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
  type Mailbox,
  type SignatureVerdict,
  type TxtResolver,
  type VerifyResult,
} from 'dkim-core';
import type { PolicyFinding } from './reject-policy.js';

/** A From of thousands of addresses must not make us ask thousands of servers. */
const MAX_AUTHORS = 10;

export async function findPolicies(
  { signatures, header }: Pick<VerifyResult, 'signatures' | 'header'>,
  resolveTxt: TxtResolver,
): Promise<readonly PolicyFinding[]> {
  const authors = fieldsNamed(header, 'from').flatMap((field) => parseAddressList(fieldValue(field)));
  const domains = [...new Set(authors.flatMap(({ domain }) => toALabels(domain) ?? []))].slice(0, MAX_AUTHORS);
  const [senderField] = fieldsNamed(header, 'sender');
  // A Sender without an address hides nobody: then From counts.
  const sender = (senderField && parseAddressList(fieldValue(senderField))[0]) ?? authors[0];
  const findings = await Promise.all([
    ...domains.map((domain) => adspFinding(domain, signatures, resolveTxt)),
    sender === undefined ? null : domainkeysFinding(sender, signatures, resolveTxt),
  ]);
  return findings.filter((finding) => finding !== null);
}

async function adspFinding(
  domain: string,
  signatures: readonly SignatureVerdict[],
  resolveTxt: TxtResolver,
): Promise<PolicyFinding | null> {
  const own = signatures.filter((verdict) => verdict.type === 'dkim' && isSameDomain(verdict.domain ?? '', domain));
  if (own.some(({ result }) => result === 'pass') || own.some(({ testing }) => testing)) return null;
  const open = own.find(({ result }) => result === 'temperror'); // it may pass when DNS answers again (S-148)
  if (open !== undefined) return unknown(`a signature of ${domain} could not be judged: ${open.reason ?? ''}`);
  const lookup = await lookUpAdsp(domain, resolveTxt);
  if (lookup.practice === 'temperror') return unknown(lookup.reason);
  if (lookup.practice !== 'discardable') return null;
  const reason = `no valid DKIM signature of ${domain}, which asks to discard such mail (ADSP, ${lookup.name})`;
  return { refuses: true, temporaryFailure: false, reason };
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
