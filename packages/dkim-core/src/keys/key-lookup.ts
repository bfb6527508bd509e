/** Finds the key records of a signature. RFC 6376, sections 3.6.2 and 6.1.2; the steps are those of the latter. */
import { askTxt, becauseOf, checkedResolver } from '../resolver/ask-txt.js';
import type { TxtResolver } from '../resolver/txt-resolver.js';
import { parseKeyRecord, type KeyRecord, type KeyRecordFault } from './key-record.js';

const MAX_RECORDS = 3; // more than one is a mistake, and each costs a public key operation (S-074)

/** The key records of a name, or why there are none: for good (permerror) or for now (temperror). */
export type KeyLookup =
  | {
      result: 'found';
      /** One to three, those that can be read. */
      records: readonly KeyRecord[];
    }
  | {
      result: 'permerror';
      code:
        | 'key-not-found' // there is no TXT record (RFC 6376, section 6.1.2, step 3)
        | 'domain-invalid' // the name is none that DNS can be asked for
        | KeyRecordFault; // there is one, and no key record that can be read (steps 4 to 7)
      /** One English sentence; what it quotes of the record is escaped. */
      reason: string;
    }
  | {
      result: 'temperror';
      code:
        | 'dns-timeout' // no answer in time (RFC 6376, section 6.1.2, step 2)
        | 'dns-server-failure'; // DNS could not answer, or the resolver broke its word
      reason: string;
    };

/** How far a fault lies along the steps; of several records the one that came furthest speaks. */
const STEP: Record<KeyRecordFault, number> = { 'key-syntax': 0, 'key-version': 1, 'key-type-unknown': 2 };

/**
 * Asks for a key record and reads it. RFC 6376, section 6.1.2, steps 1 to 4.
 *
 * `name` is `SELECTOR._domainkey.DOMAIN` in A-labels. Several records are a mistake that the standard leaves open: the
 * first three that can be read, in an order of their own, since the order of DNS means nothing. `mode`: by whose rules
 * they are read, those of DKIM (the default) or of DomainKeys (RFC 4870, section 3.2.3: g=, no v=).
 *
 * Rejects with DkimError, DKIM_OPTION_INVALID, where `resolveTxt` is no function; never for what it does.
 */
export function lookUpKey(
  name: string,
  resolveTxt: TxtResolver,
  mode: 'dkim' | 'domainkeys' = 'dkim',
): Promise<KeyLookup> {
  return findKey(name, { resolveTxt, mode, read: parseKeyRecord });
}

/** The same, the records read by `read`. */
export async function findKey(
  name: string,
  {
    resolveTxt,
    mode,
    read,
  }: {
    resolveTxt: TxtResolver;
    mode: 'dkim' | 'domainkeys';
    read: (text: string, mode: 'dkim' | 'domainkeys') => ReturnType<typeof parseKeyRecord>;
  },
): Promise<KeyLookup> {
  const answer = await askTxt(checkedResolver(resolveTxt), name); // step 1
  switch (answer.status) {
    case 'timeout':
      return {
        result: 'temperror',
        code: 'dns-timeout',
        reason: `DNS did not answer in time for ${name}${becauseOf(answer)}`,
      }; // step 2
    case 'server-failure':
      return {
        result: 'temperror',
        code: 'dns-server-failure',
        reason: `DNS could not answer for ${name}${becauseOf(answer)}`,
      };
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
    const parsed = read(text, mode);
    if (parsed.ok) records.push(parsed.value);
    else if (furthest === null || STEP[parsed.code] > STEP[furthest.code]) furthest = parsed;
  }
  if (records.length > 0) return { result: 'found', records: records.slice(0, MAX_RECORDS) };
  if (furthest !== null) return { result: 'permerror', code: furthest.code, reason: `${furthest.reason} (at ${name})` };
  return { result: 'permerror', code: 'key-not-found', reason: `there is no key record: ${name} has no TXT record` };
}
