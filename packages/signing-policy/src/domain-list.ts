/** `domain a,b,c`: which of them a sender belongs to. */
import { isSameOrSubdomain } from 'dkim-core';

/**
 * One domain signs everything. Of several the one that is the sender's domain or its parent, most specific first; null
 * where none is. `domains` in A-labels.
 */
export function domainFor(domains: readonly string[], senderDomain: string): string | null {
  const [only] = domains;
  if (domains.length === 1 && only !== undefined) return only;
  const fitting = domains.filter((domain) => isSameOrSubdomain(senderDomain, domain));
  return fitting.reduce<string | null>(
    (best, next) => (best === null || next.length > best.length ? next : best),
    null,
  );
}
