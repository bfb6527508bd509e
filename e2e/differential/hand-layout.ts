/**
 * A signature field laid out as a case wants it: tags in any order, white space wherever some may stand. Which fields are
 * signed is worked out here, apart from the library.
 */
import { createHash, sign as signOctets } from 'node:crypto';
import { canonicalizeMessage, type CanonicalForm } from 'dkim-core';
import type { Layout } from './generator.js';
import { DOMAIN, type World } from './peers.js';

/** Stands for the value of b= until it is known; no tag can hold it. */
const PLACE = '\0';

/** The message with the signature on top; `now` in seconds. */
export async function signByLayout(text: string, layout: Layout, world: World, now: number): Promise<Buffer> {
  const message = Buffer.from(text, 'latin1');
  const canonicalBody = await bodyOf(message, layout);
  const length = layout.lessLength === null ? null : Math.max(canonicalBody.length - layout.lessLength, 0);
  const counted = length === null ? canonicalBody : canonicalBody.subarray(0, length);
  const bodyHash = createHash('sha256').update(counted).digest('base64');
  let turn = 0;
  const blank = (): string => layout.fws[turn++ % layout.fws.length] ?? '';
  const spaced = (parts: readonly string[]): string =>
    parts.map((part, at) => (at === 0 ? part : blank() + part)).join('');
  const base64 = (octets: string): string => spaced(octets.match(/.{1,40}/g) ?? ['']);
  const [header = '', body = ''] = layout.canonicalization.split('/');
  const c = !layout.shortC || body === 'relaxed' ? layout.canonicalization : header === 'simple' ? null : header;
  const tags: Readonly<Record<string, string | null>> = {
    v: '1',
    a: layout.algorithm,
    c,
    d: DOMAIN,
    s: world.selectors[layout.algorithm],
    h: layout.names.reduce((list, name) => `${list}${blank()}:${blank()}${name}`),
    bh: base64(bodyHash),
    b: PLACE,
    i: layout.identity,
    l: length === null ? null : String(length),
    q: layout.query?.join(`${blank()}:${blank()}`) ?? null,
    t: layout.timestamp ? String(now) : null,
    x: layout.expiration ? String(now + 3600) : null,
    z: layout.copies,
    xyz: layout.unknown,
  };
  const specs = layout.order.flatMap((name, at) => {
    const value = tags[name];
    if (value === null || value === undefined) return [];
    const before = name === 'b' && layout.tightB ? '' : blank() || (at === 0 ? '' : ' ');
    if (name === 'b' && !layout.blanksAroundB) return [`${before}b=${value}`];
    return [`${before}${name}${blank()}=${blank()}${value}${value === '' ? '' : blank()}`];
  });
  const list = `${specs.join(';')}${layout.closed ? `;${blank()}` : ''}`;
  const field = `${layout.name}:${list.startsWith('b=') ? '' : ' '}${list}`;
  const form = header === 'relaxed' ? 'relaxed' : 'simple';
  const signedHeader = await headerOf(selectFields(message, layout.names).join(''), form);
  const own = await headerOf(`${withoutValue(field)}\r\n`, form);
  const input = Buffer.concat([signedHeader, own.subarray(0, -2)]);
  const key = world.keyObjects[layout.algorithm];
  const signature =
    layout.algorithm === 'rsa-sha256'
      ? signOctets('sha256', input, key)
      : signOctets(null, createHash('sha256').update(input).digest(), key);
  const signed = field.replace(PLACE, () => base64(signature.toString('base64')));
  return Buffer.concat([Buffer.from(`${signed}\r\n`, 'latin1'), message]);
}

/** The field without the value of b=, whose place PLACE holds, and the white space around it. RFC 6376, section 3.7. */
function withoutValue(field: string): string {
  const place = field.indexOf(PLACE);
  const start = field.lastIndexOf('=', place) + 1;
  const end = field.indexOf(';', place);
  return field.slice(0, start) + (end === -1 ? '' : field.slice(end));
}

/** The fields that h= names, each with its CRLF, from the bottom up. RFC 6376, section 5.4.2. */
function selectFields(message: Buffer, names: readonly string[]): readonly string[] {
  const header = message.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
  const left = header
    .replace(/\r\n$/, '')
    .split(/\r\n(?![ \t])/)
    .map((field) => ({ name: field.slice(0, field.indexOf(':')).trimEnd().toLowerCase(), text: `${field}\r\n` }));
  return names.flatMap((name) => {
    const at = left.findLastIndex((field) => field.name === name.toLowerCase());
    return at === -1 ? [] : left.splice(at, 1).map(({ text }) => text);
  });
}

async function headerOf(fields: string, header: 'simple' | 'relaxed'): Promise<Buffer> {
  return canonical(Buffer.from(fields, 'latin1'), { header, body: 'simple', part: 'header' });
}

function bodyOf(message: Buffer, { canonicalization }: Layout): Promise<Buffer> {
  const body = canonicalization.endsWith('/relaxed') ? 'relaxed' : 'simple';
  return canonical(message, { header: 'simple', body, part: 'body' });
}

async function canonical(message: Buffer, form: CanonicalForm): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of canonicalizeMessage(message, form)) pieces.push(bytes);
  return Buffer.concat(pieces);
}
