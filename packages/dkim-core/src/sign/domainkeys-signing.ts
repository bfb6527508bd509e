/** One DomainKey-Signature: prepared when the header is known, completed when the body is over. RFC 4870; S-140. Historic. */
import { createSign, constants, type KeyObject, type Sign } from 'node:crypto';
import type { BodyCanonicalizer } from '../canonicalization/canonicalization.js';
import { domainkeysInput } from '../hash/domainkeys-input.js';
import { domainkeysSender } from '../message/domainkeys-sender.js';
import type { MessageHeader } from '../message/header-field.js';
import { checkedWord } from '../option-checks.js';
import { isSameOrSubdomain } from '../text/domain-name.js';
import { quote } from '../text/quote.js';
import type { Completion } from './dkim-signing.js';
import { NotMade } from './not-made.js';
import { checkedFieldNames, checkedNames, keyCannotSign, usableKey } from './request-checks.js';
import { foldBase64, foldTags, listParts, type TagText } from './signature-field.js';
import type { DomainkeysSignatureRequest } from './sign-options.js';

/** Throws NotMade or DkimError, which say why the request cannot be fulfilled, or that it does not apply to the message. */
export function prepareDomainkeysSignature(
  request: DomainkeysSignatureRequest,
  { fields }: MessageHeader,
): { complete: Completion; body: BodyCanonicalizer } {
  const { domain, selector } = checkedNames(request);
  const key = usableKey(request.key);
  if (request.key.type !== 'rsa') throw new NotMade('key-unusable', 'DomainKeys signs with RSA keys only');
  const algorithm = checkedWord(request, 'algorithm', ['rsa-sha1'], 'rsa-sha1');
  const canonicalization = checkedWord(request, 'canonicalization', ['nofws', 'simple'], 'nofws');
  const wanted = request.signedFields === 'all' ? 'all' : checkedFieldNames(request, 'signedFields');

  const sender = domainkeysSender(fields);
  if (!sender.ok) throw notApplicable(sender.reason);
  const address = sender.value.mailbox;
  if (!isSameOrSubdomain(address.domain, domain)) {
    throw notApplicable(`${quote(address.address)} is not under d=${domain}`);
  }
  const signed = fields.findIndex((field) => field.key === 'domainkey-signature');
  const resent = fields.findIndex((field) => field.key === 'sender');
  if (signed !== -1 && (resent === -1 || resent > signed)) {
    throw notApplicable('the message has one already');
  }

  const names = wanted === 'all' ? null : namesToSign(fields, wanted);
  const signer = createSign('RSA-SHA1');
  const keys = names?.map((name) => name.toLowerCase()) ?? null;
  const body = domainkeysInput(fields, keys, canonicalization, (bytes) => signer.update(bytes));
  return {
    body,
    complete: async () => {
      const signature = signText(signer, key);
      const tags: TagText[] = [
        { name: 'a', parts: [algorithm] },
        { name: 'c', parts: [canonicalization] },
        { name: 'd', parts: [domain] },
        { name: 's', parts: [selector] },
        { name: 'q', parts: ['dns'] },
      ];
      if (names !== null) tags.push({ name: 'h', parts: listParts(names, ':') });
      const { text, column } = foldTags('DomainKey-Signature', tags);
      return {
        made: true,
        type: 'domainkeys',
        domain,
        selector,
        algorithm,
        identity: address.address,
        field: `${text}${foldBase64(signature.toString('base64'), column)}\r\n`,
      };
    },
  };
}

/** Such a message gets no DomainKey-Signature: nobody's fault. */
function notApplicable(why: string): NotMade {
  return new NotMade('not-applicable', `no DomainKey-Signature: ${why}`);
}

function signText(signer: Sign, key: KeyObject): Buffer {
  try {
    return signer.sign({ key, padding: constants.RSA_PKCS1_PADDING });
  } catch (err) {
    throw keyCannotSign(err);
  }
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
