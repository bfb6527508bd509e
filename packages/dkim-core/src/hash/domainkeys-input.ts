/**
 * What a DomainKey signature is computed over: the signed fields below it and the body, as one text. RFC 4870, section 3.4;
 * S-129 to S-136. Historic.
 */
import { domainkeysBody, domainkeysHeader } from '../canonicalization/nofws.js';
import type { BodyCanonicalizer, ByteSink } from '../canonicalization/canonicalization.js';
import type { HeaderField } from '../message/header-field.js';
import { indexFields } from '../select/signed-header-fields.js';
import type { DomainkeysCanonicalization } from '../canonicalization/names.js';

/**
 * `fields`: those below the signature, top first. The header goes to `emit` at once; the body follows by what is returned.
 */
export function domainkeysInput(
  fields: readonly HeaderField[],
  signedFields: readonly string[] | null,
  canonicalization: DomainkeysCanonicalization,
  emit: ByteSink,
): BodyCanonicalizer {
  for (const field of selectDomainkeysFields(fields, signedFields)) emit(domainkeysHeader(field, canonicalization));
  return domainkeysBody(canonicalization, emit);
}

/**
 * Without h= all of them in order. With it, in its order: a name that stands once takes all fields of that name; where it
 * is repeated the last mentions take one each from the bottom, and the first takes the rest (S-131).
 */
export function selectDomainkeysFields(
  fields: readonly HeaderField[],
  names: readonly string[] | null,
): readonly HeaderField[] {
  if (names === null) return fields.filter(({ key }) => key !== '');
  const index = indexFields(fields);
  const mentions = new Map<string, number>();
  for (const name of names) mentions.set(name, (mentions.get(name) ?? 0) + 1);
  const taken = new Map<string, number>();
  return names.flatMap((name) => {
    const named = index.get(name) ?? [];
    const start = taken.get(name) ?? 0;
    const later = (mentions.get(name) ?? 1) - 1;
    mentions.set(name, later);
    const end = start === 0 ? Math.max(named.length - later, 0) : Math.min(start + 1, named.length);
    taken.set(name, end);
    return named.slice(start, end);
  });
}
