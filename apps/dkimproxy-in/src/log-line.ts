/** The line in the log for each message, as DKIMproxy 1.4.1 wrote it, with structured fields beside it. */
import type { Result, SignatureVerdict } from 'dkim-core';
import { logText, logTextInAngles, type Report } from 'smtp-proxy';

const MOST_SIGNATURES = 20; // a message may have thousands

export interface VerifyFacts {
  /** The overall result: one word, of DKIM alone. */
  result: Result;
  verdicts: readonly SignatureVerdict[];
  messageId: string;
  /** The first address of From. */
  from: string;
  /** Results fields of others that claimed our name and were taken out. */
  removedResults: number;
  /** Why the message is refused, or what the sender's policy says; empty where neither speaks. */
  decision: string;
  /** What an administrator may want to know of this message. */
  notes: readonly string[];
}

/** These come last: a good one may stand below them. */
const NOT_LOOKED_AT: ReadonlySet<SignatureVerdict['code']> = new Set(['signature-limit', 'header-too-large']);

export function verifyReport({
  result,
  verdicts,
  messageId,
  from,
  removedResults,
  decision,
  notes,
}: VerifyFacts): Report {
  // The signature that decided: the first of the overall result.
  const signer = verdicts.find((verdict) => verdict.type === 'dkim' && verdict.result === result)?.identity ?? '';
  const listed = verdicts
    .toSorted((one, other) => Number(NOT_LOOKED_AT.has(one.code)) - Number(NOT_LOOKED_AT.has(other.code)))
    .slice(0, MOST_SIGNATURES);
  const others = verdicts.length - listed.length;
  const because = decision === '' ? '' : `, reason=${logTextInAngles(decision)}`;
  return {
    level: result === 'temperror' ? 'warn' : 'info',
    message:
      `DKIM verify - ${result}; message-id=<${logTextInAngles(messageId)}>, ` +
      `signer=<${logTextInAngles(signer)}>, from=<${logTextInAngles(from)}>${because}`,
    fields: {
      result,
      messageId: logText(messageId),
      signer: logText(signer),
      from: logText(from),
      signatures: listed.map(signatureFields),
      // What is undefined is left out.
      moreSignatures: others > 0 ? others : undefined,
      removedResults: removedResults > 0 ? removedResults : undefined,
      decision: decision === '' ? undefined : logText(decision),
      notes: notes.length > 0 ? notes.map((text) => logText(text)) : undefined,
    },
  };
}

function signatureFields({ type, domain, selector, algorithm, result, code, reason }: SignatureVerdict): object {
  return {
    type,
    domain: domain === null ? null : logText(domain),
    selector: selector === null ? null : logText(selector),
    algorithm: algorithm === null ? null : logText(algorithm),
    result,
    code: code ?? undefined,
    reason: reason === null ? undefined : logText(reason),
  };
}
