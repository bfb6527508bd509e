/** One DKIM-Signature: prepared when the header is known, completed when the body is over. RFC 6376, section 5. */
import { MAX_TIME } from '../clock.js';
import type { BodyHasher } from '../hash/body-hash.js';
import { headerHashInput } from '../hash/header-hash.js';
import { fieldValue, type MessageHeader } from '../message/header-field.js';
import { fieldsToSign } from '../select/fields-to-sign.js';
import { selectSignedFields, type FieldIndex } from '../select/signed-header-fields.js';
import type { DkimCanonicalization } from '../canonicalization/names.js';
import { checkedWord, invalid } from '../option-checks.js';
import { MAX_SIGNATURE_FIELD } from '../tags/tag-list.js';
import { isSameOrSubdomain } from '../text/domain-name.js';
import { parseIdentity } from '../text/identity.js';
import { encodeQuotedPrintable } from '../text/quoted-printable.js';
import { quote } from '../text/quote.js';
import { encodeUtf8 } from '../text/utf8.js';
import { NotMade } from './not-made.js';
import { makeSignature } from './make-signature.js';
import { checkedFieldNames, checkedNames, checkedText, usableKey } from './request-checks.js';
import {
  anywhereParts,
  foldBase64,
  foldTags,
  listParts,
  quotedPrintableParts,
  type TagText,
} from './signature-field.js';
import type { DkimSignatureRequest, SigningOutcome } from './sign-options.js';

const FIELD_NAME = 'DKIM-Signature';
const MAX_LINE = 998; // RFC 5322, section 2.1.1

/** What c= can be, split. */
const CANONICALIZATIONS: Readonly<
  Record<
    NonNullable<DkimSignatureRequest['canonicalization']>,
    { header: DkimCanonicalization; body: DkimCanonicalization }
  >
> = {
  'simple/simple': { header: 'simple', body: 'simple' },
  'simple/relaxed': { header: 'simple', body: 'relaxed' },
  'relaxed/simple': { header: 'relaxed', body: 'simple' },
  'relaxed/relaxed': { header: 'relaxed', body: 'relaxed' },
};
const CANONICALIZATION_NAMES = [
  'simple/simple',
  'simple/relaxed',
  'relaxed/simple',
  'relaxed/relaxed',
] as const satisfies readonly (keyof typeof CANONICALIZATIONS)[];

/** Completes the signature; rejects if the library cannot sign. */
export type Completion = () => Promise<SigningOutcome>;

/** Throws NotMade or DkimError, which say why the request cannot be fulfilled. */
export function prepareDkimSignature(
  request: DkimSignatureRequest,
  { header, index, bodyHasher, now }: { header: MessageHeader; index: FieldIndex; bodyHasher: BodyHasher; now: number },
): Completion {
  const { domain, selector } = checkedNames(request);
  const privateKey = usableKey(request.key);
  const algorithm = checkedAlgorithm(request);
  const identity =
    request.identity === undefined ? null : checkedText('identity', request.identity, 'such as joe@example.org');
  const identityText = identity === null ? null : identityParts(identity, domain);
  const canonicalization = checkedWord(request, 'canonicalization', CANONICALIZATION_NAMES, 'relaxed/relaxed');
  const { header: headerCanonicalization, body: bodyCanonicalization } = CANONICALIZATIONS[canonicalization];
  const bodyLength = checkedBodyLength(request);
  const expiry = checkedExpiry(request, now);
  const copiedFields = checkedFieldNames(request, 'copiedFields');
  const names = fieldsToSign(index, {
    signedFields: checkedFieldNames(request, 'signedFields'),
    oversignedFields: checkedFieldNames(request, 'oversignedFields'),
  });
  const fields = selectSignedFields(names, index);
  const bodyHash = bodyHasher.want({
    canonicalization: bodyCanonicalization,
    hash: 'sha256',
    bodyLength: typeof bodyLength === 'number' ? bodyLength : null,
  });

  return async () => {
    const { digest, canonicalLength } = bodyHash();
    if (typeof bodyLength === 'number' && bodyLength > canonicalLength) {
      const reason = `l=${bodyLength} is more than the canonical body has, ${canonicalLength} octets`;
      throw new NotMade('option-invalid', reason);
    }
    const tags: TagText[] = [
      { name: 'v', parts: ['1'] },
      { name: 'a', parts: [algorithm] },
      { name: 'c', parts: [canonicalization] },
      { name: 'd', parts: [domain] },
      { name: 's', parts: [selector] },
      { name: 't', parts: [String(now)] },
    ];
    if (expiry !== null) tags.push({ name: 'x', parts: [String(expiry)] });
    if (identityText !== null) tags.push({ name: 'i', parts: identityText });
    if (bodyLength !== null)
      tags.push({ name: 'l', parts: [String(bodyLength === 'whole' ? canonicalLength : bodyLength)] });
    tags.push({ name: 'h', parts: listParts(names, ':') });
    if (copiedFields !== undefined) tags.push({ name: 'z', parts: copiedParts(header, copiedFields) });
    tags.push({ name: 'bh', parts: anywhereParts(digest.toString('base64')) });

    const { text, column } = foldTags(FIELD_NAME, tags);
    refuseTooLarge(text);
    const bytes = Buffer.from(`${text}\r\n`, 'latin1');
    const empty = { start: text.length, end: text.length }; // where the value of b= goes
    const ownField = { bytes, name: FIELD_NAME, valueStart: FIELD_NAME.length + 1 };
    const input = headerHashInput(fields, ownField, empty, headerCanonicalization);
    const signature = await makeSignature(input, { key: privateKey, bits: request.key.bits, algorithm });
    return {
      made: true,
      type: 'dkim',
      domain,
      selector,
      algorithm,
      identity,
      field: `${text}${foldBase64(signature.toString('base64'), column)}\r\n`,
    };
  };
}

/** What no verifier would read (S-242), or no server take (RFC 5321, section 4.5.3.1.6). b= adds 700 octets at most. */
function refuseTooLarge(text: string): void {
  if (text.length > MAX_SIGNATURE_FIELD - 1024) {
    throw new NotMade('header-too-large', `the signature would be longer than ${MAX_SIGNATURE_FIELD} octets`);
  }
  if (text.split('\r\n').some((line) => line.length > MAX_LINE)) {
    throw new NotMade('option-invalid', `a line of the signature would be longer than ${MAX_LINE} octets`);
  }
}

function checkedAlgorithm({ algorithm, key }: DkimSignatureRequest): 'rsa-sha256' | 'ed25519-sha256' {
  const fits = key.type === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256';
  if (algorithm === undefined) return fits;
  if (algorithm !== 'rsa-sha256' && algorithm !== 'ed25519-sha256') {
    throw invalid('algorithm must be rsa-sha256 or ed25519-sha256', algorithm);
  }
  if (algorithm === fits) return fits;
  throw new NotMade('key-unusable', `a=${algorithm} does not fit the key, which is ${key.type}: it signs with ${fits}`);
}

function checkedBodyLength({ bodyLength }: DkimSignatureRequest): number | 'whole' | null {
  if (bodyLength === undefined) return null;
  if (bodyLength === 'whole' || (Number.isSafeInteger(bodyLength) && bodyLength >= 0)) return bodyLength;
  throw invalid("bodyLength (l=) must be 'whole' or a whole number of octets", bodyLength);
}

/** x= has to be after t= (S-061) and to have 12 digits at most, as t= has. */
function checkedExpiry({ expiresAfter }: DkimSignatureRequest, now: number): number | null {
  if (expiresAfter === undefined) return null;
  const most = MAX_TIME - now;
  if (Number.isSafeInteger(expiresAfter) && expiresAfter >= 1 && expiresAfter <= most) return now + expiresAfter;
  throw invalid(`expiresAfter (x=) must be a whole number of seconds from 1 to ${most}`, expiresAfter);
}

/** i= as it is written: local part encoded, domain in A-labels (S-115, S-116, S-123). */
function identityParts(text: string, domain: string): readonly string[] {
  const identity = parseIdentity(text);
  if (!identity.ok) throw new NotMade('option-invalid', identity.reason);
  const { value } = identity;
  if (!isSameOrSubdomain(value.domain, domain)) {
    throw new NotMade('option-invalid', `i=${quote(text)} is not under d=${domain}`);
  }
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
