/** Key files, damaged: a key that works, or DkimError with a sentence that gives nothing of the key away. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DkimError, loadSigningKey } from '../../src/index.js';
import { expectDer, readInteger, SEQUENCE, writeDer, writeInteger } from '../../src/keys/der.js';
import { testSigningKey } from '../../src/keys/private-key.js';
import { damaged, hostile, ONE_LINE, runs, tally, timeout } from './hostile-input.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ed25519 = generateKeyPairSync('ed25519');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): string =>
  key.export({ type, format: 'pem' }).toString();
const bare = (text: string): string => text.replaceAll(/-----.*-----\r?\n/g, '');
const FILES = [
  pem(rsa.privateKey, 'pkcs1'),
  pem(rsa.privateKey, 'pkcs8'),
  pem(ed25519.privateKey, 'pkcs8'),
  bare(pem(ed25519.privateKey, 'pkcs8')),
  Buffer.from(ed25519.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url').toString('base64'),
  pem(ec.privateKey, 'sec1'),
  pem(rsa.privateKey, 'pkcs1').replaceAll('\n', '\r\n'),
];
const PIECES = [
  '-----BEGIN PRIVATE KEY-----\n',
  '-----END PRIVATE KEY-----\n',
  '-----BEGIN RSA PRIVATE KEY-----\n',
  '-----END RSA PRIVATE KEY-----\n',
  '-----BEGIN CERTIFICATE-----\n',
  '-----BEGIN ENCRYPTED PRIVATE KEY-----\n',
  'Proc-Type: 4,ENCRYPTED\n',
  '-----BEGIN ',
  '-----',
  'MIIE',
  'MC4C',
];
/** Twelve characters of any key are told by none of our sentences. */
const SECRETS = new Set(
  FILES.flatMap((file) => {
    const text = bare(file).replaceAll(/[\r\n]/g, '');
    return Array.from({ length: text.length - 11 }, (_, at) => text.slice(at, at + 12));
  }),
);

/** `loaded`, or the sentence; any other exception is the test's failure. */
function outcomeOf(file: string): string {
  try {
    const key = loadSigningKey(file);
    expect(key.bits).toBeGreaterThanOrEqual(256);
    testSigningKey(key);
    return 'loaded';
  } catch (err) {
    if (!(err instanceof DkimError)) throw err;
    expect(err.code).toBe('DKIM_KEY_UNUSABLE');
    expect(err.message).toMatch(ONE_LINE);
    expect(err.message.length).toBeLessThan(200);
    for (let at = 0; at + 12 <= err.message.length; at += 1) {
      if (SECRETS.has(err.message.slice(at, at + 12))) throw new Error('key material is told', { cause: err });
    }
    return err.message;
  }
}

test('S-253, S-257: a damaged key file gives a working key or DkimError, and nothing of the key', { timeout }, () => {
  const seen = tally();
  fc.assert(
    fc.property(hostile(FILES, { pieces: PIECES }), (file) => seen.add(outcomeOf(file))),
    runs(1000),
  );
  expect(seen.of('loaded')).toBeGreaterThan(10);
  expect(seen.seen()).toEqual(
    expect.arrayContaining([
      'The key is cut: its END line is missing.',
      'The key is damaged: it is not base64 between its BEGIN and END lines.',
      'The key is an EC key; RSA or Ed25519 is needed.',
    ]),
  );
});

function toPem(der: Buffer): string {
  return `-----BEGIN RSA PRIVATE KEY-----\n${der.toString('base64')}\n-----END RSA PRIVATE KEY-----\n`;
}

test('S-253: nor does damage to the DER inside, or to its numbers, bring another exception', { timeout }, () => {
  const der = rsa.privateKey.export({ type: 'pkcs1', format: 'der' });
  const numbers: bigint[] = [];
  for (let rest = expectDer(der, SEQUENCE)?.content ?? Buffer.alloc(0); rest.length > 0;) {
    const integer = readInteger(rest);
    if (integer === null) throw new Error('not DER');
    numbers.push(integer.value);
    rest = integer.rest;
  }
  expect(numbers).toHaveLength(9);
  const marks = ['\x30', '\x02', '\x02\x01\x00', '\x02\x00', '\x80', '\x82', '\xff', '\x00'];
  const octets = damaged([der.toString('latin1')], marks).map((text) => Buffer.from(text, 'latin1'));
  const odd = fc.oneof(fc.constantFrom(0n, 1n, 2n, 3n, ...numbers), fc.bigInt({ min: 0n, max: 2n ** 1100n }));
  const exchanged = fc.array(fc.tuple(fc.nat(8), odd), { maxLength: 2 }).map((changes) => {
    const changed = [...numbers];
    for (const [at, value] of changes) changed[at] = value;
    return writeDer(SEQUENCE, ...changed.map(writeInteger));
  });
  const seen = tally();
  fc.assert(
    fc.property(fc.oneof(octets, exchanged), (file) => seen.add(outcomeOf(toPem(file)))),
    runs(400),
  );
  expect(seen.of('loaded')).toBeGreaterThan(5);
  expect(seen.seen()).toEqual(
    expect.arrayContaining([
      'The key is damaged: it is not the DER of an RSA private key.',
      'The key is damaged: its numbers do not belong together.',
      'The key is an RSA key of more than two primes; make a plain one.',
    ]),
  );
});

/** Numbers that belong together, of primes that are none, with any exponent. */
test('S-253: RSA keys of odd numbers that fit one another load and work, or are refused', { timeout }, () => {
  const half = fc.bigInt({ min: 2n ** 511n + 2n ** 510n, max: 2n ** 512n - 1n });
  const seen = tally();
  const property = fc.property(half, half, fc.constantFrom(1n, 3n, 65_537n, 2n ** 40n + 1n), (one, other, e) => {
    const [p, q] = [one, other];
    const dP = inverse(e, p - 1n);
    const dQ = inverse(e, q - 1n);
    const qInv = inverse(q, p);
    if (dP === null || dQ === null || qInv === null) return;
    const d = joined(dP, p - 1n, dQ, q - 1n);
    if (d === null) return;
    const file = writeDer(SEQUENCE, ...[0n, p * q, e, d, p, q, dP, dQ, qInv].map(writeInteger));
    seen.add(outcomeOf(toPem(file)));
  });
  fc.assert(property, runs(200));
  expect(seen.seen()).toContain('The key makes signatures that do not verify.');
});

function inverse(value: bigint, modulus: bigint): bigint | null {
  let [low, high] = [((value % modulus) + modulus) % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (low > 1n) {
    const times = high / low;
    [low, high] = [high % low, low];
    [x, y] = [y - times * x, x];
    if (low === 0n) return null;
  }
  return low === 1n ? ((x % modulus) + modulus) % modulus : null;
}

/** The least number that is `a` modulo `m` and `b` modulo `n`; null where there is none. */
function joined(a: bigint, m: bigint, b: bigint, n: bigint): bigint | null {
  const common = gcd(m, n);
  if ((b - a) % common !== 0n) return null;
  const factor = inverse(m / common, n / common);
  if (factor === null) return null;
  const steps = (((((b - a) / common) * factor) % (n / common)) + n / common) % (n / common);
  return a + m * steps;
}

function gcd(one: bigint, other: bigint): bigint {
  return other === 0n ? one : gcd(other, one % other);
}
