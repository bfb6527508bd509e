/** Author Domain Signing Practices: what a domain says of its unsigned mail. RFC 5617; S-145 to S-147. Historic. */
import type { TxtAnswer, TxtResolver } from '../resolver/txt-resolver.js';
import { parseTagList } from '../tags/tag-list.js';

export type AdspLookup =
  | {
      /** `none`: the domain publishes nothing. */
      practice: 'none' | 'unknown' | 'all' | 'discardable';
      /** Where the record stands. */
      name: string;
    }
  /** The author's domain does not exist. */
  | { practice: 'nxdomain'; name: string }
  | { practice: 'temperror' | 'permerror'; name: string; reason: string };

/** White space in it is WSP: a text with line ends is no ADSP record (RFC 5617, section 4.1). */
const ADSP_RECORD = /^dkim[ \t]*=[^\r\n]*$/;

/** `domain`: that of an author, in A-labels. Asks for the domain itself first, then for its record. */
export async function lookUpAdsp(domain: string, resolveTxt: TxtResolver): Promise<AdspLookup> {
  const existence = await resolveTxt(domain);
  const failure = failureOf(existence, domain);
  if (failure !== null) return failure;
  if (existence.status === 'no-such-name') return { practice: 'nxdomain', name: domain };

  const name = `_adsp._domainkey.${domain}`;
  const answer = await resolveTxt(name);
  const second = failureOf(answer, name);
  if (second !== null) return second;
  const texts = answer.status === 'found' ? answer.records.filter((text) => ADSP_RECORD.test(text)) : [];
  const [text] = texts;
  if (text === undefined) return { practice: 'none', name };
  if (texts.length > 1)
    return { practice: 'permerror', name, reason: `there are ${texts.length} ADSP records at ${name}` };
  const tags = parseTagList(text);
  if (!tags.ok) return { practice: 'none', name }; // RFC 5617, section 4.1: as if there were no record
  const practice = tags.value.get('dkim');
  return { practice: practice === 'all' || practice === 'discardable' ? practice : 'unknown', name };
}

function failureOf({ status }: TxtAnswer, name: string): AdspLookup | null {
  if (status === 'timeout' || status === 'server-failure') {
    return { practice: 'temperror', name, reason: `DNS did not answer for ${name}` };
  }
  return status === 'invalid-name' ? { practice: 'permerror', name, reason: `${name} is no name for DNS` } : null;
}
