/** To which mail an answer belongs: In-Reply-To and References. RFC 5322, section 3.6.4; RFC 3834, sections 3.1.5 and 3.1.6. */
import { fieldsNamed, fieldValue, messageIdOf, type MessageHeader } from 'dkim-core';

export interface Thread {
  /** With its brackets; null where the mail has none, or one in which something could be hidden. */
  readonly messageId: string | null;
  readonly references: readonly string[];
}

const MOST_OLDER = 5; // the rest of a long thread says nothing more
const LONGEST = 10_000; // octets of a References that are read
const ID = /^[!-;=?-~]{1,250}$/;

export function threadOf(header: Pick<MessageHeader, 'fields'>): Thread {
  const id = messageIdOf(header);
  const messageId = ID.test(id) ? `<${id}>` : null;
  const older = idsOf(header, 'references') ?? idsOf(header, 'in-reply-to', 1) ?? [];
  return { messageId, references: [...older.slice(-MOST_OLDER), ...(messageId === null ? [] : [messageId])] };
}

/** In-Reply-To counts only where it names one mail. */
function idsOf(header: Pick<MessageHeader, 'fields'>, name: string, most = Infinity): readonly string[] | null {
  const [field] = fieldsNamed(header, name);
  const ids =
    field === undefined
      ? []
      : (fieldValue(field)
          .slice(-LONGEST)
          .match(/<[^<>\s]{1,250}>/g) ?? []);
  const plain = ids.filter((id) => ID.test(id.slice(1, -1)) && id.includes('@'));
  return plain.length === 0 || plain.length > most ? null : plain;
}
