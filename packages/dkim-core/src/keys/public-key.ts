/**
 * The octets of p= to a public key. RFC 6376, section 3.6.1 with erratum 3017; RFC 8017, A.1.1; RFC 8463, section 4.2.
 *
 * Read by our own strict reader first: size and exponent are known before any library computes with the key (S-095), and
 * what the library is given is written anew, so that it never sees a stranger's encoding.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Parsed } from '../parsed.js';
import {
  BIT_STRING,
  bitLength,
  expectDer,
  OBJECT_IDENTIFIER,
  OID,
  readInteger,
  SEQUENCE,
  writeDer,
  writeInteger,
} from './der.js';
import type { KeyType } from './key-record.js';

/** What makes an RSA public key. RFC 8017, section 3.1. */
export interface RsaNumbers {
  modulus: bigint;
  exponent: bigint;
}

/** A key of a key record, its size known before any library computes with it. */
export type PublicKey =
  | ({ type: 'rsa'; bits: number; import: () => KeyObject } & RsaNumbers)
  | { type: 'ed25519'; bits: 256; octets: Buffer; import: () => KeyObject };

type Reading<T> = Parsed<T, 'key-syntax' | 'key-algorithm-mismatch'>;

const RSA_ALGORITHM = writeDer(
  SEQUENCE,
  writeDer(OBJECT_IDENTIFIER, Buffer.from(OID.rsaEncryption, 'hex')),
  Buffer.of(0x05, 0x00),
);
const ED25519_ALGORITHM = writeDer(SEQUENCE, writeDer(OBJECT_IDENTIFIER, Buffer.from(OID.ed25519, 'hex')));

/** Reads the octets of p=. `import` may throw: a point that is not on the curve, a modulus that the library refuses. */
export function readPublicKey(bytes: Uint8Array, type: KeyType): Reading<PublicKey> {
  const octets = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return type === 'rsa' ? readRsaKey(octets) : readEd25519Key(octets);
}

function readRsaKey(octets: Buffer): Reading<PublicKey> {
  const outer = expectDer(octets, SEQUENCE);
  if (outer === null) return refuse('p= is not the DER of an RSA public key');
  if (outer.rest.length > 0) return refuse('p= has octets behind the key');
  const bare = readNumbers(outer.content);
  if (bare !== null) return { ok: true, value: rsaKey(bare) };

  const algorithm = expectDer(outer.content, SEQUENCE);
  const identifier = algorithm && expectDer(algorithm.content, OBJECT_IDENTIFIER);
  if (!algorithm || !identifier) return refuse('p= is not the DER of an RSA public key');
  const oid = identifier.content.toString('hex');
  if (oid === OID.ed25519) {
    return { ok: false, code: 'key-algorithm-mismatch', reason: 'the record says k=rsa and holds an Ed25519 key' };
  }
  if (oid !== OID.rsaEncryption) return refuse('p= holds a key that is not RSA');
  const bits = expectDer(algorithm.rest, BIT_STRING);
  const key = bits && bits.rest.length === 0 && bits.content[0] === 0 ? bits.content.subarray(1) : null;
  const sequence = key && expectDer(key, SEQUENCE);
  const numbers = sequence && sequence.rest.length === 0 ? readNumbers(sequence.content) : null;
  if (numbers === null) return refuse('p= is not the DER of an RSA public key');
  return { ok: true, value: rsaKey(numbers) };
}

function readNumbers(content: Buffer): RsaNumbers | null {
  const modulus = readInteger(content);
  const exponent = modulus && readInteger(modulus.rest);
  if (!exponent || exponent.rest.length > 0 || modulus.value === 0n) return null;
  return { modulus: modulus.value, exponent: exponent.value };
}

function rsaKey(numbers: RsaNumbers): PublicKey {
  return {
    type: 'rsa',
    bits: bitLength(numbers.modulus),
    ...numbers,
    // As PKCS#1: 30 times faster to read than the SubjectPublicKeyInfo around it.
    import: once(() => createPublicKey({ key: rsaPublicKey(numbers), format: 'der', type: 'pkcs1' })),
  };
}

function readEd25519Key(octets: Buffer): Reading<PublicKey> {
  if (octets.length !== 32) return refuse(`an Ed25519 key has 32 octets, this one ${octets.length}`);
  return {
    ok: true,
    value: {
      type: 'ed25519',
      bits: 256,
      octets,
      import: once(() => createPublicKey({ key: ed25519SubjectPublicKeyInfo(octets), format: 'der', type: 'spki' })),
    },
  };
}

/** The SubjectPublicKeyInfo of an RSA key: what a key record holds (S-258). */
export function rsaSubjectPublicKeyInfo(numbers: RsaNumbers): Buffer {
  return writeDer(SEQUENCE, RSA_ALGORITHM, writeDer(BIT_STRING, Buffer.of(0), rsaPublicKey(numbers)));
}

/** RSAPublicKey. RFC 8017, A.1.1. */
function rsaPublicKey({ modulus, exponent }: RsaNumbers): Buffer {
  return writeDer(SEQUENCE, writeInteger(modulus), writeInteger(exponent));
}

function ed25519SubjectPublicKeyInfo(octets: Buffer): Buffer {
  return writeDer(SEQUENCE, ED25519_ALGORITHM, writeDer(BIT_STRING, Buffer.of(0), octets));
}

function refuse(reason: string): { ok: false; code: 'key-syntax'; reason: string } {
  return { ok: false, code: 'key-syntax', reason };
}

const MAX_EXPONENT = 2n ** 32n - 1n;

/** An odd number from 3 to 2^32 - 1; any other makes a key that is worth nothing, or endless work (S-095). */
export function isUsableExponent(exponent: bigint): boolean {
  return exponent >= 3n && exponent % 2n === 1n && exponent <= MAX_EXPONENT;
}

/** The same object each time; a library that refuses does so each time. */
function once(make: () => KeyObject): () => KeyObject {
  let made: KeyObject | null = null;
  return () => (made ??= make());
}
