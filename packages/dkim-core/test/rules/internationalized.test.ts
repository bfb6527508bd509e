/**
 * Internationalized mail: RFC 8616. The signatures are made by hand, with U-labels and UTF-8 where our signer would
 * write A-labels and escapes.
 */
import { expect, test } from 'vitest';
import { HAND_RECORD, handSigned, hashOf } from '../hand-signer.js';
import {
  bytesOf,
  countingResolver,
  dkimRequest,
  domainkeysRequest,
  MAIL,
  outcomes,
  RSA,
  signed,
  verified,
} from '../mail.js';
import { isSameOrSubdomain, keyRecordText, sign, type MemoryRecords } from '../../src/index.js';

/** Text as the octets of its UTF-8, one a character: so a mail holds it. */
function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}

const A_LABEL = 'xn--bcher-kva.example';
const U_LABEL = utf8('b\u00fccher.example');
const FROM = `From: Joe <joe@${U_LABEL}>\r\n`;
const SUBJECT = `Subject: ${utf8('Bu\u0308cher')}\r\n`; // u and a combining diaeresis: not in NFC
const BODY = 'Hi.\r\n';

/** A mail with a c=simple/simple signature over From and Subject; `tags` has d=, s= and maybe i=. */
function handMail(tags: string): string {
  const field = `DKIM-Signature: v=1; a=rsa-sha256; ${tags}; h=from:subject; bh=${hashOf(BODY)}; b=@B@`;
  return `${handSigned({ field, signedFields: FROM + SUBJECT })}${FROM}${SUBJECT}\r\n${BODY}`;
}

function at(name: string): MemoryRecords {
  return { [name]: { TXT: [HAND_RECORD] } };
}

test.each([
  { d: 'b\u00fccher.example', s: 'sel', name: 'sel._domainkey.xn--bcher-kva.example' },
  { d: 'B\u00dcCHER.Example', s: 'sel', name: 'sel._domainkey.xn--bcher-kva.example' },
  { d: 'bu\u0308cher.example', s: 'sel', name: 'sel._domainkey.xn--bcher-kva.example' },
  { d: 'fa\u00df.example', s: 'sel', name: 'sel._domainkey.xn--fa-hia.example' },
  { d: 'example.org', s: 'schl\u00fcssel', name: 'xn--schlssel-95a._domainkey.example.org' },
  { d: 'example.org', s: 'a.schl\u00fcssel', name: 'a.xn--schlssel-95a._domainkey.example.org' },
])('S-120, S-121: d=$d, s=$s is asked for as $name and hashed as it stands', async ({ d, s, name }) => {
  const { resolveTxt, asked } = countingResolver(at(name));
  expect(await outcomes(handMail(`d=${utf8(d)}; s=${utf8(s)}`), { resolveTxt })).toEqual(['pass']);
  expect(asked).toEqual([name]);
});

test.each([
  { of: 'd=', tags: `d=${utf8('b\ufffdcher.example')}; s=sel` },
  { of: 's=', tags: `d=example.org; s=${utf8('b\ufffdcher')}` },
  { of: 'an A-label of U-labels', tags: `d=${utf8('xn--\u00fc.example')}; s=sel` },
])('S-120: $of that IDNA refuses is permerror without a question', async ({ tags }) => {
  const { resolveTxt, asked } = countingResolver({});
  expect(await outcomes(handMail(tags), { resolveTxt })).toEqual(['permerror domain-invalid']);
  expect(asked).toEqual([]);
});

test.each([
  { of: 'd= as an A-label', from: `d=${U_LABEL}`, to: `d=${A_LABEL}` },
  { of: 'From in A-labels', from: `joe@${U_LABEL}`, to: `joe@${A_LABEL}` },
  { of: 'the Subject in NFC', from: utf8('u\u0308'), to: utf8('\u00fc') },
])('S-121: the hash is of the octets, so $of breaks it', async ({ from, to }) => {
  const mail = handMail(`d=${U_LABEL}; s=sel`);
  const records = at(`sel._domainkey.${A_LABEL}`);
  expect(await outcomes(mail, { records })).toEqual(['pass']);
  expect(mail).toContain(from);
  expect(await outcomes(mail.replace(from, to), { records })).toEqual(['fail signature-mismatch']);
});

test('S-121: relaxed normalizes white space and no letters', async () => {
  const ours = await signed(`${FROM}${SUBJECT}\r\n${BODY}`, dkimRequest());
  expect(await outcomes(ours)).toEqual(['pass']);
  for (const changed of [
    ours.replace(`joe@${U_LABEL}`, `joe@${A_LABEL}`),
    ours.replace(utf8('u\u0308'), utf8('\u00fc')),
  ]) {
    expect(changed).not.toBe(ours);
    expect(await outcomes(changed)).toEqual(['fail signature-mismatch']);
  }
});

test('S-121: a line that begins S\u00fcbject is no Subject and changes no signature', async () => {
  const records = at('sel._domainkey.example.org');
  const mail = handMail('d=example.org; s=sel').replace(SUBJECT, `${SUBJECT}${utf8('S\u00fcbject: x')}\r\n`);
  expect(await outcomes(mail, { records })).toEqual(['pass']);
});

test.each([
  { of: 'U under A', d: A_LABEL, i: `@mail.${U_LABEL}`, outcome: 'pass' },
  { of: 'A under U', d: U_LABEL, i: `joe@mail.${A_LABEL}`, outcome: 'pass' },
  { of: 'another case', d: A_LABEL, i: `@${utf8('B\u00dcCHER.example')}`, outcome: 'pass' },
  {
    of: 'the other spelling of a sharp s',
    d: utf8('fa\u00df.example'),
    i: '@fass.example',
    outcome: 'permerror identity-outside-domain',
  },
])('S-122: in i= and d= $of: $outcome', async ({ d, i, outcome }) => {
  const records = { ...at(`sel._domainkey.${A_LABEL}`), ...at('sel._domainkey.xn--fa-hia.example') };
  expect(await outcomes(handMail(`d=${d}; s=sel; i=${i}`), { records })).toEqual([outcome]);
});

test('S-122: A- and U-labels are one name to options, to flag s and to DomainKeys', async () => {
  const records = at(`sel._domainkey.${A_LABEL}`);
  const mail = handMail(`d=${U_LABEL}; s=sel; i=@${A_LABEL}`);
  expect(await outcomes(mail, { records, refusedDomains: ['B\u00fccher.example'] })).toEqual(['policy domain-refused']);
  expect(await outcomes(mail, { records, refusedDomains: [A_LABEL.toUpperCase()] })).toEqual(['policy domain-refused']);
  const strict = { [`sel._domainkey.${A_LABEL}`]: { TXT: [HAND_RECORD.replace('v=DKIM1;', 'v=DKIM1; t=s;')] } };
  expect(await outcomes(mail, { records: strict })).toEqual(['pass']);
  const old = await signed(`${FROM}\r\n${BODY}`, domainkeysRequest({ domain: A_LABEL }));
  expect(await outcomes(old, { records: { [`rsa._domainkey.${A_LABEL}`]: { TXT: [keyRecordText(RSA)] } } })).toEqual([
    'pass',
  ]);
  expect(isSameOrSubdomain('mail.b\u00fccher.example', A_LABEL)).toBe(true);
});

test.each([
  { of: 'a plain mail', mail: MAIL },
  { of: 'a mail with UTF-8 in its header', mail: `${FROM}${SUBJECT}\r\n${BODY}` },
])('S-123, S-124: into $of A-labels and escapes are written', async ({ mail }) => {
  const request = dkimRequest({
    domain: 'B\u00fccher.example',
    selector: 'schl\u00fcssel',
    identity: 'm\u00f8x@a.b\u00fccher.example',
  });
  const whole = await signed(mail, request);
  const field = whole.slice(0, -mail.length);
  expect(field).toMatch(/^[\0-\x7f]*$/);
  expect(field.replaceAll(/\s/g, '')).toMatch(
    /;d=xn--bcher-kva\.example;s=xn--schlssel-95a;.*;i=m=C3=B8x@a\.xn--bcher-kva\.example;/,
  );
  const records = { 'xn--schlssel-95a._domainkey.xn--bcher-kva.example': { TXT: [keyRecordText(RSA)] } };
  expect(await outcomes(whole, { records })).toEqual(['pass']);
});

test.each([
  { of: 'raw', i: `${utf8('m\u00f8x')}@${U_LABEL}` },
  { of: 'escaped', i: `m=C3=B8x@${U_LABEL}` },
  { of: 'escaped in part', i: `${utf8('m\u00f8')}=78@${U_LABEL}` },
  { of: 'escaped, the domain, too', i: 'm=C3=B8x@b=C3=BCcher.example' },
])('S-124: a local part in UTF-8, $of, is accepted', async ({ i }) => {
  const records = at(`sel._domainkey.${A_LABEL}`);
  const { signatures } = await verified(handMail(`d=${A_LABEL}; s=sel; i=${i}`), { records });
  expect(signatures).toMatchObject([{ result: 'pass', identity: 'm\u00f8x@b\u00fccher.example' }]);
});

test('S-124: a local part that is no UTF-8 is not', async () => {
  expect(await outcomes(handMail(`d=${A_LABEL}; s=sel; i=m\xf8x@${A_LABEL}`))).toEqual(['permerror tag-syntax']);
});

test('S-123: a domain that IDNA refuses is not signed with', async () => {
  const { signatures } = await sign(bytesOf(MAIL), {
    signatures: [dkimRequest({ domain: 'b\ufffdcher.example' }), dkimRequest({ selector: 'b\ufffdcher' })],
    now: () => 0,
  });
  expect(signatures.map(({ made }) => made)).toEqual([false, false]);
});
