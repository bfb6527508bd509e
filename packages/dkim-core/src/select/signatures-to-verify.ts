/**
 * Which signatures of a message are looked at: the number of signatures and of domains asked for is bounded, since a
 * message is a stranger's and each look-up goes to somebody's DNS. RFC 6376, sections 4.2 and 8.4; S-101, S-241.
 */
import type { HeaderField, MessageHeader } from '../message/header-field.js';
import { fieldsNamed, fieldValue } from '../message/header-field.js';
import { mailboxesIn } from '../message/mailbox.js';
import { parentDomains, toALabels } from '../text/domain-name.js';

export interface SignatureCandidate {
  type: 'dkim' | 'domainkeys';
  field: HeaderField;
  /** d= in A-labels; null for a signature that asks nobody, since it failed already. */
  domain: string | null;
}

export interface Limits {
  maxSignatures: number;
  maxDnsDomains: number;
}

/**
 * Why a signature is not looked at, by its field; the others are. Where a limit cuts, DKIM signatures of the author's domain
 * are taken first, then other DKIM signatures, and DomainKeys, which proves nothing, last.
 */
export function signaturesOverLimit(
  candidates: readonly SignatureCandidate[],
  header: MessageHeader,
  { maxSignatures, maxDnsDomains }: Limits,
): ReadonlyMap<HeaderField, string> {
  const over = new Map<HeaderField, string>();
  const domains = new Set(candidates.map(({ domain }) => domain));
  if (candidates.length <= maxSignatures && domains.size <= maxDnsDomains) return over;

  const authorDomains = domainsOfAuthors(header, maxSignatures);
  const rank = ({ type, domain }: SignatureCandidate): number =>
    type === 'domainkeys' ? 2 : authorDomains.has(domain) ? 0 : 1;
  const inOrder = candidates.toSorted((one, other) => rank(one) - rank(other)); // stable: top of the header first

  const asked = new Set<string>();
  for (const [index, { field, domain }] of inOrder.entries()) {
    if (index >= maxSignatures) {
      over.set(field, `not looked at: more than ${maxSignatures} signatures`);
    } else if (domain !== null && !asked.has(domain)) {
      if (asked.size >= maxDnsDomains) over.set(field, `not looked at: more than ${maxDnsDomains} signing domains`);
      else asked.add(domain);
    }
  }
  return over;
}

/** The domains of so many authors and all above them: there may be thousands of authors, and of signatures. */
function domainsOfAuthors(header: MessageHeader, most: number): ReadonlySet<string | null> {
  const domains = new Set<string | null>();
  let count = 0;
  for (const field of fieldsNamed(header, 'from')) {
    for (const { domain } of mailboxesIn(fieldValue(field))) {
      if (count === most) return domains;
      for (const name of [toALabels(domain) ?? domain, ...parentDomains(domain)]) domains.add(name);
      count += 1;
    }
  }
  return domains;
}
