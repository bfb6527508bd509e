/** One header field: its bytes as they came, its name, its value. RFC 5322, section 2.2. */

/** A field as it stands in the message, or a line that is none. RFC 5322, section 2.2. */
export interface HeaderField {
  /** The octets as they came, the final CRLF included where the message has it. Never changed, never copied twice. */
  readonly bytes: Uint8Array;
  /** The name as written, without white space before the colon; empty for a line that is no field (S-005). */
  readonly name: string;
  /** The name in lower case (ASCII only), the form for comparing; empty for a line that is no field. */
  readonly key: string;
  /** Index in `bytes` of the first octet behind the colon; 0 for a line that is no field. */
  readonly valueStart: number;
  /** Where `bytes` begin in the message, in octets. */
  readonly offset: number;
}

/** All that stands before the empty line. RFC 5322, section 2.1. */
export interface MessageHeader {
  /** Top of the message first. */
  readonly fields: readonly HeaderField[];
  /** Octets from the start of the message to the first of its body. */
  readonly size: number;
  /** The header was longer than the limits allow: `fields` are those read so far, the rest went by unread (S-244). */
  readonly tooLarge: boolean;
}

/** What stands behind the colon, one character an octet, with its folds, without the final CRLF. RFC 5322, section 2.2. */
export function fieldValue(field: HeaderField): string {
  const { bytes, valueStart } = field;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', valueStart);
  return text.endsWith('\r\n') ? text.slice(0, -2) : text;
}

/** The fields of that name, in whatever case, top of the message first. RFC 5322, section 1.2.2. */
export function fieldsNamed(header: Pick<MessageHeader, 'fields'>, name: string): readonly HeaderField[] {
  const key = name.toLowerCase();
  return header.fields.filter((field) => field.key === key);
}
