/** Verifies the signatures of a message: the front door. RFC 6376, section 6; RFC 4870. */
import { pour, type MessageSource } from './message-source.js';
import { createVerifier, type VerifyResult } from './verify/verifier.js';
import type { VerifyOptions } from './verify/verify-options.js';

/**
 * Gives a verdict for each signature, and one for all. The message is taken as it stands; its lines must end with CRLF.
 *
 * Rejects only where the source does. Throws DkimError, DKIM_OPTION_INVALID, for an option outside its range.
 */
export async function verify(message: MessageSource, options: VerifyOptions): Promise<VerifyResult> {
  const verifier = createVerifier(options);
  try {
    await pour(message, verifier.write);
  } catch (err) {
    verifier.abandon();
    throw err;
  }
  return verifier.end();
}
