/** h= to the fields that it names. RFC 6376, section 5.4.2; S-066 to S-070. */
import type { HeaderField } from '../message/header-field.js';

export type FieldIndex = ReadonlyMap<string, readonly HeaderField[]>;

/** The fields by name in lower case, top of the message first; made once a message, so that each signature costs its h= only. */
export function indexFields(fields: readonly HeaderField[]): FieldIndex {
  const index = new Map<string, HeaderField[]>();
  for (const field of fields) {
    if (field.key === '') continue; // no field (S-005)
    const named = index.get(field.key);
    if (named === undefined) index.set(field.key, [field]);
    else named.push(field);
  }
  return index;
}

/**
 * In the order of h=. The first mention of a name takes the lowest field, the next one the next above; a name mentioned
 * more often than it stands adds nothing. `own` is the signature that is judged: it is never among them (S-048).
 */
export function selectSignedFields(
  names: readonly string[],
  index: FieldIndex,
  own: HeaderField | null = null,
): readonly HeaderField[] {
  const left = new Map<string, number>(); // of the names that were mentioned already
  const selected: HeaderField[] = [];
  for (const name of names) {
    const fields = index.get(name);
    if (fields === undefined) continue;
    let next = (left.get(name) ?? fields.length) - 1;
    if (own !== null && fields[next] === own) next -= 1;
    left.set(name, Math.max(next, 0));
    const field = fields[next];
    if (next >= 0 && field !== undefined) selected.push(field);
  }
  return selected;
}
