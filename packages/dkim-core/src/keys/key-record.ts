/**
 * The TXT record of a public key: its tags, read. RFC 6376, section 3.6.1; RFC 8463, section 4; RFC 4870, section 3.2.3.
 *
 * What is refused here makes a record unusable for every signature. What hangs on the signature as well (s=, h=, t=s,
 * sizes) is read here and judged in verify/check-key.ts, so that the order of S-098 is kept.
 */
import type { Parsed } from '../parsed.js';
import { readTagList } from '../tags/tag-list.js';
import { parseBase64 } from '../text/base64.js';
import { trimFws } from '../text/folding-white-space.js';
import { quote } from '../text/quote.js';

/** k= of a key record that is known. RFC 6376, section 3.6.1; RFC 8463, section 4. */
export type KeyType = 'rsa' | 'ed25519';

/** Why a text is no key record that can be used, by the steps of RFC 6376, section 6.1.2. */
export type KeyRecordFault =
  | 'key-syntax' // no list of tags, p= missing or no base64, octets beyond ASCII, or more than 16 KB
  | 'key-version' // v= is not DKIM1, or not the first tag
  | 'key-type-unknown'; // k= is neither rsa nor ed25519

/** What a key record says. RFC 6376, section 3.6.1; RFC 4870, section 3.2.3 (g=). */
export interface KeyRecord {
  /** k=; `rsa` where it is absent. */
  keyType: KeyType;
  /** The octets of p=; null where p= is empty, which revokes the key. */
  publicKey: Uint8Array | null;
  /** h=, in lower case; null where it is absent: then every hash is allowed. */
  hashes: readonly string[] | null;
  /** s=, in lower case; `*` where it is absent. */
  services: readonly string[];
  /** t=, in lower case. */
  flags: readonly string[];
  /** g= of DomainKeys; null where it is absent or empty, which allows every local part. */
  granularity: string | null;
}

const MAX_RECORD = 16_384; // S-242
const ASCII_TAGS = ['k', 'h', 's', 't', 'p']; // g= is unknown in DKIM, whatever it says (S-085)
const EIGHT_BIT = /[\x80-\xff]/;
const KEY_TYPES: ReadonlyMap<string, KeyType> = new Map([
  ['rsa', 'rsa'],
  ['ed25519', 'ed25519'],
]);

/**
 * Reads a key record. `text`: the strings of one TXT record joined, one character an octet. `mode`: `dkim`, the default,
 * passes g= over; `domainkeys` reads it (RFC 4870, section 3.2.3). Never throws, whatever the text is. RFC 6376, section 3.6.1.
 */
export function parseKeyRecord(text: string, mode: 'dkim' | 'domainkeys' = 'dkim'): Parsed<KeyRecord, KeyRecordFault> {
  if (text.length > MAX_RECORD) {
    return refuse('key-syntax', `the record has ${text.length} octets, ${MAX_RECORD} are the most that is read`);
  }
  const { specs, fault } = readTagList(text);
  if (fault !== null) return refuse('key-syntax', `the record ${quote(text)} is no key record: ${fault.reason}`);
  const value = (name: string): string | undefined => specs.get(name)?.value;

  // All that is syntax comes first: a text of another kind (v=spf1) is no key record, rather than one of a wrong version.
  if (EIGHT_BIT.test(text)) {
    for (const name of mode === 'dkim' ? ASCII_TAGS : [...ASCII_TAGS, 'g']) {
      if (EIGHT_BIT.test(value(name) ?? '')) return refuse('key-syntax', `${name}= of the record is not ASCII`);
    }
  }
  const p = value('p');
  if (p === undefined) return refuse('key-syntax', `the record ${quote(text)} is no key record: p= is missing`);
  const publicKey = parseBase64(p);
  if (!publicKey.ok) return refuse('key-syntax', `p= of the record cannot be decoded: ${publicKey.reason}`);

  const [first] = specs.keys();
  const version = value('v');
  if (version !== undefined && (version !== 'DKIM1' || first !== 'v')) {
    const why = version === 'DKIM1' ? 'v= is not the first tag' : `v=${quote(version)} is not DKIM1`;
    return refuse('key-version', `the version of the record is wrong: ${why}`);
  }
  const k = value('k') ?? 'rsa';
  const keyType = KEY_TYPES.get(k.toLowerCase());
  if (keyType === undefined) return refuse('key-type-unknown', `k=${quote(k)} names no key type that is known`);

  const granularity = mode === 'domainkeys' ? (value('g') ?? '') : '';
  const hashes = value('h');
  return {
    ok: true,
    value: {
      keyType,
      publicKey: publicKey.value.bytes.length === 0 ? null : publicKey.value.bytes,
      hashes: hashes === undefined ? null : listOf(hashes).map((hash) => hash.toLowerCase()),
      services: listOf(value('s') ?? '*').map((service) => service.toLowerCase()),
      flags: listOf(value('t') ?? '').map((flag) => flag.toLowerCase()), // quoted ABNF strings have no case (S-031)
      granularity: granularity === '' ? null : granularity,
    },
  };
}

/** Elements between ":", trimmed; empty ones are skipped (S-033). */
function listOf(value: string): readonly string[] {
  return value
    .split(':')
    .map((element) => trimFws(element))
    .filter((element) => element !== '');
}

function refuse(code: KeyRecordFault, reason: string): { ok: false; code: KeyRecordFault; reason: string } {
  return { ok: false, code, reason };
}
