import { createHash, createVerify, generateKeyPairSync, KeyObject, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { SEQUENCE, writeDer, writeInteger, writeUnsigned } from '../keys/der.js';
import { readPublicKey, type PublicKey } from '../keys/public-key.js';
import { fitsBy, signatureFits } from './signature-fits.js';

const INPUT = Buffer.from('what is signed');
const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ed25519 = generateKeyPairSync('ed25519');

function keyOf(octets: Buffer, type: 'rsa' | 'ed25519' = 'rsa'): PublicKey {
  const key = readPublicKey(octets, type);
  if (!key.ok) throw new Error(key.reason);
  return key.value;
}

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

const ALGORITHMS = [
  {
    algorithm: 'rsa-sha256' as const,
    key: (): PublicKey => keyOf(spki(rsa.publicKey)),
    signature: sign('sha256', INPUT, rsa.privateKey),
  },
  {
    algorithm: 'ed25519-sha256' as const,
    key: (): PublicKey => keyOf(spki(ed25519.publicKey).subarray(-32), 'ed25519'),
    signature: sign(null, createHash('sha256').update(INPUT).digest(), ed25519.privateKey),
  },
];

test.each(ALGORITHMS)('$algorithm: whichever way the key goes to the library, the answer is the same', async (row) => {
  const { algorithm, signature } = row;
  const key = row.key();
  expect(key.verifyInput().key).toBeInstanceOf(Buffer); // the first time
  expect(key.verifyInput().key).toBeInstanceOf(KeyObject);
  const forged = Buffer.from(signature);
  forged[5] = (forged[5] ?? 0) ^ 1;
  for (const fresh of [row.key(), key]) {
    for (let times = 0; times < 3; times += 1) {
      expect(await signatureFits(INPUT, { algorithm, signature }, fresh)).toBe(true);
    }
  }
  for (const fresh of [row.key(), key]) {
    for (let times = 0; times < 3; times += 1) {
      expect(await signatureFits(INPUT, { algorithm, signature: forged }, fresh)).toBe(false);
    }
  }
});

test('S-080: a key that the library refuses fits nothing, at its first use and at each other', async () => {
  const even = Buffer.concat([Buffer.of(0xc0), Buffer.alloc(127)]);
  const octets = writeDer(SEQUENCE, writeUnsigned(even), writeInteger(65_537n));
  const key = keyOf(octets);
  const signature = Buffer.alloc(128, 1);
  for (let times = 0; times < 3; times += 1) {
    expect(await signatureFits(INPUT, { algorithm: 'rsa-sha256', signature }, key)).toBe(false);
  }
  const noPoint = keyOf(Buffer.alloc(32, 0xff), 'ed25519');
  for (let times = 0; times < 3; times += 1) {
    expect(await signatureFits(INPUT, { algorithm: 'ed25519-sha256', signature: Buffer.alloc(64, 1) }, noPoint)).toBe(
      false,
    );
  }
});

test('S-080: so it is with the hash of DomainKeys, which is made on the way', () => {
  const even = Buffer.concat([Buffer.of(0xc0), Buffer.alloc(127)]);
  const refused = keyOf(writeDer(SEQUENCE, writeUnsigned(even), writeInteger(65_537n)));
  const key = keyOf(spki(rsa.publicKey));
  const signature = sign('sha1', INPUT, rsa.privateKey);
  for (let times = 0; times < 3; times += 1) {
    expect(fitsBy(key, (by) => createVerify('sha1').update(INPUT).verify(by, signature))).toBe(true);
    expect(fitsBy(key, (by) => createVerify('sha1').update('another').verify(by, signature))).toBe(false);
    expect(fitsBy(refused, (by) => createVerify('sha1').update(INPUT).verify(by, signature))).toBe(false);
  }
});

test('S-095: a key that goes to the thread pool answers the same, and a refused one is no error there', async () => {
  const slow = generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 65_539 });
  const key = keyOf(spki(slow.publicKey));
  const signature = sign('sha256', INPUT, slow.privateKey);
  expect(await signatureFits(INPUT, { algorithm: 'rsa-sha256', signature }, key)).toBe(true);
  expect(await signatureFits(Buffer.from('another'), { algorithm: 'rsa-sha256', signature }, key)).toBe(false);
  const even = Buffer.concat([Buffer.of(0xc0), Buffer.alloc(127)]);
  const refused = keyOf(writeDer(SEQUENCE, writeUnsigned(even), writeInteger(65_539n)));
  expect(await signatureFits(INPUT, { algorithm: 'rsa-sha256', signature }, refused)).toBe(false);
});
