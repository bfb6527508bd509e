/** Finds the key records of a signature. RFC 6376, sections 3.6.2 and 6.1.2; the steps are those of the latter. */
import type { TxtResolver } from '../resolver/txt-resolver.js';
import { parseKeyRecord, type KeyRecord, type KeyRecordFault } from './key-record.js';

const MAX_RECORDS = 3; // more than one is a mistake, and each costs a public key operation (S-074)

export type KeyLookup =
  | { result: 'found'; records: readonly KeyRecord[] }
  | { result: 'permerror'; code: 'key-not-found' | 'domain-invalid' | KeyRecordFault; reason: string }
  | { result: 'temperror'; code: 'dns-timeout' | 'dns-server-failure'; reason: string };

/** How far a fault lies along the steps; of several records the one that came furthest speaks. */
const STEP: Record<KeyRecordFault, number> = { 'key-syntax': 0, 'key-version': 1, 'key-type-unknown': 2 };

/**
 * `name` is `SELECTOR._domainkey.DOMAIN` in A-labels. Several records are a mistake that the standard leaves open: the
 * first three that can be read, in an order of their own, since the order of DNS means nothing.
 */
export async function lookUpKey(
  name: string,
  resolveTxt: TxtResolver,
  mode: 'dkim' | 'domainkeys' = 'dkim',
): Promise<KeyLookup> {
  const answer = await resolveTxt(name); // step 1
  switch (answer.status) {
    case 'timeout':
      return { result: 'temperror', code: 'dns-timeout', reason: `DNS did not answer in time for ${name}` }; // step 2
    case 'server-failure':
      return { result: 'temperror', code: 'dns-server-failure', reason: `DNS could not answer for ${name}` };
    case 'invalid-name':
      return { result: 'permerror', code: 'domain-invalid', reason: `${name} is no name that DNS can be asked for` };
    case 'no-such-name':
      return { result: 'permerror', code: 'key-not-found', reason: `there is no key record: ${name} does not exist` };
    case 'no-such-record':
      return {
        result: 'permerror',
        code: 'key-not-found',
        reason: `there is no key record: ${name} has no TXT record`,
      };
    case 'found':
      break;
  }
  const texts = answer.records.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  const records: KeyRecord[] = [];
  let furthest: { code: KeyRecordFault; reason: string } | null = null;
  for (const text of texts) {
    const parsed = parseKeyRecord(text, mode);
    if (parsed.ok) records.push(parsed.value);
    else if (furthest === null || STEP[parsed.code] > STEP[furthest.code]) furthest = parsed;
  }
  if (records.length > 0) return { result: 'found', records: records.slice(0, MAX_RECORDS) };
  if (furthest !== null) return { result: 'permerror', code: furthest.code, reason: `${furthest.reason} (at ${name})` };
  return { result: 'permerror', code: 'key-not-found', reason: `there is no key record: ${name} has no TXT record` };
}
