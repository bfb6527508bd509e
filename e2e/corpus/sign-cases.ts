/** Cases that sign a message: what the signature says, that it verifies, and that the source's own verifies here. */
import {
  DkimError,
  fieldValue,
  loadSigningKey,
  memoryResolver,
  readHeader,
  sign,
  verify,
  type DkimSignatureRequest,
  type SignatureRequest,
  type SigningKey,
  type SignResult,
} from 'dkim-core';
import { parseTagList } from '../../packages/dkim-core/src/tags/tag-list.js';
import { fileOf, messageOf, octetsOf, type CorpusCase, type Expected } from './cases.js';
import { holds, same, type Judge } from './judgement.js';

const NOW = 1_700_000_000;

interface SignCaseOptions {
  a?: string;
  c?: string;
  d?: string;
  s?: string;
  i?: string;
  t?: number;
  x?: number;
  ttl?: number;
  h?: readonly string[];
  flags?: readonly string[];
}

function optionsOf(entry: CorpusCase): SignCaseOptions {
  return entry.options ?? {};
}

function count(list: readonly string[], name: string): number {
  return list.filter((one) => one === name).length;
}

/** The names to sign, and those to name once more than they stand. */
function fieldChoice(h: readonly string[] | undefined, message: Buffer): Partial<DkimSignatureRequest> {
  if (h === undefined) return {};
  const { fields } = readHeader(message);
  const names = h.map((name) => name.toLowerCase());
  const present = fields.map(({ key }) => key);
  const oversignedFields = [...new Set(names)].filter((name) => count(names, name) > count(present, name));
  return { signedFields: [...new Set(names)], oversignedFields };
}

/** c= of one name leaves the body simple (S-013). */
function canonicalization(c: string | undefined): Partial<DkimSignatureRequest> {
  if (c === undefined) return {};
  const [header, body = 'simple'] = c.split('/');
  return { canonicalization: `${header ?? ''}/${body}` as DkimSignatureRequest['canonicalization'] };
}

function signed(entry: CorpusCase, message: Buffer, key: SigningKey): Promise<SignResult> {
  const { a, c, d = '', s = '', i, t = NOW, x, ttl, h, flags = [] } = optionsOf(entry);
  const request: DkimSignatureRequest = {
    type: 'dkim',
    domain: d,
    selector: s,
    key,
    algorithm: a as DkimSignatureRequest['algorithm'],
    identity: i,
    expiresAfter: ttl ?? (x === undefined ? undefined : x - t),
    bodyLength: flags.includes('signLength') ? 'whole' : undefined,
    copiedFields: flags.includes('zTags') ? (h ?? []) : undefined,
    ...canonicalization(c),
    ...fieldChoice(h, message),
  };
  return sign(message, { signatures: [request], now: () => t });
}

/** OpenDKIM's fixCrlf makes a line end of a lone CR before it signs. */
function signedMessage(entry: CorpusCase): Buffer {
  const message = messageOf(entry);
  if (optionsOf(entry).flags?.includes('fixCrlf') !== true) return message;
  return Buffer.from(message.toString('latin1').replaceAll(/\r(?!\n)/g, '\r\n'), 'latin1');
}

/** Null where the file holds no usable key. */
function keyOf(entry: CorpusCase): SigningKey | null {
  try {
    return loadSigningKey(fileOf(entry, entry.files?.['key'] ?? ''));
  } catch (err) {
    if (err instanceof DkimError) return null;
    throw err;
  }
}

function tagsOf(field: Uint8Array | string): ReadonlyMap<string, string> {
  const [first] = readHeader(typeof field === 'string' ? octetsOf(field) : field).fields;
  const tags = first === undefined ? null : parseTagList(fieldValue(first));
  return tags?.ok === true ? tags.value : new Map();
}

const sorted = (names: readonly string[]): readonly string[] => names.map((name) => name.toLowerCase()).toSorted();

const compact = (text: string | undefined): string => (text ?? '').replaceAll(/\s/g, '');

export const dkimSign: Judge = async (entry, right) => {
  const { options = {}, dns, expect } = entry;
  if (options['keyFile'] !== undefined) return { notJudged: 'about a file that is not there, which the programs read' };
  const message = signedMessage(entry);
  const key = keyOf(entry);
  if (key === null) return same('the key is usable', right.error !== undefined, true);
  const { fields, signatures } = await signed(entry, message, key);
  const [made] = signatures;
  const own = await sourcesOwn(entry, message, expect ?? {});
  if (right.error !== undefined) return [...own, ...same('a signature was made', made?.made, false)];
  if (made?.made !== true) return [...own, `no signature was made: ${made?.reason ?? ''}`];

  const complaints: string[] = [...own];
  const tags = tagsOf(fields);
  if (typeof right['bh'] === 'string') complaints.push(...same('bh=', compact(tags.get('bh')), right['bh']));
  if (Array.isArray(right['h'])) {
    const h = compact(tags.get('h')).split(':');
    complaints.push(...same('the names of h=', sorted(h), sorted(right['h'] as readonly string[])));
  }
  const names = compact(tags.get('h')).split(':');
  for (const name of (right['hIncludes'] ?? []) as readonly string[]) {
    complaints.push(...holds(`h= does not name ${name}`, names.includes(name)));
  }
  for (const [name, wanted] of Object.entries((right['tags'] ?? {}) as Record<string, string>)) {
    if (name !== 'z') complaints.push(...same(`${name}=`, compact(tags.get(name)), wanted));
    else complaints.push(...same('z=', copies(tags.get('z')), copies(wanted)));
  }
  if (typeof right['cStartsWith'] === 'string') {
    complaints.push(...holds('c= is another one', (tags.get('c') ?? '').startsWith(right['cStartsWith'])));
  }
  const then = right['thenVerify'] as { overall: string; now?: number } | undefined;
  if (dns !== undefined && (right['signs'] === true || then !== undefined)) {
    const now = then?.now ?? optionsOf(entry).t ?? NOW;
    const { result } = await verify(Buffer.concat([fields, message]), {
      resolveTxt: memoryResolver(dns),
      now: () => now,
      domainkeys: false,
    });
    const wanted = then?.overall ?? 'pass';
    complaints.push(
      ...(wanted === 'not-pass' ? holds('it passes', result !== 'pass') : same('its verdict', result, wanted)),
    );
  }
  return complaints;
};

/** Copied fields without what signers may encode or not, and without regard to white space. */
function copies(z: string | undefined): readonly string[] {
  const plain = compact(z).replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return plain
    .split('|')
    .map((copy) => compact(copy).toLowerCase())
    .toSorted();
}

/** The source's signature, over the same message, passes here, or would if its algorithm were not historic. */
async function sourcesOwn(entry: CorpusCase, message: Buffer, { header }: Expected): Promise<readonly string[]> {
  if (typeof header !== 'string' || entry.dns === undefined) return [];
  const { signatures } = await verify(Buffer.concat([octetsOf(`${header.replace(/\r\n$/, '')}\r\n`), message]), {
    resolveTxt: memoryResolver(entry.dns),
    now: () => optionsOf(entry).t ?? NOW,
    rsaSha1: 'policy',
    minRsaBits: 512,
    domainkeys: false,
  });
  const [first] = signatures;
  const fits = first?.result === 'pass' || (first?.result === 'policy' && first.code === 'algorithm-historic');
  return holds(`the source's own signature gets ${first?.result ?? ''} ${first?.reason ?? ''}`, fits);
}

export const domainkeysSign: Judge = async (entry, right) => {
  const { c, d = '', s = '', h } = (entry.options ?? {}) as Readonly<Record<string, string>>;
  const key = loadSigningKey(fileOf(entry, entry.files?.['key'] ?? ''));
  const request: SignatureRequest = {
    type: 'domainkeys',
    domain: d,
    selector: s,
    key,
    canonicalization: c === 'simple' ? 'simple' : 'nofws',
    signedFields: h === undefined ? 'all' : undefined,
  };
  const { fields, signatures } = await sign(messageOf(entry), { signatures: [request], now: () => NOW });
  const [made] = signatures;
  if (made?.made === false) return [`no signature was made: ${made.reason}`];
  const b = compact(tagsOf(fields).get('b'));
  return holds(`b= is ${b}`, b.startsWith(String(right['bStartsWith'])));
};
