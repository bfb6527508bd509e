/**
 * Signs a field, or a mail, as it is written by hand, so that a test can make what our own signer never would.
 *
 * It knows no canonicalization: the caller gives the octets that are hashed, out of the standard's text, so that
 * nothing of what is tested makes the expected value.
 */
import { createHash, generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import type { MemoryRecords, VerifyOptions } from '../src/index.js';
import { bytesOf, outcomes } from './mail.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The key that signs where none is given, and its key record. */
export const HAND_KEY = privateKey;
export const HAND_RECORD = `v=DKIM1; p=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`;

/** The base64 hash of octets, for `bh=`. */
export function hashOf(canonicalBody: string, algorithm: 'sha1' | 'sha256' = 'sha256'): string {
  return createHash(algorithm).update(bytesOf(canonicalBody)).digest('base64');
}

/** What one signature is made of. Texts have one character an octet. */
export interface HandSignature {
  /** The field as it will stand, without its final CRLF, with `@B@` at the place of the signature's base64. */
  field: string;
  /** The canonical signed header fields, each with its CRLF. */
  signedFields: string;
  /** The field as it is hashed, without final CRLF. Default: as simple has it, `@B@` gone and nothing else. */
  ownField?: string;
  key?: KeyObject;
  hash?: 'sha1' | 'sha256';
}

/** The finished field with its CRLF. RFC 6376, section 3.7; RFC 8463, section 3. */
export function handSigned({
  field,
  signedFields,
  ownField = field.replace('@B@', ''),
  key = HAND_KEY,
  hash = 'sha256',
}: HandSignature): string {
  const input = bytesOf(signedFields + ownField);
  const signature =
    key.asymmetricKeyType === 'ed25519'
      ? signBytes(null, createHash('sha256').update(input).digest(), key)
      : signBytes(hash, input, key);
  return `${field.replace('@B@', signature.toString('base64'))}\r\n`;
}

/** The author of a mail that is signed by hand: the field as it stands, and as relaxed has it. */
export const HAND_FROM = 'From: Joe <joe@example.org>\r\n';
export const RELAXED_HAND_FROM = 'from:Joe <joe@example.org>\r\n';

/** The DNS of mails that are signed by hand. */
export const HAND_RECORDS: MemoryRecords = { 'hand._domainkey.example.org': { TXT: [HAND_RECORD] } };

/** A mail and its one signature, whose header is simple or relaxed. */
export interface HandMail {
  /** Default: no c=, which is simple/simple. */
  c?: string | undefined;
  a?: 'rsa-sha256' | 'rsa-sha1';
  h?: string;
  /** What is hashed of the header, in the order of h=. Default: From alone. */
  signedFields?: string;
  /** What is hashed of the body. */
  canonicalBody?: string;
  bh?: string;
  /** The message below its signature. */
  mail: string;
}

export function byHand({ c, a = 'rsa-sha256', h = 'from', signedFields, mail, ...body }: HandMail): string {
  const hash = a === 'rsa-sha1' ? 'sha1' : 'sha256';
  const { canonicalBody = 'Hi.\r\n', bh = hashOf(canonicalBody, hash) } = body;
  const isRelaxed = c?.toLowerCase().startsWith('relaxed') ?? false;
  const form = c === undefined ? '' : `c=${c}; `;
  const tags = `v=1; a=${a}; ${form}d=example.org; s=hand; h=${h}; bh=${bh}; b=`;
  const field = handSigned({
    field: `DKIM-Signature: ${tags}@B@`,
    signedFields: signedFields ?? (isRelaxed ? RELAXED_HAND_FROM : HAND_FROM),
    ownField: `${isRelaxed ? 'dkim-signature:' : 'DKIM-Signature: '}${tags}`,
    hash,
  });
  return field + mail;
}

/** How mails that are signed by hand are judged. */
export function judged(mail: string, more: Partial<VerifyOptions> = {}): Promise<readonly string[]> {
  return outcomes(mail, { records: HAND_RECORDS, ...more });
}
