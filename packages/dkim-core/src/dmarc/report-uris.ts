/** Where reports are wanted: the URIs of rua= and ruf=. RFC 9989, sections 4.6 and 4.8 (dmarc-urilist); RFC 6068. */
import { toALabels } from '../text/domain-name.js';
import { trimFws } from '../text/folding-white-space.js';

/** One address of a list. Its texts are a stranger's: escape them where they are shown. */
export interface DmarcReportUri {
  /** As written, without the size behind `!` that RFC 7489 had. */
  readonly uri: string;
  /** What follows mailto:, in A-labels; null for another kind of URI. */
  readonly domain: string | null;
  /** It had a size behind `!`, which RFC 9989 took out. */
  readonly hasSize: boolean;
  /** Why it is no address for reports; null where it is one. */
  readonly fault:
    | 'scheme' // a word without mailto: or the like in front
    | 'syntax' // characters that no URI has
    | 'address' // mailto: without an address of a domain
    | null;
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
/** RFC 3986, appendix A, without comma and "!", which have to be escaped here. */
const URI_CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?#[\]@$&'()*+;=]|%[0-9A-Fa-f]{2})+$/;
const SIZE = /^![0-9]+[kmgt]?$/i;

/** The addresses of a list, in its order, good and bad; what is empty between commas is none. Linear time. */
export function readDmarcReportUris(value: string): readonly DmarcReportUri[] {
  return value.split(',').flatMap((part) => (part === '' ? [] : readUri(trimFws(part))));
}

function readUri(written: string): DmarcReportUri {
  const bang = written.lastIndexOf('!'); // SIZE alone would look for its end from each "!"
  const hasSize = bang !== -1 && SIZE.test(written.slice(bang));
  const uri = hasSize ? written.slice(0, bang) : written;
  const domain = /^mailto:/i.test(uri) ? domainOf(uri.slice('mailto:'.length)) : null;
  return { uri, domain, hasSize, fault: faultOf(uri, domain) };
}

function faultOf(uri: string, domain: string | null): DmarcReportUri['fault'] {
  if (!SCHEME.test(uri)) return 'scheme';
  if (!URI_CHARACTERS.test(uri)) return 'syntax';
  return /^mailto:/i.test(uri) && domain === null ? 'address' : null;
}

function domainOf(mailto: string): string | null {
  const query = mailto.indexOf('?');
  const address = query === -1 ? mailto : mailto.slice(0, query);
  const at = address.lastIndexOf('@');
  return at < 1 ? null : toALabels(address.slice(at + 1));
}
