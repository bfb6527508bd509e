/** Cases of canonicalization: canonical octets, body hashes, names of c=, and which octets of b= are left out. */
import { createHash } from 'node:crypto';
import {
  canonicalizeMessage,
  createLineEndNormalizer,
  fieldsNamed,
  fieldValue,
  readHeader,
  type CanonicalForm,
  type DkimCanonicalization,
  type HeaderField,
} from 'dkim-core';
import { headerCanonicalizations } from '../../packages/dkim-core/src/canonicalization/by-name.js';
import { createBodyHasher } from '../../packages/dkim-core/src/hash/body-hash.js';
import { indexFields, selectSignedFields } from '../../packages/dkim-core/src/select/signed-header-fields.js';
import { parseDkimSignature } from '../../packages/dkim-core/src/tags/dkim-signature.js';
import { readTagList } from '../../packages/dkim-core/src/tags/tag-list.js';
import { fileOf, messageOf, octetsOf, withCrlf, type CorpusCase } from './cases.js';
import { holds, same, type Judge, type Judgement } from './judgement.js';

const EMPTY_LINE = Buffer.from('\r\n');

async function canonical(chunks: readonly Uint8Array[], form: CanonicalForm): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of canonicalizeMessage(chunks, form)) pieces.push(bytes);
  return Buffer.concat(pieces);
}

function named(name: string | undefined): DkimCanonicalization {
  return name === 'relaxed' ? 'relaxed' : 'simple';
}

/** The body in the pieces that its source has, and in those that the case asks for. */
function cuttings(pieces: readonly Buffer[], chunks: unknown): readonly (readonly Buffer[])[] {
  const whole = Buffer.concat(pieces);
  const asked = (Array.isArray(chunks) ? chunks : []) as readonly (number | string)[];
  return [pieces, ...asked.flatMap((one) => cut(whole, one))];
}

function cut(whole: Buffer, into: number | string): readonly (readonly Buffer[])[] {
  if (typeof into === 'number') {
    return [
      Array.from({ length: Math.ceil(whole.length / into) }, (_, at) => whole.subarray(at * into, (at + 1) * into)),
    ];
  }
  const inTwo = Array.from(whole, (_, at) => [whole.subarray(0, at), whole.subarray(at)]);
  if (into === 'every-split' || into === 'all-2-splits') return inTwo;
  if (into !== 'all-3-splits') throw new TypeError(`nobody knows how to cut a body into ${into}`);
  return Array.from(whole, (_, end) =>
    Array.from({ length: end }, (__, at) => [whole.subarray(0, at), whole.subarray(at, end), whole.subarray(end)]),
  ).flat();
}

/** Some sources read a lone LF as a line end. We do so where a file is read, never while hashing (S-026). */
function asFileIsRead(pieces: readonly Buffer[]): readonly Uint8Array[] {
  if (!/(?<!\r)\n/.test(Buffer.concat(pieces).toString('latin1'))) return pieces;
  const normalizer = createLineEndNormalizer();
  return pieces.map((piece) => normalizer.write(piece));
}

export const canon: Judge = async (entry, right) => {
  const { options = {}, files, expect } = entry;
  if ('c' in options) return namesOfC(options['c'] as string | null, right);
  const [header, body] = String(options['canon']).split('/');
  const form = { header: named(header), body: named(body ?? header) };
  const wanted = { ...expect, ...right };
  if (options['part'] === 'body') {
    const pieces =
      files?.['body'] === undefined
        ? (entry.input as readonly string[]).map((text) => octetsOf(text, options))
        : [fileOf(entry, files['body'])];
    return bodyOf(entry, pieces, form, wanted);
  }
  if (options['part'] === 'header' || options['part'] === 'headers') {
    const text = (entry.input as readonly string[]).map((field) => (field.endsWith('\r\n') ? field : `${field}\r\n`));
    const found = await canonical([octetsOf(text.join(''), options)], { ...form, part: 'header' });
    const output = found.toString('latin1');
    return same(
      'the header',
      output.replace(/\r\n$/, ''),
      octetsOf(String(wanted['output']), options).toString('latin1').replace(/\r\n$/, ''),
    );
  }
  const chunks =
    files?.['headers'] === undefined
      ? (entry.input as readonly string[]).map((text) => octetsOf(text, options))
      : [withCrlf(Buffer.concat([fileOf(entry, files['headers']), EMPTY_LINE, fileOf(entry, files['body'] ?? '')]))];
  const h = options['h'];
  const headers = Array.isArray(h)
    ? selectSignedFields(h as readonly string[], indexFields(readHeader(Buffer.concat(chunks)).fields))
        .map((field) => Buffer.from(headerCanonicalizations[form.header](field)).toString('latin1'))
        .join('')
    : (await canonical(chunks, { ...form, part: 'header' })).toString('latin1');
  const found = { headers, body: (await canonical(chunks, { ...form, part: 'body' })).toString('latin1') };
  return same('the message', found, { headers: wanted['headers'], body: wanted['body'] });
};

async function bodyOf(
  { options = {} }: CorpusCase,
  pieces: readonly Buffer[],
  form: CanonicalForm,
  wanted: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  const complaints: string[] = [];
  const asRead = cuttings(pieces, options['chunks']).map(asFileIsRead);
  const whole = Buffer.concat(asFileIsRead(pieces));
  // Cut after reading as well, so that a line end that was mended falls on two pieces, too.
  const mended = whole.equals(Buffer.concat(pieces)) ? [] : cuttings([whole], options['chunks']);
  for (const cutting of [...asRead, ...mended]) {
    const output = await canonical([EMPTY_LINE, ...cutting], { ...form, part: 'body' });
    if (typeof wanted['output'] === 'string') {
      complaints.push(
        ...same('the body', output.toString('latin1'), octetsOf(wanted['output'], options).toString('latin1')),
      );
    }
    if (typeof wanted['bh'] === 'string') {
      const { l, hash = 'sha256' } = options;
      const counted = typeof l === 'number' ? output.subarray(0, l) : output;
      complaints.push(...same('the hash', createHash(String(hash)).update(counted).digest('base64'), wanted['bh']));
    }
  }
  return complaints.slice(0, 1);
}

const SIGNATURE = `v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=${createHash('sha256').digest('base64')}; b=AAAA`;

function namesOfC(c: string | null, right: Readonly<Record<string, unknown>>): Judgement {
  const [field] = readHeader(Buffer.from(`DKIM-Signature: ${SIGNATURE}${c === null ? '' : `; c=${c}`}\r\n`)).fields;
  if (field === undefined) return ['no field'];
  const { parsed } = parseDkimSignature(field);
  if (right['lenient'] !== undefined) return [];
  if (right['error'] !== undefined) return same('the code', parsed.ok ? null : parsed.code, 'canonicalization-unknown');
  if (!parsed.ok) return [`c=${c} is refused: ${parsed.reason}`];
  const { headerCanonicalization, bodyCanonicalization } = parsed.value;
  return [
    ...same('the header', headerCanonicalization, right['headerCanon'] ?? headerCanonicalization),
    ...same('the body', bodyCanonicalization, right['bodyCanon'] ?? bodyCanonicalization),
  ];
}

interface RealSignature {
  header: string;
  d: string;
  s: string;
  match: boolean;
}

/** Real mails: the body hash that each signature holds is that of the body. */
export const bodyHash: Judge = (entry, right) => {
  const message = messageOf(entry);
  const header = readHeader(message);
  const body = message.subarray(header.size);
  const seen = new Map<string, number>();
  const complaints: string[] = [];
  for (const wanted of right['signatures'] as readonly RealSignature[]) {
    const at = seen.get(wanted.header) ?? 0;
    seen.set(wanted.header, at + 1);
    const field = fieldsNamed(header, wanted.header)[at];
    complaints.push(...(field === undefined ? [`there is no ${wanted.header} ${at}`] : judgeHash(field, body, wanted)));
  }
  return complaints;
};

function judgeHash(field: HeaderField, body: Uint8Array, { d, s, match }: RealSignature): readonly string[] {
  const { specs } = readTagList(fieldValue(field), ['b', 'bh']);
  const tag = (name: string): string => (specs.get(name)?.value ?? '').replaceAll(/\s/g, '');
  const hasher = createBodyHasher();
  const length = tag('l');
  const digest = hasher.want({
    canonicalization: named(tag('c').split('/')[1]),
    hash: tag('a').endsWith('sha1') ? 'sha1' : 'sha256',
    bodyLength: length === '' ? null : BigInt(length),
  });
  hasher.write(body);
  hasher.end();
  return [
    ...same('d= and s=', [tag('d'), tag('s')], [d, s]),
    ...same(`bh= of ${d} fits`, digest().digest.toString('base64') === tag('bh'), match),
  ];
}

export const headerSelect: Judge = ({ input }, right) => {
  const { headers, h, signature } = input as { headers: readonly string[]; h: readonly string[]; signature?: string };
  const { fields } = readHeader(octetsOf(headers.map((field) => `${field}\r\n`).join('')));
  const own = signature === undefined ? null : (fields[headers.indexOf(signature)] ?? null);
  const names = h.map((name) => name.toLowerCase());
  const found = selectSignedFields(names, indexFields(fields), own).map((field) =>
    Buffer.from(field.bytes).toString('latin1').replace(/\r\n$/, ''),
  );
  // A name that picks nothing adds no octet, so what is left of the list is what is hashed.
  return same(
    'what h= picks',
    found,
    (right['selected'] as readonly (string | null)[]).filter((field) => field !== null),
  );
};

export const stripB: Judge = ({ input }, right) => {
  const text = String(input).replace(/\r\n$/, '');
  const { specs } = readTagList(text, ['b', 'bh']);
  const b = specs.get('b');
  const output = b === undefined ? text : text.slice(0, b.start) + text.slice(b.end);
  return [
    ...same('the text', output, right['output']),
    ...holds('b= is left out twice', [...specs.keys()].filter((name) => name === 'b').length < 2),
  ];
};
