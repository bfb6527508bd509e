/**
 * Signature algorithms and key sizes. S-092 to S-096; RFC 8017, sections 8.2 and 9.2; RFC 8301; RFC 8463.
 *
 * Forged and odd signatures are made here by arithmetic on their numbers: no library makes them.
 */
import {
  constants,
  createHash,
  generateKeyPairSync,
  privateEncrypt,
  sign as signBytes,
  type KeyObject,
} from 'node:crypto';
import { expect, test } from 'vitest';
import { INTEGER, SEQUENCE, writeDer, writeInteger } from '../../src/keys/der.js';
import type { MemoryRecords, SignatureVerdict } from '../../src/index.js';
import { HAND_KEY, HAND_RECORD, handSigned, hashOf } from '../hand-signer.js';
import { bytesOf, countingResolver, dkimRequest, ED25519, MAIL, outcomes, signed, verified } from '../mail.js';

const FROM = 'From: joe@example.org\r\n';
const HAND_MAIL = `${FROM}\r\nHi.\r\n`;
const KEY_NAME = 'hand._domainkey.example.org';

const fieldFor = (algorithm: string, bodyHash = hashOf('Hi.\r\n')): string =>
  `DKIM-Signature: v=1; a=${algorithm}; d=example.org; s=hand; h=from; bh=${bodyHash}; b=@B@`;

/** A mail whose signature `make` gives for the octets to sign. */
function mailBy(make: (input: Buffer) => Uint8Array, algorithm = 'rsa-sha256'): string {
  const field = fieldFor(algorithm);
  const signature = make(bytesOf(FROM + field.replace('@B@', '')));
  return `${field.replace('@B@', Buffer.from(signature).toString('base64'))}\r\n${HAND_MAIL}`;
}

const at = (record: string): MemoryRecords => ({ [KEY_NAME]: { TXT: [record] } });

async function verdictOf(mail: string, record: string): Promise<SignatureVerdict> {
  const [verdict] = (await verified(mail, { records: at(record) })).signatures;
  if (verdict === undefined) throw new Error('no signature');
  return verdict;
}

const recordOf = (publicKey: KeyObject): string =>
  `v=DKIM1; p=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`;

const sha256 = (input: Uint8Array): Buffer => createHash('sha256').update(input).digest();

// RFC 8017, section 9.2, note 1.
const SHA256_PREFIX = Buffer.from('3031300d060960864801650304020105000420', 'hex');
const SHA1_PREFIX = Buffer.from('3021300906052b0e03021a05000414', 'hex');
const SHA512_PREFIX = Buffer.from('3051300d060960864801650304020305000440', 'hex');
const WITHOUT_NULL = Buffer.from('302f300b06096086480165030402010420', 'hex');

const join = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);

/** Signs a block of one's own choice, padded as RSASSA-PKCS1-v1_5 is (block type 1). */
const signedBlock = (block: (digest: Buffer, input: Buffer) => Uint8Array) => (input: Buffer) =>
  privateEncrypt({ key: HAND_KEY, padding: constants.RSA_PKCS1_PADDING }, block(sha256(input), input));
/** Signs a whole block, padding and all. */
const signedRaw = (block: (digest: Buffer) => Uint8Array) => (input: Buffer) =>
  privateEncrypt({ key: HAND_KEY, padding: constants.RSA_NO_PADDING }, block(sha256(input)));

const signedWell = (input: Buffer): Buffer => signBytes('sha256', input, HAND_KEY);
const padding = (octets: number): Buffer => Buffer.alloc(octets, 0xff);

test.each([
  { of: 'the DigestInfo of SHA-256', make: signedBlock((digest) => join(SHA256_PREFIX, digest)), outcome: 'pass' },
  {
    of: 'padding of 256 - 3 - 51 octets FF',
    make: signedRaw((digest) => join(Buffer.of(0, 1), padding(202), Buffer.of(0), SHA256_PREFIX, digest)),
    outcome: 'pass',
  },
  { of: 'a DigestInfo without NULL', make: signedBlock((digest) => join(WITHOUT_NULL, digest)) },
  { of: 'the digest without DigestInfo', make: signedBlock((digest) => digest) },
  { of: 'the digest in hex', make: signedBlock((digest) => join(SHA256_PREFIX, bytesOf(digest.toString('hex')))) },
  {
    of: 'the digest in base64',
    make: signedBlock((digest) => join(SHA256_PREFIX, bytesOf(digest.toString('base64')))),
  },
  {
    of: 'the hash of the hex of the digest',
    make: signedBlock((d) => join(SHA256_PREFIX, sha256(bytesOf(d.toString('hex'))))),
  },
  {
    of: 'the DigestInfo of SHA-1',
    make: signedBlock((_, input) => join(SHA1_PREFIX, createHash('sha1').update(input).digest())),
  },
  {
    of: 'the DigestInfo of SHA-512',
    make: signedBlock((_, input) => join(SHA512_PREFIX, createHash('sha512').update(input).digest())),
  },
  { of: 'an octet behind the digest', make: signedBlock((digest) => join(SHA256_PREFIX, digest, Buffer.of(0))) },
  {
    of: 'short padding, garbage at the end',
    make: signedRaw((digest) =>
      join(Buffer.of(0, 1), padding(8), Buffer.of(0), SHA256_PREFIX, digest, Buffer.alloc(194, 0x5a)),
    ),
  },
  {
    of: 'garbage inside the padding',
    make: signedRaw((digest) =>
      join(Buffer.of(0, 1), padding(8), Buffer.alloc(194, 0x5a), Buffer.of(0), SHA256_PREFIX, digest),
    ),
  },
  {
    of: 'padding of block type 2',
    make: signedRaw((digest) => join(Buffer.of(0, 2), padding(202), Buffer.of(0), SHA256_PREFIX, digest)),
  },
  {
    of: 'PSS',
    make: (input: Buffer) => signBytes('sha256', input, { key: HAND_KEY, padding: constants.RSA_PKCS1_PSS_PADDING }),
  },
  { of: 'a zero octet in front of it', make: (input: Buffer) => join(Buffer.of(0), signedWell(input)) },
  { of: 'an octet behind it', make: (input: Buffer) => join(signedWell(input), Buffer.of(0)) },
  { of: 'its last octet gone', make: (input: Buffer) => signedWell(input).subarray(0, -1) },
  { of: 'all octets zero', make: () => Buffer.alloc(256) },
  { of: 'one octet', make: () => Buffer.of(1) },
])('S-092: an RSA signature with $of', async ({ make, outcome = 'fail signature-mismatch' }) => {
  expect(await outcomes(mailBy(make), { records: at(HAND_RECORD) })).toEqual([outcome]);
});

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

/** a^-1 mod m, by Euclid. */
function inverse(a: bigint, m: bigint): bigint {
  let [r, next, s, nextS] = [m, a % m, 0n, 1n];
  while (next > 0n) {
    const quotient = r / next;
    [r, next, s, nextS] = [next, r - quotient * next, nextS, s - quotient * nextS];
  }
  if (r !== 1n) throw new Error('there is no inverse');
  return ((s % m) + m) % m;
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

function cubeRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 3));
  for (;;) {
    const next = (2n * root + value / (root * root)) / 3n;
    if (next >= root) return root;
    root = next;
  }
}

const numberOf = (octets: Uint8Array): bigint => BigInt(`0x${Buffer.from(octets).toString('hex')}`);
const octetsOf = (value: bigint, length: number): Buffer =>
  Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');

const numberOfJwk = (text: string | undefined): bigint => numberOf(Buffer.from(text ?? '', 'base64url'));

test('S-092: a forged signature under e=3, garbage behind the hash', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
  const mail = mailBy((input) => {
    const wanted = join(Buffer.of(0, 1), padding(8), Buffer.of(0), SHA256_PREFIX, sha256(input));
    const forged = cubeRoot(numberOf(join(wanted, Buffer.alloc(256 - wanted.length)))) + 1n;
    // Its cube, smaller than the modulus, starts as a good block does: a verifier that reads no further takes it.
    expect(octetsOf(forged ** 3n, 256).subarray(0, wanted.length)).toEqual(wanted);
    return octetsOf(forged, 256);
  });
  expect(await outcomes(mail, { records: at(recordOf(publicKey)) })).toEqual(['fail signature-mismatch']);
});

test('S-092: a forged signature under e=3, the hash at its place and garbage in the padding', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
  let mail = '';
  for (let attempt = 0; mail === '' && attempt < 100; attempt += 1) {
    // Only an odd number has a cube root modulo a power of two, so a digest that is odd is waited for.
    const field = fieldFor('rsa-sha256').replace('h=from', `h=from; n=${attempt}`);
    const digest = sha256(bytesOf(FROM + field.replace('@B@', '')));
    if ((digest.at(-1) ?? 0) % 2 === 0) continue;
    const end = join(Buffer.of(0), SHA256_PREFIX, digest);
    const unit = 1n << BigInt(8 * end.length);
    const low = power(numberOf(end), inverse(3n, unit / 2n), unit);
    const high = cubeRoot(numberOf(join(Buffer.of(0, 1), padding(10), Buffer.alloc(244))));
    const forged = (high / unit) * unit + low;
    const block = octetsOf(forged ** 3n, 256);
    expect(block.subarray(0, 10)).toEqual(join(Buffer.of(0, 1), padding(8)));
    expect(block.subarray(-end.length)).toEqual(end);
    mail = `${field.replace('@B@', octetsOf(forged, 256).toString('base64'))}\r\n${HAND_MAIL}`;
  }
  expect(await outcomes(mail, { records: at(recordOf(publicKey)) })).toEqual(['fail signature-mismatch']);
});

const HISTORIC = 'algorithm-historic: rsa-sha1 is no longer a DKIM algorithm (RFC 8301)';

test.each([
  { of: 'good', body: '', rsaSha1: undefined, result: 'permerror', said: HISTORIC },
  { of: 'good', body: '', rsaSha1: 'refuse', result: 'permerror', said: HISTORIC },
  { of: 'good', body: '', rsaSha1: 'policy', result: 'policy', said: HISTORIC },
  { of: 'void', body: 'x', rsaSha1: undefined, result: 'permerror', said: HISTORIC },
  { of: 'void', body: 'x', rsaSha1: 'policy', result: 'fail', said: expect.stringMatching(/^body-hash-mismatch: /) },
] as const)(
  'S-093: a $of rsa-sha1 signature, the option $rsaSha1: $result',
  async ({ body, rsaSha1, result, said }) => {
    const { resolveTxt, asked } = countingResolver(at(HAND_RECORD));
    const field = fieldFor('rsa-sha1', hashOf('Hi.\r\n', 'sha1'));
    const mail = handSigned({ field, signedFields: FROM, hash: 'sha1' }) + HAND_MAIL + body;
    const outcome = await verified(mail, { resolveTxt, rsaSha1 });
    expect(outcome).toMatchObject({ result, signatures: [{ result }] });
    expect(outcome.signatures.map(({ code, reason }) => `${code}: ${reason}`)).toEqual([said]);
    expect(asked).toEqual(rsaSha1 === 'policy' ? [KEY_NAME] : []);
  },
);

test.each([
  { bits: 512, result: 'permerror' },
  { bits: 768, result: 'permerror' },
  { bits: 1023, result: 'permerror' },
  { bits: 1024, result: 'pass' },
])('S-094: a signature of an RSA key of $bits bits: $result', async ({ bits, result }) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const tooShort = { code: 'key-too-short', reason: `the key has ${bits} bits, 1024 are required` };
  const verdict = await verdictOf(
    mailBy((input) => signBytes('sha256', input, privateKey)),
    recordOf(publicKey),
  );
  expect(verdict).toMatchObject({ result, keyBits: bits, ...(result === 'pass' ? {} : tooShort) });
  // The size is looked at before the signature.
  expect(
    await verdictOf(
      mailBy(() => Buffer.of(1)),
      recordOf(publicKey),
    ),
  ).toMatchObject(result === 'pass' ? { code: 'signature-mismatch' } : tooShort);
});

/** An RSAPublicKey of any two numbers, the modulus with `zeros` octets in front. RFC 8017, A.1.1. */
function recordOfNumbers(modulus: bigint, exponent: bigint, zeros = 0): string {
  const octets = octetsOf(modulus, Math.ceil(modulus.toString(2).length / 8));
  const integer = zeros === 0 ? writeInteger(modulus) : writeDer(INTEGER, Buffer.alloc(zeros), octets);
  return `p=${writeDer(SEQUENCE, integer, writeInteger(exponent)).toString('base64')}`;
}

test('S-094: zeros in front of the modulus make no bits', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 768 });
  const { n } = publicKey.export({ format: 'jwk' });
  const mail = mailBy((input) => signBytes('sha256', input, privateKey));
  const verdict = await verdictOf(mail, recordOfNumbers(numberOfJwk(n), 65_537n, 33));
  expect(verdict).toMatchObject({ code: 'key-too-short', keyBits: 768 });
});

const product = (numbers: readonly bigint[]): bigint => numbers.reduce((all, one) => all * one, 1n);

/** A mail signed under the product of these primes by RFC 8017, sections 8.2.1 and 5.2.1, step 2.b, alone. */
function mailUnder(primes: readonly bigint[], exponent: bigint): string {
  const modulus = product(primes);
  const root = (value: bigint): bigint =>
    primes
      .map((prime) => {
        const others = modulus / prime;
        return others * inverse(others, prime) * power(value % prime, inverse(exponent, prime - 1n), prime);
      })
      .reduce((sum, part) => sum + part) % modulus;
  const octets = Math.ceil(modulus.toString(2).length / 8);
  return mailBy((input) => {
    const end = join(Buffer.of(0), SHA256_PREFIX, sha256(input));
    const block = join(Buffer.of(0, 1), padding(octets - 2 - end.length), end);
    return octetsOf(root(numberOf(block)), octets);
  });
}

// Mersenne primes, 2^n - 1, need no search, and the bits of a product of them are the sum of their n (OEIS A000043).
const mersenne = (...exponents: readonly number[]): bigint[] => exponents.map((n) => 2n ** BigInt(n) - 1n);

test.each([
  { bits: 4096, primes: mersenne(2203, 1279, 607, 7) },
  { bits: 8192, primes: mersenne(4423, 3217, 521, 31) },
])('S-095: a signature of an RSA key of $bits bits passes', async ({ bits, primes }) => {
  const record = recordOfNumbers(product(primes), 65_537n);
  expect(await verdictOf(mailUnder(primes, 65_537n), record)).toMatchObject({ result: 'pass', keyBits: bits });
});

test.each([8193, 16_384, 65_536])('S-095: an RSA key of %d bits is refused, whatever the signature', async (bits) => {
  const record = recordOfNumbers(2n ** BigInt(bits) - 1n, 65_537n);
  expect(
    await verdictOf(
      mailBy(() => Buffer.alloc(bits / 8, 1)),
      record,
    ),
  ).toMatchObject({
    result: 'permerror',
    code: 'key-too-large',
    reason: `the key has ${bits} bits, 8192 are the most that is computed with`,
    keyBits: bits,
  });
});

/** The primes of a new key under which this exponent works. */
function primesFor(exponent: (modulus: bigint) => bigint): [bigint, bigint] {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { p, q } = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' });
    const primes: [bigint, bigint] = [numberOfJwk(p), numberOfJwk(q)];
    const phi = (primes[0] - 1n) * (primes[1] - 1n);
    if (gcd(exponent(product(primes)), phi) === 1n) return primes;
  }
  throw new Error('no such key');
}

test.each([
  { of: '1', exponent: () => 1n, outcome: 'permerror key-exponent' }, // a signature that anybody can make
  { of: '3', exponent: () => 3n, outcome: 'pass' },
  { of: '65537', exponent: () => 65_537n, outcome: 'pass' },
  { of: '2^32 - 1', exponent: () => 2n ** 32n - 1n, outcome: 'pass' },
  { of: '2^32 + 1', exponent: () => 2n ** 32n + 1n, outcome: 'permerror key-exponent' },
  { of: '2^33 + 1', exponent: () => 2n ** 33n + 1n, outcome: 'permerror key-exponent' },
  { of: 'the modulus', exponent: (modulus: bigint) => modulus, outcome: 'permerror key-exponent' },
])('S-095: a good signature under the exponent $of: $outcome', async ({ exponent, outcome }) => {
  const primes = primesFor(exponent);
  const modulus = product(primes);
  const records = at(recordOfNumbers(modulus, exponent(modulus)));
  expect(await outcomes(mailUnder(primes, exponent(modulus)), { records })).toEqual([outcome]);
});

test.each([0n, 2n, 2n ** 16n, 2n ** 32n])(
  'S-095: the exponent %d is even: no signature is computed',
  async (exponent) => {
    const records = at(recordOfNumbers(product(mersenne(607, 521)), exponent));
    expect(
      await outcomes(
        mailBy(() => Buffer.of(1)),
        { records },
      ),
    ).toEqual(['permerror key-exponent']);
  },
);

const { privateKey: EDWARDS, publicKey: EDWARDS_PUBLIC } = generateKeyPairSync('ed25519');
const EDWARDS_RECORD = `k=ed25519; p=${Buffer.from(EDWARDS_PUBLIC.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')}`;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n; // L of RFC 8032, section 5.1

const signedDigest = (input: Buffer): Buffer => signBytes(null, sha256(input), EDWARDS);

/** S + L in the place of S: the same number modulo L, which RFC 8032, section 5.1.7, refuses. */
function otherS(signature: Buffer): Buffer {
  const s = numberOf(signature.subarray(32).toReversed());
  return join(signature.subarray(0, 32), octetsOf(s + ORDER, 32).toReversed());
}

test.each([
  { of: 'over the digest', make: signedDigest, outcome: 'pass' },
  { of: 'over the octets themselves', make: (input: Buffer) => signBytes(null, input, EDWARDS) },
  {
    of: 'over the digest in hex',
    make: (input: Buffer) => signBytes(null, bytesOf(sha256(input).toString('hex')), EDWARDS),
  },
  {
    of: 'over the SHA-512 digest, as the prehashed kind has it',
    make: (input: Buffer) => signBytes(null, createHash('sha512').update(input).digest(), EDWARDS),
  },
  { of: 'with an S that is not canonical', make: (input: Buffer) => otherS(signedDigest(input)) },
  { of: 'of 63 octets', make: (input: Buffer) => signedDigest(input).subarray(0, 63) },
  { of: 'of 65 octets', make: (input: Buffer) => join(signedDigest(input), Buffer.of(0)) },
  { of: 'of 64 zero octets', make: () => Buffer.alloc(64) },
])('S-096: an Ed25519 signature $of', async ({ make, outcome = 'fail signature-mismatch' }) => {
  expect(await outcomes(mailBy(make, 'ed25519-sha256'), { records: at(EDWARDS_RECORD) })).toEqual([outcome]);
});

test('S-096: our own has 64 octets, 88 characters of base64', async () => {
  const [verdict] = (await verified(await signed(MAIL, dkimRequest({ selector: 'ed', key: ED25519 })))).signatures;
  expect(verdict).toMatchObject({ result: 'pass', signature: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/) });
});
