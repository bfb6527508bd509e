/** Why a signature is not made, on its way from where it is found to the outcome that the caller sees. */
import { DkimError, type DkimErrorCode } from '../errors.js';
import type { SignatureRequest, SigningFault, SigningOutcome } from './sign-options.js';

/** Ends the making of one signature. `message` is the reason. */
export class NotMade extends Error {
  readonly code: SigningFault;

  constructor(code: SigningFault, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

const FAULT_OF: Readonly<Record<DkimErrorCode, SigningFault>> = {
  DKIM_OPTION_INVALID: 'option-invalid',
  DKIM_KEY_UNUSABLE: 'key-unusable',
  DKIM_MESSAGE_INVALID: 'internal-error',
  DKIM_USED_AFTER_END: 'internal-error',
};

/** NotMade and DkimError say themselves what is wrong; any other error is a fault of ours. */
export function notMade({ type, domain, selector }: SignatureRequest, err: unknown): SigningOutcome {
  return { made: false, type, domain: textOf(domain), selector: textOf(selector), ...faultOf(err) };
}

function faultOf(err: unknown): { code: SigningFault; reason: string } {
  if (err instanceof NotMade) return { code: err.code, reason: err.message };
  if (err instanceof DkimError) return { code: FAULT_OF[err.code], reason: err.message };
  const what = err instanceof Error ? err.message : String(err);
  return { code: 'internal-error', reason: `the signature could not be made: ${what}` };
}

/** A program in plain JavaScript may have given anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
