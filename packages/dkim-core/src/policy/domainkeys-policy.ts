/** The policy of DomainKeys: does a domain sign all its mail? RFC 4870, section 3.6; S-142, S-143. Historic. */
import type { Parsed } from '../parsed.js';
import { askTxt, becauseOf, checkedResolver } from '../resolver/ask-txt.js';
import type { TxtResolver } from '../resolver/txt-resolver.js';
import { parseTagList } from '../tags/tag-list.js';
import { quote } from '../text/quote.js';

/** What a policy record says. RFC 4870, section 3.6. Its texts are a stranger's: escape them where they are shown. */
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

/** What is published at `name`. */
export type DomainkeysPolicyLookup =
  | ({ result: 'found'; name: string } & DomainkeysPolicy)
  /** Nothing is published, which says: some mail is signed. */
  | { result: 'not-found'; name: string; signsAll: false; testing: false }
  /** DNS did not answer, it may be different later; or the name is none that DNS can be asked for. */
  | { result: 'temperror' | 'permerror'; name: string; reason: string };

const TAGS = ['o', 't', 'n', 'r'];

/** Reads a policy record. An empty one is a policy: it says what no record says. RFC 4870, section 3.6. */
export function parseDomainkeysPolicy(text: string): Parsed<DomainkeysPolicy, 'policy-syntax'> {
  const tags = text.trim() === '' ? { ok: true as const, value: new Map<string, string>() } : parseTagList(text);
  if (!tags.ok) return { ok: false, code: 'policy-syntax', reason: `${quote(text)} is no policy: ${tags.reason}` };
  if (tags.value.size > 0 && !TAGS.some((tag) => tags.value.has(tag))) {
    return { ok: false, code: 'policy-syntax', reason: `${quote(text)} has no tag of a DomainKeys policy` };
  }
  const practice = tags.value.get('o') ?? '~';
  const flags = (tags.value.get('t') ?? '').split(/[|:]/).map((flag) => flag.trim());
  return {
    ok: true,
    value: {
      signsAll: practice === '-',
      unknownPractice: practice === '-' || practice === '~' ? null : practice,
      testing: flags.includes('y'),
      notes: tags.value.get('n') ?? null,
      reportTo: tags.value.get('r') ?? null,
    },
  };
}

/**
 * Asks for the policy of a domain. `domain`: that of the sender, in A-labels. RFC 4870, section 3.6.
 *
 * Rejects with DkimError, DKIM_OPTION_INVALID, where `resolveTxt` is no function; never for what it does.
 */
export async function lookUpDomainkeysPolicy(domain: string, resolveTxt: TxtResolver): Promise<DomainkeysPolicyLookup> {
  const name = `_domainkey.${domain}`;
  const answer = await askTxt(checkedResolver(resolveTxt), name);
  switch (answer.status) {
    case 'timeout':
    case 'server-failure':
      return { result: 'temperror', name, reason: `DNS did not answer for ${name}${becauseOf(answer)}` };
    case 'invalid-name':
      return { result: 'permerror', name, reason: `${name} is no name for DNS` };
    case 'no-such-name':
    case 'no-such-record':
      break;
    case 'found':
      for (const text of answer.records) {
        const policy = parseDomainkeysPolicy(text);
        if (policy.ok) return { result: 'found', name, ...policy.value }; // else some other text
      }
      break;
  }
  return { result: 'not-found', name, signsAll: false, testing: false };
}
