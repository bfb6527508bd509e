/** Author Domain Signing Practices: what a domain says of its unsigned mail. RFC 5617; S-145 to S-147. Historic. */
import { askTxt, becauseOf, checkedResolver } from '../resolver/ask-txt.js';
import type { TxtAnswer, TxtResolver } from '../resolver/txt-resolver.js';
import { parseTagList } from '../tags/tag-list.js';

/** What a domain says of mail that bears its name and has no signature of its own. RFC 5617, section 4.2.1. */
export type AdspLookup =
  | {
      practice:
        | 'none' // nothing is published, or nothing that can be read
        | 'unknown' // some mail is signed; also for a word that is not known
        | 'all' // all mail is signed
        | 'discardable'; // all mail is signed, and what comes without a valid signature may be discarded
      /** Where the record stands. */
      name: string;
    }
  | {
      practice: 'nxdomain'; // the author's domain does not exist (RFC 5617, section 4.3)
      /** The domain itself. */
      name: string;
    }
  | {
      practice:
        | 'temperror' // DNS did not answer: it may be different later
        | 'permerror'; // several records, or a name that DNS cannot be asked for
      /** What was asked for. */
      name: string;
      /** One English sentence. */
      reason: string;
    };

/** White space in it is WSP: a text with line ends is no ADSP record (RFC 5617, section 4.1). */
const ADSP_RECORD = /^dkim[ \t]*=[^\r\n]*$/;

/**
 * Asks for the practices of a domain: first whether it exists, then for its record. RFC 5617, section 4.3. `domain`: that
 * of an author, in A-labels.
 *
 * Rejects with DkimError, DKIM_OPTION_INVALID, where `resolveTxt` is no function; never for what it does.
 */
export async function lookUpAdsp(domain: string, resolveTxt: TxtResolver): Promise<AdspLookup> {
  const existence = await askTxt(checkedResolver(resolveTxt), domain);
  if (existence.status === 'no-such-name') return { practice: 'nxdomain', name: domain };
  const failure = failureOf(existence, domain);
  if (failure !== null) return failure;

  const name = `_adsp._domainkey.${domain}`;
  const answer = await askTxt(resolveTxt, name);
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

/** Null where DNS has answered: with records, or that there are none. */
function failureOf(answer: TxtAnswer, name: string): AdspLookup | null {
  switch (answer.status) {
    case 'timeout':
    case 'server-failure':
      return { practice: 'temperror', name, reason: `DNS did not answer for ${name}${becauseOf(answer)}` };
    case 'invalid-name':
      return { practice: 'permerror', name, reason: `${name} is no name for DNS` };
    case 'found':
    case 'no-such-name':
    case 'no-such-record':
      break;
  }
  return null;
}
