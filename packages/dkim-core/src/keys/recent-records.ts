/**
 * Key records as they were read last time. Reading a record and importing its key costs more than half of what using the
 * key does, and most mail of a day is signed with a few keys.
 *
 * A memo, no cache of DNS: it is asked with the text that DNS has now, so nothing in it can be out of date. It holds 4 MB
 * at most, whatever strangers publish. What it gives belongs to all who ask: it never leaves the library.
 */
import type { Parsed } from '../parsed.js';
import { parseKeyRecord, type KeyRecord, type KeyRecordFault } from './key-record.js';
import { readPublicKey, type PublicKey } from './public-key.js';

const MOST_RECORDS = 1000;
const LONGEST_TEXT = 2048; // RSA of 8192 bits has 1,500; longer ones are read each time

type Mode = 'dkim' | 'domainkeys';
type RecordReading = Parsed<KeyRecord, KeyRecordFault>;
type KeyReading = Parsed<PublicKey, 'key-syntax' | 'key-algorithm-mismatch'>;

const recent: Record<Mode, Map<string, RecordReading>> = { dkim: new Map(), domainkeys: new Map() }; // the longest unused first
const keys = new WeakMap<KeyRecord, KeyReading>();

/** What parseKeyRecord says, from memory where it can be. */
export function recentKeyRecord(text: string, mode: Mode): RecordReading {
  if (text.length > LONGEST_TEXT) return parseKeyRecord(text, mode);
  const records = recent[mode];
  const known = records.get(text);
  if (known !== undefined) records.delete(text);
  const reading = known ?? parseKeyRecord(text, mode);
  records.set(text, reading);
  if (records.size > MOST_RECORDS) {
    const oldest = records.keys().next();
    if (oldest.done === false) records.delete(oldest.value);
  }
  return reading;
}

/** What readPublicKey says of p=, read once for each record that recentKeyRecord remembers. `octets`: p= of the record. */
export function publicKeyOf(record: KeyRecord, octets: Uint8Array): KeyReading {
  const known = keys.get(record);
  if (known !== undefined) return known;
  const reading = readPublicKey(octets, record.keyType);
  keys.set(record, reading);
  return reading;
}
