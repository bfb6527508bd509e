/**
 * What dkimproxy-in does with a message: verify it as it came, take forged results out, put ours on top, or refuse it
 * where the administrator asked for that. RFC 6376, section 6; RFC 8601.
 */
import {
  fieldValue,
  formatAuthenticationResults,
  messageIdOf,
  parseAddressList,
  verify,
  type MessageHeader,
  type TxtResolver,
  type VerifyOptions,
  type VerifyResult,
} from 'dkim-core';
import type { MessageHandler, OctetRange, SpooledMessage } from 'smtp-proxy';
import { scanHeader } from './header-scan.js';
import { verifyReport } from './log-line.js';
import { comesOff, type RemovalSettings } from './own-results.js';
import { findPolicies } from './published-policies.js';
import { refusalOf, type RejectSettings } from './reject-policy.js';

/** Stands below our lines where the message begins with a continuation, which would otherwise join them (S-204). */
export const GUARD_FIELD = 'X-DKIMproxy: first line of the message was a continuation\r\n';

export interface VerifySettings extends RejectSettings, RemovalSettings {
  resolveTxt: TxtResolver;
  /** What dkim-core may be told; `now` is the time of MAIL for each message (S-104). */
  verifyOptions: Omit<VerifyOptions, 'resolveTxt' | 'now'>;
  /** Write X-DKIM-Authentication-Results, as DKIMproxy 1.4.1 did. */
  xResults: boolean;
}

export function createVerifyHandler(settings: VerifySettings): MessageHandler {
  return async (message) => {
    const verified = await verify(message.read(), {
      ...settings.verifyOptions,
      resolveTxt: settings.resolveTxt,
      now: () => message.envelope.receivedAt,
    });
    const policies = settings.rejectFail ? await findPolicies(verified, settings.resolveTxt) : [];
    const refusal = refusalOf(verified.result, verified.signatures, policies, settings);
    const remove = await rangesToRemove(message, verified.header, settings);
    const report = verifyReport({
      result: verified.result,
      verdicts: verified.signatures,
      messageId: messageIdOf(verified.header),
      from: firstFromAddress(verified.header),
      removedResults: remove.length,
      decision: refusal?.reason ?? '',
    });
    if (refusal) return { action: 'refuse', reply: refusal.reply, report };
    return { action: 'relay', top: linesOnTop(message, verified, settings), remove, report };
  };
}

function linesOnTop(
  message: SpooledMessage,
  { result, signatures, header }: VerifyResult,
  settings: VerifySettings,
): Buffer {
  const { dkim = true, domainkeys = true } = settings.verifyOptions;
  const results = formatAuthenticationResults({
    authservId: settings.authservId,
    verdicts: dkim || domainkeys ? signatures : null,
    dkimChecked: dkim,
    // A UTF-8 local part may be written only where the message is internationalized itself (S-125).
    allowUtf8: message.envelope.smtpUtf8 || header.fields.some(({ bytes }) => bytes.some((octet) => octet > 0x7f)),
  });
  const x = settings.xResults ? `X-DKIM-Authentication-Results: ${result}\r\n` : '';
  const guard = message.startsWithContinuation ? GUARD_FIELD : '';
  return Buffer.concat([results, Buffer.from(x + guard, 'latin1')]);
}

async function rangesToRemove(
  message: SpooledMessage,
  header: MessageHeader,
  settings: RemovalSettings,
): Promise<OctetRange[]> {
  const ranges: OctetRange[] = [];
  if (header.tooLarge) {
    for await (const { field, cut, start, end } of scanHeader(message.read())) {
      // Results that cannot be read whole may hide whose they claim to be.
      const hidden = cut && field.key === 'authentication-results' && settings.removeResults !== 'none';
      if (hidden || comesOff(field, settings)) ranges.push({ start, end });
    }
    return ranges;
  }
  for (const field of header.fields) {
    if (comesOff(field, settings)) ranges.push({ start: field.offset, end: field.offset + field.bytes.length });
  }
  return ranges;
}

function firstFromAddress(header: MessageHeader): string {
  const from = header.fields.find(({ key }) => key === 'from');
  return (from && parseAddressList(fieldValue(from))[0]?.address) ?? '';
}
