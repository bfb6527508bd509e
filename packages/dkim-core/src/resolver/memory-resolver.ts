/**
 * DNS out of a plain object, for tests and for programs that are given their records in a file.
 *
 * `{ "s1._domainkey.example.org": { "TXT": ["v=DKIM1; p=..."] }, "x.example": "NXDOMAIN" | "SERVFAIL" | "TIMEOUT" }`.
 * A record of several strings is an array of strings; `{ "CNAME": "other.example" }` is followed. Names compare without
 * case and final dot, U-labels equal to their A-labels; a name that is not listed does not exist; an empty TXT list is a
 * name without such a record. A record holds one character an octet; one with characters beyond U+00FF is text, which
 * becomes its UTF-8 octets.
 */
import { toALabels } from '../text/domain-name.js';
import { encodeUtf8 } from '../text/utf8.js';
import type { TxtAnswer, TxtResolver } from './txt-resolver.js';

export type MemoryRecords = Readonly<
  Record<
    string,
    | 'NXDOMAIN'
    | 'SERVFAIL'
    | 'TIMEOUT'
    | { readonly TXT?: readonly (string | readonly string[])[]; readonly CNAME?: string }
  >
>;

const MAX_ALIASES = 16;
const BEYOND_OCTETS = /[^\0-\xff]/;
const FAILURES = { NXDOMAIN: 'no-such-name', SERVFAIL: 'server-failure', TIMEOUT: 'timeout' } as const;

/** DNS out of `records`. Never rejects. A loop or a chain of more than 16 aliases is a server failure (S-088). */
export function memoryResolver(records: MemoryRecords): TxtResolver {
  const names = new Map(Object.entries(records).map(([name, entry]) => [canonicalName(name), entry]));
  return async (name): Promise<TxtAnswer> => {
    let asked = canonicalName(name);
    for (let alias = 0; alias <= MAX_ALIASES; alias += 1) {
      const entry = names.get(asked);
      if (entry === undefined) return { status: 'no-such-name' };
      if (typeof entry === 'string') return { status: FAILURES[entry] };
      if (entry.CNAME === undefined) {
        const texts = (entry.TXT ?? []).map(octetsOf);
        return texts.length === 0 ? { status: 'no-such-record' } : { status: 'found', records: texts };
      }
      asked = canonicalName(entry.CNAME);
    }
    return { status: 'server-failure' }; // a loop (S-088)
  };
}

function octetsOf(record: string | readonly string[]): string {
  const text = typeof record === 'string' ? record : record.join('');
  return BEYOND_OCTETS.test(text) ? encodeUtf8(text) : text;
}

function canonicalName(name: string): string {
  return toALabels(name) ?? name.toLowerCase();
}
