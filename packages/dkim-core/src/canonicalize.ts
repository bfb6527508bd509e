/** The canonical form of a whole message: what a signature is computed over, for looking at it. RFC 6376, section 3.4; RFC 4870, section 3.4.2. */
import { bodyCanonicalizations, headerCanonicalizations } from './canonicalization/by-name.js';
import type { ByteSink } from './canonicalization/canonicalization.js';
import { domainkeysBody, domainkeysHeader } from './canonicalization/nofws.js';
import type { MessageSource } from './message-source.js';
import { createMessageReader } from './message/message-reader.js';
import type { HeaderField } from './message/header-field.js';
import type { DkimCanonicalization } from './tags/dkim-signature.js';
import type { DomainkeysCanonicalization } from './tags/domainkey-signature.js';
import { CRLF } from './text/ascii.js';

export type CanonicalForm = (
  | { header: DkimCanonicalization; body: DkimCanonicalization }
  | { domainkeys: DomainkeysCanonicalization }
) & {
  /** Only the fields, without the empty line, or only the body. Default: both. */
  part?: 'header' | 'body' | undefined;
};

/**
 * Yields the canonical octets: all fields from top to bottom, an empty line, the body. A header of any size is read.
 * Rejects where the source does.
 */
export async function* canonicalizeMessage(message: MessageSource, form: CanonicalForm): AsyncGenerator<Uint8Array> {
  const isDomainkeys = 'domainkeys' in form;
  let ready: Uint8Array[] = [];
  const emit: ByteSink = (bytes) => ready.push(Buffer.from(bytes)); // the canonicalizer may use its buffer again
  const canonicalHeader = (field: HeaderField): Uint8Array => {
    if (field.key === '') return field.bytes; // no field: nothing signs it
    return isDomainkeys ? domainkeysHeader(field, form.domainkeys) : headerCanonicalizations[form.header](field);
  };
  const toBody: ByteSink = form.part === 'header' ? () => {} : emit;
  // The text of DomainKeys holds the empty line itself, and none where the body is empty (S-134).
  const body = isDomainkeys ? domainkeysBody(form.domainkeys, toBody) : bodyCanonicalizations[form.body](toBody);
  const reader = createMessageReader({
    maxHeaderSize: Infinity,
    maxHeaderFields: Infinity,
    onHeader(header) {
      if (form.part === 'body') return;
      for (const field of header.fields) emit(canonicalHeader(field));
      if (form.part === undefined && !isDomainkeys) emit(CRLF);
    },
    onBody: (chunk) => body.write(chunk),
  });
  for await (const chunk of message instanceof Uint8Array ? [message] : message) {
    reader.write(chunk);
    yield* ready;
    ready = [];
  }
  reader.end();
  body.end();
  yield* ready;
}
