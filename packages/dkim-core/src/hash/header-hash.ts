/** What a DKIM signature is computed over: the signed fields, then the signature itself with b= empty. RFC 6376, section 3.7. */
import { headerCanonicalizations } from '../canonicalization/by-name.js';
import type { HeaderField } from '../message/header-field.js';
import type { DkimCanonicalization } from '../canonicalization/names.js';

/**
 * `range`: the octets of `signatureField` that are left out, the value of b= (S-063). The field comes last, without its
 * CRLF (S-064).
 */
export function headerHashInput(
  signedFields: readonly HeaderField[],
  signatureField: Pick<HeaderField, 'bytes' | 'name' | 'valueStart'>,
  range: { start: number; end: number },
  canonicalization: DkimCanonicalization,
): Uint8Array {
  const canonicalize = headerCanonicalizations[canonicalization];
  const { bytes, name, valueStart } = signatureField;
  const emptied = Buffer.concat([bytes.subarray(0, range.start), bytes.subarray(range.end)]);
  const own = canonicalize({ bytes: emptied, name, valueStart });
  return Buffer.concat([...signedFields.map((field) => canonicalize(field)), own.subarray(0, -2)]);
}
