/** The caller's own mistakes. What strangers get wrong is a result (parsed.ts, verdict.ts), never an exception. */

/** For programs: stable, where the message is for people and may change. */
export type DkimErrorCode =
  | 'DKIM_KEY_UNUSABLE' // a private key that cannot sign, or not with the algorithm asked for
  | 'DKIM_MESSAGE_INVALID' // a message that is no Uint8Array and no chunks of them
  | 'DKIM_OPTION_INVALID' // an option outside its range, or two that contradict each other
  | 'DKIM_USED_AFTER_END'; // write() or end() after end()

/**
 * A mistake in the calling program: thrown, or the reason for which a promise rejects. Its message is a sentence that says
 * what is wrong and what would be right, and never holds key material.
 */
export class DkimError extends Error {
  /** What is wrong, for programs. */
  readonly code: DkimErrorCode;

  constructor(code: DkimErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'DkimError';
    this.code = code;
  }
}
