import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  verify as verifyBytes,
  sign as signBytes,
  type KeyObject,
} from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DkimError } from '../errors.js';
import { expectDer, readInteger, SEQUENCE, writeDer, writeInteger } from './der.js';
import { loadSigningKey, testSigningKey } from './private-key.js';
import { privateKeyOf } from './private-key-object.js';
import type { SigningKey } from './signing-key.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ed25519 = generateKeyPairSync('ed25519');
const PKCS1 = pem(rsa.privateKey, 'pkcs1');
const PKCS8 = pem(rsa.privateKey, 'pkcs8');
const ED = pem(ed25519.privateKey, 'pkcs8');
// RFC 8463, A.1 and A.2
const SEED = 'nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=';
const SEED_PUBLIC = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

function pem(key: KeyObject, type: 'pkcs1' | 'pkcs8'): string {
  return key.export({ type, format: 'pem' }).toString();
}

const body = (text: string): string => text.replaceAll(/-----.*-----\n/g, '');

/** The message of the DkimError; any other outcome fails the test. */
function refusal(text: string | Uint8Array, name?: string): string {
  try {
    loadSigningKey(text, name === undefined ? {} : { name });
  } catch (err) {
    if (err instanceof DkimError && err.code === 'DKIM_KEY_UNUSABLE') return err.message;
    throw err;
  }
  throw new Error('the key was loaded');
}

/** The key signs what the pair's public key verifies. */
function expectWorks(key: SigningKey, publicKey: KeyObject): void {
  const hash = key.type === 'rsa' ? 'sha256' : null;
  const text = Buffer.from('x');
  expect(verifyBytes(hash, text, publicKey, signBytes(hash, text, privateKeyOf(key)))).toBe(true);
  expect(() => testSigningKey(key)).not.toThrow();
}

test.each([
  ['PKCS#1', PKCS1],
  ['PKCS#8', PKCS8],
  ['S-250: bare base64 of PKCS#1', body(PKCS1)],
  ['S-250: bare base64 of PKCS#8', body(PKCS8)],
  ['S-251: CRLF', PKCS8.replaceAll('\n', '\r\n')],
  ['S-251: mixed line ends', PKCS8.replace('\n', '\r\n').replace(/\n$/, '\r')],
  ['S-251: no last newline', PKCS8.trimEnd()],
  ['S-251: text in front', `Bag Attributes\n    friendlyName: x\n${PKCS8}`],
  ['S-251: white space at line ends', PKCS8.replaceAll('\n', ' \t\n')],
  ['S-251: a byte order mark', `\ufeff${PKCS8}`],
  ['S-251: one long line', PKCS8.replaceAll(/\n(?!-)/g, '').replace('KEY-----', 'KEY-----\n')],
  ['S-251: short lines', PKCS8.replaceAll(/^[A-Za-z0-9+/=]+$/gm, (line) => line.replaceAll(/(.{7})/g, '$1\n'))],
])('S-247: an RSA key as %s', (_, text) => {
  for (const form of [text, Buffer.from(text, 'utf8')]) {
    const key = loadSigningKey(form);
    expect(key).toMatchObject({ type: 'rsa', bits: 1024, exponent: 65_537n });
    expect(Buffer.from(key.publicKey)).toEqual(rsa.publicKey.export({ type: 'spki', format: 'der' })); // S-258
    expectWorks(key, rsa.publicKey);
  }
});

test('S-247, S-259: an Ed25519 key', () => {
  const key = loadSigningKey(ED);
  expect(key).toMatchObject({ type: 'ed25519', bits: 256, exponent: null });
  expect(Buffer.from(key.publicKey)).toEqual(ed25519.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  expectWorks(key, ed25519.publicKey);
});

test('S-249: an Ed25519 seed, alone or with its public key', () => {
  expect(Buffer.from(loadSigningKey(SEED).publicKey).toString('base64')).toBe(SEED_PUBLIC);
  const both = Buffer.concat([Buffer.from(SEED, 'base64'), Buffer.from(SEED_PUBLIC, 'base64')]);
  expect(Buffer.from(loadSigningKey(both.toString('base64')).publicKey).toString('base64')).toBe(SEED_PUBLIC);
  both[63] = 0;
  expect(refusal(both.toString('base64'))).toMatch(/damaged/);
  expect(refusal(`the seed: ${SEED}`)).toMatch(/not a private key/);
});

test.each([
  ['rsa-pss', () => generateKeyPairSync('rsa-pss', { modulusLength: 1024 }).privateKey, 'RSA-PSS'],
  ['ec', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'EC key'],
  ['x25519', () => generateKeyPairSync('x25519').privateKey, 'X25519'],
  ['ed448', () => generateKeyPairSync('ed448').privateKey, 'Ed448'],
  ['dsa', () => generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey, 'DSA'],
] as const)('S-247, S-252: a key of type %s is refused by name', (_, make, name) => {
  expect(refusal(pem(make(), 'pkcs8'), 'k.pem')).toMatch(new RegExp(`^k\\.pem is an? ${name}`));
});

test.each([
  ['PKCS#8', rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' })],
  ['PKCS#1', rsa.privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' })],
])('S-248: an encrypted key in %s is refused with the line that decrypts it', (_, text) => {
  expect(refusal(text.toString(), 'k.pem')).toMatch(/^k\.pem is encrypted with a passphrase.*openssl pkey -in/);
});

const block = (label: string): string => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;

test.each([
  [rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'is a public key; the private key is needed'],
  [rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(), 'is a public key; the private key is needed'],
  [block('CERTIFICATE'), 'is a certificate; the private key is needed'],
  [block('CERTIFICATE REQUEST'), 'is a certificate request'],
  [block('OPENSSH PRIVATE KEY'), 'is an OpenSSH key'],
  [block('EC PRIVATE KEY'), 'is an EC key'],
  [block('DSA PRIVATE KEY'), 'is a DSA key'],
  [block('FOO'), 'holds no private key but FOO'],
  [block('FOO PRIVATE KEY'), 'is of a kind that is not known (FOO PRIVATE KEY)'],
  [PKCS8 + PKCS1, 'holds 2 private keys'],
  [PKCS8.replace(/-----END[^]*/, ''), 'is cut'],
  [PKCS8.replace(/\n[^\n]{20}/, '\n????????????????????'), 'is damaged'],
  [block('PRIVATE KEY'), 'is damaged'],
  [block('RSA PRIVATE KEY'), 'is damaged'],
  ['-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n', 'is damaged'],
  ['', 'is not a private key in PEM'],
  ['hello\n', 'is not a private key in PEM'],
  [body(rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()), 'is a public key or a certificate'],
])('S-252: %.30j is refused with what it is', (text, words) => {
  expect(refusal(text, 'k.pem')).toContain(`k.pem ${words}`);
});

test('S-252: a binary file is refused with the line that converts it', () => {
  expect(refusal(rsa.privateKey.export({ type: 'pkcs8', format: 'der' }))).toMatch(/binary \(DER\).*openssl pkey/);
  const pkcs12 = writeDer(SEQUENCE, writeInteger(3n), writeDer(SEQUENCE, Buffer.alloc(9)));
  expect(refusal(pkcs12)).toMatch(/PKCS#12.*openssl pkcs12/);
  expect(refusal(Buffer.alloc(1000, 0xff))).toMatch(/not a private key/);
});

test('S-252: certificates and public keys beside one private key are skipped', () => {
  const both = block('CERTIFICATE') + PKCS8 + rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(loadSigningKey(both).type).toBe('rsa');
});

test.each([512, 768, 1023])('S-254: %d bits cannot sign', (bits) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  expect(refusal(pem(privateKey, 'pkcs8'), 'k.pem')).toBe(`k.pem has ${bits} bits; 1024 is the least (RFC 8301).`);
});

test('S-266: another exponent works and is told', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 3 });
  const key = loadSigningKey(pem(pair.privateKey, 'pkcs1'));
  expect(key.exponent).toBe(3n);
  expectWorks(key, pair.publicKey);
});

test('S-095, S-253: an exponent that verifiers refuse is refused, although the numbers belong together', () => {
  const [, n = 0n, , , p = 0n, q = 0n, , , qInv = 0n] = numbersOf(
    rsa.privateKey.export({ type: 'pkcs1', format: 'der' }),
  );
  const file = writeDer(SEQUENCE, ...[0n, n, 1n, 1n, p, q, 1n, 1n, qInv].map(writeInteger));
  expect(refusal(file.toString('base64'), 'k.pem')).toBe(
    'k.pem has an exponent that verifiers refuse; make a new key.',
  );
});

/** The numbers of a PKCS#1 key: version, n, e, d, p, q, dP, dQ, qInv. */
function numbersOf(der: Buffer): bigint[] {
  const numbers: bigint[] = [];
  let rest = expectDer(der, SEQUENCE)?.content ?? Buffer.alloc(0);
  for (let integer = readInteger(rest); integer !== null; integer = readInteger(rest)) {
    numbers.push(integer.value);
    ({ rest } = integer);
  }
  return numbers;
}

const toPem = (der: Buffer): string =>
  `-----BEGIN RSA PRIVATE KEY-----\n${der.toString('base64')}\n-----END RSA PRIVATE KEY-----\n`;

test.each(['n', 'e', 'd', 'p', 'q', 'dP', 'dQ', 'qInv'])('S-253: a key with another %s is damaged', (name) => {
  const numbers = numbersOf(rsa.privateKey.export({ type: 'pkcs1', format: 'der' }));
  expect(numbers).toHaveLength(9);
  const at = 1 + ['n', 'e', 'd', 'p', 'q', 'dP', 'dQ', 'qInv'].indexOf(name);
  const changed = numbers.map((value, index) => writeInteger(index === at ? value + 2n : value));
  expect(refusal(toPem(writeDer(SEQUENCE, ...changed)))).toMatch(/damaged/);
});

test('S-253: zeros, ones, too few numbers, a key of three primes', () => {
  for (const value of [0n, 1n]) {
    const numbers = Array.from({ length: 8 }, () => writeInteger(value));
    expect(refusal(toPem(writeDer(SEQUENCE, writeInteger(0n), ...numbers)))).toMatch(/bits/);
  }
  const numbers = numbersOf(rsa.privateKey.export({ type: 'pkcs1', format: 'der' }));
  expect(refusal(toPem(writeDer(SEQUENCE, ...numbers.slice(0, 5).map(writeInteger))))).toMatch(/damaged/);
  expect(refusal(toPem(writeDer(SEQUENCE, ...[1n, ...numbers.slice(1)].map(writeInteger))))).toMatch(/two primes/);
  const flat = [0n, numbers[1] ?? 0n, 3n, 3n, 1n, numbers[1] ?? 0n, 0n, 0n, 0n];
  expect(refusal(toPem(writeDer(SEQUENCE, ...flat.map(writeInteger))))).toMatch(/damaged/);
});

test('S-253: a changed octet never gives a key that makes other signatures, nor another exception', () => {
  const der = rsa.privateKey.export({ type: 'pkcs1', format: 'der' });
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Buffer.from(der);
      changed[at] = (changed[at] ?? 0) ^ flip;
      expect(refusal(toPem(changed))).not.toBe('');
    }),
    { numRuns: 300 },
  );
});

test('S-257: nothing that is printed shows private numbers', () => {
  for (const text of [PKCS8, ED]) {
    const key = loadSigningKey(text);
    const jwk = createPrivateKey(text).export({ format: 'jwk' });
    const secret = Buffer.from(String(jwk.d), 'base64url');
    const printed = [
      inspect(key, { depth: 9, showHidden: true }),
      JSON.stringify(key, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)),
    ];
    for (const form of printed) {
      expect(form).not.toContain(String(jwk.d).slice(0, 20));
      expect(form).not.toContain(secret.toString('hex').slice(0, 20));
      expect(form).not.toContain([...secret.subarray(0, 8)].join(','));
    }
  }
  expect(refusal(PKCS8.replace(/\n(.{20})/, '\n????????????????????'))).not.toMatch(/[A-Za-z0-9+/]{30}/);
});

test('a key that was not loaded here is the mistake of the caller, and the sentence says what to hand in', () => {
  for (const key of [{ ...loadSigningKey(ED) }, rsa.privateKey, PKCS8, undefined]) {
    expect(() => privateKeyOf(key as SigningKey)).toThrow(
      expect.objectContaining({
        code: 'DKIM_KEY_UNUSABLE',
        message: expect.stringMatching(/loadSigningKey or generateSigningKey gave, not its PEM/),
      }),
    );
  }
});

test.each([
  { of: 'undefined', pem: undefined, words: 'it is undefined.' },
  { of: 'null', pem: null, words: 'it is null.' },
  { of: 'a number', pem: 5, words: 'it is a number.' },
  { of: 'a list', pem: [PKCS8], words: 'it is an Array.' },
  { of: 'an object that holds the PEM', pem: { pem: PKCS8 }, words: 'it is an Object.' },
  {
    of: 'a KeyObject',
    pem: rsa.privateKey,
    words: "it is a KeyObject: hand in key.export({ type: 'pkcs8', format: 'pem' }).",
  },
  { of: 'a Promise', pem: Promise.resolve(PKCS8), words: 'it is a Promise: await it first.' },
  { of: 'octets of another kind', pem: Uint16Array.of(45), words: 'it is a Uint16Array.' },
])('S-252: $of in place of a key file is refused with what it is', ({ pem, words }) => {
  const sentence = `k.pem must be the text of a key file, or its octets in a Uint8Array; ${words}`;
  expect(refusal(pem as unknown as string, 'k.pem')).toBe(sentence);
});

test.each([
  {
    of: 'the name alone',
    options: 'k.pem',
    words: 'The second argument of loadSigningKey must be an object of options',
  },
  { of: 'null', options: null, words: 'it is null.' },
  { of: 'a name that is no text', options: { name: 5 }, words: 'name must be a text' },
  { of: 'a name that is null', options: { name: null }, words: 'name must be a text' },
  { of: 'the arguments in the wrong order', options: PKCS8, words: 'it is a string.' },
])('$of as the second argument is the mistake of the caller, and nothing of it is shown', ({ options, words }) => {
  let error: unknown;
  try {
    loadSigningKey(ED, options as { name?: string });
  } catch (err) {
    error = err;
  }
  expect(error).toBeInstanceOf(DkimError);
  expect(error).toMatchObject({ code: 'DKIM_OPTION_INVALID', message: expect.stringContaining(words) });
  expect(inspect(error, { depth: 9 })).not.toContain(PKCS8.slice(40, 60));
});

test('an absent name is the default one', () => {
  expect(() => loadSigningKey('', { name: undefined })).toThrow(/^The key is not a private key/);
});

test('S-253: the library makes its object once, at first use', () => {
  const key = loadSigningKey(PKCS1);
  expect(privateKeyOf(key)).toBe(privateKeyOf(key));
  expect(createPublicKey(privateKeyOf(key)).equals(rsa.publicKey)).toBe(true);
});
