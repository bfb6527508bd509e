/**
 * The octets of p= to a public key. RFC 6376, section 3.6.1 with erratum 3017; RFC 8017, A.1.1; RFC 8463, section 4.2.
 *
 * Read by our own strict reader first: size and exponent are known before any library computes with the key (S-095), and
 * what the library is given is the one DER form of the two numbers, whatever encoding a stranger may have found.
 */
import { constants, createPublicKey, type PublicKeyInput, type VerifyKeyObjectInput } from 'node:crypto';
import type { Parsed } from '../parsed.js';
import {
  BIT_STRING,
  bitLength,
  expectDer,
  numberOf,
  OBJECT_IDENTIFIER,
  OID,
  readUnsigned,
  SEQUENCE,
  writeDer,
  writeInteger,
  writeUnsigned,
} from './der.js';
import type { KeyType } from './key-record.js';

/** What makes an RSA public key. RFC 8017, section 3.1. */
export interface RsaNumbers {
  /** Its octets: the highest first, none of them a zero in front. */
  modulus: Uint8Array;
  exponent: bigint;
}

interface KeyForLibrary {
  /**
   * At the first call DER, at later ones the imported key. Most keys of a day are used once, and to import one costs half as
   * much as using it. A key that the library refuses throws here, or where it is used.
   */
  verifyInput: () => VerifyInput;
}

/** What the library verifies with. */
export type VerifyInput = VerifyKeyObjectInput | (PublicKeyInput & { padding?: number });

/** A key of a key record, its size known before any library computes with it. */
export type PublicKey =
  | ({ type: 'rsa'; bits: number } & RsaNumbers & KeyForLibrary)
  | ({ type: 'ed25519'; bits: 256; octets: Buffer } & KeyForLibrary);

type Reading<T> = Parsed<T, 'key-syntax' | 'key-algorithm-mismatch'>;

const RSA_ALGORITHM = writeDer(
  SEQUENCE,
  writeDer(OBJECT_IDENTIFIER, Buffer.from(OID.rsaEncryption, 'hex')),
  Buffer.of(0x05, 0x00),
);
const ED25519_ALGORITHM = writeDer(SEQUENCE, writeDer(OBJECT_IDENTIFIER, Buffer.from(OID.ed25519, 'hex')));

/** Reads the octets of p=. The library may refuse what is read here: a point that is not on the curve, an even modulus. */
export function readPublicKey(bytes: Uint8Array, type: KeyType): Reading<PublicKey> {
  const octets = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return type === 'rsa' ? readRsaKey(octets) : readEd25519Key(octets);
}

function readRsaKey(octets: Buffer): Reading<PublicKey> {
  const outer = expectDer(octets, SEQUENCE);
  if (outer === null) return refuse('p= is not the DER of an RSA public key');
  if (outer.rest.length > 0) return refuse('p= has octets behind the key');
  const bare = readRsaPublicKey(octets);
  if (bare !== null) return { ok: true, value: bare };

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
  const value = key && readRsaPublicKey(key);
  return value === null ? refuse('p= is not the DER of an RSA public key') : { ok: true, value };
}

/** `octets`: an RSAPublicKey and nothing behind it. RFC 8017, A.1.1. */
function readRsaPublicKey(octets: Buffer): PublicKey | null {
  const sequence = expectDer(octets, SEQUENCE);
  if (sequence === null || sequence.rest.length > 0) return null;
  const modulus = readUnsigned(sequence.content);
  const exponent = modulus && readUnsigned(modulus.rest);
  if (!exponent || exponent.rest.length > 0 || modulus.octets.length === 0) return null;
  const isShortest = modulus.isShortest && exponent.isShortest; // then it is its one DER form
  const numbers: RsaNumbers = { modulus: modulus.octets, exponent: numberOf(exponent.octets) };
  return {
    type: 'rsa',
    bits: bitLength(modulus.octets),
    ...numbers,
    // As PKCS#1: 30 times faster to read than the SubjectPublicKeyInfo around it.
    ...forLibrary(() => (isShortest ? octets : rsaPublicKey(numbers)), 'pkcs1', constants.RSA_PKCS1_PADDING),
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
      ...forLibrary(() => ed25519SubjectPublicKeyInfo(octets), 'spki'),
    },
  };
}

/** The SubjectPublicKeyInfo of an RSA key: what a key record holds (S-258). */
export function rsaSubjectPublicKeyInfo(numbers: RsaNumbers): Buffer {
  return writeDer(SEQUENCE, RSA_ALGORITHM, writeDer(BIT_STRING, Buffer.of(0), rsaPublicKey(numbers)));
}

/** RSAPublicKey. RFC 8017, A.1.1. */
function rsaPublicKey({ modulus, exponent }: RsaNumbers): Buffer {
  return writeDer(SEQUENCE, writeUnsigned(modulus), writeInteger(exponent));
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

function forLibrary(der: () => Buffer, type: 'pkcs1' | 'spki', padding?: number): KeyForLibrary {
  let imported: VerifyInput | null = null;
  let isUsed = false;
  return {
    verifyInput() {
      if (imported !== null) return imported;
      const input = { key: der(), format: 'der' as const, type };
      if (isUsed) return (imported = withPadding({ key: createPublicKey(input) }, padding));
      isUsed = true;
      return withPadding(input, padding);
    },
  };
}

/** Ed25519 has none. */
function withPadding<Input extends object>(input: Input, padding: number | undefined): Input & { padding?: number } {
  return padding === undefined ? input : { ...input, padding };
}
