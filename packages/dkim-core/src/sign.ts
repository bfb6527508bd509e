/** Signs a message: the front door. RFC 6376, section 5. */
import { pour, type MessageSource } from './message-source.js';
import { createSigner } from './sign/signer.js';
import type { SignOptions, SignResult } from './sign/sign-options.js';

/**
 * Gives the lines to put on top of the message: `Buffer.concat([fields, message])` is the signed message. The message is
 * signed as it stands; its lines must end with CRLF.
 *
 * Rejects only where the source or a function among the options does. A signature that could not be made says so in
 * `signatures`.
 */
export async function sign(message: MessageSource, options: SignOptions): Promise<SignResult> {
  const signer = createSigner(options);
  await pour(message, signer.write);
  return signer.end();
}
