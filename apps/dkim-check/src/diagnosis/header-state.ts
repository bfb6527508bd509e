/** The signed part of a header as it is, or as it is tried. RFC 6376, sections 3.7 and 5.4.2. */
import {
  headerHashInput,
  indexFields,
  parseDkimSignature,
  selectSignedFields,
  type DkimCanonicalization,
  type DkimSignature,
  type HeaderField,
} from 'dkim-core';

export interface HeaderState {
  /** The fields whose names are signed, top first. */
  readonly fields: readonly HeaderField[];
  /** The DKIM-Signature itself. */
  readonly own: HeaderField;
}

export function signedState(fields: readonly HeaderField[], own: HeaderField, signature: DkimSignature): HeaderState {
  const names = new Set(signature.signedFields);
  return { fields: fields.filter(({ key }) => names.has(key)), own };
}

/** What the signature is computed over; null where the signature field that is tried can't be read. */
export function hashedOctets(
  { fields, own }: HeaderState,
  signature: DkimSignature,
  canonicalization: DkimCanonicalization = signature.headerCanonicalization,
): Buffer | null {
  const { parsed } = parseDkimSignature(own);
  if (!parsed.ok) return null;
  const signed = selectSignedFields(signature.signedFields, indexFields(fields), own);
  return Buffer.from(headerHashInput(signed, own, parsed.value.signatureRange, canonicalization));
}

/** Those that the signature covers now. */
export function coveredFields({ fields, own }: HeaderState, signature: DkimSignature): readonly HeaderField[] {
  return selectSignedFields(signature.signedFields, indexFields(fields), own);
}

export function replaced({ fields, own }: HeaderState, field: HeaderField, other: HeaderField): HeaderState {
  if (field === own) return { fields: fields.map((each) => (each === own ? other : each)), own: other };
  return { fields: fields.map((each) => (each === field ? other : each)), own };
}

export function without({ fields, own }: HeaderState, field: HeaderField): HeaderState {
  return { fields: fields.filter((each) => each !== field), own };
}

export function withOnTop({ fields, own }: HeaderState, field: HeaderField): HeaderState {
  return { fields: [field, ...fields], own };
}
