/** The line in the log for each message, as DKIMproxy 1.4.1 wrote it, with structured fields beside it. */
import { logText, logTextInAngles, type Report } from 'smtp-proxy';

export interface SigningFacts {
  action: 'signed' | 'skipped' | 'error';
  messageId: string;
  /** AUID or domain of each signature that was made, in order. */
  signers: readonly string[];
  /** The first address of From. */
  from: string;
  /** Why these signatures, or why none. */
  reason: string;
  /** What an administrator may want to know of this message: long lines, 8-bit text, an i= that did not fit. */
  notes: readonly string[];
}

export function signingReport({ action, messageId, signers, from, reason, notes }: SigningFacts): Report {
  const signer = logTextInAngles(signers[0] ?? '');
  const why = action === 'signed' ? '' : `, reason=${logTextInAngles(reason)}`;
  return {
    level: action === 'error' ? 'error' : 'info',
    message: `DKIM signing - ${action}; message-id=<${logTextInAngles(messageId)}>, signer=<${signer}>, from=<${logTextInAngles(from)}>${why}`,
    fields: {
      action,
      messageId: logText(messageId),
      signers: signers.map((text) => logText(text)),
      from: logText(from),
      reason: logText(reason),
      notes: notes.length > 0 ? notes.map((text) => logText(text)) : undefined, // left out then
    },
  };
}
