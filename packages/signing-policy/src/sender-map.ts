/** The sender map: the address, the address without its extension, its domain, the domain's parents, then ".". */
import { parentDomains, toALabels, type Mailbox } from 'dkim-core';
import type { PlannedEntry } from './signing-policy.js';

export interface MapMatch {
  entry: PlannedEntry;
  /** The default of d=. */
  keydomain: string;
}

export function findSender(
  entries: ReadonlyMap<string, PlannedEntry>,
  { localPart, domain }: Mailbox,
): MapMatch | null {
  const name = toALabels(domain);
  if (name === null) return null;
  const local = localPart.toLowerCase();
  const plus = local.indexOf('+');
  const keys = [`${local}@${name}`];
  if (plus > 0) keys.push(`${local.slice(0, plus)}@${name}`);
  keys.push(name, ...parentDomains(name));
  for (const key of keys) {
    const entry = entries.get(key);
    if (entry !== undefined) return { entry, keydomain: key.slice(key.lastIndexOf('@') + 1) };
  }
  const any = entries.get('.');
  return any === undefined ? null : { entry: any, keydomain: name };
}
