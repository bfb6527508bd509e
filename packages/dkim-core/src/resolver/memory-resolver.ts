/** DNS out of a plain object, for tests and for programs that are given their records in a file. S-088. */
import { DkimError } from '../errors.js';
import { invalid } from '../option-checks.js';
import { toALabels } from '../text/domain-name.js';
import { quote } from '../text/quote.js';
import { encodeUtf8 } from '../text/utf8.js';
import { MAX_ALIASES } from './aliases.js';
import type { TxtAnswer, TxtResolver } from './txt-resolver.js';

/**
 * Names to what DNS has for them:
 * `{ "s1._domainkey.example.org": { "TXT": ["v=DKIM1; p=..."] }, "x.example": "NXDOMAIN" | "SERVFAIL" | "TIMEOUT" }`.
 *
 * A record of several strings is an array of strings; `{ "CNAME": "other.example" }` is followed. Names compare without
 * case and final dot, U-labels equal to their A-labels; a name that is not listed does not exist; an empty TXT list is a
 * name without such a record. A record holds one character an octet; one with characters beyond U+00FF is text, which
 * becomes its UTF-8 octets. Records of other types (`{ "A": [...] }`) may stand there and say that the name exists.
 */
export type MemoryRecords = Readonly<
  Record<
    string,
    | 'NXDOMAIN'
    | 'SERVFAIL'
    | 'TIMEOUT'
    | {
        readonly TXT?: readonly (string | readonly string[])[] | undefined;
        readonly CNAME?: string | undefined;
      }
  >
>;

const BEYOND_OCTETS = /[^\0-\xff]/;
const FAILURES = { NXDOMAIN: 'no-such-name', SERVFAIL: 'server-failure', TIMEOUT: 'timeout' } as const;

const RECORD_TYPE = /^[A-Z][A-Z0-9]*$/;
const ENTRY =
  '{ "TXT": ["..."] }, { "TXT": [["...", "..."]] }, { "CNAME": "..." }, "NXDOMAIN", "SERVFAIL" or "TIMEOUT"';

/**
 * DNS out of `records`. Never rejects. A loop or a chain of more than 16 aliases is a server failure (S-088).
 *
 * Throws DkimError, DKIM_OPTION_INVALID, for records of another shape, with the name at which they stand: a slip there
 * must not look like a key that is missing.
 */
export function memoryResolver(records: MemoryRecords): TxtResolver {
  if (!isPlainObject(records)) throw invalid(`records must be an object of names: { "NAME": ${ENTRY} }`, records);
  for (const [name, entry] of Object.entries(records)) {
    if (!isEntry(entry)) {
      throw new DkimError('DKIM_OPTION_INVALID', `The record of ${quote(name)} must be ${ENTRY}.`);
    }
  }
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

/** Of this realm or another; no array, Map or Promise, which have no entries and would be a DNS without names. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isEntry(entry: unknown): boolean {
  if (typeof entry === 'string') return Object.hasOwn(FAILURES, entry);
  if (!isPlainObject(entry)) return false;
  const { TXT, CNAME } = entry as Readonly<Record<string, unknown>>;
  if (CNAME !== undefined && typeof CNAME !== 'string') return false;
  if (TXT !== undefined) return Array.isArray(TXT) && TXT.every(isRecord);
  return CNAME !== undefined || Object.keys(entry).every((type) => RECORD_TYPE.test(type)); // no { txt: [] }
}

function isRecord(record: unknown): boolean {
  return typeof record === 'string' || (Array.isArray(record) && record.every((text) => typeof text === 'string'));
}

function octetsOf(record: string | readonly string[]): string {
  const text = typeof record === 'string' ? record : record.join('');
  return BEYOND_OCTETS.test(text) ? encodeUtf8(text) : text;
}

function canonicalName(name: string): string {
  return toALabels(name) ?? name.toLowerCase();
}
