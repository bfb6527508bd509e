import { generateKeyPairSync, KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INTEGER, SEQUENCE, writeDer, writeInteger } from './der.js';
import { readPublicKey, rsaSubjectPublicKeyInfo, type PublicKey } from './public-key.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ed25519 = generateKeyPairSync('ed25519');
const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
const pkcs1 = (key: KeyObject): Buffer => key.export({ type: 'pkcs1', format: 'der' });

/** As the library has it at the second use. */
function imported(key: PublicKey): KeyObject {
  key.verifyInput();
  const input = key.verifyInput().key;
  if (!(input instanceof KeyObject)) throw new Error('not imported');
  return input;
}

function faultOf(octets: Buffer, type: 'rsa' | 'ed25519' = 'rsa'): string {
  const key = readPublicKey(octets, type);
  return key.ok ? 'none' : key.code;
}

test.each([
  ['SubjectPublicKeyInfo', spki],
  ['RSAPublicKey', pkcs1],
])('S-077: an RSA key in the form of %s', (_, form) => {
  const key = readPublicKey(form(rsa.publicKey), 'rsa');
  expect(key.ok && key.value).toMatchObject({ type: 'rsa', bits: 1024, exponent: 65_537n });
  expect(key.ok && spki(imported(key.value))).toEqual(spki(rsa.publicKey));
});

test.each([512, 768, 1023, 2048])('S-094: %d bits are those of the modulus', (bits) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  expect(readPublicKey(spki(publicKey), 'rsa')).toMatchObject({ ok: true, value: { bits } });
});

test('S-095: size and exponent are known without asking the library', () => {
  const exponent = 2n ** 20_000n + 1n;
  const modulus = Buffer.from(exponent.toString(16).padStart(5002, '0'), 'hex');
  const octets = rsaSubjectPublicKeyInfo({ modulus, exponent });
  expect(readPublicKey(octets, 'rsa')).toMatchObject({ ok: true, value: { bits: 20_001, modulus, exponent } });
});

test.each([
  ['cut DER', spki(rsa.publicKey).subarray(0, -1)],
  ['four zeros behind it', Buffer.concat([spki(rsa.publicKey), Buffer.alloc(4)])],
  ['four zeros behind the bare form', Buffer.concat([pkcs1(rsa.publicKey), Buffer.alloc(4)])],
  ['a private key', pkcs1(rsa.privateKey)],
  ['a private key in PKCS#8', rsa.privateKey.export({ type: 'pkcs8', format: 'der' })],
  ['an EC key', spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)],
  ['32 octets', Buffer.alloc(32)],
  ['no octet', Buffer.alloc(0)],
  ['a huge length', Buffer.from('3084ffffffff', 'hex')],
])('S-077, S-079, S-242: %s under k=rsa', (_, octets) => {
  expect(faultOf(octets)).toBe('key-syntax');
});

test('S-079: an Ed25519 key under k=rsa is of the wrong type', () => {
  expect(faultOf(spki(ed25519.publicKey))).toBe('key-algorithm-mismatch');
});

test('S-080: an Ed25519 key has 32 octets', () => {
  const octets = spki(ed25519.publicKey).subarray(-32);
  const key = readPublicKey(octets, 'ed25519');
  expect(key.ok && key.value).toMatchObject({ type: 'ed25519', bits: 256, octets });
  expect(key.ok && spki(imported(key.value))).toEqual(spki(ed25519.publicKey));
});

test.each([0, 31, 33, 44, 64])('S-080: %d octets are no Ed25519 key, and the reason says so', (length) => {
  expect(readPublicKey(Buffer.alloc(length), 'ed25519')).toMatchObject({
    code: 'key-syntax',
    reason: `an Ed25519 key has 32 octets, this one ${length}`,
  });
});

test('S-077: a number with zeros in front makes the same key, which the library sees without them', () => {
  const { n } = rsa.publicKey.export({ format: 'jwk' });
  const modulus = writeDer(INTEGER, Buffer.alloc(3), Buffer.from(n ?? '', 'base64url'));
  const key = readPublicKey(writeDer(SEQUENCE, modulus, writeInteger(65_537n)), 'rsa');
  expect(key).toMatchObject({ ok: true, value: { bits: 1024 } });
  expect(key.ok && spki(imported(key.value))).toEqual(spki(rsa.publicKey));
});

test('S-258: the SubjectPublicKeyInfo is written as OpenSSL writes it', () => {
  const key = readPublicKey(pkcs1(rsa.publicKey), 'rsa');
  if (!key.ok || key.value.type !== 'rsa') throw new Error('not read');
  expect(rsaSubjectPublicKeyInfo(key.value)).toEqual(spki(rsa.publicKey));
});

test('S-242: one changed octet never makes it throw', () => {
  const octets = spki(rsa.publicKey);
  fc.assert(
    fc.property(fc.nat(octets.length - 1), fc.nat(255), (at, octet) => {
      const changed = Buffer.from(octets);
      changed[at] = octet;
      expect(['none', 'key-syntax', 'key-algorithm-mismatch']).toContain(faultOf(changed));
    }),
    { numRuns: 500 },
  );
});
