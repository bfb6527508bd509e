/** The List-Id map: the id between "<" and ">", then its parents. RFC 2919. */
import { fieldsNamed, fieldValue, parentDomains, toALabels, type MessageHeader } from 'dkim-core';
import type { PlannedEntry } from './signing-policy.js';
import type { MapMatch } from './sender-map.js';

/** On a full match d= is by default the id without its first label, on a parent's match that parent. */
export function findListId(entries: ReadonlyMap<string, PlannedEntry>, id: string): MapMatch | null {
  const parents = parentDomains(id);
  const whole = entries.get(id);
  if (whole !== undefined) return { entry: whole, keydomain: parents[0] ?? id };
  for (const parent of parents) {
    const entry = entries.get(parent);
    if (entry !== undefined) return { entry, keydomain: parent };
  }
  return null;
}

/** The id of the first List-Id, in the form for comparing; null where there is none. */
export function listIdOf(header: Pick<MessageHeader, 'fields'>): string | null {
  const [field] = fieldsNamed(header, 'list-id');
  if (field === undefined) return null;
  const value = fieldValue(field);
  const open = value.lastIndexOf('<');
  const close = value.indexOf('>', open);
  if (open === -1 || close === -1) return null;
  return toALabels(value.slice(open + 1, close).trim());
}
