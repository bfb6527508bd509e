/** The names of c= and what stands behind each. RFC 6376, section 3.4. A new canonicalization is a file and a line here. */
import type { BodyCanonicalizer, ByteSink, HeaderCanonicalizer } from './canonicalization.js';
import type { DkimCanonicalization } from './names.js';
import { relaxedBody } from './relaxed-body.js';
import { relaxedHeader } from './relaxed-header.js';
import { simpleBody } from './simple-body.js';
import { simpleHeader } from './simple-header.js';

/** Makes the canonicalizer of a body; it hands its octets to `emit`. */
export const bodyCanonicalizations: Readonly<Record<DkimCanonicalization, (emit: ByteSink) => BodyCanonicalizer>> = {
  simple: simpleBody,
  relaxed: relaxedBody,
};

/** Each makes one whole field canonical. */
export const headerCanonicalizations: Readonly<Record<DkimCanonicalization, HeaderCanonicalizer>> = {
  simple: simpleHeader,
  relaxed: relaxedHeader,
};
