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

const MOST_RECORDS = 1000; // in two generations; the younger half at least are those that were used last
const LONGEST_TEXT = 2048; // RSA of 8192 bits has 1,500; longer ones are read each time

type Mode = 'dkim' | 'domainkeys';
type RecordReading = Parsed<KeyRecord, KeyRecordFault>;
type KeyReading = Parsed<PublicKey, 'key-syntax' | 'key-algorithm-mismatch'>;

/** When the younger one is full it becomes the older one, and what that held is forgotten: nothing is deleted one by one. */
interface Generations {
  younger: Map<string, RecordReading>;
  older: Map<string, RecordReading>;
}

const recent: Record<Mode, Generations> = {
  dkim: { younger: new Map(), older: new Map() },
  domainkeys: { younger: new Map(), older: new Map() },
};
const keys = new WeakMap<KeyRecord, KeyReading>();

/** What parseKeyRecord says, from memory where it can be. */
export function recentKeyRecord(text: string, mode: Mode): RecordReading {
  if (text.length > LONGEST_TEXT) return parseKeyRecord(text, mode);
  const generations = recent[mode];
  const known = generations.younger.get(text);
  if (known !== undefined) return known;
  const reading = generations.older.get(text) ?? parseKeyRecord(text, mode);
  if (generations.younger.size >= MOST_RECORDS / 2) {
    generations.older = generations.younger;
    generations.younger = new Map();
  }
  generations.younger.set(text, reading);
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
