/**
 * The canonicalizations of DomainKeys. RFC 4870, section 3.4.2; S-134, S-135. Historic.
 *
 * Header and body are one text there: the empty line between them counts among the line ends at the end of the text, so
 * it goes where the body has nothing but empty lines. Write the body to `domainkeysBody` without that line.
 */
import type { HeaderField } from '../message/header-field.js';
import { CR, CRLF, HTAB, LF, SP } from '../text/ascii.js';
import { headerCanonicalizations } from './by-name.js';
import type { BodyCanonicalizer, ByteSink } from './canonicalization.js';
import { emitLineEnds } from './line-ends.js';
import type { DomainkeysCanonicalization } from './names.js';
import { simpleBody } from './simple-body.js';

/** One field in its canonical form, with one CRLF at the end. */
export function domainkeysHeader(field: HeaderField, canonicalization: DomainkeysCanonicalization): Uint8Array {
  if (canonicalization === 'simple') return headerCanonicalizations.simple(field);
  const { bytes } = field;
  const out = Buffer.allocUnsafe(bytes.length + 2);
  let length = 0;
  for (const octet of bytes) {
    if (octet === SP || octet === HTAB || octet === CR || octet === LF) continue;
    out[length] = octet;
    length += 1;
  }
  out[length] = CR;
  out[length + 1] = LF;
  return out.subarray(0, length + 2);
}

/** Of the body, with the line ends between header and body in front where the text goes on behind them. */
export function domainkeysBody(canonicalization: DomainkeysCanonicalization, emit: ByteSink): BodyCanonicalizer {
  return canonicalization === 'simple' ? domainkeysSimpleBody(emit) : nofwsBody(emit);
}

/** DKIM's own, but a text without body ends with its header. */
function domainkeysSimpleBody(emit: ByteSink): BodyCanonicalizer {
  let hasText = false;
  let ending = false;
  const body = simpleBody((bytes) => {
    if (ending && !hasText && bytes === CRLF) return;
    hasText = true;
    emit(bytes);
  });
  body.write(CRLF); // the empty line that separates them
  return {
    write: (chunk) => body.write(chunk),
    end() {
      ending = true;
      body.end();
    },
  };
}

function nofwsBody(emit: ByteSink): BodyCanonicalizer {
  let lineEnds = 1; // since the last text; begins with the empty line that separates header and body
  let heldCr = false;
  let hasText = false;

  return {
    write(chunk) {
      const out = Buffer.allocUnsafe(chunk.length);
      let length = 0;
      for (const octet of chunk) {
        if (octet === CR) {
          heldCr = true;
          continue;
        }
        if (octet === LF) {
          if (heldCr) lineEnds += 1; // a lone LF is removed
        } else if (octet !== SP && octet !== HTAB) {
          if (lineEnds > 0) {
            if (length === 0) {
              emitLineEnds(lineEnds, emit); // some may be older than this chunk
              lineEnds = 0;
            }
            for (; lineEnds > 0; lineEnds -= 1) {
              out[length] = CR; // there is room: each was two octets of this chunk
              out[length + 1] = LF;
              length += 2;
            }
          }
          out[length] = octet;
          length += 1;
          hasText = true;
        }
        heldCr = false;
      }
      if (length > 0) emit(out.subarray(0, length));
    },
    end() {
      if (hasText) emit(CRLF);
    },
  };
}
