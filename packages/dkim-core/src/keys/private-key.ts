/**
 * A key file to a signing key, or what it is instead and how to mend it. S-247 to S-257; RFC 8017, A.1.2; RFC 5958;
 * RFC 8410, section 7; RFC 7468.
 *
 * An RSA key is checked by arithmetic when it is loaded: a damaged file stops the start, not a customer's mail. The
 * library's own object is made at first use, since making 5,000 of them takes minutes.
 */
import { createPrivateKey, createPublicKey, KeyObject, sign, verify } from 'node:crypto';
import { isCryptoKey, isPromise, isUint8Array } from 'node:util/types';
import { DkimError } from '../errors.js';
import { kindOf } from '../option-checks.js';
import { parseBase64 } from '../text/base64.js';
import {
  bitLength,
  expectDer,
  numberOf,
  OBJECT_IDENTIFIER,
  OCTET_STRING,
  OID,
  readInteger,
  readUnsigned,
  SEQUENCE,
  writeDer,
  writeInteger,
} from './der.js';
import { privateKeyOf, registerKey } from './private-key-object.js';
import { isUsableExponent, rsaSubjectPublicKeyInfo } from './public-key.js';
import type { SigningKey } from './signing-key.js';

/** The least that may sign. RFC 8301, section 3.2. */
export const MIN_RSA_BITS = 1024;
/** The most that can be used: more takes seconds for each signature. */
export const MAX_RSA_BITS = 16_384;
const ED25519_PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** How a key is loaded. */
export interface LoadSigningKeyOptions {
  /** What stands in front of every error, the name of the file mostly. Default: `The key`. */
  name?: string | undefined;
}

/**
 * Loads an RSA or Ed25519 private key: PEM in PKCS#1 or PKCS#8, the base64 of either without its marker lines, or an
 * Ed25519 seed in base64; as text, or the octets of its file. RFC 8017, A.1.2; RFC 5958; RFC 8410, section 7.
 *
 * Throws DkimError. DKIM_KEY_UNUSABLE: what the file is instead, or what is wrong with the key, and what to do.
 * DKIM_OPTION_INVALID: the second argument is no object of options. No message holds anything of the key.
 */
export function loadSigningKey(pem: string | Uint8Array, options: LoadSigningKeyOptions = {}): SigningKey {
  const name = checkedName(options);
  const refuse = (why: string): DkimError => new DkimError('DKIM_KEY_UNUSABLE', `${name} ${why}`);
  const text = checkedText(pem, refuse).replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, '');
  const blocks = pemBlocks(text);
  const secrets = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  const [secret] = secrets;
  if (secrets.length > 1) throw refuse(`holds ${secrets.length} private keys; one is needed.`);
  if (secret === undefined) {
    const [other] = blocks;
    if (other !== undefined) throw refuse(`${whatItIs(other.label)}; the private key is needed.`);
    return bareKey(text, refuse);
  }
  if (secret.label.startsWith('ENCRYPTED') || secret.lines.some((line) => line.includes('ENCRYPTED'))) {
    throw refuse(
      'is encrypted with a passphrase; a daemon cannot ask for it. Decrypt it: openssl pkey -in ... -out ...',
    );
  }
  if (secret.label === 'OPENSSH PRIVATE KEY') {
    throw refuse('is an OpenSSH key. Convert it: ssh-keygen -p -m PEM -f ..., or make a new one.');
  }
  if (secret.label === 'EC PRIVATE KEY') throw refuse('is an EC key; RSA or Ed25519 is needed.');
  if (secret.label === 'DSA PRIVATE KEY') throw refuse('is a DSA key; RSA or Ed25519 is needed.');
  if (!secret.ended) throw refuse('is cut: its END line is missing.');
  const der = parseBase64(secret.lines.join('\n'));
  if (!der.ok || der.value.bytes.length === 0)
    throw refuse('is damaged: it is not base64 between its BEGIN and END lines.');
  if (secret.label === 'RSA PRIVATE KEY') return rsaKey(der.value.bytes, refuse);
  if (secret.label === 'PRIVATE KEY') return pkcs8Key(der.value.bytes, refuse);
  throw refuse(`is of a kind that is not known (${secret.label}); RSA or Ed25519 is needed.`);
}

type Refuse = (why: string) => DkimError;

/** Nothing of what came is shown, here and in checkedText: arguments in the wrong order are key material. */
function checkedName(options: unknown): string {
  if (typeof options !== 'object' || options === null) {
    throw new DkimError(
      'DKIM_OPTION_INVALID',
      `The second argument of loadSigningKey must be an object of options, { name: 'private.pem' }; it is ${kindOf(options)}.`,
    );
  }
  const name = 'name' in options ? options.name : undefined;
  if (name === undefined) return 'The key';
  if (typeof name === 'string') return name;
  throw new DkimError('DKIM_OPTION_INVALID', `name must be a text, that of the key's file; it is ${kindOf(name)}.`);
}

/** Of octets one character each. */
function checkedText(pem: unknown, refuse: Refuse): string {
  if (typeof pem === 'string') return pem;
  if (isUint8Array(pem)) return Buffer.from(pem).toString('latin1');
  const remedies: [boolean, string][] = [
    [isPromise(pem), ': await it first'],
    [pem instanceof KeyObject, ": hand in key.export({ type: 'pkcs8', format: 'pem' })"],
    [isCryptoKey(pem), ": hand in KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' })"],
  ];
  const remedy = remedies.find(([applies]) => applies)?.[1] ?? '';
  const kind = pem instanceof KeyObject ? 'a KeyObject' : kindOf(pem);
  throw refuse(`must be the text of a key file, or its octets in a Uint8Array; it is ${kind}${remedy}.`);
}

interface PemBlock {
  label: string;
  lines: string[];
  /** Its END line was found. */
  ended: boolean;
}

const MARK = /^[ \t]*-----(BEGIN|END) ([A-Z0-9 ]{1,60})-----[ \t]*$/;

/** What stands between BEGIN and END lines; everything else is text for people (RFC 7468, section 2). */
function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: PemBlock | null = null;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [, edge, label = ''] = line.length < 300 ? (MARK.exec(line) ?? []) : [];
    if (edge === 'BEGIN') {
      open = { label, lines: [], ended: false };
      blocks.push(open);
    } else if (edge === 'END') {
      if (open?.label === label) open.ended = true;
      open = null;
    } else {
      open?.lines.push(line);
    }
  }
  return blocks;
}

function whatItIs(label: string): string {
  if (label.endsWith('PUBLIC KEY')) return 'is a public key';
  if (label === 'CERTIFICATE REQUEST' || label === 'NEW CERTIFICATE REQUEST') return 'is a certificate request';
  if (label.endsWith('CERTIFICATE')) return 'is a certificate';
  return `holds no private key but ${label}`;
}

/** Base64 without marker lines: a seed, a seed with its public key, or DER (S-249, S-250). */
function bareKey(text: string, refuse: Refuse): SigningKey {
  const decoded = parseBase64(text);
  const bytes = decoded.ok ? decoded.value.bytes : Buffer.alloc(0);
  if (bytes.length === 32) return ed25519Key(bytes, refuse);
  if (bytes.length === 64) {
    const key = ed25519Key(bytes.subarray(0, 32), refuse);
    if (!bytes.subarray(32).equals(key.publicKey)) {
      throw refuse('is damaged: its two halves are not the seed and the public key of one Ed25519 key.');
    }
    return key;
  }
  const outer = expectDer(bytes, SEQUENCE);
  const version = outer && readInteger(outer.content);
  if (!version) throw refuse(whatIsNoPem(text, outer));
  return expectDer(version.rest, SEQUENCE) === null ? rsaKey(bytes, refuse) : pkcs8Key(bytes, refuse);
}

/** A public key in base64, or a file of octets: DER itself or PKCS#12 (S-252). `text` holds one character an octet. */
function whatIsNoPem(text: string, base64: { content: Buffer } | null): string {
  if (base64 !== null && expectDer(base64.content, SEQUENCE) !== null) {
    return 'is a public key or a certificate; the private key is needed.';
  }
  const octets = expectDer(Buffer.from(text, 'latin1'), SEQUENCE);
  const version = octets && readInteger(octets.content);
  if (version?.value === 3n) {
    return 'is a PKCS#12 file. Take the key out: openssl pkcs12 -in ... -nocerts -nodes -out ...';
  }
  if (version) return 'is binary (DER). Convert it to PEM: openssl pkey -inform DER -in ... -out ...';
  return 'is not a private key in PEM; it should begin with -----BEGIN PRIVATE KEY-----.';
}

function pkcs8Key(der: Buffer, refuse: Refuse): SigningKey {
  const outer = expectDer(der, SEQUENCE);
  const version = outer && readInteger(outer.content);
  const algorithm = version && expectDer(version.rest, SEQUENCE);
  const identifier = algorithm && expectDer(algorithm.content, OBJECT_IDENTIFIER);
  const key = algorithm && expectDer(algorithm.rest, OCTET_STRING);
  if (!identifier || !key) throw refuse('is damaged: it is not the DER of a PKCS#8 key.');
  const oid = identifier.content.toString('hex');
  if (oid === OID.rsaEncryption) return rsaKey(key.content, refuse);
  if (oid === OID.ed25519) {
    const seed = expectDer(key.content, OCTET_STRING);
    if (seed?.content.length !== 32) throw refuse('is damaged: an Ed25519 key has 32 octets.');
    return ed25519Key(seed.content, refuse);
  }
  const kinds: Record<string, string> = {
    [OID.rsassaPss]: 'an RSA-PSS key, which cannot make the signatures of DKIM; a plain RSA key is needed',
    [OID.x25519]: 'an X25519 key, which cannot sign; RSA or Ed25519 is needed',
    [OID.ed448]: 'an Ed448 key; RSA or Ed25519 is needed',
    [OID.ec]: 'an EC key; RSA or Ed25519 is needed',
    [OID.dsa]: 'a DSA key; RSA or Ed25519 is needed',
  };
  throw refuse(`is ${kinds[oid] ?? 'a key of a type that DKIM does not know; RSA or Ed25519 is needed'}.`);
}

function ed25519Key(seed: Buffer, refuse: Refuse): SigningKey {
  const object = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(object).export({ format: 'der', type: 'spki' }).subarray(-32);
  if (publicKey.length !== 32) throw refuse('is damaged.');
  return registerKey({ type: 'ed25519', bits: 256, publicKey, exponent: null }, () => object);
}

/** RFC 8017, A.1.2: version, n, e, d, p, q, dP, dQ, qInv. */
function rsaKey(der: Buffer, refuse: Refuse): SigningKey {
  const damaged = (): DkimError => refuse('is damaged: it is not the DER of an RSA private key.');
  const outer = expectDer(der, SEQUENCE);
  if (outer === null) throw damaged();
  const integers: Buffer[] = [];
  let rest = outer.content;
  while (rest.length > 0 && integers.length < 9) {
    const integer = readUnsigned(rest);
    if (integer === null) throw damaged();
    integers.push(integer.octets);
    rest = integer.rest;
  }
  const [, modulus] = integers;
  const [version, n, e, d, p, q, dP, dQ, qInv] = integers.map(numberOf);
  if (version === undefined || modulus === undefined || n === undefined || e === undefined || d === undefined)
    throw damaged();
  if (p === undefined || q === undefined || dP === undefined || dQ === undefined || qInv === undefined) throw damaged();
  if (version !== 0n) throw refuse('is an RSA key of more than two primes; make a plain one.');

  const bits = bitLength(modulus);
  if (bits < MIN_RSA_BITS) throw refuse(`has ${bits} bits; ${MIN_RSA_BITS} is the least (RFC 8301).`);
  if (bits > MAX_RSA_BITS) throw refuse(`has ${bits} bits; ${MAX_RSA_BITS} is the most that can be used.`);
  const fits =
    p > 1n &&
    q > 1n &&
    n === p * q &&
    d % (p - 1n) === dP &&
    d % (q - 1n) === dQ &&
    (qInv * q) % p === 1n &&
    (e * dP) % (p - 1n) === 1n &&
    (e * dQ) % (q - 1n) === 1n;
  if (!fits) throw refuse('is damaged: its numbers do not belong together.');
  if (!isUsableExponent(e)) throw refuse('has an exponent that verifiers refuse; make a new key.');

  let object: KeyObject | null = null;
  const pkcs1 = (): Buffer => writeDer(SEQUENCE, ...[0n, n, e, d, p, q, dP, dQ, qInv].map(writeInteger));
  return registerKey(
    { type: 'rsa', bits, publicKey: rsaSubjectPublicKeyInfo({ modulus, exponent: e }), exponent: e },
    () => (object ??= createPrivateKey({ key: pkcs1(), format: 'der', type: 'pkcs1' })),
  );
}

/**
 * Signs a test text with the key and verifies it: the key works, whatever its file says (S-253). A public key operation
 * and a private one, so for a check of the configuration and for new keys, not for each start.
 *
 * Throws DkimError, DKIM_KEY_UNUSABLE.
 */
export function testSigningKey(key: SigningKey): void {
  const object = privateKeyOf(key);
  const text = Buffer.from('a test of the key');
  const hash = key.type === 'rsa' ? 'sha256' : null;
  let works = false;
  try {
    works = verify(hash, text, createPublicKey(object), sign(hash, text, object));
  } catch (cause) {
    throw new DkimError('DKIM_KEY_UNUSABLE', 'The key cannot make a signature.', { cause });
  }
  if (!works) throw new DkimError('DKIM_KEY_UNUSABLE', 'The key makes signatures that do not verify.');
}
