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
import { questionsAbout } from './message-questions.js';
import { asReadByOthers, comesOff, isTrusted, type Removal, type RemovalSettings } from './own-results.js';
import { findPolicies, type PublishedPolicies } from './published-policies.js';
import type { CountVerdicts } from './verify-metrics.js';
import { refusalOf, type RejectSettings } from './reject-policy.js';

/** Stands below our lines where the message begins with a continuation, which would otherwise join them (S-204). */
export const GUARD_FIELD = 'X-DKIMproxy: first line of the message was a continuation\r\n';

export interface VerifySettings extends RejectSettings, RemovalSettings {
  resolveTxt: TxtResolver;
  /** What dkim-core may be told; `now` is the time of MAIL for each message (S-104). */
  verifyOptions: Omit<VerifyOptions, 'resolveTxt' | 'now' | 'maxDnsDomains' | 'dnsMessageTimeoutMs'>;
  /** How many signing domains are asked for keys, and with `rejectFail` how many author domains for policies (S-241). */
  maxDnsDomains: number;
  /** For all DNS questions about a message, in milliseconds (S-091). */
  dnsMessageTimeoutMs: number;
  /** Write X-DKIM-Authentication-Results, as DKIMproxy 1.4.1 did. */
  xResults: boolean;
  /** Told of each message. */
  count: CountVerdicts;
}

/** The most that dkim-core takes: the time that counts is that of questionsAbout, which holds for policies, too. */
const LONGEST_MS = 3_600_000;

const NO_POLICIES: PublishedPolicies = { findings: [], adsp: null, notes: [] };

export function createVerifyHandler(settings: VerifySettings): MessageHandler {
  const { verifyOptions, maxDnsDomains, dnsMessageTimeoutMs } = settings;

  async function judge(message: SpooledMessage): Promise<{ verified: VerifyResult; policies: PublishedPolicies }> {
    const { resolveTxt, end } = questionsAbout(settings.resolveTxt, dnsMessageTimeoutMs);
    try {
      const verified = await verify(message.read(), {
        ...verifyOptions,
        maxDnsDomains,
        dnsMessageTimeoutMs: LONGEST_MS,
        resolveTxt,
        now: () => message.envelope.receivedAt,
      });
      const { domainkeys = true } = verifyOptions;
      const policies = settings.rejectFail
        ? await findPolicies(verified, resolveTxt, { maxDomains: maxDnsDomains, domainkeys })
        : NO_POLICIES;
      return { verified, policies };
    } finally {
      end();
    }
  }

  return async (message) => {
    const { verified, policies } = await judge(message);
    settings.count(verified);
    const { result, signatures, header } = verified;
    const refusal = refusalOf(result, signatures, policies.findings, settings);
    const remove = await rangesToRemove(message, header, settings);
    const report = verifyReport({
      result,
      verdicts: signatures,
      messageId: messageIdOf(header),
      from: firstFromAddress(header),
      removedResults: remove.length,
      decision: refusal?.reason ?? '',
      notes: [...notesOn(message, header), ...policies.notes],
    });
    if (refusal) return { action: 'refuse', reply: refusal.reply, report };
    return { action: 'relay', top: linesOnTop(message, verified, policies, settings), remove, report };
  };
}

function notesOn(message: SpooledMessage, header: MessageHeader): readonly string[] {
  const notes: string[] = [];
  if (header.fields[0]?.key === '' && !message.startsWithContinuation) {
    notes.push('the first line of the message is no header field'); // not repaired (S-204)
  }
  if (header.tooLarge) {
    notes.push('the header is larger than max_header_size or has more fields than max_header_fields: not verified');
  }
  return notes;
}

function linesOnTop(
  message: SpooledMessage,
  { result, signatures, header }: VerifyResult,
  { adsp }: PublishedPolicies,
  settings: VerifySettings,
): Buffer {
  const { dkim = true, domainkeys = true } = settings.verifyOptions;
  const results = formatAuthenticationResults({
    authservId: settings.authservId,
    verdicts: dkim || domainkeys ? signatures : null,
    dkimChecked: dkim,
    adsp,
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
  { authservId, removeResults, trustedResults }: RemovalSettings,
): Promise<OctetRange[]> {
  const removal: Removal = { authservId, removeResults, isTrusted: isTrusted(message.client, trustedResults) };
  const ranges: OctetRange[] = [];
  if (header.tooLarge) {
    for await (const { field, cut, start, end } of scanHeader(message.read())) {
      // Results that cannot be read whole may hide whose they claim to be.
      const isHidden =
        cut && asReadByOthers(field).key === 'authentication-results' && removeResults !== 'none' && !removal.isTrusted;
      if (isHidden || comesOff(field, removal)) ranges.push({ start, end });
    }
    return ranges;
  }
  for (const field of header.fields) {
    if (comesOff(field, removal)) ranges.push({ start: field.offset, end: field.offset + field.bytes.length });
  }
  return ranges;
}

function firstFromAddress(header: MessageHeader): string {
  const from = header.fields.find(({ key }) => key === 'from');
  return (from && parseAddressList(fieldValue(from))[0]?.address) ?? '';
}
