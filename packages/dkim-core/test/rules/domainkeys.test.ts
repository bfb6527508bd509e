/**
 * DomainKeys, historic: RFC 4870, sections 3.2 to 3.5, and what Mail::DKIM made of it. The signatures are made by hand
 * over the very text that the RFC says is hashed.
 */
import { createPublicKey, generateKeyPairSync, verify as verifyBytes, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import type { MemoryRecords } from '../../src/index.js';
import { HAND_KEY, HAND_RECORD, handSigned } from '../hand-signer.js';
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

const KEY_NAME = 'sel._domainkey.example.org';
const P = HAND_RECORD.replace('v=DKIM1; ', '');
const FROM = 'From: Joe <joe@example.org>\r\n';
const SUBJECT = 'Subject:  Is dinner\r\n\tready? \r\n';
const BODY = 'Hi.\r\n\r\nBye \r\n';

/** A DomainKey-Signature over `text`, all that its hash takes in. */
function over(
  text: string,
  { tags = '', c = 'simple', key = HAND_KEY }: Partial<{ tags: string; c: string; key: KeyObject }> = {},
): string {
  const field = `DomainKey-Signature: a=rsa-sha1; c=${c}; q=dns; d=example.org; s=sel;${tags} b=@B@`;
  return handSigned({ field, signedFields: text, ownField: '', hash: 'sha1', key });
}

function judged(mail: string, record = P): Promise<readonly string[]> {
  return outcomes(mail, { records: { [KEY_NAME]: { TXT: [record] } } });
}

async function facts(mail: string, record = P) {
  const records: MemoryRecords = { [KEY_NAME]: { TXT: [record] } };
  return (await verified(mail, { records })).signatures;
}

const MISMATCH = ['fail signature-mismatch'];

test.each([
  { of: 'a body', body: BODY, text: `\r\n${BODY}` },
  { of: 'empty lines at the end', body: `${BODY}\r\n\r\n`, text: `\r\n${BODY}` },
  { of: 'no final CRLF', body: 'Hi.', text: '\r\nHi.\r\n' },
  { of: 'an empty body', body: '', text: '' },
  { of: 'a body of empty lines', body: '\r\n\r\n', text: '' },
  { of: 'a line of white space', body: ' \r\n', text: '\r\n \r\n' },
])('S-129, S-130, S-134, S-136: simple hashes header lines, CRLF and body as one text: $of', async ({ body, text }) => {
  const below = `${FROM}${SUBJECT}\r\n${body}`;
  expect(await judged(over(FROM + SUBJECT + text) + below)).toEqual(['pass']);
  expect(await judged(over(`${FROM}${SUBJECT}${text}\r\n`) + below)).toEqual(MISMATCH);
});

test.each([
  { of: 'text', body: ' a\tb \r\n \r\nc\r\n\t\r\n', text: '\r\nab\r\n\r\nc\r\n' },
  { of: 'a lone CR and a lone LF', body: 'a\rb\nc\r\n', text: '\r\nabc\r\n' },
  { of: 'nothing but white space', body: ' \r\n\t\r\n', text: '' },
])('S-135, S-136: nofws takes all white space away and leaves the case of names: $of', async ({ body, text }) => {
  const header = 'From:Joe<joe@example.org>\r\nSubject:Isdinnerready?\r\n';
  const below = `From : Joe <joe@example.org>\r\n${SUBJECT}\r\n${body}`;
  expect(await judged(over(header + text, { c: 'nofws' }) + below)).toEqual(['pass']);
  expect(await judged(over(header.toLowerCase() + text, { c: 'nofws' }) + below)).toEqual(MISMATCH);
});

test('S-136: ours are RSA over SHA-1 of that one text', async () => {
  const publicKey = createPublicKey({ key: Buffer.from(RSA.publicKey), format: 'der', type: 'spki' });
  const mail = `${FROM}${SUBJECT}\r\n${BODY}\r\n`;
  const texts = {
    simple: `${FROM}${SUBJECT}\r\n${BODY}`,
    nofws: 'From:Joe<joe@example.org>\r\nSubject:Isdinnerready?\r\n\r\nHi.\r\n\r\nBye\r\n',
  };
  for (const canonicalization of ['simple', 'nofws'] as const) {
    const field = (await signed(mail, domainkeysRequest({ canonicalization }))).slice(0, -mail.length);
    const b = Buffer.from(field.slice(field.indexOf(' b=') + 3), 'base64');
    expect(verifyBytes('sha1', bytesOf(texts[canonicalization]), publicKey, b)).toBe(true);
    expect(field).not.toContain('bh=');
  }
});

test('S-129: the signature is no part of its hash, and what stands above it does not count', async () => {
  const below = `${FROM}${SUBJECT}\r\n${BODY}`;
  const mail = over(below) + below;
  expect(await judged(`Received: x\r\nFrom: evil@x.example\r\nSender: x\r\n${mail}`)).toEqual(['pass']);
  expect(await judged(mail.replace('q=dns;', 'q=dns;\r\n\tx=y;'))).toEqual(['pass']);
  expect(await judged(mail.replace(FROM, `Received: x\r\n${FROM}`))).toEqual(MISMATCH);
});

test('S-129: of several each is judged alone and covers what is below it, lower signatures too', async () => {
  const below = `${FROM}${SUBJECT}\r\n${BODY}`;
  const lower = over(below);
  const middle = `X-List: 1\r\n${lower}${below}`;
  const mail = over(middle) + middle;
  expect(await judged(mail)).toEqual(['pass', 'pass']);
  expect(await judged(mail.replace('X-List: 1', 'X-List: 2'))).toEqual(['fail signature-mismatch', 'pass']);
  expect(await judged(mail.replace(lower, ''))).toEqual(MISMATCH);
  expect(await judged(mail.replace(lower, lower.replace('q=dns', 'q=dns; x=1')))).toEqual([
    'fail signature-mismatch',
    'pass',
  ]);
  expect(await judged(mail.replace('Bye', 'Buy'))).toEqual(['fail signature-mismatch', 'fail signature-mismatch']);
  expect(await judged(mail.replace('c=simple', 'c=relaxed'))).toEqual(['permerror canonicalization-unknown', 'pass']);
  const named = over(`${FROM}\r\n${BODY}`, { tags: ' h=from;' }) + middle; // h= keeps the lower one out
  expect(await judged(named.replace(lower, ''))).toEqual(['pass']);
});

test('S-127: neither a good nor a bad DomainKey-Signature changes the result of DKIM', async () => {
  const below = `${FROM}${SUBJECT}\r\n${BODY}`;
  const good = over(below) + below;
  const bad = over('x') + below;
  const records = { [KEY_NAME]: { TXT: [P] }, 'rsa._domainkey.example.org': 'NXDOMAIN' } as const;
  expect((await verified(good, { records })).result).toBe('none');
  expect((await verified(await signed(good, dkimRequest()), { records })).result).toBe('permerror');
  expect((await verified(await signed(bad, dkimRequest()))).result).toBe('pass');
  expect((await verified(bad, { records: { [KEY_NAME]: 'TIMEOUT' } })).result).toBe('none');
});

test('S-130: without h= the fields below are hashed in the order of the message', async () => {
  const signature = over(`${FROM}${SUBJECT}\r\n${BODY}`);
  expect(await judged(`${signature}${SUBJECT}${FROM}\r\n${BODY}`)).toEqual(MISMATCH);
  expect(await judged(`${signature}${FROM}${SUBJECT}X: y\r\n\r\n${BODY}`)).toEqual(MISMATCH);
});

const THREE = ['Received: A\r\n', 'Received: B\r\n', 'Received: C\r\n'] as const;

test.each([
  { h: 'received:from', order: [0, 1, 2, 3], text: `${THREE.join('')}${FROM}` },
  { h: 'Received : received\r\n\t: FROM', order: [0, 1, 2, 3], text: `${THREE.join('')}${FROM}` },
  { h: 'received:from:received', order: [0, 1, 3, 2], text: `${THREE[0]}${THREE[1]}${FROM}${THREE[2]}` },
  { h: 'from:received', order: [3, 0, 1, 2], text: `${FROM}${THREE.join('')}` },
  { h: 'from:received', order: [0, 3, 1, 2], text: `${FROM}${THREE.join('')}` }, // h= has it first
  { h: 'from:to', order: [0, 3, 1, 2], text: FROM }, // there is no To
])('S-131: h=$h over a message in the order $order', async ({ h, order, text }) => {
  const lines = [...THREE, FROM];
  const mail = `${order.map((at) => lines[at] ?? '').join('')}${SUBJECT}\r\n${BODY}`;
  expect(await judged(over(`${text}\r\n${BODY}`, { tags: ` h=${h};` }) + mail)).toEqual(['pass']);
});

const SENDER = 'Sender: s@mail.example.org\r\n';
const ELSEWHERE = 'From: Joe <joe@other.example>\r\n';

test.each([
  { of: 'From in a subdomain', header: 'From: a@mail.example.org\r\n', identity: 'a@mail.example.org', by: 'from' },
  { of: 'From in another case', header: 'From: a@EXAMPLE.org\r\n', identity: 'a@EXAMPLE.org', by: 'from' },
  {
    of: 'two authors, the first in d=',
    header: 'From: a@example.org, b@x.example\r\n',
    identity: 'a@example.org',
    by: 'from',
  },
  { of: 'Sender in d=, From elsewhere', header: ELSEWHERE + SENDER, identity: 's@mail.example.org', by: 'sender' },
  { of: 'Sender in d=, From too', header: SENDER + FROM, identity: 's@mail.example.org', by: 'sender' },
])('S-132, S-133: $of: pass', async ({ header, identity, by }) => {
  expect(await facts(`${over(`${header}\r\n${BODY}`)}${header}\r\n${BODY}`)).toMatchObject([
    { result: 'pass', identity, identityField: by },
  ]);
});

test.each([
  { of: 'From in the parent', header: 'From: a@org\r\n', code: 'identity-outside-domain' },
  { of: 'From in a name that ends alike', header: 'From: a@badexample.org\r\n', code: 'identity-outside-domain' },
  { of: 'Sender elsewhere, From in d=', header: `Sender: s@other.example\r\n${FROM}`, code: 'identity-outside-domain' },
  {
    of: 'two authors, the second in d=',
    header: 'From: b@x.example, a@example.org\r\n',
    code: 'identity-outside-domain',
  },
  { of: 'Sender that h= does not name, From in d=', header: SENDER + FROM, tags: ' h=from;', code: 'from-not-signed' },
  { of: 'From that h= does not name', header: FROM, tags: ' h=subject:date;', code: 'from-not-signed' },
  {
    of: 'From in h= where it is Sender that counts',
    header: SENDER + ELSEWHERE,
    tags: ' h=from:date;',
    code: 'from-not-signed',
  },
  { of: 'Sender without an address', header: `Sender: x\r\n${FROM}`, code: 'from-not-signed' },
  { of: 'an empty Sender', header: `Sender:\r\n${FROM}`, code: 'from-not-signed' },
  {
    of: 'a Sender without an address that h= does not name',
    header: `Sender: x\r\n${FROM}`,
    tags: ' h=from;',
    code: 'from-not-signed',
  },
  { of: 'From without an address', header: 'From: undisclosed:;\r\n', code: 'from-not-signed' },
  { of: 'no From', header: SUBJECT, code: 'from-not-signed' },
])('S-132, S-133, S-267: $of: $code, and DNS is not asked', async ({ header, tags = '', code }) => {
  const { resolveTxt, asked } = countingResolver({ [KEY_NAME]: { TXT: [P] } });
  const mail = `${over(`${header}\r\n${BODY}`, { tags })}${header}\r\n${BODY}`;
  expect(await outcomes(mail, { resolveTxt })).toEqual([`permerror ${code}`]);
  expect(asked).toEqual([]);
});

test.each([
  { of: 'an empty q=', from: 'q=dns', to: 'q=', code: 'query-method-unknown' },
  { of: 'DKIM’s q=', from: 'q=dns', to: 'q=dns/txt', code: 'query-method-unknown' },
  { of: 'an empty a=', from: 'a=rsa-sha1', to: 'a=', code: 'algorithm-unknown' },
  { of: 'an empty c=', from: 'c=simple', to: 'c=', code: 'canonicalization-unknown' },
  { of: 'c= of DKIM', from: 'c=simple', to: 'c=simple/simple', code: 'canonicalization-unknown' },
  { of: 'an empty d=', from: 'd=example.org', to: 'd=', code: 'tag-missing' },
  { of: 'an empty s=', from: 's=sel', to: 's=', code: 'tag-missing' },
  { of: 'c= twice', from: 'c=simple', to: 'c=simple; c=simple', code: 'tag-repeated' },
])('S-128: $of: $code', async ({ from, to, code }) => {
  const below = `${FROM}\r\n${BODY}`;
  const field = over(below);
  expect(field).toContain(from);
  expect(await judged(field.replace(from, to) + below)).toEqual([`permerror ${code}`]);
});

test.each(['q=dns;', 'c=simple;', 'a=rsa-sha1;'])('S-128: %s may be left out', async (tag) => {
  const below = `${FROM}\r\n${BODY}`;
  expect(await judged(over(below).replace(` ${tag}`, '') + below)).toEqual(['pass']);
});

test.each([
  { of: 'no v=', record: P, outcome: 'pass' },
  { of: 'v=DKIM1', record: HAND_RECORD, outcome: 'pass' },
  { of: 'k= and notes', record: `k=rsa; n=note; t=y; ${P}`, outcome: 'pass' },
  { of: 's= and h= of DKIM, which DomainKeys does not know', record: `s=tlsrpt; h=sha256; ${P}`, outcome: 'pass' },
  { of: 'flag s of DKIM', record: `t=s; ${P}`, outcome: 'pass' },
  { of: 'an empty p=', record: 'p=', outcome: 'permerror key-revoked' },
  { of: 'no p=', record: 'k=rsa', outcome: 'permerror key-syntax' },
  { of: 'another k=', record: `k=dsa; ${P}`, outcome: 'permerror key-type-unknown' },
  { of: 'an Ed25519 key', record: `k=ed25519; p=${'A'.repeat(43)}=`, outcome: 'permerror key-algorithm-mismatch' },
])('S-137: a key record with $of: $outcome', async ({ record, outcome }) => {
  const below = `From: a@mail.example.org\r\n\r\n${BODY}`;
  expect(await judged(over(below) + below, record)).toEqual([outcome]);
});

test('S-137: t=y is told and changes no result', async () => {
  const below = `${FROM}\r\n${BODY}`;
  expect(await facts(over(below) + below, `t=y; ${P}`)).toMatchObject([{ result: 'pass', testing: true }]);
  expect(await facts(`${over(below)}${below}more`, `t=y; ${P}`)).toMatchObject([{ result: 'fail', testing: true }]);
  expect(await facts(over(below) + below, `t=yes; ${P}`)).toMatchObject([{ result: 'pass', testing: false }]);
});

test.each([
  { g: 'joe', header: FROM, outcome: 'pass' },
  { g: 's', header: SENDER + FROM, outcome: 'pass' },
  { g: 'joe', header: SENDER + FROM, outcome: 'permerror identity-not-allowed-by-key' }, // it is about Sender
  { g: '*', header: FROM, outcome: 'pass' },
  { g: 'jo*', header: FROM, outcome: 'pass' },
  { g: '*oe', header: FROM, outcome: 'pass' },
  { g: 'joe*', header: FROM, outcome: 'pass' }, // "*" stands for nothing, too (RFC 4871, section 3.6.1)
  { g: 'jo', header: FROM, outcome: 'permerror identity-not-allowed-by-key' },
  { g: 'j.e', header: FROM, outcome: 'permerror identity-not-allowed-by-key' }, // no pattern of another language
])('S-138: g=$g: $outcome', async ({ g, header, outcome }) => {
  const below = `${header}\r\n${BODY}`;
  expect(await judged(over(below) + below, `g=${g}; ${P}`)).toEqual([outcome]);
});

test.each([
  { bits: 512, warnings: ['key-weak'] },
  { bits: 768, warnings: ['key-weak'] },
  { bits: 1023, warnings: ['key-weak'] },
  { bits: 1024, warnings: [] },
])(
  'S-139: a key of $bits bits gives a verdict and the warnings $warnings; SHA-1 is told',
  async ({ bits, warnings }) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
    const p = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const below = `${FROM}\r\n${BODY}`;
    const mail = over(below, { key: privateKey }) + below;
    const told = { algorithm: 'rsa-sha1', keyBits: bits, warnings };
    expect(await facts(mail, `p=${p}`)).toMatchObject([{ result: 'pass', ...told }]);
    expect(await facts(`${mail}more`, `p=${p}`)).toMatchObject([
      { result: 'fail', code: 'signature-mismatch', ...told },
    ]);
  },
);

test('S-139: a key under 512 bits is too short', async () => {
  const n = Buffer.alloc(64, 0x7f).toString('base64url'); // 511 bits
  const publicKey = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
  const p = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const below = `${FROM}\r\n${BODY}`;
  expect(await facts(over(below) + below, `p=${p}`)).toMatchObject([
    {
      result: 'permerror',
      code: 'key-too-short',
      keyBits: 511,
      reason: 'the key has 511 bits, 512 are required',
    },
  ]);
});

test('S-139: the least size of DKIM keys is not that of DomainKeys', async () => {
  const mail = await signed(MAIL, dkimRequest(), domainkeysRequest());
  expect(await outcomes(mail, { minRsaBits: 4096 })).toEqual(['permerror key-too-short', 'pass']);
});
