/** Signs a message: the front door. RFC 6376, section 5. */
import { pour, type MessageSource } from './message-source.js';
import { createSigner } from './sign/signer.js';
import type { SignOptions, SignResult } from './sign/sign-options.js';

/**
 * Gives the lines to put on top of the message: `Buffer.concat([fields, message])` is the signed message. The message is
 * signed as it stands; its lines must end with CRLF. RFC 6376, section 5; RFC 4870, section 3.
 *
 * A signature that could not be made says so in `signatures`. Rejects where the source or a function among the options
 * does, and with DkimError: DKIM_OPTION_INVALID for an option that does not fit, DKIM_MESSAGE_INVALID for a message that
 * is not made of Uint8Array.
 */
export async function sign(message: MessageSource, options: SignOptions): Promise<SignResult> {
  const signer = createSigner(options);
  await pour(message, signer.write);
  return signer.end();
}
