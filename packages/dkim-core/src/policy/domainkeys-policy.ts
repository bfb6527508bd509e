/** The policy of DomainKeys: does a domain sign all its mail? RFC 4870, section 3.6; S-142, S-143. Historic. */
import type { TxtResolver } from '../resolver/txt-resolver.js';
import { parseTagList } from '../tags/tag-list.js';

export interface DomainkeysPolicy {
  /** o=-: everything is signed. Else some mail is. */
  signsAll: boolean;
  /** o=, where it is neither `-` nor `~`: it counts as `~`. */
  unknownPractice: string | null;
  /** t=y: nobody is to act on it. */
  testing: boolean;
  /** n=, for people. */
  notes: string | null;
  /** r=, an address for reports. To be shown; nothing is ever mailed to it. */
  reportTo: string | null;
}

export type DomainkeysPolicyLookup =
  | ({ found: true; name: string } & DomainkeysPolicy)
  /** Nothing is published: some mail is signed. */
  | { found: false; name: string; signsAll: false; testing: false }
  | { temporaryFailure: true; name: string; reason: string };

const TAGS = ['o', 't', 'n', 'r'];

/** Null where the text is no policy. An empty one is: it says what no record says. */
export function parseDomainkeysPolicy(text: string): DomainkeysPolicy | null {
  const tags = text.trim() === '' ? { ok: true as const, value: new Map<string, string>() } : parseTagList(text);
  if (!tags.ok || (tags.value.size > 0 && !TAGS.some((tag) => tags.value.has(tag)))) return null;
  const practice = tags.value.get('o') ?? '~';
  const flags = (tags.value.get('t') ?? '').split(/[|:]/).map((flag) => flag.trim());
  return {
    signsAll: practice === '-',
    unknownPractice: practice === '-' || practice === '~' ? null : practice,
    testing: flags.includes('y'),
    notes: tags.value.get('n') ?? null,
    reportTo: tags.value.get('r') ?? null,
  };
}

/** `domain`: that of the sender, in A-labels. */
export async function lookUpDomainkeysPolicy(domain: string, resolveTxt: TxtResolver): Promise<DomainkeysPolicyLookup> {
  const name = `_domainkey.${domain}`;
  const answer = await resolveTxt(name);
  if (answer.status === 'timeout' || answer.status === 'server-failure') {
    return { temporaryFailure: true, name, reason: `DNS did not answer for ${name}` };
  }
  for (const text of answer.status === 'found' ? answer.records : []) {
    const policy = parseDomainkeysPolicy(text);
    if (policy !== null) return { found: true, name, ...policy }; // else some other text
  }
  return { found: false, name, signsAll: false, testing: false };
}
