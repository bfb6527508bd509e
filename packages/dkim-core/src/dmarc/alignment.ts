/** Whether a domain that was proven is that of the author. RFC 9989, sections 4.4 and 4.10.2; S-172. */
import type { TxtResolver } from '../resolver/txt-resolver.js';
import { isSameOrSubdomain } from '../text/domain-name.js';
import type { DmarcAlignmentMode } from './record.js';
import { organizationalDomain, walkDmarcTree } from './tree-walk.js';

/** Two domains, both in A-labels, and how near they have to be: adkim= for d= of DKIM, aspf= for SPF. */
export interface DmarcAlignmentQuestion {
  /** The domain of From. */
  readonly author: string;
  /** d= of a signature that passed, or the domain of MAIL FROM that SPF passed. */
  readonly proven: string;
  readonly mode: DmarcAlignmentMode;
}

/** The organizational domains are null where nobody had to ask for them. */
export type DmarcAlignment = {
  readonly authorOrganization: string | null;
  readonly provenOrganization: string | null;
} & ({ readonly result: 'aligned' | 'not-aligned' } | { readonly result: 'temperror'; readonly reason: string });

/**
 * Strict: the same name. Relaxed: the same organizational domain, for which DNS is asked only where the names differ.
 * A proven domain that is not under the author's organization costs no question: forged signatures are free. A name is
 * asked for again with each pair: put a cache around the resolver.
 */
export async function alignDmarc(
  { author, proven, mode }: DmarcAlignmentQuestion,
  resolveTxt: TxtResolver,
): Promise<DmarcAlignment> {
  const unasked = { authorOrganization: null, provenOrganization: null };
  if (author === proven) return { result: 'aligned', ...unasked };
  if (mode === 'strict') return { result: 'not-aligned', ...unasked };
  const mine = organizationalDomain(await walkDmarcTree(author, resolveTxt));
  if (mine.result === 'temperror') return { ...mine, ...unasked };
  const beside = { authorOrganization: mine.domain, provenOrganization: null };
  if (!isSameOrSubdomain(proven, mine.domain)) return { result: 'not-aligned', ...beside };
  const theirs = organizationalDomain(await walkDmarcTree(proven, resolveTxt));
  if (theirs.result === 'temperror') return { ...theirs, ...beside };
  const result = mine.domain === theirs.domain ? 'aligned' : 'not-aligned';
  return { result, authorOrganization: mine.domain, provenOrganization: theirs.domain };
}
