/** Cases of grammar: signatures, key records, tag lists, addresses, quoted-printable, message parts. */
import { sign as signBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  fieldsNamed,
  fieldValue,
  keyRecordText,
  generateSigningKey,
  loadSigningKey,
  lookUpAdsp,
  memoryResolver,
  parseAddressList,
  parseKeyRecord,
  readHeader,
  sign,
  verify,
} from 'dkim-core';
import { privateKeyOf } from '../../packages/dkim-core/src/keys/private-key-object.js';
import { readPublicKey } from '../../packages/dkim-core/src/keys/public-key.js';
import { parseDomainkeysPolicy } from '../../packages/dkim-core/src/policy/domainkeys-policy.js';
import { fieldsToSign } from '../../packages/dkim-core/src/select/fields-to-sign.js';
import { indexFields } from '../../packages/dkim-core/src/select/signed-header-fields.js';
import { foldBase64, foldTags, listParts } from '../../packages/dkim-core/src/sign/signature-field.js';
import { parseDkimSignature } from '../../packages/dkim-core/src/tags/dkim-signature.js';
import { parseDomainkeySignature } from '../../packages/dkim-core/src/tags/domainkey-signature.js';
import { parseTagList, readTagList } from '../../packages/dkim-core/src/tags/tag-list.js';
import { decodeQuotedPrintable, encodeQuotedPrintable } from '../../packages/dkim-core/src/text/quoted-printable.js';
import { arrivalOf } from '../../apps/dkim-check/src/arrival.js';
import { listIdOf } from '../../packages/signing-policy/src/list-id-map.js';
import { responsibleFor } from '../../packages/signing-policy/src/responsible-sender.js';
import { fileOf, messageOf, octetsOf, withCrlf, type Expected } from './cases.js';
import { holds, same, type Judge } from './judgement.js';

const NOW = 1_700_000_000;

function validity(ok: boolean, why: string, { valid }: Expected): readonly string[] {
  if (valid === 'lenient' || ok === valid) return [];
  return [ok ? 'it is taken for valid' : `it is refused: ${why}`];
}

function tagsOf(text: string): ReadonlyMap<string, string> {
  return new Map([...readTagList(text, ['b', 'bh']).specs].map(([name, { value }]) => [name, value]));
}

export const signatureHeader: Judge = async ({ header, value, topic, options = {} }, right) => {
  if (topic === 'tag-list') {
    const text = withCrlf(octetsOf(value ?? '', options)).toString('latin1');
    const tags = parseTagList(text);
    const found = tagsOf(text);
    return [
      ...validity(tags.ok, tags.ok ? '' : tags.reason, right),
      ...Object.entries((right['tags'] ?? {}) as Record<string, string>).flatMap(([name, wanted]) =>
        same(`${name}=`, found.get(name), wanted),
      ),
      ...(right['count'] === undefined ? [] : same('the number of tags', found.size, right['count'])),
    ];
  }
  const text = header ?? `DKIM-Signature: ${value ?? ''}\r\n`;
  const { fields } = readHeader(withCrlf(octetsOf(text, options)));
  const field = fields[0];
  if (field === undefined) return validity(false, 'no field', right);
  if (topic === 'domainkeys') {
    const { facts, parsed } = parseDomainkeySignature(field);
    const { a, s, d, c } = (right['parsed'] ?? {}) as Record<string, string>;
    return [
      ...validity(parsed.ok, parsed.ok ? '' : parsed.reason, right),
      ...same('its tags', [facts.algorithm, facts.selector, facts.domain, facts.canonicalization], [a, s, d, c]),
    ];
  }
  if (field.key !== 'dkim-signature') return validity(false, 'not a DKIM-Signature', right);
  const { facts, parsed } = parseDkimSignature(field);
  const tags = tagsOf(fieldValue(field));
  const told: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(tags),
    a: facts.algorithm,
    d: facts.domain,
    s: facts.selector,
    i: facts.identity,
    l: facts.bodyLength,
    hc: facts.canonicalization?.split('/')[0],
    bc: facts.canonicalization?.split('/')[1],
    h: (tags.get('h') ?? '').split(':').map((name) => name.trim().toLowerCase()),
    q: (tags.get('q') ?? '').split(':').map((method) => method.trim()),
    z: (tags.get('z') ?? '').split('|').map((copy) => decodeQuotedPrintable(copy.replaceAll(/\s/g, ''))),
  };
  if (!parsed.ok) {
    // Of a void signature: what a verdict tells, and tags of which there is but the text, as texts.
    const texts = {
      b: Buffer.from(facts.signature ?? '', 'base64').toString('latin1'),
      bh: Buffer.from(tags.get('bh') ?? '', 'base64').toString('latin1'),
      t: Number(tags.get('t')),
      x: Number(tags.get('x')),
    };
    return [...validity(false, parsed.reason, right), ...compareTags({ ...told, ...texts }, right)];
  }
  const now = options['now'] ?? (right.error === 'expired' ? NOW : null);
  if (typeof now === 'number' && parsed.value.expiration !== null && now > parsed.value.expiration + 300) {
    return validity(false, 'it is expired', right);
  }
  const { value: signature } = parsed;
  const found = {
    ...told,
    t: signature.timestamp,
    x: signature.expiration,
    h: signature.signedFields,
    hc: signature.headerCanonicalization,
    bc: signature.bodyCanonicalization,
    b: Buffer.from(signature.signature).toString('latin1'),
    bh: Buffer.from(signature.bodyHash).toString('latin1'),
  };
  return [...validity(true, '', right), ...compareTags(found, right)];
};

function compareTags(found: Readonly<Record<string, unknown>>, right: Expected): readonly string[] {
  return Object.entries((right['parsed'] ?? {}) as Readonly<Record<string, unknown>>).flatMap(([name, wanted]) =>
    same(`${name}=`, found[name], name === 'h' ? lower(wanted) : wanted),
  );
}

function lower(wanted: unknown): unknown {
  return (wanted as readonly string[]).map((one) => one.toLowerCase());
}

/** A record is valid if it holds a key that can be used for some signature; its size is another matter. */
export const keyRecord: Judge = ({ record, records }, right) => {
  if (records !== undefined) {
    return same('usable records', records.filter((text) => parseKeyRecord(text).ok).length, right['usable']);
  }
  const parsed = parseKeyRecord(octetsOf(record ?? '').toString('latin1'));
  if (!parsed.ok) return validity(false, parsed.reason, right);
  const { keyType, publicKey, hashes, services, flags } = parsed.value;
  if (publicKey === null) return validity(false, 'it is revoked', right);
  const key = readPublicKey(publicKey, keyType);
  if (!key.ok) return validity(false, key.reason, right);
  const facts: Record<string, unknown> = {
    k: keyType,
    h: hashes,
    hashes: hashes?.filter((hash) => /^sha(1|256)$/.test(hash)),
    s: services,
    services,
    t: flags,
    flags: flags.filter((flag) => flag === 'y' || flag === 's'),
    strict: flags.includes('s'),
    testing: flags.includes('y'),
  };
  return [
    ...validity(true, '', right),
    ...Object.entries(right).flatMap(([name, wanted]) =>
      name in facts ? same(name, facts[name], Array.isArray(wanted) ? lower(wanted) : wanted) : [],
    ),
  ];
};

const BAD_SIGNATURE = new Set(['fail', 'pass']);

/** The key may be used for the signature: then it is looked at, and does not fit, as there is no such message. */
export const keyMatch: Judge = async ({ value, record }, right) => {
  const message = octetsOf(`DKIM-Signature: ${value ?? ''}\r\nFrom: a@example.org\r\n\r\n`);
  const everywhere = memoryResolver({ 'gamma._domainkey.gmail.com': { TXT: [record ?? ''] } });
  const { signatures } = await verify(message, { resolveTxt: everywhere, now: () => NOW });
  return same('the key matches', BAD_SIGNATURE.has(signatures[0]?.result ?? ''), right['match']);
};

/** g= of DomainKeys, asked of the verifier: mails of each local part, signed, with that record. */
export const granularity: Judge = async ({ g }, right) => {
  const { key } = await generateSigningKey({ type: 'rsa', bits: 1024 });
  const record = `g=${g ?? ''}; ${keyRecordText(key).replace('v=DKIM1; ', '')}`;
  const judged = async (localPart: string): Promise<string> => {
    const mail = Buffer.from(`From: <${localPart}@example.org>\r\n\r\nHi\r\n`);
    const signatures = [{ type: 'domainkeys', domain: 'example.org', selector: 's', key }] as const;
    const { fields } = await sign(mail, { signatures, now: () => NOW });
    const resolveTxt = memoryResolver({ 's._domainkey.example.org': { TXT: [record] } });
    const { signatures: found } = await verify(Buffer.concat([fields, mail]), { resolveTxt, now: () => NOW });
    return found[0]?.code ?? found[0]?.result ?? '';
  };
  const complaints: string[] = [];
  for (const localPart of (right['match'] ?? []) as readonly string[]) {
    complaints.push(...same(localPart, await judged(localPart), 'pass'));
  }
  const others =
    right['error'] === true ? ['test', '+test', 'atesta'] : ((right['noMatch'] ?? []) as readonly string[]);
  for (const localPart of others) {
    complaints.push(...same(localPart, await judged(localPart), 'identity-not-allowed-by-key'));
  }
  return complaints;
};

export const quotedPrintable: Judge = ({ input, options = {} }, right) => {
  const text = String(input);
  if (options['direction'] === 'decode') {
    return same('the octets', decodeQuotedPrintable(text), right.error === undefined ? right['output'] : null);
  }
  // In a signature white space goes before decoding, so all of it has to be encoded, not only where MIME wants it.
  const encoded = encodeQuotedPrintable(text);
  return [
    ...same('decoded again', decodeQuotedPrintable(encoded), text),
    ...same('the text', encoded, String(right['output']).replaceAll(' ', '=20')),
  ];
};

export const address: Judge = ({ id, header = '', options = {} }, right) => {
  const decoded = id.startsWith('author');
  const octets = decoded ? Buffer.from(header, 'utf8') : octetsOf(header, options);
  const wanted = id.startsWith('reply-to') ? 'reply-to' : 'from';
  const field = decoded ? null : fieldsNamed(readHeader(octets), wanted)[0];
  const text = decoded ? octets.toString('latin1') : field === undefined || field === null ? '' : fieldValue(field);
  return same(
    'the first address',
    parseAddressList(text)[0]?.address ?? null,
    right.error === undefined ? right.value : null,
  );
};

export const senderDomain: Judge = ({ input }, right) => {
  const { headers } = input as { headers: readonly string[] };
  const { candidates } = responsibleFor(readHeader(octetsOf(headers.map((field) => `${field}\r\n`).join(''))), [
    'from',
    'sender',
  ]);
  return same('the domain', candidates[0]?.domain ?? null, right['domain']);
};

export const headersToSign: Judge = ({ input }, right) => {
  const { configured } = input as { configured: string | null };
  const index = indexFields(readHeader(octetsOf('From: a@example.org\r\nSubject: x\r\n')).fields);
  const plain = indexFields(readHeader(octetsOf('From: a@example.org\r\n')).fields);
  const choice = { signedFields: configured?.split(','), oversignedFields: [] };
  return same('h=', fieldsToSign(configured === null ? plain : index, choice), right['h']);
};

export const listId: Judge = ({ header = '' }, right) =>
  same(
    'the id',
    listIdOf(readHeader(octetsOf(header))),
    right.error === undefined ? String(right.value).toLowerCase() : null,
  );

export const receivedTime: Judge = ({ header = '' }, right) => {
  const seconds = arrivalOf(readHeader(octetsOf(header)));
  return same('the time', seconds === null ? null : new Date(seconds * 1000).toISOString(), right.value);
};

export const messageParse: Judge = (entry, right) => {
  const message = entry.lineEndings === undefined ? messageOf(entry) : withCrlf(messageOf(entry));
  const header = readHeader(message);
  const found: Record<string, string[]> = {};
  for (const { key, bytes } of header.fields) {
    if (key !== '') (found[key] ??= []).push(Buffer.from(bytes).toString('latin1'));
  }
  if (right['fields'] !== undefined)
    return same('the number of fields', header.fields.filter(({ key }) => key !== '').length, right['fields']);
  const { headers, body } = (right.value ?? {}) as { headers: unknown; body: string };
  return [...same('the fields', found, headers), ...same('the body', message.toString('latin1', header.size), body)];
};

/** How a line is folded is each signer's own; that nothing is lost, split or too long is not. */
export const fold: Judge = ({ input, options = {} }) => {
  const text = String(input).trimEnd();
  const folded = Object.hasOwn(options, 'break')
    ? foldTags('X', [{ name: 'h', parts: listParts(text.split(':'), ':') }]).text
    : foldBase64(text.replaceAll(' ', '/'), Number(options['margin']));
  return [
    ...holds(
      'a line has more than 78 columns',
      folded.split('\r\n').every((line) => line.length < 79),
    ),
    ...holds('text is lost', folded.replaceAll(/\r\n\t/g, '').includes(text.replaceAll(' ', '/'))),
  ];
};

export const rsaRaw: Judge = (entry, right) => {
  const key = loadSigningKey(fileOf(entry, entry.files?.['key'] ?? ''));
  const signature = signBytes(String(entry.options?.['hash']), octetsOf(String(entry.input)), privateKeyOf(key));
  return same('the signature', signature.toString('hex'), right['signatureHex']);
};

export const policy: Judge = async (entry, right) => {
  const { type, domain = '', record } = entry.policy ?? { type: '', record: '' };
  if (type === 'adsp') {
    const nothing = memoryResolver({ [domain]: { TXT: [] } });
    const dns = memoryResolver({ [domain]: { TXT: [] }, [`_adsp._domainkey.${domain}`]: { TXT: [record] } });
    const [without, found] = await Promise.all(
      [nothing, dns].map((resolveTxt) => verify(messageOf(entry), { resolveTxt, now: () => NOW })),
    );
    const { practice } = await lookUpAdsp(domain, dns);
    return [
      ...same('the practice', practice, tagsOf(record).get('dkim')),
      ...same('what applies to the message by ADSP', isDeepStrictEqual(found, without) ? null : found, right['apply']),
    ];
  }
  const parsed = parseDomainkeysPolicy(record);
  if (!parsed.ok) return [parsed.reason];
  return [
    ...same('o=', parsed.value.signsAll ? '-' : '~', right['policy']),
    ...same('t=y', parsed.value.testing, right['testing'] ?? false),
    ...same('n=', parsed.value.notes, right['note'] ?? null),
  ];
};
