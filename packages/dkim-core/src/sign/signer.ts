/**
 * Makes several signatures in one pass over a message. RFC 6376, section 5.
 *
 * Chunks in; the header decides what is signed, the body is hashed as it goes by and kept by nobody. New fields stand on
 * top in the order asked for, DKIM above DomainKeys, so that neither covers the other (S-140, S-261).
 */
import { createBodyHasher } from '../hash/body-hash.js';
import type { BodyCanonicalizer } from '../canonicalization/canonicalization.js';
import { invalidFrom } from '../message/author.js';
import { createMessageReader } from '../message/message-reader.js';
import type { MessageHeader } from '../message/header-field.js';
import { indexFields } from '../select/signed-header-fields.js';
import { prepareDkimSignature, type Completion } from './dkim-signing.js';
import { NotApplicable, prepareDomainkeysSignature } from './domainkeys-signing.js';
import type { MadeSignature, SignatureRequest, SignOptions, SignResult } from './sign-options.js';

export interface Signer {
  /** Takes the next octets; they must not be changed before the header is over. Wait for what it returns, if anything. */
  write: (chunk: Uint8Array) => void | Promise<void>;
  /** The message is over. */
  end: () => Promise<SignResult>;
}

export function createSigner(options: SignOptions): Signer {
  const { signatures, now, signInvalidFrom = false, maxHeaderSize, maxHeaderFields } = options;
  const bodyHasher = createBodyHasher();
  const bodies: BodyCanonicalizer[] = []; // of DomainKeys signatures
  let completions: readonly Completion[] = [];
  let preparing: Promise<void> | null = null;
  let waiting: Uint8Array[] = []; // body that came before the requests were known

  function prepare(header: MessageHeader, requests: readonly SignatureRequest[]): void {
    const index = indexFields(header.fields);
    const time = now();
    const noAuthor = signInvalidFrom ? null : invalidFrom(header);
    completions = requests.map((request) => {
      try {
        if (header.tooLarge) throw new Error('the header is too large to be signed');
        if (request.type === 'dkim') {
          if (noAuthor !== null) throw new NotApplicable(`not signed: ${noAuthor}`);
          return guarded(request, prepareDkimSignature(request, { header, index, bodyHasher, now: time }));
        }
        const { complete, body } = prepareDomainkeysSignature(request, header);
        bodies.push(body);
        return guarded(request, complete);
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
    ...(maxHeaderSize === undefined ? {} : { maxHeaderSize }),
    ...(maxHeaderFields === undefined ? {} : { maxHeaderFields }),
    onHeader(header) {
      const requests = typeof signatures === 'function' ? signatures(header) : signatures;
      if (!(requests instanceof Promise)) {
        prepare(header, requests);
        return;
      }
      preparing = requests.then((known) => {
        prepare(header, known);
        preparing = null;
        for (const chunk of waiting) hash(chunk);
        waiting = [];
      });
    },
    onBody(chunk) {
      if (preparing === null) hash(chunk);
      else waiting.push(Uint8Array.from(chunk)); // the caller may reuse it
    },
  });

  return {
    write(chunk) {
      reader.write(chunk);
      return preparing ?? undefined;
    },
    async end() {
      reader.end();
      if (preparing !== null) await preparing;
      bodyHasher.end();
      for (const body of bodies) body.end();
      const made = await Promise.all(completions.map((complete) => complete()));
      return { fields: Buffer.from(inOrder(made).join(''), 'latin1'), signatures: made };
    },
  };
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

function inOrder(made: readonly MadeSignature[]): readonly string[] {
  const fieldsOf = (type: MadeSignature['type']): readonly string[] =>
    made.flatMap((signature) => (signature.made && signature.type === type ? [signature.field] : []));
  return [...fieldsOf('dkim'), ...fieldsOf('domainkeys')];
}

function notMade({ type, domain, selector }: SignatureRequest, err: unknown): MadeSignature {
  const cause = err instanceof NotApplicable ? 'not-applicable' : 'error';
  return { made: false, type, domain, selector, cause, reason: err instanceof Error ? err.message : String(err) };
}
