/** The domain that DMARC judges: the one of From. RFC 9989, sections 5.3.1 and 11.5; S-166. */
import { fieldsNamed, fieldValue, type MessageHeader } from '../message/header-field.js';
import { mailboxesIn } from '../message/mailbox.js';
import type { Parsed } from '../parsed.js';
import { toALabels } from '../text/domain-name.js';
import { quote } from '../text/quote.js';

/**
 * In A-labels. `author-domain`: there is no From, more than one, none with an address, or addresses of different domains:
 * DMARC cannot be evaluated (dmarc=permerror).
 */
export function dmarcAuthorDomain(header: Pick<MessageHeader, 'fields'>): Parsed<string, 'author-domain'> {
  const [field, ...more] = fieldsNamed(header, 'from');
  if (field === undefined) return refused('the message has no From');
  if (more.length > 0) return refused(`the message has ${more.length + 1} From fields`);
  let found: string | null = null;
  for (const { domain } of mailboxesIn(fieldValue(field))) {
    const name = toALabels(domain);
    if (name === null) return refused(`${quote(domain)} in From is not a domain name`);
    if (found !== null && name !== found) return refused(`From has addresses of ${found} and of ${name}`);
    found = name;
  }
  return found === null ? refused('From has no address') : { ok: true, value: found };
}

function refused(reason: string): Parsed<string, 'author-domain'> {
  return { ok: false, code: 'author-domain', reason };
}
