/**
 * DNS out of a plain object, for tests and for programs that are given their records in a file.
 *
 * `{ "s1._domainkey.example.org": { "TXT": ["v=DKIM1; p=..."] }, "x.example": "NXDOMAIN" | "SERVFAIL" | "TIMEOUT" }`.
 * A record of several strings is an array of strings; `{ "CNAME": "other.example" }` is followed. Names compare without
 * case and final dot; a name that is not listed does not exist; an empty TXT list is a name without such a record.
 */
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
const FAILURES = { NXDOMAIN: 'no-such-name', SERVFAIL: 'server-failure', TIMEOUT: 'timeout' } as const;

export function memoryResolver(records: MemoryRecords): TxtResolver {
  const names = new Map(Object.entries(records).map(([name, entry]) => [canonicalName(name), entry]));
  return async (name): Promise<TxtAnswer> => {
    let asked = canonicalName(name);
    for (let alias = 0; alias <= MAX_ALIASES; alias += 1) {
      const entry = names.get(asked);
      if (entry === undefined) return { status: 'no-such-name' };
      if (typeof entry === 'string') return { status: FAILURES[entry] };
      if (entry.CNAME === undefined) {
        const texts = (entry.TXT ?? []).map((record) => (typeof record === 'string' ? record : record.join('')));
        return texts.length === 0 ? { status: 'no-such-record' } : { status: 'found', records: texts };
      }
      asked = canonicalName(entry.CNAME);
    }
    return { status: 'server-failure' }; // a loop (S-088)
  };
}

function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}
