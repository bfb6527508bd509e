/** What a header field may have been before a relay changed it. Texts have one character an octet. */
import { fieldValue, readHeader, type HeaderField } from 'dkim-core';
import { problem, type Problem } from '../problem.js';
import { excerpt } from './finding.js';

export interface FieldVariant {
  readonly field: HeaderField;
  readonly problem: () => Problem;
}

/** Facts of a message that a relay could have taken a value from, or put one of. */
export interface VariantContext {
  /** Domains that stand in the message: of d=, of its identifiers, of the hosts it passed. */
  readonly domains: readonly string[];
  /** Values of fields that are there to keep what was replaced: X-Original-From and the like. */
  readonly keptValues: readonly string[];
}

/** Values that may have been there; what equals the value now, or can't be a field, is left out later. */
export type ValueVariants = (value: string, context: VariantContext) => readonly string[];

export interface VariantKind {
  readonly applies: (key: string) => boolean;
  readonly values: ValueVariants;
  readonly problem: (facts: { field: string; was: string; now: string }) => Problem;
}

/** A field with other octets; null where these are no field. */
export function fieldOf(name: string, value: string): HeaderField | null {
  const bytes = Buffer.from(`${name}:${value}\r\n`, 'latin1');
  const { fields } = readHeader(bytes, { maxHeaderSize: Infinity, maxHeaderFields: 2 });
  const [field] = fields;
  return field !== undefined &&
    fields.length === 1 &&
    field.key === name.toLowerCase() &&
    field.bytes.length === bytes.length
    ? field
    : null;
}

export function variantsOf(
  field: HeaderField,
  kinds: readonly VariantKind[],
  context: VariantContext,
): readonly FieldVariant[] {
  const value = fieldValue(field);
  const seen = new Set([value]);
  const variants: FieldVariant[] = [];
  for (const { applies, values, problem: of } of kinds) {
    if (!applies(field.key)) continue;
    for (const was of values(value, context)) {
      if (seen.has(was)) continue;
      seen.add(was);
      const before = fieldOf(field.name, was);
      if (before === null) continue;
      const facts = { field: field.name, was: excerpt(was), now: excerpt(value) };
      variants.push({ field: before, problem: () => of(facts) });
    }
  }
  return variants;
}

/** simple signs the name as it was written. */
export function nameVariants(field: HeaderField): readonly FieldVariant[] {
  const { name, key } = field;
  const titled = key.replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
  const names = new Set([titled, key, key.toUpperCase(), titled.replace(/Id$/, 'ID').replace(/^Mime-/, 'MIME-')]);
  names.delete(name);
  return [...names].flatMap((was) => {
    const before = fieldOf(was, fieldValue(field));
    return before === null
      ? []
      : [{ field: before, problem: () => problem('error', 'header-name-case-changed', { was, now: name }) }];
  });
}
