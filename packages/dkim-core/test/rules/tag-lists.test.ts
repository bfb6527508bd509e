/**
 * Rules S-028 to S-038, tag lists of signatures and key records: what the tests beside the sources leave open.
 *
 * Whole messages, with signatures that fit, made by hand: a list that is read where it must not be read would pass.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyRecordText, type MemoryRecords } from '../../src/index.js';
import { HAND_KEY, HAND_RECORD, handSigned } from '../hand-signer.js';
import { dkimRequest, MAIL, outcomes, RSA, signed, verified } from '../mail.js';
import { utf8 } from '../utf8.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const P = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
const RECORD = `v=DKIM1; k=ed25519; p=${P}`;

const FROM = 'From: Joe <joe@example.org>\r\n';
const BH = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; // an empty body in relaxed
const GOOD = {
  v: '1',
  a: 'ed25519-sha256',
  c: 'simple/relaxed',
  d: 'example.org',
  s: 'hand',
  h: 'from',
  bh: BH,
};

/** `@B@` is the place of the signature; without it the signature comes last. */
function listOf(tags: Readonly<Record<string, string>> = {}): string {
  const list = Object.entries({ ...GOOD, ...tags }).map(([name, value]) => `${name}=${value}`);
  return [...list, 'b=@B@'].join('; ');
}

/** An empty message below a signature of these tags, header in simple: the octets are hashed as they stand. */
function mailOf(list: string, key: KeyObject = privateKey): string {
  return handSigned({ field: `DKIM-Signature: ${list}`, signedFields: FROM, key }) + FROM;
}

function dns(record = RECORD): MemoryRecords {
  return { 'hand._domainkey.example.org': { TXT: [record] } };
}

const judged = (list: string, record = RECORD) => outcomes(mailOf(list), { records: dns(record) });

test.each([
  { of: 'as it should be', list: listOf(), outcome: 'pass' },
  { of: 'with one ";" at the end', list: `${listOf()};`, outcome: 'pass' },
  { of: 'with two ";" at the end', list: `${listOf()};;`, outcome: 'permerror tag-syntax' },
  { of: 'with ";" at the start', list: `;${listOf()}`, outcome: 'permerror tag-syntax' },
  { of: 'with ";;" inside', list: listOf({ v: '1;' }), outcome: 'permerror tag-syntax' },
  { of: 'with a spec without "="', list: listOf({ v: '1; foo' }), outcome: 'permerror tag-syntax' },
  { of: 'with a spec without name', list: listOf({ v: '1; =foo' }), outcome: 'permerror tag-syntax' },
  { of: 'with a digit first in a name', list: listOf({ '1x': '1' }), outcome: 'permerror tag-syntax' },
  { of: 'with "_" first in a name', list: listOf({ _x: '1' }), outcome: 'permerror tag-syntax' },
  { of: 'with "-" in a name', list: listOf({ 'x-y': '1' }), outcome: 'permerror tag-syntax' },
  { of: 'with digits and "_" in a name', list: listOf({ x1_Y: '1' }), outcome: 'pass' },
  { of: 'with "=" in a value', list: listOf({ xx: 'a=b==' }), outcome: 'pass' },
  { of: 'with a control in a value', list: listOf({ xx: 'a\x01b' }), outcome: 'permerror tag-syntax' },
  { of: 'with NUL in a value', list: listOf({ xx: 'a\0b' }), outcome: 'permerror tag-syntax' },
  { of: 'with VT for white space', list: listOf({ xx: '1;\v' }), outcome: 'permerror tag-syntax' },
  { of: 'with a bare LF', list: listOf({ xx: '1;\n y=2' }), outcome: 'permerror tag-syntax' },
  { of: 'with a bare CR', list: listOf({ xx: '1;\r y=2' }), outcome: 'permerror tag-syntax' },
  { of: 'with a fold in a value', list: listOf({ xx: 'a\r\n b' }), outcome: 'pass' },
  { of: 'with a white line in a value', list: listOf({ xx: 'a\r\n \r\n b' }), outcome: 'permerror tag-syntax' },
  { of: 'with a white line before a name', list: listOf({ xx: '1;\r\n \r\n y=2' }), outcome: 'permerror tag-syntax' },
  { of: 'with a white line around "="', list: listOf({ xx: '\r\n\t\r\n 1' }), outcome: 'permerror tag-syntax' },
  { of: 'with a white line in bh=', list: listOf({ bh: BH.replace('SUb', '\r\n \r\n SUb') }), outcome: 'pass' },
])('S-028: a signature whose tag list is $of: $outcome', async ({ list, outcome }) => {
  expect(await judged(list)).toEqual([outcome]);
});

test('S-028: a white line in b= is ignored like other white space', async () => {
  const mail = mailOf(listOf());
  expect(await outcomes(mail.replace(/; b=(.{9})/, '; b=\r\n \r\n\t$1\r\n \r\n '), { records: dns() })).toEqual([
    'pass',
  ]);
});

test.each([
  { record: `${RECORD};`, outcome: 'pass' },
  { record: `v=DKIM1;\r\n k=ed25519;\r\n\tp=${P}`, outcome: 'pass' },
  { record: `v=DKIM1; k=ed25519; p=${P.slice(0, 9)}\r\n ${P.slice(9)}`, outcome: 'pass' },
  { record: `${RECORD};;`, outcome: 'permerror key-syntax' },
  { record: `;${RECORD}`, outcome: 'permerror key-syntax' },
  { record: `v=DKIM1;; k=ed25519; p=${P}`, outcome: 'permerror key-syntax' },
  { record: `v=DKIM1, k=ed25519, p=${P}`, outcome: 'permerror key-syntax' },
  { record: `v=DKIM1; k=ed25519; foo; p=${P}`, outcome: 'permerror key-syntax' },
  { record: `v=DKIM1;\r\nk=ed25519; p=${P}`, outcome: 'permerror key-syntax' },
  { record: `v=DKIM1;\n k=ed25519; p=${P}`, outcome: 'permerror key-syntax' },
  { record: `v=DKIM1; k=ed25519; p=${P.slice(0, 9)}\r\n${P.slice(9)}`, outcome: 'permerror key-syntax' },
  { record: `${RECORD}\r\n`, outcome: 'permerror key-syntax' },
  { record: `v=DKIM1;\r\n \r\n k=ed25519; p=${P}`, outcome: 'permerror key-syntax' },
  { record: `"${RECORD}"`, outcome: 'permerror key-syntax' },
])('S-028: with the key record $record: $outcome', async ({ record, outcome }) => {
  expect(await judged(listOf(), record)).toEqual([outcome]);
});

test.each([
  { of: 'd= twice', list: listOf({ d: 'example.org; d=example.org' }) },
  { of: 'd= with another value first', list: listOf({ d: 'x.example; d=example.org' }) },
  { of: 'an unknown tag twice', list: listOf({ n: 'x; n=y' }) },
  { of: 'an unknown tag twice with one value', list: listOf({ xyz: '1', n: '; xyz=1' }) },
  { of: 'bh= twice, the first one empty', list: listOf({ bh: `; bh=${BH}` }) },
])('S-029: a signature with $of is void', async ({ list }) => {
  expect(await judged(list)).toEqual(['permerror tag-repeated']);
});

test.each([
  `v=DKIM1; p=; k=ed25519; p=${P}`,
  `v=DKIM1; k=ed25519; p=${P}; p=`,
  `${RECORD}; p=${P}`,
  `${RECORD}; n=x; n=y`,
  `${RECORD}; foo=; foo=`,
])('S-029: the key record %j is void', async (record) => {
  expect(await judged(listOf(), record)).toEqual(['permerror key-syntax']);
});

test.each([
  { of: 'V=DKIM2 in the key record', record: `V=DKIM2; k=ed25519; p=${P}`, outcome: 'pass' },
  { of: 'V=9 beside v=', tags: { V: '9' }, outcome: 'pass' },
  { of: 'H=to beside h=', tags: { H: 'to' }, outcome: 'pass' },
  { of: 'X=1, which is no expiry', tags: { X: '1' }, outcome: 'pass' },
  { of: 'P= for p= in the key record', record: `v=DKIM1; k=ed25519; P=${P}`, outcome: 'permerror key-syntax' },
])('S-030: tags in capitals are others: $of: $outcome', async ({ tags, record, outcome }) => {
  expect(await judged(listOf(tags), record)).toEqual([outcome]);
});

test('S-030: D= leaves d= missing, B= leaves b= missing', async () => {
  expect(await judged(listOf().replace('d=', 'D='))).toEqual(['permerror tag-missing']);
  expect(await judged(listOf().replace('; b=', '; B='))).toEqual(['permerror tag-missing']);
});

test.each([
  { of: 'B= before b=', tags: { B: 'QUJD' }, from: 'B=QUJD', to: 'B=QUJE' },
  { of: 'B= emptied', tags: { B: 'QUJD' }, from: 'B=QUJD', to: 'B=' },
  { of: 'xyz=', tags: { xyz: '1' }, from: 'xyz=1', to: 'xyz=2' },
  { of: 'xyz=, empty', tags: { xyz: '' }, from: 'xyz=', to: 'xyz=2' },
  { of: 'xyz= taken away', tags: { xyz: '1' }, from: ' xyz=1;', to: '' },
  { of: 'r= of RFC 6651', tags: { r: 'y' }, from: 'r=y', to: 'r=n' },
  {
    of: 'atps= and atpsh= of RFC 6541',
    tags: { atps: 'a.example', atpsh: 'none' },
    from: 'atps=a.example',
    to: 'atps=b.example',
  },
  { of: 'dara=', tags: { dara: 'a.example' }, from: 'dara=a.example', to: 'dara=b.example' },
  { of: 'constructor=', tags: { constructor: 'x' }, from: 'constructor=x', to: 'constructor=y' },
  { of: 'toString=', tags: { toString: 'x' }, from: 'toString=x', to: 'toString=y' },
  { of: 'hasOwnProperty=', tags: { hasOwnProperty: 'x' }, from: 'hasOwnProperty=x', to: 'hasOwnProperty=' },
  { of: 'z=', tags: { z: 'From:x' }, from: 'z=From:x', to: 'z=' },
] as readonly { of: string; tags: Record<string, string>; from: string; to: string }[])(
  'S-030, S-032: $of means nothing and is hashed',
  async ({ tags, from, to }) => {
    const mail = mailOf(listOf(tags));
    expect(await outcomes(mail, { records: dns() })).toEqual(['pass']);
    expect(mail).toContain(from);
    expect(await outcomes(mail.replace(from, to), { records: dns() })).toEqual(['fail signature-mismatch']);
  },
);

test('S-032: unknown tags of a key record mean nothing', async () => {
  const record = `${RECORD}; constructor=1; toString=2; xyz=; hasOwnProperty=3`;
  expect(await judged(listOf(), record)).toEqual(['pass']);
});

test.each([
  { of: 'a=ED25519-SHA256', list: listOf({ a: 'ED25519-SHA256' }) },
  { of: 'c=Simple/RELAXED', list: listOf({ c: 'Simple/RELAXED' }) },
  { of: 'q=DNS/TXT', list: listOf({ q: 'DNS/TXT' }) },
  { of: 'd=, s= and i= in capitals', list: listOf({ d: 'EXAMPLE.org', s: 'HAND', i: '@Sub.Example.ORG' }) },
  { of: 'h=FROM', list: listOf({ h: 'FROM' }) },
  { of: 'k=ED25519', record: `v=DKIM1; k=ED25519; p=${P}` },
  { of: 'h=SHA256 in the key record', record: `v=DKIM1; k=ed25519; h=SHA256; p=${P}` },
  { of: 's=EMAIL in the key record', record: `v=DKIM1; k=ed25519; s=EMAIL; p=${P}` },
])('S-031: $of passes, the case does not count', async ({ list = listOf(), record }) => {
  expect(await judged(list, record)).toEqual(['pass']);
});

test('S-031: a=RSA-SHA256 and k=RSA pass', async () => {
  const mail = mailOf(listOf({ a: 'RSA-SHA256' }), HAND_KEY);
  expect(await outcomes(mail, { records: dns(HAND_RECORD.replace('; p=', '; k=RSA; h=SHA256; p=')) })).toEqual([
    'pass',
  ]);
});

test.each(['v=dkim1', 'v=Dkim1', 'v=dKIM1'])('S-031: %s in a key record is no version', async (v) => {
  expect(await judged(listOf(), `${v}; k=ed25519; p=${P}`)).toEqual(['permerror key-version']);
});

test('S-031: we write lower case, whatever we are told', async () => {
  const request = dkimRequest({ domain: 'EXAMPLE.Org', selector: 'RSA', signedFields: ['From', 'SUBJECT'] });
  const mail = await signed(MAIL, request);
  const field = mail.slice(0, -MAIL.length).replaceAll(/\s/g, '');
  for (const tag of ['a=rsa-sha256;', 'c=relaxed/relaxed;', 'd=example.org;', 's=rsa;']) expect(field).toContain(tag);
  expect(field).toMatch(/;h=[a-z:-]+;/);
  expect(keyRecordText(RSA)).toMatch(/^v=DKIM1; k=rsa; (?:[a-z]=[a-z0-9]+; )*p=/);
  expect(await outcomes(mail)).toEqual(['pass']);
});

test.each([
  { tag: 'v', outcome: 'permerror version-unsupported' },
  { tag: 'a', outcome: 'permerror tag-value' },
  { tag: 'd', outcome: 'permerror tag-value' },
  { tag: 's', outcome: 'permerror tag-value' },
  { tag: 'h', outcome: 'permerror tag-value' },
  { tag: 'bh', outcome: 'permerror tag-value' },
  { tag: 't', outcome: 'permerror tag-value' },
  { tag: 'x', outcome: 'permerror tag-value' },
  { tag: 'l', outcome: 'permerror tag-value' },
  { tag: 'i', outcome: 'permerror tag-value' },
  { tag: 'c', outcome: 'permerror canonicalization-unknown' },
  { tag: 'q', outcome: 'permerror query-method-unknown' },
  { tag: 'z', outcome: 'pass' },
  { tag: 'xyz', outcome: 'pass' },
])('S-033: a signature with $tag= empty, or white space alone: $outcome', async ({ tag, outcome }) => {
  expect(await judged(listOf({ [tag]: '' }))).toEqual([outcome]);
  expect(await judged(listOf({ [tag]: ' \r\n ' }))).toEqual([outcome]);
});

test.each([
  { record: 'v=DKIM1; k=ed25519; p=', outcome: 'permerror key-revoked' },
  { record: 'v=DKIM1; k=ed25519; p= ;', outcome: 'permerror key-revoked' },
  { record: `v=; k=ed25519; p=${P}`, outcome: 'permerror key-version' },
  { record: `v=DKIM1; k=; p=${P}`, outcome: 'permerror key-type-unknown' },
  { record: `v=DKIM1; k=ed25519; h=; p=${P}`, outcome: 'permerror key-hash-not-allowed' },
  { record: `v=DKIM1; k=ed25519; h=:; p=${P}`, outcome: 'permerror key-hash-not-allowed' },
  { record: `v=DKIM1; k=ed25519; h=:sha256:; p=${P}`, outcome: 'pass' },
  { record: `v=DKIM1; k=ed25519; s=; p=${P}`, outcome: 'permerror key-service-not-allowed' },
  { record: `v=DKIM1; k=ed25519; s=tlsrpt: :email; p=${P}`, outcome: 'pass' },
  { record: `v=DKIM1; k=ed25519; t=; p=${P}`, outcome: 'pass' },
  { record: `v=DKIM1; k=ed25519; n=; g=; foo=; p=${P}`, outcome: 'pass' },
])('S-033: with the key record $record: $outcome', async ({ record, outcome }) => {
  expect(await judged(listOf({ i: '@sub.example.org' }), record)).toEqual([outcome]);
});

test.each([
  { tags: { d: 'exam ple.org' }, outcome: 'permerror domain-invalid' },
  { tags: { d: 'example.\r\n org' }, outcome: 'permerror domain-invalid' },
  { tags: { s: 'ha nd' }, outcome: 'permerror selector-invalid' },
  { tags: { s: 'ha\r\n\tnd' }, outcome: 'permerror selector-invalid' },
  { tags: { a: 'ed25519 -sha256' }, outcome: 'permerror algorithm-unknown' },
  { tags: { c: 'simple /relaxed' }, outcome: 'permerror canonicalization-unknown' },
  { tags: { h: 'fr om' }, outcome: 'permerror tag-value' },
  { tags: { q: 'dns /txt' }, outcome: 'permerror query-method-unknown' },
  { tags: { t: '1 0' }, outcome: 'permerror tag-value' },
  { tags: { l: '0 0' }, outcome: 'permerror tag-value' },
  { tags: { v: '1 1' }, outcome: 'permerror version-unsupported' },
  { tags: { bh: BH.replace('j8H', 'j 8\r\n\tH') }, outcome: 'pass' },
  { tags: { i: 'j oe @exam\r\n ple.org' }, outcome: 'pass' },
  { tags: { z: 'From: a \r\n b' }, outcome: 'pass' },
  { tags: {}, record: `v=DKIM1; k=ed25519; p=${P.slice(0, 5)} ${P.slice(5)}`, outcome: 'pass' },
  { tags: {}, record: `v=DK IM1; k=ed25519; p=${P}`, outcome: 'permerror key-version' },
  { tags: {}, record: `v=DKIM1; k=ed 25519; p=${P}`, outcome: 'permerror key-type-unknown' },
  { tags: {}, record: `v=DKIM1; k=ed25519; h=sha 256; p=${P}`, outcome: 'permerror key-hash-not-allowed' },
  { tags: {}, record: `v=DKIM1; k=ed25519; s=e mail; p=${P}`, outcome: 'permerror key-service-not-allowed' },
] as readonly { tags: Record<string, string>; record?: string; outcome: string }[])(
  'S-034: white space inside a value: $tags $record: $outcome',
  async ({ tags, record, outcome }) => {
    expect(await judged(listOf(tags), record)).toEqual([outcome]);
  },
);

test('S-034: white space inside b= goes', async () => {
  const mail = mailOf(listOf()).replace(/; b=(.)(.{40})(.*)==\r/, '; b= $1 \t$2\r\n $3= =\r');
  expect(mail).toMatch(/= =\r/);
  expect(await outcomes(mail, { records: dns() })).toEqual(['pass']);
});

// "." is a place where white space may stand, "!" one where it may not.
const SIGNATURE =
  '.v.=.1.;.a.=.ed!25519!-!sha256.;.c.=.sim!ple!/!relaxed.;.d.=.exam!ple!,!org.;.s.=.ha!nd.;.t.=.17!00000000.;' +
  '.x.=.17!00009999.;.l.=.0!0.;.q.=.dn!s!/!txt.;.i.=.j.oe.@.exam.ple.,.org.;.z.=.From.:.a.|.To.:.=20.b.;' +
  '.h.=.from.:.fr!om.:.X!-!A.;.x!y!z.=.1.;.b!h.=.47.DEQpj8HBSa.+./TImW+5JCeuQeRkm5NMpJWZG3hSuFU.=.;.b.=.@B@.';
const KEY_RECORD =
  '.v.=.DK!IM1.;.k.=.ed!25519.;.h.=.sha1.:.sha!256.;.s.=.tlsrpt.:.em!ail.;.t.=.y.:.x.;.n.=.a.note.;.p.=.@P@.';

/** The list with what `fill` gives for each place. "," stands for the dot of a domain. */
function fillPlaces(template: string, fill: (isLegal: boolean, at: number) => string): string {
  return template
    .replace(/[.!]/g, (place, at: number) => fill(place === '.', at))
    .replaceAll(',', '.')
    .replace('@P@', P);
}

/** Signs the list, then puts white space into the base64 of b=, which no hash holds. */
function spacedMail(list: string, spaces: readonly string[]): string {
  const mail = handSigned({
    field: `DKIM-Signature:${list}`,
    signedFields: FROM,
    ownField: `DKIM-Signature:${list.slice(0, list.lastIndexOf('=') + 1)}`,
    key: privateKey,
  });
  const signature = /[A-Za-z0-9+/]{86}==/.exec(mail)?.[0] ?? '';
  const spaced = Array.from(signature, (char, at) => char + (at % 8 === 3 ? (spaces[at] ?? '') : '')).join('');
  return mail.replace(signature, spaced) + FROM;
}

const space = fc.constantFrom('', ' ', '\t', ' \t', '\r\n ', ' \r\n\t', '\t \r\n  ');
const spaces = fc.array(space, { minLength: 600, maxLength: 600 });

test('S-035: white space at every place where it may stand: all pass', async () => {
  await fc.assert(
    fc.asyncProperty(spaces, spaces, async (inList, inRecord) => {
      const list = fillPlaces(SIGNATURE, (isLegal, at) => (isLegal ? (inList[at] ?? '') : ''));
      const record = fillPlaces(KEY_RECORD, (isLegal, at) => (isLegal ? (inRecord[at] ?? '') : ''));
      expect(await outcomes(spacedMail(list, inList), { records: dns(record) })).toEqual(['pass']);
    }),
  );
});

/** Each "!" of a template in turn. */
function illegalPlaces(template: string): readonly number[] {
  return Array.from(template.matchAll(/!/g), ({ index }) => index);
}

test.each([' ', '\t', '\r\n '])('S-035: %j at one place where it may not stand: none passes', async (fill) => {
  const [list, record] = [fillPlaces(SIGNATURE, () => ''), fillPlaces(KEY_RECORD, () => '')];
  expect(await outcomes(spacedMail(list, []), { records: dns(record) })).toEqual(['pass']);
  const passing: string[] = [];
  for (const [template, places] of [
    [SIGNATURE, illegalPlaces(SIGNATURE)],
    [KEY_RECORD, illegalPlaces(KEY_RECORD)],
  ] as const) {
    for (const place of places) {
      const text = fillPlaces(template, (_, at) => (at === place ? fill : ''));
      const mail = spacedMail(template === SIGNATURE ? text : list, []);
      const records = dns(template === SIGNATURE ? record : text);
      const [outcome = ''] = await outcomes(mail, { records });
      if (!outcome.startsWith('permerror ')) passing.push(`${outcome}: ${text}`);
    }
  }
  expect(passing).toEqual([]);
});

test.each([
  { of: 'a U-label in d=', tags: { d: utf8('b\u00fccher.example') }, outcome: 'pass' },
  { of: 'a U-label in s=', tags: { s: utf8('b\u00fccher') }, outcome: 'pass' },
  { of: 'U-labels in d= and i=', tags: { d: utf8('b\u00fccher.example'), i: utf8('j\u00fc@b\u00fccher.example') } },
  {
    of: 'i= in UTF-8 under a d= in ASCII',
    tags: { d: 'xn--bcher-kva.example', i: utf8('\u00fc@a.b\u00fccher.example') },
  },
  { of: 'UTF-8 in z=', tags: { z: utf8('Subject:Gr\u00fc\u00dfe') } },
  { of: 'UTF-8 in an unknown tag', tags: { xyz: utf8('\u00fc \u{1f600}') } },
  { of: 'Latin-1 in an unknown tag', tags: { xyz: '\xfc' }, outcome: 'permerror tag-syntax' },
  { of: 'Latin-1 in z=', tags: { z: 'Subject:\xfc' }, outcome: 'permerror tag-syntax' },
  { of: 'Latin-1 in d=', tags: { d: 'b\xfccher.example' }, outcome: 'permerror tag-syntax' },
  { of: 'Latin-1 in s=', tags: { s: 'b\xfccher' }, outcome: 'permerror tag-syntax' },
  { of: 'Latin-1 in i=', tags: { i: 'j\xfc@example.org' }, outcome: 'permerror tag-syntax' },
  { of: 'a surrogate in an unknown tag', tags: { xyz: '\xed\xa0\x80' }, outcome: 'permerror tag-syntax' },
  { of: 'an overlong "/" in an unknown tag', tags: { xyz: '\xc0\xaf' }, outcome: 'permerror tag-syntax' },
  { of: 'UTF-8 in a name', tags: { [utf8('\u00fc')]: '1' }, outcome: 'permerror tag-syntax' },
  { of: 'UTF-8 in a=', tags: { a: utf8('ed25519-sha256\u00fc') }, outcome: 'permerror algorithm-unknown' },
  { of: 'UTF-8 in h=', tags: { h: utf8('from:\u00fc') }, outcome: 'permerror tag-value' },
  { of: 'UTF-8 in bh=', tags: { bh: utf8(`${BH}\u00a0`) }, outcome: 'permerror tag-value' },
] as readonly { of: string; tags: Record<string, string>; outcome?: string }[])(
  'S-036: $of: $outcome',
  async ({ tags, outcome = 'pass' }) => {
    const records: MemoryRecords = {
      ...dns(),
      'hand._domainkey.xn--bcher-kva.example': { TXT: [RECORD] },
      'xn--bcher-kva._domainkey.example.org': { TXT: [RECORD] },
    };
    expect(await outcomes(mailOf(listOf(tags)), { records })).toEqual([outcome]);
  },
);

test('S-036: tag values are told as text', async () => {
  const tags = { d: utf8('b\u00fccher.example'), s: utf8('b\u00fccher'), i: utf8('j\u00fc@b\u00fccher.example') };
  const { signatures } = await verified(mailOf(listOf(tags)), { records: {} });
  expect(signatures).toMatchObject([
    { domain: 'b\u00fccher.example', selector: 'b\u00fccher', identity: 'j\u00fc@b\u00fccher.example' },
  ]);
});

test.each([
  { i: 'joe=40x@example.org', identity: 'joe@x@example.org' },
  { i: 'jo\r\n e=40 x\t@example.org', identity: 'joe@x@example.org' },
  { i: '=4Aoe@example.org', identity: 'Joe@example.org' },
  { i: 'joe=40example.org', identity: 'joe@example.org' },
  { i: 'joe=3B=7C=3A@example.org', identity: 'joe;|:@example.org' },
  { i: 'j=C3=BC@example.org', identity: 'j\u00fc@example.org' },
  { i: '=3D40@example.org', identity: '=40@example.org' },
])('S-037: i=$i is $identity', async ({ i, identity }) => {
  const { signatures } = await verified(mailOf(listOf({ i })), { records: dns(`${RECORD}; t=s`) });
  expect(signatures).toMatchObject([{ result: 'pass', identity }]);
});

test.each([
  '=6aoe@example.org',
  '=6Aoe=c3=bc@example.org',
  'joe=@example.org',
  'joe==40@example.org',
  'joe=4@example.org',
  'joe@example.org=',
  'joe=\r\n @example.org', // no soft line break
  'joe=40x@example=2org',
])('S-037: i=%j is not well-formed, the same in z= voids nothing', async (text) => {
  expect(await judged(listOf({ i: text }))).toEqual(['permerror tag-value']);
  expect(await judged(listOf({ z: `From:${text}` }))).toEqual(['pass']);
});

/** Ways to write base64 that others decode. */
const FORMS = [
  { of: 'the alphabet of URLs', change: (text: string) => text.replaceAll('+', '-').replaceAll('/', '_') },
  { of: 'quotes', change: (text: string) => `"${text}"` },
  { of: '"=" in the middle', change: (text: string) => `${text.slice(0, 8)}=${text.slice(8)}` },
  { of: 'padding in the middle', change: (text: string) => `${text.slice(0, 8)}QQ==${text.slice(8)}` },
  { of: 'a comma', change: (text: string) => `${text.slice(0, 8)},${text.slice(8)}` },
  { of: 'a backslash at the end', change: (text: string) => `${text}\\` },
  { of: 'padding too much', change: (text: string) => `${text}=` },
  {
    of: 'a no-break space',
    change: (text: string) => utf8(`${Buffer.from(text.slice(0, 8)).toString()}\u00a0`) + text.slice(8),
  },
];

/** The first base64 with "+" and "/" in it: the alphabet of URLs has other signs for them. */
function withBothSigns(make: () => string): string {
  for (let tries = 0; tries < 1000; tries += 1) {
    const text = make();
    if (text.includes('+') && text.includes('/')) return text;
  }
  throw new Error('no such base64');
}

test.each(FORMS)('S-038: base64 with $of is none: in b=, bh= and p=', async ({ change }) => {
  let serial = 0;
  const signature = /(?<=; b=)[A-Za-z0-9+/=]+/;
  withBothSigns(() => signature.exec(mailOf(listOf({ n: String((serial += 1)) })))?.[0] ?? '');
  const mail = mailOf(listOf({ n: String(serial) })); // Ed25519 gives the same signature again
  expect(await outcomes(mail, { records: dns() })).toEqual(['pass']);
  const changed = mail.replace(signature, change);
  expect(changed).not.toBe(mail);
  expect(await outcomes(changed, { records: dns() })).toEqual(['permerror tag-value']);

  expect(await judged(listOf({ bh: change(BH) }))).toEqual(['permerror tag-value']);

  const keys = new Map<string, KeyObject>();
  const p = withBothSigns(() => {
    const pair = generateKeyPairSync('ed25519');
    const text = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
    keys.set(text, pair.privateKey);
    return text;
  });
  const other = mailOf(listOf(), keys.get(p));
  const recordOf = (text: string) => dns(`v=DKIM1; k=ed25519; p=${text}`);
  expect(await outcomes(other, { records: recordOf(p) })).toEqual(['pass']);
  expect(await outcomes(other, { records: recordOf(change(p)) })).toEqual(['permerror key-syntax']);
});

test.each([
  { of: 'b=, none of two', from: /==\r\n/, to: '\r\n' },
  { of: 'b=, one of two', from: /==\r\n/, to: '=\r\n' },
  { of: 'bh=', tags: { bh: BH.slice(0, -1) } },
])('S-038: missing padding in $of is tolerated and remarked', async ({ from = '', to = '', tags = {} }) => {
  const mail = mailOf(listOf(tags)).replace(from, to);
  expect((await verified(mail, { records: dns() })).signatures).toMatchObject([
    { result: 'pass', warnings: ['base64-padding'] },
  ]);
});

test('S-038: missing padding in p= is tolerated; with all padding nothing is remarked', async () => {
  const record = `v=DKIM1; k=ed25519; p=${P.replace(/=+$/, '')}`;
  expect(record.endsWith('=')).toBe(false);
  expect(await judged(listOf(), record)).toEqual(['pass']);
  expect((await verified(mailOf(listOf()), { records: dns() })).signatures).toMatchObject([{ warnings: [] }]);
});
