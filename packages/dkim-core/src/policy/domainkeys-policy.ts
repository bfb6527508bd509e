/** The policy of DomainKeys: does a domain sign all its mail? RFC 4870, section 3.6; S-142, S-143. Historic. */
import type { TxtResolver } from '../resolver/txt-resolver.js';
import { parseTagList } from '../tags/tag-list.js';

export type DomainkeysPolicyLookup =
  | {
      found: boolean;
      /** o=-: everything is signed. Else, also without a record, some mail is. */
      signsAll: boolean;
      /** t=y: nobody is to act on it. */
      testing: boolean;
      name: string;
    }
  | { temporaryFailure: true; name: string; reason: string };

/** `domain`: that of the sender, in A-labels. */
export async function lookUpDomainkeysPolicy(domain: string, resolveTxt: TxtResolver): Promise<DomainkeysPolicyLookup> {
  const name = `_domainkey.${domain}`;
  const answer = await resolveTxt(name);
  if (answer.status === 'timeout' || answer.status === 'server-failure') {
    return { temporaryFailure: true, name, reason: `DNS did not answer for ${name}` };
  }
  for (const text of answer.status === 'found' ? answer.records : []) {
    const tags = parseTagList(text);
    if (!tags.ok || !(tags.value.has('o') || tags.value.has('t'))) continue; // some other text
    const flags = (tags.value.get('t') ?? '').split(/[|:]/).map((flag) => flag.trim());
    return { found: true, signsAll: tags.value.get('o') === '-', testing: flags.includes('y'), name };
  }
  return { found: false, signsAll: false, testing: false, name };
}
