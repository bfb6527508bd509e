/** Whether a message has one author field to sign for. RFC 6376, sections 3.8 and 8.15; RFC 5322, section 3.6; S-262. */
import { fieldsNamed, type MessageHeader } from './header-field.js';

/** Why From is no ground for a signature, one English phrase: it is absent or repeated. Null where it is one. RFC 6376, section 3.8. */
export function fromFault(header: Pick<MessageHeader, 'fields'>): string | null {
  const count = fieldsNamed(header, 'from').length;
  if (count === 0) return 'the message has no From';
  return count === 1 ? null : `the message has ${count} From fields`;
}
