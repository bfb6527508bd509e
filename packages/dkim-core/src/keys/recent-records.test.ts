import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseKeyRecord } from './key-record.js';
import { publicKeyOf, recentKeyRecord } from './recent-records.js';

const KEYS = Array.from({ length: 3 }, () =>
  generateKeyPairSync('rsa', { modulusLength: 1024 })
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64'),
);

test('from memory comes what reading gives, of any text, in either mode, in whatever order', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.constantFrom(...KEYS.flatMap((key) => [`p=${key}`, `v=DKIM1; k=rsa; g=*; p=${key}`, `k=ed25519; p=${key}`])),
    fc.string().map((note) => `v=DKIM1; n=${note}; p=`),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(texts, fc.constantFrom('dkim', 'domainkeys')), { maxLength: 50 }), (asked) => {
      for (const [text, mode] of [...asked, ...asked]) {
        expect(recentKeyRecord(text, mode)).toEqual(parseKeyRecord(text, mode));
      }
    }),
  );
});

/** The record as it was read, and its key. */
function known(text: string): { record: unknown; key: unknown } {
  const reading = recentKeyRecord(text, 'dkim');
  if (!reading.ok || reading.value.publicKey === null) throw new Error(`no key in ${text}`);
  return { record: reading.value, key: publicKeyOf(reading.value, reading.value.publicKey) };
}

test('a record is read once, a changed one anew', () => {
  const [first = '', second = ''] = KEYS;
  const before = known(`v=DKIM1; p=${first}`);
  expect(known(`v=DKIM1; p=${first}`).key).toBe(before.key);
  const after = known(`v=DKIM1; p=${second}`);
  expect(after.key).not.toBe(before.key);
  expect(after.key).not.toEqual(before.key);
});

test('S-241: however many records strangers publish, a thousand are kept, those that were used last', () => {
  const [key = ''] = KEYS;
  const text = (number: number): string => `v=DKIM1; n=${number}; p=${key}`;
  const used = known(text(0)).record;
  const unused = known(text(1)).record;
  for (let number = 2; number < 1500; number += 1) {
    known(text(number));
    expect(known(text(0)).record).toBe(used);
  }
  expect(known(text(1)).record).not.toBe(unused);
});

test('S-242: a record that is longer than any key needs is not kept', () => {
  const text = `v=DKIM1; n=${'x'.repeat(2048)}; p=${KEYS[0]}`;
  expect(known(text).record).not.toBe(known(text).record);
});
