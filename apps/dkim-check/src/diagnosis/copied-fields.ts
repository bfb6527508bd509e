/** z=: copies of header fields as they were when they were signed. RFC 6376, section 3.5; S-062. */
import { decodeQuotedPrintable, fieldValue, readTagList, type HeaderField } from 'dkim-core';
import { fieldOf } from './field-variant.js';

/** The copies that can be read, in their order; none where there is no z=, or where it is broken. */
export function copiedFields(own: HeaderField): readonly HeaderField[] {
  const copies = readTagList(fieldValue(own), ['b', 'bh']).specs.get('z')?.value ?? '';
  return copies.split('|').flatMap((copy) => {
    const colon = copy.indexOf(':');
    const name = copy.slice(0, Math.max(colon, 0)).trim();
    const value = decodeQuotedPrintable(copy.slice(colon + 1));
    const field = name === '' || value === null ? null : fieldOf(name, value);
    return field === null ? [] : [field];
  });
}
