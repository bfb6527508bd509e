/** One DKIM-Signature: prepared when the header is known, completed when the body is over. RFC 6376, section 5. */
import { sign as cryptoSign, constants, createHash } from 'node:crypto';
import type { BodyHasher } from '../hash/body-hash.js';
import { headerHashInput } from '../hash/header-hash.js';
import { privateKeyOf } from '../keys/private-key.js';
import { fieldValue, type MessageHeader } from '../message/header-field.js';
import { fieldsToSign } from '../select/fields-to-sign.js';
import { selectSignedFields, type FieldIndex } from '../select/signed-header-fields.js';
import type { DkimCanonicalization } from '../tags/dkim-signature.js';
import { isSameOrSubdomain, keyRecordName, parseDomain, parseSelector } from '../text/domain-name.js';
import { parseIdentity } from '../text/identity.js';
import { encodeQuotedPrintable } from '../text/quoted-printable.js';
import { quote } from '../text/quote.js';
import { encodeUtf8 } from '../text/utf8.js';
import {
  anywhereParts,
  foldBase64,
  foldTags,
  listParts,
  quotedPrintableParts,
  type TagText,
} from './signature-field.js';
import type { DkimSignatureRequest, MadeSignature } from './sign-options.js';

const FIELD_NAME = 'DKIM-Signature';
const NAME_PATTERN = /^[!-9;-~]+$/;

/** Completes the signature; rejects if the library cannot sign. */
export type Completion = () => Promise<MadeSignature>;

/** Throws an Error whose message says why the request cannot be fulfilled. */
export function prepareDkimSignature(
  request: DkimSignatureRequest,
  { header, index, bodyHasher, now }: { header: MessageHeader; index: FieldIndex; bodyHasher: BodyHasher; now: number },
): Completion {
  const { domain, selector } = checkedNames(request);
  const algorithm = checkedAlgorithm(request);
  const identity = request.identity === undefined ? null : identityParts(request.identity, domain);
  const [headerCanonicalization, bodyCanonicalization] = canonicalizations(request);
  const { bodyLength = null, expiresAfter = null, signedFields, oversignedFields } = request;
  if (expiresAfter !== null && !isCount(expiresAfter, 1)) {
    throw new Error(`x= has to be a whole number of seconds after t=, not ${expiresAfter}`); // S-061
  }
  if (typeof bodyLength === 'number' && !isCount(bodyLength, 0)) {
    throw new Error(`l= has to be a whole number of octets, not ${bodyLength}`);
  }
  for (const name of [...(signedFields ?? []), ...(oversignedFields ?? [])]) {
    if (!NAME_PATTERN.test(name) || name.includes(';')) throw new Error(`${quote(name)} is no name of a header field`);
  }
  const names = fieldsToSign(index, { signedFields, oversignedFields });
  const fields = selectSignedFields(names, index);
  const bodyHash = bodyHasher.want({
    canonicalization: bodyCanonicalization,
    hash: 'sha256',
    bodyLength: typeof bodyLength === 'number' ? bodyLength : null,
  });

  return async () => {
    const { digest, canonicalLength } = bodyHash();
    if (typeof bodyLength === 'number' && bodyLength > canonicalLength) {
      throw new Error(`l=${bodyLength} is more than the canonical body has, ${canonicalLength} octets`);
    }
    const tags: TagText[] = [
      { name: 'v', parts: ['1'] },
      { name: 'a', parts: [algorithm] },
      { name: 'c', parts: [`${headerCanonicalization}/${bodyCanonicalization}`] },
      { name: 'd', parts: [domain] },
      { name: 's', parts: [selector] },
      { name: 't', parts: [String(now)] },
    ];
    if (expiresAfter !== null) tags.push({ name: 'x', parts: [String(now + expiresAfter)] });
    if (identity !== null) tags.push({ name: 'i', parts: identity });
    if (bodyLength !== null)
      tags.push({ name: 'l', parts: [String(bodyLength === 'whole' ? canonicalLength : bodyLength)] });
    tags.push({ name: 'h', parts: listParts(names, ':') });
    if (request.copiedFields) tags.push({ name: 'z', parts: copiedParts(header, request.copiedFields) });
    tags.push({ name: 'bh', parts: anywhereParts(digest.toString('base64')) });

    const { text, column } = foldTags(FIELD_NAME, tags);
    const bytes = Buffer.from(`${text}\r\n`, 'latin1');
    const empty = { start: text.length, end: text.length }; // where the value of b= goes
    const ownField = { bytes, name: FIELD_NAME, valueStart: FIELD_NAME.length + 1 };
    const input = headerHashInput(fields, ownField, empty, headerCanonicalization);
    const signature = await signInput(input, request);
    return {
      made: true,
      type: 'dkim',
      domain,
      selector,
      algorithm,
      ...(request.identity === undefined ? {} : { identity: request.identity }),
      field: `${text}${foldBase64(signature.toString('base64'), column)}\r\n`,
    };
  };
}

/** On the thread pool: an RSA operation takes a millisecond in which the event loop goes on. */
function signInput(input: Buffer, { key }: DkimSignatureRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (err: Error | null, signature: Buffer): void => (err === null ? resolve(signature) : reject(err));
    const privateKey = privateKeyOf(key);
    if (key.type === 'ed25519') {
      cryptoSign(null, createHash('sha256').update(input).digest(), privateKey, done); // RFC 8463, section 3
    } else {
      cryptoSign('sha256', input, { key: privateKey, padding: constants.RSA_PKCS1_PADDING }, done);
    }
  });
}

function checkedNames(request: DkimSignatureRequest): { domain: string; selector: string } {
  const domain = parseDomain(request.domain);
  if (!domain.ok) throw new Error(domain.reason);
  const selector = parseSelector(request.selector);
  if (!selector.ok) throw new Error(selector.reason);
  if (keyRecordName(selector.value, domain.value) === null) {
    throw new Error('selector and domain together are longer than 253 octets');
  }
  return { domain: domain.value, selector: selector.value };
}

function checkedAlgorithm({ algorithm, key }: DkimSignatureRequest): 'rsa-sha256' | 'ed25519-sha256' {
  const fits = key.type === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256';
  if (algorithm !== undefined && algorithm !== fits) {
    throw new Error(`a=${quote(algorithm)} does not fit the key, which is ${key.type}: it signs with ${fits}`);
  }
  return fits;
}

function canonicalizations({
  canonicalization = 'relaxed/relaxed',
}: DkimSignatureRequest): [DkimCanonicalization, DkimCanonicalization] {
  const [header, body] = canonicalization.split('/');
  if (!isKnown(header) || !isKnown(body))
    throw new Error(`c=${quote(canonicalization)} names no canonicalization that is known`);
  return [header, body];
}

function isCount(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

function isKnown(name: string | undefined): name is DkimCanonicalization {
  return name === 'simple' || name === 'relaxed';
}

/** i= as it is written: local part encoded, domain in A-labels (S-115, S-116, S-123). */
function identityParts(text: string, domain: string): readonly string[] {
  const identity = parseIdentity(text);
  if (!identity.ok) throw new Error(identity.reason);
  const { value } = identity;
  if (!isSameOrSubdomain(value.domain, domain)) throw new Error(`i=${quote(text)} is not under d=${domain}`);
  const localPart = encodeQuotedPrintable(encodeUtf8(value.localPart));
  return [...(localPart === '' ? [] : quotedPrintableParts(localPart)), `@${value.domain}`];
}

function copiedParts(header: MessageHeader, copied: readonly string[]): readonly string[] {
  const wanted = new Set(copied.map((name) => name.toLowerCase()));
  const copies = header.fields
    .filter(({ key }) => wanted.has(key))
    .map((field) => `${field.name}:${encodeQuotedPrintable(fieldValue(field), '|')}`);
  return listParts(copies, '|').flatMap((copy) => quotedPrintableParts(copy));
}
