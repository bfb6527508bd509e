/** One DomainKey-Signature: prepared when the header is known, completed when the body is over. RFC 4870; S-140. Historic. */
import { createSign, constants } from 'node:crypto';
import type { BodyCanonicalizer } from '../canonicalization/canonicalization.js';
import { domainkeysInput } from '../hash/domainkeys-input.js';
import { privateKeyOf } from '../keys/private-key.js';
import { domainkeysSender } from '../message/domainkeys-sender.js';
import type { MessageHeader } from '../message/header-field.js';
import { isSameOrSubdomain, parseDomain, parseSelector } from '../text/domain-name.js';
import { quote } from '../text/quote.js';
import type { Completion } from './dkim-signing.js';
import { foldBase64, foldTags, listParts, type TagText } from './signature-field.js';
import type { DomainkeysSignatureRequest } from './sign-options.js';

/** Such a message gets no DomainKey-Signature: nobody's fault. */
export class NotApplicable extends Error {}

/** Throws NotApplicable, or an Error whose message says why the request cannot be fulfilled. */
export function prepareDomainkeysSignature(
  request: DomainkeysSignatureRequest,
  { fields }: MessageHeader,
): { complete: Completion; body: BodyCanonicalizer } {
  const { key, canonicalization = 'nofws', signedFields } = request;
  const domain = parseDomain(request.domain);
  if (!domain.ok) throw new Error(domain.reason);
  const selector = parseSelector(request.selector);
  if (!selector.ok) throw new Error(selector.reason);
  if (key.type !== 'rsa') throw new Error('DomainKeys signs with RSA keys only');

  const sender = domainkeysSender(fields);
  if (!sender.ok) throw new NotApplicable(`no DomainKey-Signature: ${sender.reason}`);
  const address = sender.value.mailbox;
  if (!isSameOrSubdomain(address.domain, domain.value)) {
    throw new NotApplicable(`no DomainKey-Signature: ${quote(address.address)} is not under d=${domain.value}`);
  }
  const signed = fields.findIndex((field) => field.key === 'domainkey-signature');
  const resent = fields.findIndex((field) => field.key === 'sender');
  if (signed !== -1 && (resent === -1 || resent > signed)) {
    throw new NotApplicable('no DomainKey-Signature: the message has one already');
  }

  const names = signedFields === 'all' ? null : namesToSign(fields, signedFields);
  const signer = createSign('RSA-SHA1');
  const keys = names?.map((name) => name.toLowerCase()) ?? null;
  const body = domainkeysInput(fields, keys, canonicalization, (bytes) => signer.update(bytes));
  return {
    body,
    complete: async () => {
      const signature = signer.sign({ key: privateKeyOf(key), padding: constants.RSA_PKCS1_PADDING });
      const tags: TagText[] = [
        { name: 'a', parts: ['rsa-sha1'] },
        { name: 'c', parts: [canonicalization] },
        { name: 'd', parts: [domain.value] },
        { name: 's', parts: [selector.value] },
        { name: 'q', parts: ['dns'] },
      ];
      if (names !== null) tags.push({ name: 'h', parts: listParts(names, ':') });
      const { text, column } = foldTags('DomainKey-Signature', tags);
      return {
        made: true,
        type: 'domainkeys',
        domain: domain.value,
        selector: selector.value,
        algorithm: 'rsa-sha1',
        identity: address.address,
        field: `${text}${foldBase64(signature.toString('base64'), column)}\r\n`,
      };
    },
  };
}

/** Each name once: it stands for all fields of that name (S-131). Signatures of ours stand below as well and are left out. */
function namesToSign(fields: MessageHeader['fields'], wanted: readonly string[] | undefined): readonly string[] {
  const asked = wanted === undefined ? null : new Set(wanted.map((name) => name.toLowerCase()));
  const present = new Map<string, string>(); // by lower case, as first written
  for (const { key, name } of fields) {
    if (key === '' || key === 'dkim-signature' || key === 'domainkey-signature') continue;
    if (asked !== null && !asked.has(key) && key !== 'from' && key !== 'sender') continue;
    if (!present.has(key) && !name.includes(';')) present.set(key, name);
  }
  return [...present.values()];
}
