/** Whose message it is: the addresses that decide, in order, and whether it can be signed at all. RFC 6376, section 3.8; S-262. */
import { fieldsNamed, fieldValue, fromFault, parseAddressList, type Mailbox, type MessageHeader } from 'dkim-core';

export type SenderField = 'from' | 'sender';

export interface Responsible {
  /** The first address of each field that has one, in the order of the configuration. */
  candidates: readonly Mailbox[];
  /** Why such a message is not signed; null where it may be. */
  invalidFrom: string | null;
}

export function responsibleFor(
  header: Pick<MessageHeader, 'fields'>,
  senderFields: readonly SenderField[],
): Responsible {
  const candidates = senderFields.flatMap((name) => firstAddress(header, name) ?? []);
  return {
    candidates,
    invalidFrom: fromFault(header) ?? (firstAddress(header, 'from') === null ? 'From holds no usable address' : null),
  };
}

/** Whom a DomainKey signature would stand for: Sender where it stands, usable or not, else From (S-132, S-267). */
export function domainkeysSenderOf(header: Pick<MessageHeader, 'fields'>): Mailbox | null {
  return firstAddress(header, fieldsNamed(header, 'sender').length > 0 ? 'sender' : 'from');
}

function firstAddress(header: Pick<MessageHeader, 'fields'>, name: SenderField): Mailbox | null {
  const [field] = fieldsNamed(header, name);
  return field === undefined ? null : (parseAddressList(fieldValue(field))[0] ?? null);
}
