/** What a DKIM signature is computed over: the signed fields, then the signature itself with b= empty. RFC 6376, section 3.7. */
import { headerWriters } from '../canonicalization/by-name.js';
import { MOST_ADDED } from '../canonicalization/canonicalization.js';
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
  const write = headerWriters[canonicalization];
  const { bytes, name, valueStart } = signatureField;
  let room = bytes.length + MOST_ADDED;
  for (const field of signedFields) room += field.bytes.length + MOST_ADDED;
  const input = Buffer.allocUnsafe(room);
  let end = 0;
  for (const field of signedFields) end = write(field, input, end);
  const emptied = Buffer.concat([bytes.subarray(0, range.start), bytes.subarray(range.end)]);
  end = write({ bytes: emptied, name, valueStart }, input, end);
  return input.subarray(0, end - 2);
}
