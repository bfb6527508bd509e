/** Verifies the signatures of a message: the front door. RFC 6376, section 6; RFC 4870. */
import { pour, type MessageSource } from './message-source.js';
import { createVerifier, type VerifyResult } from './verify/verifier.js';
import type { VerifyOptions } from './verify/verify-options.js';

/**
 * Gives a verdict for each signature, and one for all. The message is taken as it stands; its lines must end with CRLF
 * (createLineEndNormalizer makes them so).
 *
 * Rejects where the source does, and with DkimError: DKIM_OPTION_INVALID for an option outside its range and where now()
 * gives no time, DKIM_MESSAGE_INVALID for a message that is no octets. Never for what the message, the keys or DNS are.
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
