/** `domain a,b,c`: which of them a sender belongs to. */
import { isSameOrSubdomain } from 'dkim-core';

/** The one that is the sender's domain or its parent, most specific first; null where none is. `domains` in A-labels. */
export function domainOf(domains: readonly string[], senderDomain: string): string | null {
  let best: string | null = null;
  for (const domain of domains) {
    if (isSameOrSubdomain(senderDomain, domain) && domain.length > (best?.length ?? 0)) best = domain;
  }
  return best;
}
