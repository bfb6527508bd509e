import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { publicKeyFacts } from './public-key-facts.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'der', type: 'spki' });
const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });

test('an RSA key: its size, its numbers, and whether the exponent can be used', () => {
  const facts = publicKeyFacts(rsa, 'rsa');
  expect(facts).toMatchObject({
    ok: true,
    value: { type: 'rsa', bits: 1024, exponent: 65_537n, isUsableExponent: true },
  });
  const even = Buffer.from(rsa);
  even.writeUInt8(0x00, even.length - 1); // 65536
  expect(publicKeyFacts(even, 'rsa')).toMatchObject({ value: { exponent: 65_536n, isUsableExponent: false } });
});

test('an Ed25519 key has one size, and is none of RSA', () => {
  expect(publicKeyFacts(ed25519.subarray(-32), 'ed25519')).toEqual({ ok: true, value: { type: 'ed25519', bits: 256 } });
  expect(publicKeyFacts(ed25519, 'rsa')).toMatchObject({ ok: false, code: 'key-algorithm-mismatch' });
});

test('what is no key is told', () => {
  expect(publicKeyFacts(Buffer.alloc(5), 'rsa')).toMatchObject({ ok: false, code: 'key-syntax' });
});
