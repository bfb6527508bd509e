/** The names of c= and what stands behind each. RFC 6376, section 3.4. A new canonicalization is a file and a line here. */
import {
  MOST_ADDED,
  type BodyCanonicalizer,
  type ByteSink,
  type HeaderCanonicalizer,
  type HeaderWriter,
} from './canonicalization.js';
import type { DkimCanonicalization } from './names.js';
import { relaxedBody } from './relaxed-body.js';
import { writeRelaxedHeader } from './relaxed-header.js';
import { simpleBody } from './simple-body.js';
import { writeSimpleHeader } from './simple-header.js';

/** Makes the canonicalizer of a body; it hands its octets to `emit`. */
export const bodyCanonicalizations: Readonly<Record<DkimCanonicalization, (emit: ByteSink) => BodyCanonicalizer>> = {
  simple: simpleBody,
  relaxed: relaxedBody,
};

/** Each makes one whole field canonical, in a place that many share. */
export const headerWriters: Readonly<Record<DkimCanonicalization, HeaderWriter>> = {
  simple: writeSimpleHeader,
  relaxed: writeRelaxedHeader,
};

/** Each makes one whole field canonical. */
export const headerCanonicalizations: Readonly<Record<DkimCanonicalization, HeaderCanonicalizer>> = {
  simple: alone(writeSimpleHeader),
  relaxed: alone(writeRelaxedHeader),
};

function alone(write: HeaderWriter): HeaderCanonicalizer {
  return (field) => {
    const out = Buffer.allocUnsafe(field.bytes.length + MOST_ADDED);
    return out.subarray(0, write(field, out, 0));
  };
}
