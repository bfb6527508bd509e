import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { wordsIn } from '../words/words.js';
import { judgeRecord } from './judge-record.js';

const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });
const pair = rsa(2048);
const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
const P = spki.toString('base64');
const SMALL = rsa(1024).publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const TINY = rsa(512).publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const ed = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });
const ED = ed.subarray(-32).toString('base64');
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The last octet of the modulus stands before the exponent (02 03 01 00 01). */
const even = Buffer.from(spki);
even.writeUInt8((even.at(-6) ?? 0) & 0xfe, even.length - 6);
const exponentOne = Buffer.from(createPublicKey(pair.privateKey).export({ format: 'der', type: 'spki' }));
exponentOne.writeUInt8(0, exponentOne.length - 3);
exponentOne.writeUInt8(0, exponentOne.length - 2);
/** Of an EC key, self-signed; nobody checks its dates. */
const CERTIFICATE = [
  'MIIBbTCCAROgAwIBAgIUXd+o32X1rkb9MmlnmayH/UN+IvAwCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBYTAeFw0yNjExMjYx',
  'MzI5MTNaFw00NjExMjExMzI5MTNaMAwxCjAIBgNVBAMMAWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ9ah1nYBuNq6PS',
  'FjOV7eF7tNy7ZNWLaS6Q7097lcsWd8wokQxiKdDRY2GWYwtcHOa/0KTTgSa1j5Eqij2bLoAjo1MwUTAdBgNVHQ4EFgQUq2c5',
  '+m4S7b5wRjKjpCUxGKZvATIwHwYDVR0jBBgwFoAUq2c5+m4S7b5wRjKjpCUxGKZvATIwDwYDVR0TAQH/BAUwAwEB/zAKBggq',
  'hkjOPQQDAgNIADBFAiEAlnhEh6x/vgOgGYxK7cY6IqUjZuUcPJ4l7Ligha3V2oQCIDU3hF/rkExw+Fbw3rK7r5jjpcLkuIrp',
  '1OpJGRfy4MR0',
].join('');

function der(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag, 0x82, content.length >> 8, content.length & 0xff), content]);
}

const codesOf = (text: string | readonly string[], name: string | null = null): readonly string[] =>
  judgeRecord(typeof text === 'string' ? [text] : text, name).problems.map(({ code }) => code);

test.each([
  `v=DKIM1; k=rsa; p=${P}`,
  `v=DKIM1;p=${P};`,
  `v=DKIM1; h=sha256; s=email; n=for people; x_other=1; p=${P}`,
  `v=DKIM1; h=sha1:sha256; s=other:*; p=${P}`,
  `v=DKIM1; k=ed25519; p=${ED}`,
])('nothing is found where nothing is wrong: %#', (text) => {
  expect(codesOf(text)).toEqual([]);
});

const said = (strings: readonly string[]): readonly string[] =>
  judgeRecord(strings).problems.map(({ code, message }) => `${code} ${message(wordsIn('en'))}`);

test('string-blank: a blank at a seam of strings is told with its place, and only inside p=', () => {
  const inside = 'string-blank Between string 1 and string 2 a blank lands inside p=; strings are joined as they are.';
  expect(said([`v=DKIM1; p=${P.slice(0, 99)} `, P.slice(99)])).toEqual([inside]);
  expect(said([`v=DKIM1; p=${P.slice(0, 99)}`, ` ${P.slice(99)}`])).toEqual([inside]);
  for (const well of [
    ['v=DKIM1; ', `p=${P}`],
    ['v=DKIM1; p= ', P],
    [`v=DKIM1; p=${P} `, '; n=x'],
  ]) {
    expect(codesOf(well)).toEqual([]);
  }
});

test('key-cut names the octets at which the value ends', () => {
  const cut = `${V}p=${P}`.slice(0, 255);
  expect(judgeRecord([cut]).problems.map(({ message }) => message(wordsIn('en')))).toEqual([
    'The key ends too early: it was cut at 255 octets, probably by the DNS panel.',
  ]);
});

const fixOf = (text: string): readonly string[] => judgeRecord([text]).problems.map(({ fix }) => fix(wordsIn('en')));

test('key-version shows what stands there', () => {
  expect(fixOf(`v=DKIM 1; p=${P}`)).toEqual(['Begin the record with v=DKIM1; in exactly this form. It has: v=DKIM 1']);
  expect(fixOf(`k=rsa; v=DKIM1; p=${P}`)[0]).toMatch(/ It has: k=rsa; \.\.\. v=DKIM1$/);
});

test('strings are joined with nothing between them', () => {
  expect(codesOf(['v=DKIM1; k=rsa; p=', P.slice(0, 200), P.slice(200)])).toEqual([]);
});

test.each([`t=y; k=rsa; p=${SMALL}`, `p=${SMALL};k=rsa;t=y;`, `t=y;k=rsa ; p=${SMALL}`])(
  'the record of SEED-WALK is valid in any order, with three remarks: %#',
  (text) => {
    const { problems, key } = judgeRecord([text]);
    expect(problems.map(({ code }) => code).toSorted()).toEqual(['key-small', 'testing-flag', 'version-missing']);
    expect(problems.every(({ severity }) => severity !== 'error')).toBe(true);
    expect(key).toMatchObject({ type: 'rsa', bits: 1024 });
  },
);

const V = 'v=DKIM1; k=rsa; ';
test.each<[code: string, bad: string, good: string]>([
  ['private-key-published', `${V}p=-----BEGIN PRIVATE KEY----- MIIE`, `${V}p=${P}`],
  [
    'private-key-published',
    `${V}p=${createPrivateKey(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }))
      .export({ format: 'der', type: 'pkcs1' })
      .toString('base64')}`,
    `${V}p=${P}`,
  ],
  [
    'private-key-published',
    `${V}p=${pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')}`,
    `${V}p=${P}`,
  ],
  ...(['pkcs8', 'pkcs1'] as const).flatMap((type) => {
    const secret = pair.privateKey.export({ format: 'der', type }).toString('base64');
    const good = `${V}p=${pair.publicKey.export({ format: 'der', type: 'pkcs1' }).toString('base64')}`;
    return [
      ['private-key-published', `${V}p=${secret.slice(0, 217)}`, good], // cut by a panel
      ['private-key-published', `"${V}p=${secret.slice(0, 64)}" "${secret.slice(64)}"`, good],
      ['private-key-published', `${V}p=${secret.slice(0, 64)}\n${secret.slice(64)}`, good],
      ['private-key-published', utf8(`${V}p=–––––BEGIN RSA PRIVATE KEY––––– x`), good],
    ] satisfies [string, string, string][];
  }),
  ['smart-quotes-in-record', utf8(`“${V}p=${P}”`), `${V}p=${P}`],
  ['smart-quotes-in-record', utf8(`「${V}p=${P}」`), utf8(`${V}n=caf\u00e9; p=${P}`)],
  ['full-width-in-record', utf8(`ｖ＝ＤＫＩＭ１； p=${P}`), `v=DKIM1; p=${P}`],
  ['full-width-in-record', utf8(`v=DKIM1;\u3000p=${P}`), `v=DKIM1; p=${P}`],
  ['dash-in-record', utf8(`${V}n=a–b; p=${P}`), `${V}n=a-b; p=${P}`],
  ['quotes-in-record', `"${V}p=${P}"`, `${V}p=${P}`],
  ['backslashes-in-record', String.raw`v=DKIM1\; k=rsa\; p=${P}`, `v=DKIM1; k=rsa; p=${P}`],
  ['pem-in-record', `${V}p=-----BEGIN PUBLIC KEY-----${P}-----END PUBLIC KEY-----`, `${V}p=${P}`],
  ['invisible-in-record', utf8(`v=DKIM1;\u00a0k=rsa; p=${P}`), `v=DKIM1; k=rsa; p=${P}`],
  ['invisible-in-record', utf8(`${V}p=${P.slice(0, 9)}\u200b${P.slice(9)}`), `${V}p=${P}`],
  ['zone-line-in-record', `s1._domainkey IN TXT "${V}p=${P}"`, `${V}p=${P}`],
  ['zone-line-in-record', `TXT ( "${V}" "p=${P}" )`, `v=DKIM1; n=in txt; p=${P}`],
  ['semicolon-missing', `v=DKIM1 k=rsa p=${P}`, `v=DKIM1 ; k=rsa ; p=${P}`],
  ['semicolon-missing', `v=DKIM1; k=rsap=${P}`, `v=DKIM1; k=rsa;p=${P}`],
  ['semicolon-missing', `v=DKIM1; k=rsa, p=${P}`, `v=DKIM1; k=rsa; n=a, p=b; p=${P}`],
  ['semicolon-missing', `${V}p=${P} t=y`, `${V}p=${P}; t=y`],
  ['key-tag-repeated', `${V}p=${P}; ${V}p=${P}`, `${V}p=${P}`],
  ['other-record-at-name', 'v=spf1 -all', `v=DKIM1; n=v spf1; p=${P}`],
  ['other-record-at-name', 'v=DMARC1; p=none', `v=DKIM1; p=${P}`],
  ['other-record-at-name', 'o=~; t=y', `v=DKIM1; o=~; p=${P}`],
  ['tag-upper-case', `v=DKIM1; P=${P}`, `v=DKIM1; X=1; p=${P}`],
  ['key-revoked', 'v=DKIM1; p=', `v=DKIM1; p=${P}`],
  ['key-white-space', `${V}p=${P.slice(0, 9)} ${P.slice(9)}`, `${V} p = ${P} ;`],
  ['base64-padding', `v=DKIM1; k=ed25519; p=${ED.replace('=', '')}`, `v=DKIM1; k=ed25519; p=${ED}`],
  ['key-version', `p=${P}; v=DKIM1`, `v=DKIM1; p=${P}`],
  ['key-version', `v=dkim1; p=${P}`, `v=DKIM1; p=${P}`],
  ['key-version', `v=DKIM2; p=${P}`, `v=DKIM1; p=${P}`],
  ['key-type-unknown', `v=DKIM1; k=dsa; p=${P}`, `v=DKIM1; k=RSA; p=${P}`],
  ['key-tag-missing', 'v=DKIM1; k=rsa;', 'v=DKIM1; k=rsa; p='],
  ['key-base64url', `${V}p=${P.replaceAll('+', '-').replaceAll('/', '_')}`, `${V}p=${P}`],
  ['key-cut', `${V}p=${P.slice(0, 217)}`, `${V}p=${P}`],
  ['key-cut', `${V}p=${P.slice(0, 216)}`, `${V}p=${P}`],
  ['key-trailing-text', `${V}p=${P}; this is my key`, `${V}p=${P}; n=this is my key`],
  ['key-syntax', `${V}p=${P.slice(0, 8)}=${P.slice(8)}`, `${V}p=${P}`],
  ['key-character', `${V}p=${P}%`, `${V}p=${P};`],
  ['key-character', `${V}p=<${P}>`, `${V}p=${P}; n=<>`],
  ['base64-padding', `v=DKIM1; k=ed25519; p=${ED}=`, `v=DKIM1; k=ed25519; p=${ED}`],
  ['line-break-in-record', `${V}p=${P.slice(0, 64)}\n${P.slice(64)}`, `${V}p=${P.slice(0, 64)}\r\n ${P.slice(64)}`],
  ['line-break-in-record', `v=DKIM1;\r\np=${P}`, `v=DKIM1; p=${P}`],
  ['key-trailing-text', `${V}p=${P};;`, `${V}p=${P};`],
  ['quotes-in-record', `'${V}p=${P}'`, `${V}n='; p=${P}`],
  ['key-hash-not-allowed', `${V}h=sha1; p=${P}`, `${V}h=sha1:sha256; p=${P}`],
  ['hash-unknown', `${V}h=sha256:sha512; p=${P}`, `${V}h=sha256; p=${P}`],
  ['key-service-not-allowed', `${V}s=tlsrpt; p=${P}`, `${V}s=tlsrpt:email; p=${P}`],
  ['testing-flag', `${V}t=s:y; p=${P}`, `${V}t=s; p=${P}`],
  ['strict-flag', `${V}t=s; p=${P}`, `${V}t=; p=${P}`],
  ['flag-unknown', `${V}t=x; p=${P}`, `${V}t=s; p=${P}`],
  ['granularity-empty', `${V}g=; p=${P}`, `${V}g=*; p=${P}`],
  ['granularity-set', `${V}g=news; p=${P}`, `${V}g=*; p=${P}`],
  ['key-certificate', `${V}p=${CERTIFICATE}`, `${V}p=${P}`],
  ['key-trailing-octets', `${V}p=${Buffer.concat([spki, Buffer.alloc(4)]).toString('base64')}`, `${V}p=${P}`],
  ['key-ed25519-wrapped', `v=DKIM1; k=ed25519; p=${ed.toString('base64')}`, `v=DKIM1; k=ed25519; p=${ED}`],
  ['key-type-wrong', `v=DKIM1; p=${ed.toString('base64')}`, `v=DKIM1; p=${P}`],
  ['key-type-wrong', `v=DKIM1; k=ed25519; p=${P}`, `v=DKIM1; k=rsa; p=${P}`],
  ['key-octets-unreadable', `v=DKIM1; k=ed25519; p=${ED.slice(4)}`, `v=DKIM1; k=ed25519; p=${ED}`],
  ['key-too-short', `${V}p=${TINY}`, `${V}p=${SMALL}`],
  ['key-small', `${V}p=${SMALL}`, `${V}p=${P}`],
  ['key-modulus-even', `${V}p=${even.toString('base64')}`, `${V}p=${P}`],
  ['key-exponent', `${V}p=${exponentOne.toString('base64')}`, `${V}p=${P}`],
  ['key-bare-rsa', `${V}p=${pair.publicKey.export({ format: 'der', type: 'pkcs1' }).toString('base64')}`, `${V}p=${P}`],
])('S-240: %s is found, and only there: %#', (code, bad, good) => {
  expect(codesOf(bad)).toContain(code);
  expect(codesOf(good)).not.toContain(code);
});

test('S-240: one fault of the text is one problem, and what lies deeper is seen as well', () => {
  expect(codesOf(`"v=DKIM1; k=rsa; t=y; p=${P}"`)).toEqual(['quotes-in-record', 'testing-flag']);
  expect(codesOf(`v=DKIM1\\; P=${P}`)).toEqual(['backslashes-in-record', 'tag-upper-case']);
});

test('S-240: one cause is one problem: no other says what follows from it', () => {
  expect(codesOf(`${V}p=${P.slice(0, 64)}\n${P.slice(64)}`)).toEqual(['line-break-in-record']);
  expect(codesOf(`V=DKIM1; p=${P}`)).toEqual(['tag-upper-case']);
  expect(codesOf(`${V}p=${P}`.slice(0, 273))).toEqual(['key-cut']); // and that its base64 has no end
  expect(said([`${V}p=${P}; this is mine`])).toEqual([
    'key-trailing-text There is text in the record that is no tag: this is mine',
  ]);
  expect(said([`${V};p=${P}`])).toEqual(['key-trailing-text There is text in the record that is no tag: ;;']);
});

test('key-large: above 4096 bits, which receivers need not verify', () => {
  // 5120 bits: a modulus need not be of two primes to be read.
  const modulus = Buffer.alloc(640, 0xff);
  const bare = der(0x30, Buffer.concat([der(0x02, Buffer.concat([Buffer.of(0), modulus])), Buffer.of(2, 3, 1, 0, 1)]));
  expect(codesOf(`${V}p=${bare.toString('base64')}`)).toContain('key-large');
});

test('the wrapped Ed25519 key comes with the value that is right', () => {
  const { problems } = judgeRecord([`v=DKIM1; k=ed25519; p=${ed.toString('base64')}`]);
  expect(JSON.stringify(problems.map(({ fix }) => fix((_code, ...[facts]) => JSON.stringify(facts))))).toContain(ED);
});

test('a record of very many strings is judged in a moment', () => {
  const strings = `v=DKIM1; p=${'A '.repeat(8000)}`.split('');
  expect(judgeRecord(strings).problems.length).toBeLessThan(9);
});

test('whatever the record is, it is judged, and in a moment', () => {
  for (const text of [
    '',
    ';'.repeat(16_000),
    'a='.repeat(8000),
    '"'.repeat(16_000),
    `p=${'A'.repeat(60_000)}`,
    '\0\u001b]0;x\u0007',
    'v=DKIM1; p==',
    '='.repeat(10_000),
    `${'a '.repeat(8000)}TXT x`,
    `TXT ${'('.repeat(16_000)}`,
    `k=${', v '.repeat(4000)}`,
    `p=${'\u00a0'.repeat(8000)}`,
    '"" '.repeat(5000),
  ]) {
    expect(codesOf(text).length).toBeGreaterThan(0);
  }
});
