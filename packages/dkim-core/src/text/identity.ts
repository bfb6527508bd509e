/** The AUID of i=: an address whose local part may be empty. RFC 6376, sections 2.9 and 3.5; RFC 8616, section 5; S-050. */
import type { Parsed } from '../parsed.js';
import { toALabels } from './domain-name.js';
import { quote } from './quote.js';

/** An agent or user identifier (AUID). RFC 6376, section 2.6. */
export interface Identity {
  /** As written; may be empty. */
  localPart: string;
  /** In A-labels. */
  domain: string;
}

// Quoted or not; without angle brackets, white space and controls outside quotes, and without controls inside.
const LOCAL_PART = /^(?:[!#-;=?-~\u0080-\uffff]|"(?:[^"\\\0-\x1f\x7f]|\\[^\0-\x1f\x7f])*")*$/;

/** `text`: decoded, `user@domain` or `@domain`. The last "@" splits it: a domain holds none. */
export function parseIdentity(text: string): Parsed<Identity, 'tag-value'> {
  const at = text.lastIndexOf('@');
  const localPart = text.slice(0, Math.max(at, 0));
  const domain = at === -1 || text.endsWith('.') ? null : toALabels(text.slice(at + 1));
  if (domain === null || !LOCAL_PART.test(localPart)) {
    const reason = `i=${quote(text)} is not of the form user@domain or @domain`;
    return { ok: false, code: 'tag-value', reason };
  }
  return { ok: true, value: { localPart, domain } };
}
