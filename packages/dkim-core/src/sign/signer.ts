/**
 * Makes several signatures in one pass over a message. RFC 6376, section 5.
 *
 * Chunks in; the header decides what is signed, the body is hashed as it goes by and kept by nobody. New fields stand on
 * top in the order asked for, DKIM above DomainKeys, so that neither covers the other (S-140, S-261).
 */
import { readClock, type Clock } from '../clock.js';
import { DkimError } from '../errors.js';
import { createBodyHasher } from '../hash/body-hash.js';
import type { BodyCanonicalizer } from '../canonicalization/canonicalization.js';
import { fromFault } from '../message/author.js';
import { createMessageReader } from '../message/message-reader.js';
import type { MessageHeader } from '../message/header-field.js';
import { HTAB, SP } from '../text/ascii.js';
import { checkedFlag, checkedFunction, checkedOptions, kindOf, neededWord } from '../option-checks.js';
import { indexFields } from '../select/signed-header-fields.js';
import { prepareDkimSignature, type Completion } from './dkim-signing.js';
import { prepareDomainkeysSignature } from './domainkeys-signing.js';
import { notMade, NotMade } from './not-made.js';
import type { SignatureRequest, SigningOutcome, SignOptions, SignResult } from './sign-options.js';

/** Takes one message and gives its signatures. What failed once fails for good: end() rejects with what write() threw. */
export interface Signer {
  /**
   * Takes the next octets; they must not be changed before the header is over. Wait for what it returns, if anything:
   * then `signatures` still decides. Throws or rejects where a function among the options does, and with DkimError:
   * DKIM_MESSAGE_INVALID for what is no Uint8Array, DKIM_OPTION_INVALID for what such a function gave,
   * DKIM_USED_AFTER_END.
   */
  write: (chunk: Uint8Array) => void | Promise<void>;
  /** The message is over. Rejects as write() does; a signature that could not be made says so in the result. */
  end: () => Promise<SignResult>;
}

/**
 * Signs one message as it comes: sign() in steps, for who has the message in pieces. RFC 6376, section 5; RFC 4870, section 3.
 *
 * Throws DkimError, DKIM_OPTION_INVALID, for an option that does not fit. What is wrong with a single request is told in
 * its outcome.
 */
export function createSigner(options: SignOptions): Signer {
  const { choose, now, signInvalidFrom } = checkedSignOptions(options);
  const bodyHasher = createBodyHasher();
  const bodies: BodyCanonicalizer[] = []; // of DomainKeys signatures
  let completions: readonly Completion[] = [];
  let preparing: Promise<void> | null = null;
  let waiting: Uint8Array[] = []; // body that came before the requests were known
  let failure: { error: unknown } | null = null; // octets were lost, or nobody knows what to sign

  function prepare(header: MessageHeader, lineEnds: 'crlf' | 'lf', requests: readonly SignatureRequest[]): void {
    const surroundings = { header, index: indexFields(header.fields), bodyHasher, now: readClock(now) };
    const noAuthor = signInvalidFrom ? null : fromFault(header);

    function prepareOne(request: SignatureRequest): Completion {
      neededWord(request, 'type', ['dkim', 'domainkeys']);
      if (lineEnds === 'lf') throw new NotMade('line-ends', LF_ONLY);
      if (beginsFolded(header)) throw new NotMade('first-line', FOLDED_FIRST_LINE);
      if (header.tooLarge) throw new NotMade('header-too-large', 'the header is too large to be signed');
      if (request.type === 'domainkeys') {
        const { complete, body } = prepareDomainkeysSignature(request, header);
        bodies.push(body);
        return complete;
      }
      if (noAuthor !== null) throw new NotMade('from-invalid', `not signed: ${noAuthor}`);
      return prepareDkimSignature(request, surroundings);
    }

    completions = requests.map((request) => {
      try {
        return guarded(request, prepareOne(request));
      } catch (err) {
        return async () => notMade(request, err);
      }
    });
  }

  function hash(chunk: Uint8Array): void {
    bodyHasher.write(chunk);
    for (const body of bodies) body.write(chunk);
  }

  const reader = createMessageReader({
    maxHeaderSize: options.maxHeaderSize,
    maxHeaderFields: options.maxHeaderFields,
    onHeader(header, lineEnds) {
      const requests = choose(header);
      if (Array.isArray(requests)) {
        prepare(header, lineEnds, checkedRequests(requests));
        return;
      }
      preparing = Promise.resolve(requests).then((known) => {
        prepare(header, lineEnds, checkedRequests(known));
        preparing = null;
        for (const chunk of waiting) hash(chunk);
        waiting = [];
      });
      preparing.catch((err: unknown) => {
        failure = { error: err }; // for who did not wait for write(): unhandled, it would end the process
        waiting = [];
      });
    },
    onBody(chunk) {
      if (preparing === null) hash(chunk);
      else waiting.push(Uint8Array.from(chunk)); // the caller may reuse it
    },
  });

  /** Does a step; what it throws is what every further step throws. */
  function step(work: () => void): void {
    if (failure !== null) throw failure.error;
    try {
      work();
    } catch (err) {
      failure = { error: err };
      throw err;
    }
  }

  return {
    write(chunk) {
      step(() => reader.write(chunk));
      return preparing ?? undefined;
    },
    async end() {
      step(() => reader.end());
      if (preparing !== null) await preparing;
      bodyHasher.end();
      for (const body of bodies) body.end();
      const made = await Promise.all(completions.map((complete) => complete()));
      return { fields: Buffer.from(inOrder(made).join(''), 'latin1'), signatures: made };
    },
  };
}

const FOLDED_FIRST_LINE =
  'the message begins with white space: its first line would become part of what is put in front of it; put a field between';

function beginsFolded({ fields }: MessageHeader): boolean {
  const first = fields[0]?.bytes[0];
  return first === SP || first === HTAB;
}

const LF_ONLY = 'the header has no CRLF; a message from a file goes through createLineEndNormalizer first';

interface CheckedSignOptions {
  /** Gives what checkedRequests has to look at. */
  choose: (header: MessageHeader) => unknown;
  now: Clock;
  signInvalidFrom: boolean;
}

/** The limits of the header are checked where they are used. Nothing is shown of what might be, or hold, a private key. */
function checkedSignOptions(options: SignOptions): CheckedSignOptions {
  const { signatures } = checkedOptions(options, 'createSigner');
  const requests = typeof signatures === 'function' ? null : checkedRequests(signatures);
  return {
    choose: typeof signatures === 'function' ? signatures : () => requests,
    now: checkedFunction(options, 'now', { what: 'the clock', example: 'systemClock' }),
    signInvalidFrom: checkedFlag(options, 'signInvalidFrom', false),
  };
}

/** A list of objects, copied; what each of them asks for is its own business. */
function checkedRequests(requests: unknown): readonly SignatureRequest[] {
  if (!Array.isArray(requests)) {
    const sentence = `signatures must be a list of requests, or a function that gives one; got ${kindOf(requests)}.`;
    throw new DkimError('DKIM_OPTION_INVALID', sentence);
  }
  return Array.from(requests, (request: unknown) => {
    if (typeof request === 'object' && request !== null) return request as SignatureRequest;
    const sentence = `signatures must hold requests, { type: 'dkim', domain, selector, key }; got ${kindOf(request)}.`;
    throw new DkimError('DKIM_OPTION_INVALID', sentence);
  });
}

/** One that fails must not take the others with it. */
function guarded(request: SignatureRequest, complete: Completion): Completion {
  return async () => {
    try {
      return await complete();
    } catch (err) {
      return notMade(request, err);
    }
  };
}

function inOrder(made: readonly SigningOutcome[]): readonly string[] {
  const fieldsOf = (type: SigningOutcome['type']): readonly string[] =>
    made.flatMap((signature) => (signature.made && signature.type === type ? [signature.field] : []));
  return [...fieldsOf('dkim'), ...fieldsOf('domainkeys')];
}
