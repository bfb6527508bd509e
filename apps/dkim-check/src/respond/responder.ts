/** A mail in, its verdicts and perhaps an answer out. What is done with the answer is the caller's business. */
import { createVerifier, type TxtResolver, type Clock, type VerifyResult } from 'dkim-core';
import type { Language } from 'smtp-proxy/terminal';
import { diagnoseMessage } from '../diagnosis/diagnose.js';
import type { JudgeKey } from '../diagnosis/key-problems.js';
import { problem, type Problem } from '../problem.js';
import { wordsIn } from '../words/words.js';
import { headerFault, senderFault } from './may-answer.js';
import type { RateLimit } from './rate-limit.js';
import { composeReply, type ReplyMail } from './reply-mail.js';
import { answerText } from './report.js';
import { plainAddress } from './sender-address.js';
import { threadOf } from './thread.js';
import { wishesOf } from './wishes.js';

export interface IncomingMail {
  /** The envelope sender; '' is the null sender. */
  readonly sender: string;
  /** Our own address, which the answer comes from. */
  readonly own: string;
  readonly octets: AsyncIterable<Uint8Array>;
}

/** `refusal`: why there is no answer. `verdict` is null where the mail was not looked at. */
export type Response =
  | { readonly reply: ReplyMail; readonly refusal: null; readonly verdict: VerifyResult }
  | { readonly reply: null; readonly refusal: Problem; readonly verdict: VerifyResult | null };

export interface ResponderParts {
  readonly resolveTxt: TxtResolver;
  readonly now: Clock;
  readonly rateLimit: RateLimit;
  /** Asked what is wrong with a key that cannot be used. */
  readonly judgeKey: JudgeKey;
  /** The language where the subject asks for none. */
  readonly language: Language;
}

/** A mail goes back, and the cause of a failure is looked for, up to this size: no answer costs much more than its mail. */
export const MOST_ORIGINAL = 102_400;

const MOST_DIAGNOSED = 3;

export async function respond({ sender, own, octets }: IncomingMail, parts: ResponderParts): Promise<Response> {
  const { now, rateLimit } = parts;
  const early =
    senderFault(sender, own) ??
    (plainAddress(own) === null ? problem('info', 'no-answer-sender', { sender: own.slice(0, 254) }) : null) ??
    (rateLimit.take(sender, now()) ? null : problem('info', 'no-answer-rate', { sender }));
  if (early !== null) {
    await drain(octets);
    return { reply: null, refusal: early, verdict: null };
  }
  try {
    const response = await answerTo({ sender, own, octets }, parts);
    if (response.reply === null) rateLimit.giveBack(sender);
    return response;
  } catch (err) {
    rateLimit.giveBack(sender); // it comes again
    throw err;
  }
}

async function answerTo({ sender, own, octets }: IncomingMail, parts: ResponderParts): Promise<Response> {
  const { resolveTxt, now, language } = parts;
  const { verdict, original } = await judged(octets, { resolveTxt, now });
  const refusal = headerFault(verdict.header, own);
  if (refusal !== null) return { reply: null, refusal, verdict };

  const wishes = wishesOf(verdict.header);
  const say = wordsIn(wishes.language ?? language);
  const received = now();
  const note = !wishes.original ? '' : original === null ? say('answer-original-large', { limit: MOST_ORIGINAL }) : '';
  const search = { ...parts, search: 'quick' } as const;
  const diagnoses =
    original === null ? [] : await diagnoseMessage(() => inOnePiece(original), firstOf(verdict), search);
  const text = answerText({ verdict, diagnoses }, { sender, received }, say);
  const reply = await composeReply({
    from: own,
    to: sender,
    subject: say('answer-subject', { result: verdict.result }),
    text: note === '' ? text : `${text}\n${note}\n`,
    ...threadOf(verdict.header),
    original: wishes.original ? original : null,
    date: received,
  });
  return { reply, refusal: null, verdict };
}

/** With those signatures only whose failures are looked into: strangers write the mails, and the search costs time. */
const firstOf = (verdict: VerifyResult): VerifyResult => ({
  ...verdict,
  signatures: verdict.signatures.slice(0, MOST_DIAGNOSED),
});

async function* inOnePiece(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}

async function drain(octets: AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = octets[Symbol.asyncIterator]();
  while ((await chunks.next()).done !== true) continue;
}

/** The mail is kept beside as long as it is small enough to go back. */
async function judged(
  octets: AsyncIterable<Uint8Array>,
  options: { resolveTxt: TxtResolver; now: Clock },
): Promise<{ verdict: VerifyResult; original: Buffer | null }> {
  const verifier = createVerifier(options);
  let kept: Uint8Array[] | null = [];
  let size = 0;
  try {
    for await (const chunk of octets) {
      size += chunk.length;
      if (size > MOST_ORIGINAL) kept = null;
      kept?.push(Buffer.from(chunk));
      verifier.write(chunk);
    }
  } catch (err) {
    verifier.abandon();
    throw err;
  }
  return { verdict: await verifier.end(), original: kept === null ? null : Buffer.concat(kept) };
}
