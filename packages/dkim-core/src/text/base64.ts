/**
 * Strict base64 with white space anywhere. RFC 6376, section 2.10; RFC 4648, section 4.
 *
 * Node's own decoder takes nearly everything; this takes the alphabet, "=" at the end, and nothing else. Missing
 * padding is tolerated, since decoding stays unambiguous, and reported (S-038).
 */
import type { Parsed } from '../parsed.js';
import { dropFws } from './folding-white-space.js';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** What was decoded. */
export interface Base64Data {
  bytes: Buffer;
  /** The padding that belongs there is there. */
  padded: boolean;
}

/** Decodes; white space counts for nothing. */
export function parseBase64(text: string): Parsed<Base64Data, 'base64'> {
  const compact = dropFws(text);
  if (!BASE64.test(compact)) return { ok: false, code: 'base64', reason: 'it has characters that are not base64' };
  const equals = compact.indexOf('=');
  const digits = equals === -1 ? compact.length : equals;
  const wanted = (4 - (digits % 4)) % 4;
  if (wanted === 3) return { ok: false, code: 'base64', reason: 'its base64 is cut: the last group has one character' };
  const padding = compact.length - digits;
  if (padding > wanted) return { ok: false, code: 'base64', reason: 'its base64 has more "=" than belong there' };
  return { ok: true, value: { bytes: Buffer.from(compact, 'base64'), padded: padding === wanted } };
}
