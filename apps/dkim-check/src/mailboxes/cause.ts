/** The cause of a verdict in one word. */
import type { SignatureVerdict } from 'dkim-core';
import type { Diagnoses } from '../diagnosis/diagnose.js';

/** What was found to be done to the message or wrong with its key; the verdict's own code where nothing was; null for pass. */
export function causeOf(
  { code }: Pick<SignatureVerdict, 'code'>,
  diagnosis: Diagnoses[number] | undefined,
): string | null {
  if (code === null) return null;
  return diagnosis?.find(({ severity }) => severity === 'error')?.code ?? code;
}
