/**
 * What dkimproxy-out does with a message: choose its signatures, make them over exactly the octets that are relayed,
 * put them on top. RFC 6376, section 5; DESIGN.md's promise 3 and 4.
 */
import {
  fieldValue,
  messageIdOf,
  parseAddressList,
  sign,
  type Clock,
  type MessageHeader,
  type SignatureRequest,
  type SigningFault,
  type SigningKey,
} from 'dkim-core';
import { chooseSignatures, type ChosenSignature, type SigningPolicy } from 'signing-policy';
import type { Decision, MessageHandler, SpooledMessage } from 'smtp-proxy';
import { signingReport, type SigningFacts } from './log-line.js';
import type { CountSigning, SignatureFacts } from './sign-metrics.js';
import { watchMessage } from './message-notices.js';

/** Stands below our lines where the message begins with a continuation, which would otherwise join them (S-204). */
export const GUARD_FIELD = Buffer.from('X-DKIMproxy: first line of the message was a continuation\r\n', 'latin1');

export interface SignSettings {
  policy: SigningPolicy;
  /** Every key that `policy` can ask for, by its file name as the policy has it. */
  keys: ReadonlyMap<string, SigningKey>;
  /** Answer 451 to a message that could not be signed because of an error, instead of relaying it unsigned. */
  rejectError: boolean;
  /** A longer header, or one of more fields, is not signed. Default: that of dkim-core (S-244). */
  maxHeaderSize?: number | undefined;
  maxHeaderFields?: number | undefined;
  now: Clock;
  /** Told of each message. */
  count: CountSigning;
}

export function createSignHandler(settings: SignSettings): MessageHandler {
  return async (message, { log }) => {
    const outcome = await signMessage(message, settings, (err) =>
      log.error({ err }, 'the message could not be signed'),
    );
    const { facts, reasonClass, made } = outcome;
    settings.count({ action: facts.action, reason: reasonClass, signatures: made });
    const report = signingReport(facts);
    if (facts.action === 'error' && settings.rejectError) {
      return { action: 'refuse', reply: CANNOT_SIGN, report };
    }
    const guard = message.startsWithContinuation ? [GUARD_FIELD] : [];
    const top = outcome.fields.length > 0 ? Buffer.concat([outcome.fields, ...guard]) : outcome.fields;
    return { action: 'relay', top, remove: [], report } satisfies Decision;
  };
}

/** Codes of a signature that such a message never gets: no error, and no reason to have it tried again until it bounces. */
const OF_THE_MESSAGE: ReadonlySet<SigningFault> = new Set(['from-invalid', 'not-applicable', 'header-too-large']);

/** Not repaired (S-204); where it is a continuation the guard field stands before it. */
const ODD_FIRST_LINE = 'the first line of the message is no header field';
const TOO_LARGE = 'the header is too large to be signed (max_header_size, max_header_fields)';

/** Our fault never bounces a mail (S-103). */
const CANNOT_SIGN = { code: 451, lines: ['4.7.0 The message could not be signed; try again later'] };

interface SignedMessage {
  readonly fields: Uint8Array;
  readonly facts: SigningFacts;
  /** The code of why it is skipped or went wrong; `none` where it is signed. */
  readonly reasonClass: string;
  readonly made: readonly SignatureFacts[];
}

async function signMessage(
  message: SpooledMessage,
  { policy, keys, now, maxHeaderSize, maxHeaderFields }: SignSettings,
  onError: (err: unknown) => void,
): Promise<SignedMessage> {
  const watch = watchMessage({ nextHopTakes8Bit: message.nextHopKeywords.has('8BITMIME') });
  const facts: SigningFacts = { action: 'skipped', messageId: '', signers: [], from: '', reason: '', notes: [] };
  let skipped: string = 'none';

  const signatures = (header: MessageHeader): readonly SignatureRequest[] => {
    facts.messageId = messageIdOf(header);
    facts.from = firstFromAddress(header);
    const odd = header.fields[0]?.key === '' ? [ODD_FIRST_LINE] : [];
    facts.notes = odd;
    if (header.tooLarge) {
      skipped = 'header-too-large' satisfies SigningFault;
      facts.reason = TOO_LARGE; // who sends it may stand in the part that was not read
      return [];
    }
    const choice = chooseSignatures(header, policy);
    facts.reason = choice.reason;
    skipped = choice.skipped ?? 'none';
    facts.notes = [...odd, ...choice.notes];
    return choice.signatures.map((chosen) => request(chosen, keys));
  };

  try {
    const { fields, signatures: outcomes } = await sign(octetsToSign(message, watch), {
      signatures,
      now,
      signInvalidFrom: policy.signInvalidFrom,
      maxHeaderSize,
      maxHeaderFields,
    });
    const made = outcomes.filter((signature) => signature.made);
    const failed = outcomes.filter((signature) => !signature.made);
    const errors = failed.filter(({ code }) => !OF_THE_MESSAGE.has(code));
    facts.signers = made.map(({ identity, domain }) => identity ?? `@${domain}`);
    facts.notes = [...facts.notes, ...failed.map(({ reason }) => reason), ...watch.notices()];
    if (errors.length > 0) facts.reason = errors.map(({ reason }) => reason).join('; ');
    else if (facts.signers.length === 0 && failed.length > 0)
      facts.reason = failed.map(({ reason }) => reason).join('; ');
    facts.action = errors.length > 0 ? 'error' : facts.signers.length > 0 ? 'signed' : 'skipped';
    const fault = facts.action === 'error' ? errors[0] : facts.action === 'skipped' ? failed[0] : undefined;
    return { fields, facts, reasonClass: fault?.code ?? (facts.action === 'skipped' ? skipped : 'none'), made };
  } catch (err) {
    onError(err);
    const failure: SigningFacts = { ...facts, action: 'error', reason: 'an internal error; see the log' };
    return { fields: new Uint8Array(), facts: failure, reasonClass: 'internal-error' satisfies SigningFault, made: [] };
  }
}

async function* octetsToSign(
  message: SpooledMessage,
  watch: { write(chunk: Uint8Array): void },
): AsyncGenerator<Uint8Array> {
  if (message.startsWithContinuation) yield GUARD_FIELD;
  for await (const chunk of message.read()) {
    watch.write(chunk);
    yield chunk;
  }
}

function request(chosen: ChosenSignature, keys: ReadonlyMap<string, SigningKey>): SignatureRequest {
  const { keyfile, ...rest } = chosen;
  const key = keys.get(keyfile);
  if (key === undefined) throw new Error(`No key was loaded from ${keyfile}; this is a fault of dkimproxy-out.`);
  return { ...rest, key };
}

function firstFromAddress(header: MessageHeader): string {
  const from = header.fields.find(({ key }) => key === 'from');
  return (from && parseAddressList(fieldValue(from))[0]?.address) ?? '';
}
