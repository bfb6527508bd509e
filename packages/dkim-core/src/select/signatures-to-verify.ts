/**
 * Which signatures of a message are looked at: the number of signatures and of domains asked for is bounded, since a
 * message is a stranger's and each look-up goes to somebody's DNS. RFC 6376, sections 4.2 and 8.4; S-101, S-241.
 */
import type { HeaderField, MessageHeader } from '../message/header-field.js';
import { fieldValue } from '../message/header-field.js';
import { parseAddressList } from '../message/mailbox.js';
import { isSameOrSubdomain } from '../text/domain-name.js';

export interface SignatureCandidate {
  field: HeaderField;
  /** d= in A-labels; null where it could not be read: such a signature asks nobody. */
  domain: string | null;
}

export interface Limits {
  maxSignatures: number;
  maxDnsDomains: number;
}

/** Why a signature is not looked at, by its field; the others are. Author-domain signatures are taken first where a limit cuts. */
export function signaturesOverLimit(
  candidates: readonly SignatureCandidate[],
  header: MessageHeader,
  { maxSignatures, maxDnsDomains }: Limits,
): ReadonlyMap<HeaderField, string> {
  const over = new Map<HeaderField, string>();
  const domains = new Set(candidates.map(({ domain }) => domain));
  if (candidates.length <= maxSignatures && domains.size <= maxDnsDomains) return over;

  const authors = header.fields
    .filter(({ key }) => key === 'from')
    .flatMap((field) => parseAddressList(fieldValue(field)))
    .slice(0, maxSignatures);
  const isAuthors = ({ domain }: SignatureCandidate): boolean =>
    domain !== null && authors.some((author) => isSameOrSubdomain(author.domain, domain));
  const inOrder = [...candidates.filter(isAuthors), ...candidates.filter((candidate) => !isAuthors(candidate))];

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
