import { expect, test } from 'vitest';
import { readHeader } from '../message/message-reader.js';
import { parseDkimSignature, type DkimSignature } from './dkim-signature.js';
import { utf8 } from '../../test/utf8.js';

const SHA256 = Buffer.alloc(32, 1).toString('base64');
const SHA1 = Buffer.alloc(20, 1).toString('base64');
const GOOD = { v: '1', a: 'rsa-sha256', d: 'example.com', s: 'sel', h: 'From:To', bh: SHA256, b: 'AAAA' };

/** `undefined` takes a tag out. */
const fieldOf = (tags: Record<string, string | undefined>): string =>
  Object.entries({ ...GOOD, ...tags })
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`))
    .join('; ');

function read(value: string) {
  const [field] = readHeader(Buffer.from(`DKIM-Signature: ${value}\r\n`, 'latin1')).fields;
  if (field === undefined) throw new Error('no field');
  return { ...parseDkimSignature(field), field };
}

function good(tags: Record<string, string | undefined> = {}): DkimSignature {
  const { parsed } = read(fieldOf(tags));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

function faultOf(value: string): string {
  const { parsed } = read(value);
  return parsed.ok ? 'none' : parsed.code;
}

test('a signature, typed', () => {
  expect(good()).toEqual({
    algorithm: 'rsa-sha256',
    headerCanonicalization: 'simple', // S-013
    bodyCanonicalization: 'simple',
    domain: 'example.com',
    selector: 'sel',
    identityDomain: 'example.com',
    keyName: 'sel._domainkey.example.com',
    signedFields: ['from', 'to'],
    bodyHash: Buffer.alloc(32, 1),
    signature: Buffer.alloc(3),
    bodyLength: null,
    timestamp: null,
    expiration: null,
    signatureRange: expect.anything(),
  });
});

test('what it says of itself, for a report', () => {
  const tags = {
    c: 'Relaxed/Simple',
    a: 'RSA-SHA256',
    d: 'EXAMPLE.com',
    i: 'joe=40x@Mail.example.COM',
    b: 'AA\r\n AA',
    l: '10',
  };
  expect(read(fieldOf(tags)).facts).toEqual({
    type: 'dkim',
    domain: 'EXAMPLE.com',
    selector: 'sel',
    identity: 'joe@x@Mail.example.COM',
    identityField: null,
    algorithm: 'rsa-sha256',
    canonicalization: 'relaxed/simple',
    bodyLength: 10,
    keyBits: null,
    testing: false,
    signature: 'AAAA',
    warnings: [],
  });
});

test('S-049: without i= the identity is "@" and d=', () => {
  expect(read(fieldOf({})).facts.identity).toBe('@example.com');
});

test.each([
  ['v=2, bh=, a= and d= bad', { v: '2', bh: undefined, a: 'x', d: 'com' }, 'version-unsupported'],
  ['v= missing and a= bad', { v: undefined, a: 'x' }, 'tag-missing'],
  ['i= outside, x= before t=', { i: '@other.example', t: '2', x: '1' }, 'identity-outside-domain'],
  ['From not in h=, x= before t=', { h: 'to', t: '2', x: '1' }, 'from-not-signed'],
  ['i= outside, From not in h=', { i: '@other.example', h: 'to' }, 'identity-outside-domain'],
])('S-098: the first fault counts: %s', (_, tags, code) => {
  expect(faultOf(fieldOf(tags))).toBe(code);
});

test('S-098: facts are told where the signature is void', () => {
  const { facts, parsed } = read('v=2; d=example.com; s=sel; broken');
  expect(parsed.ok).toBe(false);
  expect(facts).toMatchObject({ domain: 'example.com', selector: 'sel', algorithm: null, signature: null });
});

test.each(['a', 'b', 'bh', 'd', 'h', 's', 'v'])('S-039: %s= must be there', (name) => {
  const { parsed } = read(fieldOf({ [name]: undefined }));
  expect(parsed).toMatchObject({ ok: false, code: 'tag-missing', reason: `${name}= is missing` });
});

test('S-030, S-039: all missing tags are named in one sentence; D= is not d=', () => {
  const { parsed } = read('v=1; a=rsa-sha256; D=example.com; s=sel; b=AAAA');
  expect(parsed).toMatchObject({ code: 'tag-missing', reason: 'bh=, d=, h= are missing' });
});

test.each([
  ['S-040', { v: '2' }, 'version-unsupported'],
  ['S-040', { v: '0.5' }, 'version-unsupported'],
  ['S-040', { v: '01' }, 'version-unsupported'],
  ['S-040', { v: '1.0' }, 'version-unsupported'],
  ['S-040', { v: '1 1' }, 'version-unsupported'],
  ['S-033, S-040', { v: '' }, 'version-unsupported'],
  ['S-033', { a: '' }, 'tag-value'],
  ['S-033', { d: '' }, 'tag-value'],
  ['S-033', { s: '' }, 'tag-value'],
  ['S-033', { h: '' }, 'tag-value'],
  ['S-033', { t: '' }, 'tag-value'],
  ['S-033', { x: '' }, 'tag-value'],
  ['S-033', { l: '' }, 'tag-value'],
  ['S-033', { i: '' }, 'tag-value'],
  ['S-033', { c: '' }, 'canonicalization-unknown'],
  ['S-033', { q: '' }, 'query-method-unknown'],
  ['S-033', { z: '' }, 'none'],
  ['S-032, S-033', { foo: '' }, 'none'],
  ['S-041', { a: 'rsa-sha512' }, 'algorithm-unknown'],
  ['S-041', { a: 'ed25519-sha1' }, 'algorithm-unknown'],
  ['S-041', { a: 'ecdsa-sha256' }, 'algorithm-unknown'],
  ['S-041', { a: 'rsa - sha256' }, 'algorithm-unknown'],
  ['S-041', { a: 'constructor' }, 'algorithm-unknown'],
  ['S-031, S-041', { a: 'RSA-SHA256' }, 'none'],
  ['S-041', { a: 'ed25519-sha256' }, 'none'],
  ['S-041', { a: 'rsa-sha1', bh: SHA1 }, 'none'], // judged by the verifier, S-093
  ['S-033, S-042', { b: '' }, 'tag-value'],
  ['S-042', { b: ' \r\n ' }, 'tag-value'],
  ['S-038, S-042', { b: '!!!' }, 'tag-value'],
  ['S-033, S-042', { bh: '' }, 'tag-value'],
  ['S-043', { bh: 'AAAA' }, 'tag-value'],
  ['S-043', { bh: SHA1 }, 'tag-value'],
  ['S-043', { a: 'rsa-sha1' }, 'tag-value'],
  ['S-034, S-043', { bh: `${SHA256.slice(0, 10)}\r\n ${SHA256.slice(10, 43)}\r\n =` }, 'none'],
  ['S-014', { c: 'nowsp' }, 'canonicalization-unknown'],
  ['S-014', { c: 'relaxed/' }, 'canonicalization-unknown'],
  ['S-014', { c: '/simple' }, 'canonicalization-unknown'],
  ['S-014', { c: 'simple/simple/simple' }, 'canonicalization-unknown'],
  ['S-014', { c: 'seal' }, 'canonicalization-unknown'],
  ['S-014, S-031', { c: 'Relaxed/Relaxed' }, 'none'],
  ['S-044', { d: 'com' }, 'domain-invalid'],
  ['S-034, S-044', { d: 'exa mple.com' }, 'domain-invalid'],
  ['S-044', { d: 'example.com.' }, 'domain-invalid'],
  ['S-034, S-045', { s: 's 1' }, 'selector-invalid'],
  ['S-045', { s: '../x' }, 'selector-invalid'],
  ['S-045', { s: Array.from({ length: 4 }, () => 'a'.repeat(60)).join('.') }, 'domain-invalid'],
  ['S-046', { h: 'from:' }, 'tag-value'],
  ['S-046', { h: ':from' }, 'tag-value'],
  ['S-046', { h: 'from::to' }, 'tag-value'],
  ['S-046', { h: 'from:x y' }, 'tag-value'],
  ['S-035, S-046', { h: 'from : to' }, 'none'],
  ['S-031, S-047', { h: 'FROM' }, 'none'],
  ['S-047', { h: 'xfrom' }, 'from-not-signed'],
  ['S-047', { h: 'to:subject' }, 'from-not-signed'],
  ['S-050', { i: '@sub.example.com' }, 'none'],
  ['S-031, S-050', { i: '@EXAMPLE.COM' }, 'none'],
  ['S-050', { i: 'x@y@example.com' }, 'none'],
  ['S-050', { i: '"a@b"@example.com' }, 'none'],
  ['S-037', { i: '=4A@example.com' }, 'none'],
  ['S-037', { i: 'joe=3Bx@example.com' }, 'none'],
  ['S-034, S-037', { i: 'joe@exam\r\n ple.com' }, 'none'],
  ['S-050', { i: '@badexample.com' }, 'identity-outside-domain'],
  ['S-050', { i: '@com' }, 'identity-outside-domain'],
  ['S-050', { i: 'sub.example.com' }, 'tag-value'],
  ['S-050', { i: '"a@b"' }, 'tag-value'],
  ['S-050', { i: 'Joe <joe@example.com>' }, 'tag-value'],
  ['S-037', { i: '=6aoe@example.com' }, 'tag-value'],
  ['S-050', { i: 'joe@example.com.' }, 'tag-value'],
  ['S-037', { i: '=00@example.com' }, 'tag-value'],
  ['S-051', { l: '0' }, 'none'],
  ['S-051', { l: '9'.repeat(76) }, 'none'],
  ['S-051', { l: '9'.repeat(77) }, 'tag-value'],
  ['S-051', { l: '-1' }, 'tag-value'],
  ['S-051', { l: '1e3' }, 'tag-value'],
  ['S-051', { l: '0x10' }, 'tag-value'],
  ['S-051', { l: '1 0' }, 'tag-value'],
  ['S-057', { q: 'dns/txt:http/x' }, 'none'],
  ['S-031, S-035, S-057', { q: 'foo/bar : DNS/TXT' }, 'none'],
  ['S-057', { q: 'foo' }, 'query-method-unknown'],
  ['S-057', { q: 'dns' }, 'query-method-unknown'],
  ['S-058', { t: '0' }, 'none'],
  ['S-058', { t: '999999999999' }, 'none'],
  ['S-058', { t: '1000000000000' }, 'tag-value'],
  ['S-058', { t: '-1' }, 'tag-value'],
  ['S-058', { t: '1.5' }, 'tag-value'],
  ['S-058', { x: 'abc' }, 'tag-value'],
  ['S-061', { t: '10', x: '11' }, 'none'],
  ['S-061', { t: '10', x: '10' }, 'timestamps-inconsistent'],
  ['S-061', { t: '10', x: '9' }, 'timestamps-inconsistent'],
  ['S-062', { z: '=6a|=' }, 'none'],
  ['S-036', { foo: '\u00c3\u00bc' }, 'none'],
  ['S-036', { foo: '\u00fc' }, 'tag-syntax'],
  ['S-032', { constructor: '1' }, 'none'],
])('%s: %j gives %s', (_, tags, code) => {
  expect(faultOf(fieldOf(tags))).toBe(code);
});

test('S-029: a tag twice voids the signature', () => {
  expect(faultOf(`${fieldOf({})}; d=example.com`)).toBe('tag-repeated');
});

test('S-040: v= need not come first', () => {
  expect(faultOf(`${fieldOf({ v: undefined })}; v=1`)).toBe('none');
});

test('S-013: one name in c= is that of the header', () => {
  expect(good({ c: 'relaxed' })).toMatchObject({ headerCanonicalization: 'relaxed', bodyCanonicalization: 'simple' });
});

test('S-051: l= is read without loss', () => {
  expect(good({ l: '9007199254740993' }).bodyLength).toBe(9_007_199_254_740_993n);
  expect(good({ l: '00010' }).bodyLength).toBe(10n);
  expect(read(fieldOf({ l: '9007199254740991' })).facts.bodyLength).toBe(9_007_199_254_740_991);
  expect(read(fieldOf({ l: '9007199254740993' })).facts.bodyLength).toBe(9_007_199_254_740_993n);
});

test('S-120, S-122: U-labels are asked for and compared as A-labels, and told as written', () => {
  const { facts, parsed } = read(
    fieldOf({ d: utf8('b\u00fccher.example'), i: utf8('j\u00fc@mail.b\u00fccher.example') }),
  );
  expect(parsed).toMatchObject({ ok: true, value: { keyName: 'sel._domainkey.xn--bcher-kva.example' } });
  expect(facts).toMatchObject({ domain: 'b\u00fccher.example', identity: 'j\u00fc@mail.b\u00fccher.example' });
  expect(faultOf(fieldOf({ d: 'xn--bcher-kva.example', i: utf8('@b\u00fccher.example') }))).toBe('none');
  expect(faultOf(fieldOf({ d: utf8('fa\u00df.example'), i: '@fass.example' }))).toBe('identity-outside-domain');
});

test('S-038, S-045: what is tolerated is remarked', () => {
  expect(read(fieldOf({ bh: SHA256.slice(0, 43), s: 'sel_1' })).facts.warnings).toEqual([
    'selector-underscore',
    'base64-padding',
  ]);
});

test.each([
  'b=AAAA; v=1; a=rsa-sha256; d=example.com; s=sel; h=from; bh=HASH',
  'v=1; a=rsa-sha256; d=example.com; s=sel; h=from; b =\r\n\tAA\r\n AA ; bh=HASH;',
  'v=1; ab=1; a=rsa-sha256; z=x|b=x; d=example.com; s=sel; h=from; bh=HASH; b=AAAA',
])('S-063: the octets of b= in %j are known', (text) => {
  const { field, parsed } = read(text.replace('HASH', SHA256));
  if (!parsed.ok) throw new Error(parsed.reason);
  const { start, end } = parsed.value.signatureRange;
  const octets = Buffer.from(field.bytes).toString('latin1');
  expect(octets.slice(start, end).replaceAll(/\s/g, '')).toBe('AAAA');
  expect(octets.slice(0, start)).toMatch(/(?:^DKIM-Signature: |; )b ?=$/);
  expect(octets.slice(end)).toMatch(/^;|^\r\n$/);
});

test('S-242: a field of more than 65,536 octets is refused unread', () => {
  const { parsed } = read(fieldOf({ n: 'x'.repeat(70_000) }));
  expect(parsed).toMatchObject({ code: 'tag-syntax', reason: expect.stringContaining('65,536') });
});

test('S-243: a reason shows no controls and at most 60 characters of a stranger', () => {
  const { parsed } = read(fieldOf({ d: `\u00c2\u009b${'x'.repeat(100)}` }));
  expect(parsed.ok ? '' : parsed.reason).toMatch(/^"\\x9bx{58,59}\.\.\." is not a domain name/);
});
