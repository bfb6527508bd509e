/** The names of c= and what stands behind each. RFC 6376, section 3.4. A new canonicalization is a file and a line here. */
import type { HeaderField } from '../message/header-field.js';
import type { DkimCanonicalization } from '../tags/dkim-signature.js';
import { relaxedBody } from './relaxed-body.js';
import { relaxedHeader } from './relaxed-header.js';
import { simpleBody } from './simple-body.js';
import { simpleHeader } from './simple-header.js';

/** Takes canonical octets; it must use them before it returns. */
export type ByteSink = (bytes: Uint8Array) => void;

/** Body chunks of any size in, canonical octets out to the sink it was made with. Holds no body. */
export interface BodyCanonicalizer {
  write: (chunk: Uint8Array) => void;
  end: () => void;
}

/** A whole field in, its canonical octets out, with one CRLF at the end. */
export type HeaderCanonicalizer = (field: Pick<HeaderField, 'bytes' | 'name' | 'valueStart'>) => Uint8Array;

export const bodyCanonicalizations: Readonly<Record<DkimCanonicalization, (emit: ByteSink) => BodyCanonicalizer>> = {
  simple: simpleBody,
  relaxed: relaxedBody,
};

export const headerCanonicalizations: Readonly<Record<DkimCanonicalization, HeaderCanonicalizer>> = {
  simple: simpleHeader,
  relaxed: relaxedHeader,
};
