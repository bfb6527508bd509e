/** Whom a DomainKey signature stands for: the first address of Sender where it stands, else of From. RFC 4870, section 3.5; S-132, S-267. */
import type { Parsed } from '../parsed.js';
import { fieldsNamed, fieldValue, type HeaderField } from './header-field.js';
import { mailboxesIn, type Mailbox } from './mailbox.js';

export interface DomainkeysSender {
  mailbox: Mailbox;
  field: 'from' | 'sender';
}

/** Gives the first address of a field. */
export type FirstAddress = (field: HeaderField) => Mailbox | undefined;

export const firstAddress: FirstAddress = (field) => mailboxesIn(fieldValue(field)).next().value;

/** Reads each field once, however many signatures stand above it. */
export function rememberingFirstAddress(): FirstAddress {
  const known = new Map<HeaderField, Mailbox | undefined>();
  return (field) => {
    if (!known.has(field)) known.set(field, firstAddress(field));
    return known.get(field);
  };
}

/** `fields`: those below the signature. */
export function domainkeysSender(
  fields: readonly HeaderField[],
  addressOf: FirstAddress = firstAddress,
): Parsed<DomainkeysSender, 'from-not-signed'> {
  const senders = fieldsNamed({ fields }, 'sender');
  const name = senders.length > 0 ? 'sender' : 'from';
  const [field, second] = senders.length > 0 ? senders : fieldsNamed({ fields }, 'from');
  const title = name === 'sender' ? 'Sender' : 'From';
  if (field === undefined) return { ok: false, code: 'from-not-signed', reason: 'there is no From' };
  if (name === 'from' && second !== undefined)
    return { ok: false, code: 'from-not-signed', reason: 'From stands twice' };
  const mailbox = addressOf(field);
  if (mailbox === undefined) return { ok: false, code: 'from-not-signed', reason: `${title} holds no usable address` };
  return { ok: true, value: { mailbox, field: name } };
}
