/** The message identifier, for logs and reports. RFC 5322, section 3.6.4. */
import { trimFws, unfold } from '../text/folding-white-space.js';
import { fieldsNamed, fieldValue, type MessageHeader } from './header-field.js';

const BETWEEN_ANGLES = /<([^<>]*)>/;

/** What stands between < and > of the first Message-ID, else its whole value, trimmed; empty where there is none. */
export function messageIdOf(header: Pick<MessageHeader, 'fields'>): string {
  const [field] = fieldsNamed(header, 'message-id');
  if (field === undefined) return '';
  const value = unfold(fieldValue(field));
  return BETWEEN_ANGLES.exec(value)?.[1] ?? trimFws(value);
}
