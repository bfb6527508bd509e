/** Where a relay may have taken a domain or an address from: other fields of the message. */
import { fieldsNamed, fieldValue, type DkimSignature, type HeaderField } from 'dkim-core';
import type { VariantContext } from './field-variant.js';

const KEPT_IN = [
  'x-original-from',
  'x-original-to',
  'original-from',
  'x-original-sender',
  'reply-to',
  'x-original-reply-to',
  'from',
  'resent-from',
  'return-path',
  'delivered-to',
];
const DOMAINS_IN = ['message-id', 'return-path', 'from', 'sender', 'received', 'in-reply-to'];
const MOST = 12;
const LONGEST = 2000;

export function variantContext(
  fields: readonly HeaderField[],
  { domain, identityDomain }: DkimSignature,
): VariantContext {
  const header = { fields };
  const domains = new Set([domain, identityDomain]);
  const keptValues = new Set<string>();
  for (const name of DOMAINS_IN) {
    for (const field of fieldsNamed(header, name).slice(0, MOST)) {
      const value = fieldValue(field).slice(0, LONGEST);
      for (const [, found = ''] of value.matchAll(
        /(?:@|\b(?:by|from)[ \t])([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)/g,
      )) {
        if (domains.size < MOST) domains.add(found);
      }
    }
  }
  for (const name of KEPT_IN) {
    for (const field of fieldsNamed(header, name).slice(0, 2)) {
      if (field.bytes.length <= LONGEST && keptValues.size < MOST) keptValues.add(fieldValue(field));
    }
  }
  return { domains: [...domains], keptValues: [...keptValues] };
}
