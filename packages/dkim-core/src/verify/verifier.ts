/**
 * Verifies all signatures of a message in one pass. RFC 6376, section 6.1.
 *
 * When the header is whole each signature is read and checked, and the keys of the good ones are asked for; the body is
 * hashed as it goes by; at the end the verdicts are made. Each signature is judged alone: a bad one never harms a good one.
 */
import type { BodyCanonicalizer } from '../canonicalization/canonicalization.js';
import { readClock } from '../clock.js';
import { DkimError } from '../errors.js';
import { createBodyHasher } from '../hash/body-hash.js';
import { rememberingFirstAddress } from '../message/domainkeys-sender.js';
import { createMessageReader } from '../message/message-reader.js';
import type { HeaderField, MessageHeader } from '../message/header-field.js';
import { signaturesOverLimit } from '../select/signatures-to-verify.js';
import { indexFields } from '../select/signed-header-fields.js';
import { parseDkimSignature, type DkimSignatureReading } from '../tags/dkim-signature.js';
import { parseDomainkeySignature, type DomainkeySignatureReading } from '../tags/domainkey-signature.js';
import { quote } from '../text/quote.js';
import {
  overallResult,
  verdictOn,
  type Outcome,
  type Result,
  type SignatureFacts,
  type SignatureVerdict,
} from '../verdict.js';
import { checkSignature } from './check-signature.js';
import { judgeDkimSignature, type Judgement } from './judge-dkim.js';
import { judgeDomainkeySignature } from './judge-domainkeys.js';
import { askWithin } from './key-questions.js';
import { verifyRules, type VerifyOptions } from './verify-options.js';

/** What verify() and the end() of a Verifier give. */
export interface VerifyResult {
  /**
   * Of all DKIM-Signature fields together: pass if any passes, else the first that occurs of temperror, fail, policy,
   * permerror; none without any. DomainKeys do not count.
   */
  result: Result;
  /** One for each signature field that the options look at, top of the header first. */
  signatures: readonly SignatureVerdict[];
  /** The header as it was read. */
  header: MessageHeader;
}

/**
 * Verifies a message that is written in pieces. Keys are asked for when the header is whole. Ends with end() or abandon(),
 * and takes nothing more after either.
 */
export interface Verifier {
  /**
   * Takes the next octets; they must not be changed before the header is over.
   *
   * Throws DkimError: DKIM_MESSAGE_INVALID for what is no Uint8Array, DKIM_OPTION_INVALID where now() gives no time,
   * DKIM_USED_AFTER_END after end() or abandon(). A verifier that has thrown stays broken: end() rejects with the same.
   */
  write: (chunk: Uint8Array) => void;
  /** The message will not be read to its end: nobody waits for its keys any more. An end() that waits is over at once. */
  abandon: () => void;
  /**
   * The message is over. Never rejects for what the message, the keys, DNS or the resolver are; only with what write()
   * has thrown or would throw.
   */
  end: () => Promise<VerifyResult>;
}

type Reading =
  | { type: 'dkim'; field: HeaderField; reading: DkimSignatureReading }
  | { type: 'domainkeys'; field: HeaderField; reading: DomainkeySignatureReading };

/** A verifier for one message. Throws DkimError, DKIM_OPTION_INVALID, for an option outside its range. */
export function createVerifier(options: VerifyOptions): Verifier {
  const rules = verifyRules(options);
  const questions = askWithin(rules.dnsMessageTimeoutMs, options.resolveTxt);
  const bodyHasher = createBodyHasher();
  const bodies: BodyCanonicalizer[] = []; // of DomainKey signatures
  let judgements: readonly { facts: SignatureFacts; judge: Judgement }[] = [];
  let header: MessageHeader = { fields: [], size: 0, tooLarge: false };
  let over: 'end()' | 'abandon()' | null = null;
  let failure: { err: unknown } | null = null; // of a write: what was not read must not be judged

  function readSignatures(fields: readonly HeaderField[]): readonly Reading[] {
    const readings: Reading[] = [];
    for (const field of fields) {
      if (field.key === 'dkim-signature' && rules.dkim) {
        readings.push({ type: 'dkim', field, reading: parseDkimSignature(field) });
      } else if (field.key === 'domainkey-signature' && rules.domainkeys) {
        readings.push({ type: 'domainkeys', field, reading: parseDomainkeySignature(field) });
      }
    }
    return readings;
  }

  /** Null for a signature that fails before its key is asked for: it does not count among the domains that are asked. */
  function domainToAsk({ type, reading: { parsed } }: Reading, now: number): string | null {
    if (!parsed.ok) return null;
    const hasFailed = type === 'dkim' && 'bodyHash' in parsed.value && checkSignature(parsed.value, now, rules).outcome;
    return hasFailed ? null : parsed.value.domain;
  }

  function start(): void {
    const readings = readSignatures(header.fields);
    const now = readClock(options.now);
    const candidates = readings.map((one) => ({ type: one.type, field: one.field, domain: domainToAsk(one, now) }));
    const overLimit = signaturesOverLimit(candidates, header, rules);
    const index = indexFields(header.fields);
    const surroundings = {
      index,
      bodyHasher,
      rules,
      resolveTxt: questions.resolveTxt,
      now,
      fromCount: index.get('from')?.length ?? 0,
      addressOf: rememberingFirstAddress(),
    };
    judgements = readings.map(({ type, field, reading }) => {
      const { facts } = reading;
      const tooMany = overLimit.get(field);
      if (header.tooLarge) {
        const reason = 'the header is larger than is read here, so its signatures are not verified';
        return { facts, judge: given(facts, { result: 'policy', code: 'header-too-large', reason }) };
      }
      if (tooMany !== undefined) {
        return { facts, judge: given(facts, { result: 'policy', code: 'signature-limit', reason: tooMany }) };
      }
      try {
        if (type === 'dkim') return { facts, judge: judgeDkimSignature(field, reading, surroundings) };
        const below = header.fields.slice(header.fields.indexOf(field) + 1);
        const { judge, body } = judgeDomainkeySignature(reading, below, surroundings);
        if (body !== null) bodies.push(body);
        return { facts, judge };
      } catch (err) {
        return { facts, judge: given(facts, internalError(err)) };
      }
    });
  }

  const reader = createMessageReader({
    maxHeaderSize: rules.maxHeaderSize,
    maxHeaderFields: rules.maxHeaderFields,
    onHeader(whole) {
      header = whole;
      start();
    },
    onBody(chunk) {
      bodyHasher.write(chunk);
      for (const body of bodies) body.write(chunk);
    },
  });

  function read(step: () => void): void {
    if (failure !== null) throw failure.err;
    try {
      step();
    } catch (err) {
      failure = { err };
      questions.close();
      throw err;
    }
  }

  function refuseAfterEnd(call: 'write()' | 'end()'): void {
    if (over !== null) throw new DkimError('DKIM_USED_AFTER_END', `${call} was called after ${over}.`);
  }

  return {
    write(chunk) {
      refuseAfterEnd('write()');
      read(() => reader.write(chunk));
    },
    abandon() {
      over ??= 'abandon()';
      questions.close();
    },
    async end() {
      refuseAfterEnd('end()');
      over = 'end()';
      read(() => {
        reader.end();
        bodyHasher.end();
        for (const body of bodies) body.end();
      });
      questions.hold();
      const signatures = await Promise.all(judgements.map(judgeSafely));
      questions.close();
      return { result: overallResult(signatures), signatures, header };
    },
  };
}

function given(facts: SignatureFacts, outcome: Outcome): Judgement {
  return async () => verdictOn(facts, outcome);
}

/** A fault of ours in judging one signature harms no other, and is no verdict on the sender (S-103). */
async function judgeSafely({ facts, judge }: { facts: SignatureFacts; judge: Judgement }): Promise<SignatureVerdict> {
  try {
    return await judge();
  } catch (err) {
    return verdictOn(facts, internalError(err));
  }
}

function internalError(err: unknown): Outcome {
  const reason = `the signature could not be judged: ${quote(err instanceof Error ? err.message : String(err))}`;
  return { result: 'temperror', code: 'internal-error', reason };
}
