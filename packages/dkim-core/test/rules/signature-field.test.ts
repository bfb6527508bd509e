/**
 * The DKIM-Signature field, tag by tag, on whole messages. RFC 6376, sections 3.5, 3.7 and 6.1.1; S-039 to S-064.
 *
 * The signatures are made by hand, so each would verify but for what is wrong in it.
 */
import { expect, test } from 'vitest';
import { formatAuthenticationResults, type SignatureVerdict, type VerifyOptions } from '../../src/index.js';
import { HAND_RECORD, handSigned, hashOf } from '../hand-signer.js';
import { countingResolver, NOW, outcomes, RECORDS, vector, verified } from '../mail.js';
import { utf8 } from '../utf8.js';

const FROM = 'From: Joe <joe@example.com>\r\n';
const TO = 'To: Suzie <suzie@shop.example>\r\n';
const SUBJECT = 'Subject: Ready?\r\n';
const BODY = 'Hi.\r\n';
const REST = `${FROM}${TO}${SUBJECT}\r\n${BODY}`;
const BH = hashOf(BODY);
const GOOD = { v: '1', a: 'rsa-sha256', d: 'example.com', s: 'sel', h: 'from', bh: BH, b: '@B@' };
const KEYS = {
  ...RECORDS,
  'sel._domainkey.example.com': { TXT: [HAND_RECORD] },
  'sel_1._domainkey.example.com': { TXT: [HAND_RECORD] },
  'a.b._domainkey.example.com': { TXT: [HAND_RECORD] },
  'strict._domainkey.example.com': { TXT: [`t=s; ${HAND_RECORD.replace('v=DKIM1; ', '')}`] },
};

type Tags = Readonly<Record<string, string>>;

/** In simple/simple, so that the field is hashed as it is written. Tags that GOOD has not stand behind b=. */
function fieldWith(tags: Tags, signedFields = FROM): string {
  const list = Object.entries({ ...GOOD, ...tags }).map(([name, value]) => `${name}=${value}`);
  return handSigned({ field: `DKIM-Signature: ${list.join('; ')}`, signedFields });
}

async function judged(
  mail: string,
  more: Partial<VerifyOptions> = {},
): Promise<{ outcome: string; asked: readonly string[]; verdict: SignatureVerdict }> {
  const { resolveTxt, asked } = countingResolver(KEYS);
  const { signatures } = await verified(mail, { resolveTxt, ...more });
  const [verdict, ...others] = signatures;
  if (verdict === undefined || others.length > 0) throw new Error(`${signatures.length} signatures`);
  const { result, code } = verdict;
  return { outcome: code === null ? result : `${result} ${code}`, asked, verdict };
}

const LABEL_60 = 'a'.repeat(60);

const wrong: readonly (readonly [rule: string, tags: Tags, code: string])[] = [
  ['S-040', { v: '0.5' }, 'version-unsupported'],
  ['S-040', { v: ' 1 1' }, 'version-unsupported'],
  ['S-041', { a: 'ecdsa-sha256' }, 'algorithm-unknown'],
  ['S-042', { b: '' }, 'tag-value'],
  ['S-042', { b: '', n: '1' }, 'tag-value'],
  ['S-038, S-042', { b: '!!!' }, 'tag-value'],
  ['S-042', { bh: '' }, 'tag-value'],
  ['S-038, S-042', { bh: `!${BH.slice(1)}` }, 'tag-value'],
  ['S-043', { bh: hashOf(BODY, 'sha1') }, 'tag-value'],
  ['S-043', { bh: BH.slice(0, 40) }, 'tag-value'],
  ['S-044', { d: 'com' }, 'domain-invalid'],
  ['S-044', { d: 'example.com.' }, 'domain-invalid'],
  ['S-044', { d: '-a.example' }, 'domain-invalid'],
  ['S-044', { d: '(x).example' }, 'domain-invalid'],
  ['S-044', { d: 'a..b' }, 'domain-invalid'],
  ['S-044', { d: 'a_b.example' }, 'domain-invalid'],
  ['S-044', { d: '[192.0.2.1]' }, 'domain-invalid'],
  ['S-044', { d: `${'a'.repeat(64)}.example` }, 'domain-invalid'],
  ['S-044', { d: [LABEL_60, LABEL_60, LABEL_60, LABEL_60, 'example.com'].join('.') }, 'domain-invalid'],
  ['S-045', { s: '.a' }, 'selector-invalid'],
  ['S-045', { s: 'a.' }, 'selector-invalid'],
  ['S-045', { s: 'a..b' }, 'selector-invalid'],
  ['S-045', { s: 'a/b' }, 'selector-invalid'],
  ['S-045', { s: '../x' }, 'selector-invalid'],
  ['S-045', { s: '*' }, 'selector-invalid'],
  ['S-045', { s: 'a b' }, 'selector-invalid'],
  ['S-036, S-045', { s: 's\xfc' }, 'tag-syntax'],
  ['S-045', { s: utf8('\u00fc\ufffd') }, 'domain-invalid'],
  ['S-045', { s: [LABEL_60, LABEL_60, LABEL_60, LABEL_60].join('.') }, 'domain-invalid'],
  ['S-046', { h: 'from::to' }, 'tag-value'],
  ['S-046', { h: 'from:to:' }, 'tag-value'],
  ['S-046', { h: ' :from' }, 'tag-value'],
  ['S-046', { h: 'from:x\r\n y' }, 'tag-value'],
  ['S-047', { h: 'to:subject' }, 'from-not-signed'],
  ['S-047', { h: 'xfrom:from-x' }, 'from-not-signed'],
  ['S-050', { i: '@badexample.com' }, 'identity-outside-domain'],
  ['S-050', { i: '@com' }, 'identity-outside-domain'],
  ['S-050', { i: 'a@example.com@evil.example' }, 'identity-outside-domain'],
  ['S-050', { i: 'a@example.com=40evil.example' }, 'identity-outside-domain'], // decoded, then split
  ['S-050', { i: '"a@example.com"@evil.example' }, 'identity-outside-domain'],
  ['S-050', { i: '@example.com.evil.example' }, 'identity-outside-domain'],
  ['S-050', { i: 'foo.example.com' }, 'tag-value'],
  ['S-050', { i: '"a@example.com"' }, 'tag-value'],
  ['S-050', { i: '"a@example.com' }, 'tag-value'],
  ['S-050', { i: '<joe@example.com' }, 'tag-value'],
  ['S-050', { i: 'Joe=20joe@example.com' }, 'tag-value'],
  ['S-050', { i: '<joe@example.com>' }, 'tag-value'],
  ['S-050', { i: 'Joe <joe@example.com>' }, 'tag-value'],
  ['S-050', { i: 'Joe=20<joe@example.com>' }, 'tag-value'],
  ['S-050', { i: '@' }, 'tag-value'],
  ['S-050', { i: '@.example.com' }, 'tag-value'],
  ['S-051', { l: '+5' }, 'tag-value'],
  ['S-051', { l: '-1' }, 'tag-value'],
  ['S-051', { l: '5.0' }, 'tag-value'],
  ['S-051', { l: '5e0' }, 'tag-value'],
  ['S-051', { l: '0x5' }, 'tag-value'],
  ['S-051', { l: utf8('\u0665') }, 'tag-value'], // a digit of Unicode is none here
  ['S-051', { l: '5'.padStart(77, '0') }, 'tag-value'],
  ['S-057', { q: 'foo' }, 'query-method-unknown'],
  ['S-057', { q: 'dns' }, 'query-method-unknown'],
  ['S-057', { q: 'dns/txtx:http/x' }, 'query-method-unknown'],
  ['S-058', { t: `${NOW}000` }, 'tag-value'],
  ['S-058', { t: '-1' }, 'tag-value'],
  ['S-058', { t: '+1' }, 'tag-value'],
  ['S-058', { t: '1.5' }, 'tag-value'],
  ['S-058', { t: '1e9' }, 'tag-value'],
  ['S-058', { t: '0x1' }, 'tag-value'],
  ['S-058', { x: 'abc' }, 'tag-value'],
  ['S-058', { x: '1000000000000' }, 'tag-value'],
  ['S-058', { x: utf8('\u0665') }, 'tag-value'],
  // the clock says NOW
  ['S-061', { t: `${NOW}`, x: `${NOW}` }, 'timestamps-inconsistent'],
  ['S-061', { t: `${NOW}`, x: `${NOW - 1}` }, 'timestamps-inconsistent'],
  ['S-061', { t: `${NOW}`, x: `0${NOW}` }, 'timestamps-inconsistent'], // numbers, not texts
];

test.each(wrong)('%s: %j is %s, and DNS is not asked', async (_, tags, code) => {
  const { outcome, asked } = await judged(fieldWith(tags) + REST);
  expect({ outcome, asked }).toEqual({ outcome: `permerror ${code}`, asked: [] });
});

test.each([
  ['S-040', { v: '0.5' }, /^v="?0\.5"? /],
  ['S-043', { bh: hashOf(BODY, 'sha1') }, /^bh= holds 20 octets, sha256 has 32$/],
])('%s: of %j the reason says what was found', async (_, tags, reason) => {
  expect((await judged(fieldWith(tags) + REST)).verdict.reason).toMatch(reason);
});

const right: readonly (readonly [rule: string, tags: Tags, facts: Partial<SignatureVerdict>])[] = [
  ['S-034, S-043', { bh: `${BH.slice(0, 20)}\r\n ${BH.slice(20, 43)}\r\n\t=` }, {}],
  ['S-038, S-043', { bh: BH.slice(0, 43) }, { warnings: ['base64-padding'] }],
  ['S-044', { d: 'EXAMPLE.com', i: '@example.COM' }, { domain: 'EXAMPLE.com', identity: '@example.COM' }],
  ['S-044', { d: 'EXAMPLE.com', i: '@example.COM', s: 'strict' }, { domain: 'EXAMPLE.com', identity: '@example.COM' }],
  ['S-045', { s: 'a.b' }, { selector: 'a.b' }],
  ['S-045', { s: 'sel_1' }, { selector: 'sel_1', warnings: ['selector-underscore'] }],
  ['S-035, S-046', { h: 'from : x-none' }, {}],
  ['S-035, S-046, S-047', { h: '\r\n\tx-none\r\n\t:\r\n\tfrom' }, {}],
  ['S-047', { h: 'FROM' }, {}],
  ['S-049', { s: 'strict' }, { identity: '@example.com' }],
  ['S-050', { i: '@example.com' }, { identity: '@example.com' }],
  ['S-050', { i: '@sub.example.com' }, { identity: '@sub.example.com' }],
  ['S-050', { i: 'x@y@example.com' }, { identity: 'x@y@example.com' }],
  ['S-050', { i: 'a@evil.example=40example.com' }, { identity: 'a@evil.example@example.com' }],
  ['S-050', { i: '"a@b"@example.com' }, { identity: '"a@b"@example.com' }],
  ['S-037, S-050', { i: '=4A@example.com' }, { identity: 'J@example.com' }],
  ['S-037, S-050', { i: 'joe=3Bx@example.com' }, { identity: 'joe;x@example.com' }],
  ['S-051', { l: '00005' }, { bodyLength: 5 }],
  ['S-051', { l: '5'.padStart(76, '0') }, { bodyLength: 5 }],
  ['S-057', { q: 'dns/txt' }, {}],
  ['S-057', { q: 'dns/txt:http/x' }, {}],
  ['S-057', { q: 'foo/bar:dns/txt' }, {}],
  ['S-057', { q: 'foo :\r\n DNS/TXT' }, {}],
  ['S-058', { t: '0', x: '999999999999' }, {}],
  ['S-058', { t: '000000000000' }, {}],
  ['S-061', { t: `${NOW}`, x: `${NOW + 1}` }, {}],
  ['S-061', { t: `${NOW - 1}`, x: `${NOW}` }, {}],
  ['S-061', { t: '9', x: `${NOW}` }, {}], // numbers, not texts
  ['S-062', { z: '' }, {}],
  ['S-062', { z: '=6a' }, {}],
  ['S-062', { z: '|From|=|:' }, {}],
  ['S-062', { z: 'Subject:Another' }, {}],
];

test.each(right)('%s: %j verifies', async (_, tags, facts) => {
  const { outcome, asked, verdict } = await judged(fieldWith(tags) + REST);
  expect(outcome).toBe('pass');
  expect(verdict).toMatchObject({ warnings: [], ...facts });
  expect(asked.map((name) => name.toLowerCase())).toEqual([`${tags['s'] ?? 'sel'}._domainkey.example.com`]); // S-045
});

test('S-040: v= may come last', async () => {
  const field = `DKIM-Signature: a=rsa-sha256; d=example.com; s=sel; h=from; bh=${BH}; b=@B@; v=1`;
  expect((await judged(handSigned({ field, signedFields: FROM }) + REST)).outcome).toBe('pass');
});

test.each([
  { of: '3 octets, with RSA', octets: 3, tags: {} },
  { of: '255 octets, with RSA', octets: 255, tags: {} },
  { of: '512 octets, with RSA', octets: 512, tags: {} },
  { of: '3 octets, with Ed25519', octets: 3, tags: { a: 'ed25519-sha256', d: 'example.org', s: 'ed' } },
  { of: '65 octets, with Ed25519', octets: 65, tags: { a: 'ed25519-sha256', d: 'example.org', s: 'ed' } },
])('S-042: b= of $of, is a signature that does not match', async ({ octets, tags }) => {
  const field = fieldWith({ ...tags, b: Buffer.alloc(octets, 1).toString('base64') });
  expect((await judged(field + REST)).outcome).toBe('fail signature-mismatch');
});

test('S-047: it is h= that must name From, whatever the message has', async () => {
  const rest = `${TO}\r\n${BODY}`;
  const { outcome, verdict } = await judged(fieldWith({}, '') + rest);
  expect(outcome).toBe('pass');
  expect(verdict.warnings).toEqual(['from-missing']);
  expect((await judged(fieldWith({ h: 'to' }, TO) + rest)).outcome).toBe('permerror from-not-signed');
});

test('S-048: dkim-signature in h= is the other signature, whole with its b=, wherever it stands', async () => {
  const plain = fieldWith({});
  const other = plain.replace(/b=./, (start) => (start === 'b=A' ? 'b=B' : 'b=A'));
  const overPlain = fieldWith({ h: 'from:dkim-signature' }, FROM + plain);
  const alone = fieldWith({ h: 'from:dkim-signature' });
  const records = KEYS;
  expect(await outcomes(overPlain + plain + REST, { records })).toEqual(['pass', 'pass']);
  expect(await outcomes(plain + overPlain + REST, { records })).toEqual(['pass', 'pass']);
  expect(await outcomes(alone + REST, { records })).toEqual(['pass']);
  const changed = 'fail signature-mismatch';
  expect(await outcomes(overPlain + other + REST, { records })).toEqual([changed, changed]);
  expect(await outcomes(other + overPlain + REST, { records })).toEqual([changed, changed]);
  expect(await outcomes(alone + plain + REST, { records })).toEqual([changed, 'pass']);
});

test('S-049, S-055: what Authentication-Results say of i= that is absent, and of a body signed in part', async () => {
  const { verdict } = await judged(`${fieldWith({ l: '5' })}${REST}-- \r\na list`);
  expect(verdict).toMatchObject({ result: 'policy', reason: expect.stringMatching(/^13 octets of the body are not/) });
  const words = Buffer.from(formatAuthenticationResults({ authservId: 'mx.example', verdicts: [verdict] })).toString();
  expect(words.split(/[\s;]+/)).toEqual(
    expect.arrayContaining(['dkim=policy', 'header.i=@example.com', 'policy.dkim-rules=unsigned-body']),
  );
});

const RAGGED = ' a \t b \r\n\t\r\nc\r\n \r\n\r\n';

test.each([
  { c: 'simple/simple', body: RAGGED, canonical: ' a \t b \r\n\t\r\nc\r\n \r\n' },
  { c: 'simple/relaxed', body: RAGGED, canonical: ' a b\r\n\r\nc\r\n' },
  { c: 'simple/simple', body: 'no line end', canonical: 'no line end\r\n' },
  { c: 'simple/relaxed', body: 'no line end', canonical: 'no line end\r\n' },
])('S-052, S-053, S-054, S-055: each l= there can be in $c over $body', async ({ c, body, canonical }) => {
  const rest = `${FROM}\r\n${body}`;
  const size = canonical.length;
  for (let l = 0; l <= size; l += 1) {
    const mail = fieldWith({ c, l: `${l}`, bh: hashOf(canonical.slice(0, l)) }) + rest;
    const { outcome, verdict } = await judged(mail);
    expect(outcome).toBe(l === size ? 'pass' : 'policy unsigned-body');
    expect(Number.parseInt(verdict.reason ?? '0', 10)).toBe(size - l); // the reason begins with the number
    expect((await judged(mail, { acceptUnsignedBody: true })).outcome).toBe('pass');
  }
  const beyond = fieldWith({ c, l: `${size + 1}`, bh: hashOf(canonical) }) + rest;
  expect((await judged(beyond)).outcome).toBe('permerror body-length-beyond-body');
});

const BEYOND = 'permerror body-length-beyond-body';

test.each([
  { c: 'simple/simple', canonical: '\r\n', expected: ['pass', 'pass', 'pass', BEYOND] },
  { c: 'simple/relaxed', canonical: '', expected: ['pass', BEYOND, BEYOND, BEYOND] },
])('S-054: an empty body with l= from 0 to 3 in $c', async ({ c, canonical, expected }) => {
  for (const rest of [`${FROM}\r\n`, FROM, `${FROM}\r\n\r\n\r\n`]) {
    for (const [l, outcome] of expected.entries()) {
      const mail = fieldWith({ c, l: `${l}`, bh: hashOf(canonical.slice(0, l)) }) + rest;
      expect((await judged(mail, { acceptUnsignedBody: true })).outcome).toBe(outcome);
    }
  }
});

test.each([
  { c: 'simple/simple', added: '\r\n\r\n', outcome: 'pass' },
  { c: 'simple/relaxed', added: '\r\n \t\r\n\r\n', outcome: 'pass' },
  { c: 'simple/simple', added: ' \r\n', outcome: 'policy unsigned-body' },
  { c: 'simple/relaxed', added: ' .\r\n', outcome: 'policy unsigned-body' },
])('S-055: $added behind l= in $c: $outcome', async ({ c, added, outcome }) => {
  expect((await judged(fieldWith({ c, l: '5' }) + REST + added)).outcome).toBe(outcome);
});

const FUTURE = ['timestamp-in-future'];
const TEN_YEARS = 315_360_000;

test.each([
  { ahead: 299, warnings: [], refused: 'pass' },
  { ahead: 300, warnings: [], refused: 'pass' },
  { ahead: 301, warnings: FUTURE, refused: 'permerror timestamp-in-future' },
  { ahead: TEN_YEARS, warnings: FUTURE, refused: 'permerror timestamp-in-future' },
  { ahead: 999_999_999_999 - NOW, warnings: FUTURE, refused: 'permerror timestamp-in-future' }, // S-058
])('S-059: a signature $ahead s from the future', async ({ ahead, warnings, refused }) => {
  const mail = fieldWith({ t: `${NOW + ahead}` }) + REST;
  const { outcome, verdict } = await judged(mail);
  expect(outcome).toBe('pass');
  expect(verdict.warnings).toEqual(warnings);
  expect((await judged(mail, { futureSignatures: 'refuse' })).outcome).toBe(refused);
});

test('S-059: a warning about t= leaves a bad verdict what it is', async () => {
  const { outcome, verdict } = await judged(`${fieldWith({ t: `${NOW + TEN_YEARS}` })}${REST}more`);
  expect(outcome).toBe('fail body-hash-mismatch');
  expect(verdict.warnings).toEqual(FUTURE);
});

test.each([
  { x: NOW + 1, outcome: 'pass', reason: '' },
  { x: NOW, outcome: 'pass', reason: '' },
  { x: NOW - 299, outcome: 'pass', reason: '' },
  { x: NOW - 300, outcome: 'pass', reason: '' },
  { x: NOW - 301, outcome: 'fail signature-expired', reason: `expired 5 minutes ago (x=${NOW - 301})` },
  { x: NOW - 7200, outcome: 'fail signature-expired', reason: `expired 2 hours ago (x=${NOW - 7200})` },
  { x: 0, outcome: 'fail signature-expired', reason: ' ago (x=0)' },
])('S-060: x=$x when the clock says 1700000000: $outcome', async ({ x, outcome, reason }) => {
  const judgement = await judged(fieldWith({ x: `${x}` }) + REST);
  expect(judgement.outcome).toBe(outcome);
  expect(judgement.verdict.reason ?? '').toContain(reason);
});

test('S-062: z= with the Subject that was signed does not save another Subject', async () => {
  const field = fieldWith({ h: 'from:subject', z: 'Subject:=20Ready?' }, FROM + SUBJECT);
  expect((await judged(field + REST)).outcome).toBe('pass');
  expect((await judged(field + REST.replace('Ready?', 'Gone'))).outcome).toBe('fail signature-mismatch');
});

const TAGS = `v=1; a=rsa-sha256; d=example.com; s=sel; h=from; bh=${BH}`;
const LOOKALIKES = 'bb=1; xb=2; B=3; n=(b=4) b=; z=A:1|b=5; i=b=3D6@b.example.com';

test.each([
  { of: 'first', field: 'DKIM-Signature: b=@B@; TAGS', simple: 'DKIM-Signature: b=; TAGS', relaxed: 'b=; TAGS' },
  {
    of: 'in the middle',
    field: 'DKIM-Signature: n=1; b=@B@; TAGS',
    simple: 'DKIM-Signature: n=1; b=; TAGS',
    relaxed: 'n=1; b=; TAGS',
  },
  { of: 'last', field: 'DKIM-Signature: TAGS; b=@B@', simple: 'DKIM-Signature: TAGS; b=', relaxed: 'TAGS; b=' },
  {
    of: 'last, with ";"',
    field: 'DKIM-Signature: TAGS; b=@B@;',
    simple: 'DKIM-Signature: TAGS; b=;',
    relaxed: 'TAGS; b=;',
  },
  {
    of: 'last, with ";" and a space',
    field: 'DKIM-Signature: TAGS; b=@B@; ',
    simple: 'DKIM-Signature: TAGS; b=; ',
    relaxed: 'TAGS; b=;',
  },
  {
    of: 'last, between spaces',
    field: 'DKIM-Signature: TAGS; b = @B@ \t',
    simple: 'DKIM-Signature: TAGS; b =',
    relaxed: 'TAGS; b =',
  },
  {
    of: 'between folds',
    field: 'DKIM-Signature: TAGS; b\r\n =\r\n\t@B@\r\n ; n=1',
    simple: 'DKIM-Signature: TAGS; b\r\n =; n=1',
    relaxed: 'TAGS; b =; n=1',
  },
  {
    of: 'before ";" without white space',
    field: 'DKIM-Signature:b=@B@;TAGS',
    simple: 'DKIM-Signature:b=;TAGS',
    relaxed: 'b=;TAGS',
  },
  {
    of: 'behind what looks like it',
    field: `DKIM-Signature: ${LOOKALIKES}; ab=1; TAGS; b=@B@`,
    simple: `DKIM-Signature: ${LOOKALIKES}; ab=1; TAGS; b=`,
    relaxed: `${LOOKALIKES}; ab=1; TAGS; b=`,
  },
  {
    of: 'before what looks like it',
    field: `DKIM-Signature: b=@B@; ab=1; TAGS; ${LOOKALIKES}`,
    simple: `DKIM-Signature: b=; ab=1; TAGS; ${LOOKALIKES}`,
    relaxed: `b=; ab=1; TAGS; ${LOOKALIKES}`,
  },
  {
    of: 'in a field with another case and white space',
    field: 'dkim-SIGNATURE \t:\r\n\t TAGS; b=@B@\r\n ',
    simple: 'dkim-SIGNATURE \t:\r\n\t TAGS; b=',
    relaxed: 'TAGS; b=',
  },
])('S-063, S-064: b= stands $of: its value and the white space around it are not hashed', async (row) => {
  const signedFields = { simple: FROM, relaxed: 'from:Joe <joe@example.com>\r\n' };
  const ownFields = { simple: row.simple, relaxed: `dkim-signature:${row.relaxed}` };
  for (const c of ['simple', 'relaxed'] as const) {
    const written = (text: string): string => text.replace('TAGS', `${TAGS}; c=${c}`);
    const field = handSigned({
      field: written(row.field),
      signedFields: signedFields[c],
      ownField: written(ownFields[c]),
    });
    expect((await judged(field + REST)).outcome).toBe('pass');
    const refolded = field.replaceAll(/[A-Za-z0-9+/]{50}/g, '$&\r\n\t \t'); // b= alone is so long
    expect(refolded).not.toBe(field);
    expect((await judged(refolded + REST)).outcome).toBe('pass');
    const otherTag = field.replace('; d=', ';\r\n\t d=');
    expect((await judged(otherTag + REST)).outcome).toBe(c === 'relaxed' ? 'pass' : 'fail signature-mismatch');
  }
});

test('S-064: RFC 8463, A.3, in relaxed: folds count nowhere, spaces that were not there do', async () => {
  const { mail, records } = vector('rfc8463-A.3');
  const refolded = mail
    .replaceAll(';\r\n d=', '; \t\r\n\t d=')
    .replaceAll(' b=', ' b=\r\n\t')
    .replaceAll('DKIM-Signature: ', 'dkim-signature:\r\n  ');
  expect(refolded).not.toBe(mail);
  expect(await outcomes(refolded, { records })).toEqual(['pass', 'pass']);
  expect(await outcomes(mail.replaceAll('q=dns/txt;', 'q= dns/txt;'), { records })).toEqual([
    'fail signature-mismatch',
    'fail signature-mismatch',
  ]);
});
