/** The canonical form of a whole message: what a signature is computed over, for looking at it. RFC 6376, section 3.4; RFC 4870, section 3.4.2. */
import { bodyCanonicalizations, headerCanonicalizations } from './canonicalization/by-name.js';
import type { ByteSink } from './canonicalization/canonicalization.js';
import type { DkimCanonicalization, DomainkeysCanonicalization } from './canonicalization/names.js';
import { domainkeysBody, domainkeysHeader } from './canonicalization/nofws.js';
import { chunksOf, type MessageSource } from './message-source.js';
import { createMessageReader } from './message/message-reader.js';
import type { HeaderField } from './message/header-field.js';
import { checkedOptions, invalid, neededWord } from './option-checks.js';
import { CRLF } from './text/ascii.js';

/** Which canonical form: of DKIM (RFC 6376, section 3.4), or of DomainKeys (RFC 4870, section 3.4.2). */
export type CanonicalForm = (
  | { header: DkimCanonicalization; body: DkimCanonicalization }
  | { domainkeys: DomainkeysCanonicalization }
) & {
  /** Only the fields, without the empty line, or only the body. Default: both. */
  part?: 'header' | 'body' | undefined;
};

/**
 * Yields the canonical octets: all fields from top to bottom, an empty line, the body. A header of any size is read.
 *
 * The first step rejects with DkimError, DKIM_OPTION_INVALID, for a form that there is not; any step where the source
 * does, or with DKIM_MESSAGE_INVALID for a message that is not made of Uint8Array.
 */
export async function* canonicalizeMessage(message: MessageSource, form: CanonicalForm): AsyncGenerator<Uint8Array> {
  const { domainkeys, header: headerForm, body: bodyForm, part } = checkedForm(form);
  let ready: Uint8Array[] = [];
  const emit: ByteSink = (bytes) => ready.push(Buffer.from(bytes)); // the canonicalizer may use its buffer again
  const canonicalHeader = (field: HeaderField): Uint8Array => {
    if (field.key === '') return field.bytes; // no field: nothing signs it
    return domainkeys === null ? headerCanonicalizations[headerForm](field) : domainkeysHeader(field, domainkeys);
  };
  const toBody: ByteSink = part === 'header' ? () => {} : emit;
  // The text of DomainKeys holds the empty line itself, and none where the body is empty (S-134).
  const body = domainkeys === null ? bodyCanonicalizations[bodyForm](toBody) : domainkeysBody(domainkeys, toBody);
  const reader = createMessageReader({
    maxHeaderSize: Infinity,
    maxHeaderFields: Infinity,
    onHeader(header) {
      if (part === 'body') return;
      for (const field of header.fields) emit(canonicalHeader(field));
      if (part === 'both' && domainkeys === null) emit(CRLF);
    },
    onBody: (chunk) => body.write(chunk),
  });
  for await (const chunk of chunksOf(message)) {
    reader.write(chunk);
    yield* ready;
    ready = [];
  }
  reader.end();
  body.end();
  yield* ready;
}

type CheckedForm = { part: 'header' | 'body' | 'both' } & (
  | { domainkeys: null; header: DkimCanonicalization; body: DkimCanonicalization }
  | { domainkeys: DomainkeysCanonicalization; header: null; body: null }
);

function checkedForm(given: CanonicalForm): CheckedForm {
  const form: { [Name in 'domainkeys' | 'header' | 'body' | 'part']?: unknown } = checkedOptions(
    given,
    'canonicalizeMessage',
  );
  const part = form.part === undefined ? 'both' : neededWord(form, 'part', ['header', 'body']);
  if (form.domainkeys === undefined) {
    const header = neededWord(form, 'header', ['simple', 'relaxed']);
    return { part, domainkeys: null, header, body: neededWord(form, 'body', ['simple', 'relaxed']) };
  }
  if (form.header !== undefined || form.body !== undefined) {
    throw invalid('A form is header and body, or domainkeys, which stands for both', given);
  }
  return { part, domainkeys: neededWord(form, 'domainkeys', ['simple', 'nofws']), header: null, body: null };
}
