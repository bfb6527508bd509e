/** When a message arrived by its topmost Received field, whose date stands behind the last ";". RFC 5321, section 4.4; S-104. */
import { fieldsNamed, fieldValue, type MessageHeader } from 'dkim-core';

/** Whole seconds since 1970; null where there is no such field or its date can't be read. */
export function arrivalOf(header: Pick<MessageHeader, 'fields'>): number | null {
  const [received] = fieldsNamed(header, 'received');
  if (received === undefined) return null;
  const value = fieldValue(received);
  const milliseconds = Date.parse(value.slice(value.lastIndexOf(';') + 1).replaceAll(/\([^()]*\)/g, ' '));
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000);
}
