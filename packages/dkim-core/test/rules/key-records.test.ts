/** Key records and their DNS as a verifier meets them: a good signature, and a record that lets it pass or not. S-072 to S-091. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import {
  formatAuthenticationResults,
  loadSigningKey,
  memoryResolver,
  nodeResolver,
  type DkimSignatureRequest,
  type MemoryRecords,
  type SignatureVerdict,
  type TxtAnswer,
  parseKeyRecord,
} from '../../src/index.js';
import { HAND_KEY, HAND_RECORD } from '../hand-signer.js';
import {
  countingResolver,
  dkimRequest,
  domainkeysRequest,
  ED25519,
  MAIL,
  outcomes,
  signed,
  verified,
} from '../mail.js';

afterEach(() => {
  vi.useRealTimers();
});

const KEY_NAME = 'rsa._domainkey.example.org';
const KEY = loadSigningKey(HAND_KEY.export({ format: 'pem', type: 'pkcs8' }));
const PUBLIC = createPublicKey(HAND_KEY);

const base64Of = (octets: Uint8Array): string => Buffer.from(octets).toString('base64');
const spki = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });
const strangersKey = (bits: number): string =>
  base64Of(spki(generateKeyPairSync('rsa', { modulusLength: bits }).publicKey));

const P = base64Of(spki(PUBLIC));
const OTHER = strangersKey(1024);
const SHORT = strangersKey(512);
const SHORTER_THAN_1024 = strangersKey(768);

/** The one key record, its strings or its records. */
const at = (...texts: readonly (string | readonly string[])[]): MemoryRecords => ({ [KEY_NAME]: { TXT: texts } });
const withRsa = (more: Partial<DkimSignatureRequest> = {}): Promise<string> =>
  signed(MAIL, dkimRequest({ key: KEY, ...more }));

const RSA_MAIL = await withRsa();
const ED25519_MAIL = await signed(MAIL, dkimRequest({ key: ED25519 }));

async function verdictOf(mail: string, records: MemoryRecords): Promise<SignatureVerdict> {
  const [verdict] = (await verified(mail, { records })).signatures;
  if (verdict === undefined) throw new Error('no signature');
  return verdict;
}

test.each([
  { of: 'at the parent domain only', records: { 'rsa._domainkey.example.org': { TXT: [HAND_RECORD] } } },
  { of: 'at _domainkey without selector', records: { '_domainkey.m.example.org': { TXT: [HAND_RECORD] } } },
  { of: 'at the domain itself', records: { 'm.example.org': { TXT: [HAND_RECORD] } } },
  { of: 'nowhere, the name is there', records: { 'rsa._domainkey.m.example.org': {} } },
])('S-072: the key is $of: it is not found, nothing else is asked, the name is told', async ({ records }) => {
  const { resolveTxt, asked } = countingResolver(records);
  const { signatures } = await verified(await withRsa({ domain: 'm.example.org' }), { resolveTxt });
  expect(signatures).toMatchObject([
    { result: 'permerror', code: 'key-not-found', reason: expect.stringContaining('rsa._domainkey.m.example.org') },
  ]);
  expect(asked).toEqual(['rsa._domainkey.m.example.org']);
});

const LONG_TAGS = `v=DKIM1; k=rsa; note=hello; p=${P}`;
const cutBefore = (text: string): readonly string[] => {
  const place = LONG_TAGS.indexOf(text);
  return [LONG_TAGS.slice(0, place), LONG_TAGS.slice(place)];
};

test.each([
  { of: 'cut at 255', strings: LONG_TAGS.match(/.{1,255}/g) ?? [] },
  { of: 'of one octet each', strings: Array.from(LONG_TAGS) },
  { of: 'cut between p and =', strings: cutBefore(`=${P}`) },
  { of: 'cut inside a tag name', strings: cutBefore('te=hello') },
  { of: 'cut inside the value of v=', strings: cutBefore('KIM1') },
  { of: 'with empty strings among them', strings: ['', ...cutBefore(P.slice(100)).flatMap((text) => [text, ''])] },
])('S-073: a 2048-bit key in strings $of', async ({ strings }) => {
  expect(strings.join('')).toBe(LONG_TAGS);
  expect(await outcomes(RSA_MAIL, { records: at(strings) })).toEqual(['pass']);
});

function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, place) => orders(items.toSpliced(place, 1)).map((rest) => [item].concat(rest)));
}

test.each([
  { place: 1, outcome: 'pass' },
  { place: 2, outcome: 'pass' },
  { place: 3, outcome: 'pass' },
  { place: 4, outcome: 'fail signature-mismatch' },
])('S-074: of four keys three are tried, by their octets: the right one as number $place', async (row) => {
  const keys = [1, 2, 3, 4].map((place) => `n=${place}; p=${place === row.place ? P : OTHER}`);
  for (const order of orders(keys)) {
    expect(await outcomes(RSA_MAIL, { records: at(...order) })).toEqual([row.outcome]);
  }
});

test('S-074: what is no key record takes no place among the three', async () => {
  const texts = ['a', 'google-site-verification=x', 'p=!', 'v=DKIM1', 'v=spf1 -all', `x=1; p=${P}`];
  expect(await outcomes(RSA_MAIL, { records: at(...texts) })).toEqual(['pass']);
  expect(await outcomes(RSA_MAIL, { records: at(...texts.toReversed()) })).toEqual(['pass']);
});

// The order of S-098: syntax, v=, k=, s=, h=, revoked, type and algorithm, size, t=s; then the signature.
const KEYS_BY_STEP = [
  { text: 'hello', code: 'key-syntax' },
  { text: `v=DKIM2; p=${P}`, code: 'key-version' },
  { text: `k=dsa; p=${P}`, code: 'key-type-unknown' },
  { text: `s=tlsrpt; p=${P}`, code: 'key-service-not-allowed' },
  { text: `h=sha1; p=${P}`, code: 'key-hash-not-allowed' },
  { text: 'p=', code: 'key-revoked' },
  { text: `k=ed25519; p=${base64Of(ED25519.publicKey)}`, code: 'key-algorithm-mismatch' },
  { text: `p=${SHORT}`, code: 'key-too-short' },
  { text: `t=s; p=${P}`, code: 'identity-not-allowed-by-key' },
  { text: `p=${OTHER}`, code: 'signature-mismatch' },
];
const STEP_PAIRS = KEYS_BY_STEP.flatMap((further, place) =>
  KEYS_BY_STEP.slice(0, place).map((nearer) => ({ nearer, further })),
);

test('S-074: of two keys that do not verify the one that came further speaks, in either order', async () => {
  const mail = await withRsa({ identity: '@m.example.org' });
  for (const { nearer, further } of STEP_PAIRS) {
    for (const order of [
      [nearer.text, further.text],
      [further.text, nearer.text],
    ]) {
      const { code } = await verdictOf(mail, { [KEY_NAME]: { TXT: order } });
      expect({ order, code }).toEqual({ order, code: further.code });
    }
  }
});

test.each([
  {
    of: 'that are too short',
    texts: [`n=1; t=y; p=${SHORT}`, `n=2; p=${SHORTER_THAN_1024}`],
    verdict: { code: 'key-too-short', reason: expect.stringContaining('512'), keyBits: 512, testing: true },
  },
  {
    of: 'that are other keys',
    texts: [`n=1; p=${OTHER}`, `n=2; t=y; p=${strangersKey(1152)}`],
    verdict: { code: 'signature-mismatch', keyBits: 1024, testing: false },
  },
])('S-074: of two keys $of the verdict does not hang on the order of DNS', async ({ texts, verdict }) => {
  const one = await verdictOf(RSA_MAIL, at(...texts));
  expect(one).toMatchObject(verdict);
  expect(await verdictOf(RSA_MAIL, at(...texts.toReversed()))).toEqual(one);
});

test.each([
  { text: 'v=DKIM1', code: 'key-syntax', reason: /p= is missing/ },
  { text: `v=DKIM1; P=${P}`, code: 'key-syntax', reason: /p= is missing/ },
  { text: 'v=DKIM1; p=', code: 'key-revoked', reason: /revoked/ },
  { text: 'v=DKIM1; p= ;', code: 'key-revoked', reason: /revoked/ },
  { text: 'p=\r\n\t', code: 'key-revoked', reason: /revoked/ },
  { text: `v=DKIM1; p="${P.slice(0, 200)}" "${P.slice(200)}"`, code: 'key-syntax', reason: /base64/ },
  { text: `v=DKIM1\\; k=rsa\\; p=${P}`, code: 'key-version', reason: /DKIM1/ },
  { text: `k=rsa; p=${P}\\`, code: 'key-syntax', reason: /base64/ },
])('S-076: $text is $code', async ({ text, code, reason }) => {
  expect(await verdictOf(RSA_MAIL, at(text))).toMatchObject({
    result: 'permerror',
    code,
    reason: expect.stringMatching(reason),
  });
});

test('S-076: white space and folds inside p= go', async () => {
  const folded = ` ${P.slice(0, 7)} ${P.slice(7, 90)}\r\n\t${P.slice(90)} `;
  expect(await outcomes(RSA_MAIL, { records: at(`v=DKIM1; p=${folded}; n=x`) })).toEqual(['pass']);
});

// openssl req -x509 -newkey rsa:1024 -subj /CN=a -outform der
const CERTIFICATE = `
MIIB9DCCAV2gAwIBAgIUdGQ9YFQTX3N0Ok9WjWLNcWsyQE8wDQYJKoZIhvcNAQELBQAwDDEKMAgGA1UEAwwBYTAeFw0yNjExMjYwMjQyMDJaFw0yNjEx
MjcwMjQyMDJaMAwxCjAIBgNVBAMMAWEwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGBAL/zqybs03czL1fbdQvBm9fWvwbEESOV/bdcVsp6ncZR5z0N
nOpTQZMrQZb9XfZN7kmSREqSrZ4j6QUyYcq0skjDcy1Py4UGJSIeJowcXTrdAmxJwrqVg882nOvdke46Zbs0e/Bxc8PdNePRaMIdtZB2GYqELH43QRYg
9eUwM8/NAgMBAAGjUzBRMB0GA1UdDgQWBBSegF09HJZYpi4d2CKz8Hou/SaOsjAfBgNVHSMEGDAWgBSegF09HJZYpi4d2CKz8Hou/SaOsjAPBgNVHRMB
Af8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4GBAGV/zbJAA5Xbd1Dr6BqPaUQkSCwWl7FISyYPQy3fUz2l8fFfNdSPIxAydsYoIT+AqIZB6nR6WuH4CDIi
BlPU0JIV9d8V+h3GP6OOGSZ8PajiQQYGzmwF3rNkyj0fiXd+rzbyEA9NnOd9yzgPg1x7XBgnNeVGoYRo89I0UXDl36AV`.replaceAll('\n', '');
const RSA_PUBLIC_KEY = PUBLIC.export({ format: 'der', type: 'pkcs1' });

test.each([
  { of: 'SubjectPublicKeyInfo', p: P, outcome: 'pass' },
  { of: 'RSAPublicKey', p: base64Of(RSA_PUBLIC_KEY), outcome: 'pass' },
  { of: 'DER that was cut', p: base64Of(spki(PUBLIC).subarray(0, -4)), outcome: 'permerror key-syntax' },
  { of: 'RSAPublicKey that was cut', p: base64Of(RSA_PUBLIC_KEY.subarray(0, -1)), outcome: 'permerror key-syntax' },
  {
    of: 'DER and four zero octets',
    p: base64Of(Buffer.concat([spki(PUBLIC), Buffer.alloc(4)])),
    outcome: 'permerror key-syntax',
  },
  {
    of: 'RSAPublicKey and four zero octets',
    p: base64Of(Buffer.concat([RSA_PUBLIC_KEY, Buffer.alloc(4)])),
    outcome: 'permerror key-syntax',
  },
  { of: 'a certificate', p: CERTIFICATE, outcome: 'permerror key-syntax' },
  {
    of: 'the private key',
    p: base64Of(HAND_KEY.export({ format: 'der', type: 'pkcs1' })),
    outcome: 'permerror key-syntax',
  },
  {
    of: 'the private key in PKCS#8',
    p: base64Of(HAND_KEY.export({ format: 'der', type: 'pkcs8' })),
    outcome: 'permerror key-syntax',
  },
])('S-077: p= as $of: $outcome', async ({ p, outcome }) => {
  expect(await outcomes(RSA_MAIL, { records: at(`v=DKIM1; p=${p}`) })).toEqual([outcome]);
});

const BARE = base64Of(ED25519.publicKey);
const ED25519_SPKI = base64Of(Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), ED25519.publicKey])); // RFC 8410, 10.1

test.each([
  { of: 'no k=', by: 'rsa', record: `p=${P}`, outcome: 'pass' },
  { of: 'k=RSA', by: 'rsa', record: `k=RSA; p=${P}`, outcome: 'pass' },
  { of: 'k=ed25519', by: 'ed25519', record: `k=ed25519; p=${BARE}`, outcome: 'pass' },
  { of: 'no k=', by: 'ed25519', record: `p=${BARE}`, outcome: 'permerror key-algorithm-mismatch' },
  { of: 'k=rsa', by: 'ed25519', record: `k=rsa; p=${P}`, outcome: 'permerror key-algorithm-mismatch' },
  { of: 'k=', by: 'rsa', record: `k=; p=${P}`, outcome: 'permerror key-type-unknown' },
  {
    of: 'k=ed25519-sha256',
    by: 'ed25519',
    record: `k=ed25519-sha256; p=${BARE}`,
    outcome: 'permerror key-type-unknown',
  },
  { of: '32 octets, no k=', by: 'rsa', record: `p=${BARE}`, outcome: 'permerror key-syntax' },
  {
    of: 'an Ed25519 SubjectPublicKeyInfo under k=rsa',
    by: 'rsa',
    record: `k=rsa; p=${ED25519_SPKI}`,
    outcome: 'permerror key-algorithm-mismatch',
  },
  {
    of: 'an EC key under k=rsa',
    by: 'rsa',
    record: `k=rsa; p=${base64Of(spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey))}`,
    outcome: 'permerror key-syntax',
  },
])('S-078, S-079: a signature of $by, a key record with $of: $outcome', async ({ by, record, outcome }) => {
  expect(await outcomes(by === 'rsa' ? RSA_MAIL : ED25519_MAIL, { records: at(record) })).toEqual([outcome]);
});

test.each([
  { length: 31, p: base64Of(ED25519.publicKey.subarray(1)) },
  { length: 33, p: base64Of(Buffer.concat([ED25519.publicKey, Buffer.alloc(1)])) },
  { length: 44, p: ED25519_SPKI },
  { length: 64, p: base64Of(Buffer.concat([ED25519.publicKey, ED25519.publicKey])) },
])('S-080: an Ed25519 key of $length octets is refused, with the number', async ({ length, p }) => {
  expect(await verdictOf(ED25519_MAIL, at(`k=ed25519; p=${p}`))).toMatchObject({
    result: 'permerror',
    code: 'key-syntax',
    reason: `an Ed25519 key has 32 octets, this one ${length}`,
  });
});

test.each([
  { h: 'sha1', outcome: 'permerror key-hash-not-allowed' },
  { h: 'sha1 : sha256', outcome: 'pass' },
  { h: 'foo:sha256', outcome: 'pass' },
  { h: 'SHA256', outcome: 'pass' },
  { h: 'foo', outcome: 'permerror key-hash-not-allowed' },
  { h: 'sha2560', outcome: 'permerror key-hash-not-allowed' },
  { h: '', outcome: 'permerror key-hash-not-allowed' }, // S-033
])('S-081: h=$h in the key record: $outcome', async ({ h, outcome }) => {
  expect(await outcomes(RSA_MAIL, { records: at(`h=${h}; p=${P}`) })).toEqual([outcome]);
});

test.each([
  { s: 'tlsrpt', outcome: 'permerror key-service-not-allowed' },
  { s: 'email:tlsrpt', outcome: 'pass' },
  { s: 'tlsrpt : email', outcome: 'pass' },
  { s: '*', outcome: 'pass' },
  { s: 'x:*', outcome: 'pass' },
  { s: ' email ', outcome: 'pass' },
  { s: 'emailx', outcome: 'permerror key-service-not-allowed' },
  { s: '', outcome: 'permerror key-service-not-allowed' }, // S-033
])('S-082: s=$s in the key record: $outcome', async ({ s, outcome }) => {
  expect(await outcomes(RSA_MAIL, { records: at(`s=${s}; p=${P}`) })).toEqual([outcome]);
});

test.each([
  { t: 's', identity: 'joe@m.example.org', outcome: 'permerror identity-not-allowed-by-key' },
  { t: ' s : y', identity: 'joe@m.example.org', outcome: 'permerror identity-not-allowed-by-key' },
  { t: 'x:s', identity: 'joe@m.example.org', outcome: 'permerror identity-not-allowed-by-key' },
  { t: 'strict', identity: 'joe@m.example.org', outcome: 'pass' },
  { t: 'y', identity: 'joe@m.example.org', outcome: 'pass' },
  { t: 's', identity: 'joe@EXAMPLE.org', outcome: 'pass' },
  { t: 's', identity: undefined, outcome: 'pass' },
])('S-083: t=$t with i=$identity: $outcome', async ({ t, identity, outcome }) => {
  const mail = await withRsa(identity === undefined ? {} : { identity });
  expect(await outcomes(mail, { records: at(`t=${t}; p=${P}`) })).toEqual([outcome]);
});

test.each([
  { t: 'y', change: '', written: 'dkim=pass (test mode)' },
  { t: ' s : y ', change: '', written: 'dkim=pass (test mode)' },
  { t: 'y', change: 'x', written: 'dkim=fail (body hash did not verify; test mode)' },
  { t: 's', change: '', written: 'dkim=pass header.d' },
])('S-084: t=$t is told in Authentication-Results: $written', async ({ t, change, written }) => {
  const { signatures } = await verified(`${RSA_MAIL}${change}`, { records: at(`t=${t}; p=${P}`) });
  const field = formatAuthenticationResults({ authservId: 'mx.example.org', verdicts: signatures });
  expect(Buffer.from(field).toString().replaceAll(/\s+/g, ' ')).toContain(written);
});

test.each(['g=;', 'g=other*;', 'g=other;', 'g=\u00ff;'])('S-085: %s says nothing in DKIM', async (g) => {
  expect(await outcomes(RSA_MAIL, { records: at(`v=DKIM1; ${g} p=${P}`) })).toEqual(['pass']);
});

test.each([
  { of: 'a tag without =', record: `v=DKIM1; p=${P}; foo`, outcome: 'permerror key-syntax' },
  { of: 'an unknown tag', record: `v=DKIM1; x_foo=1; p=${P}`, outcome: 'pass' },
  { of: 'octets over 127 in n= and an unknown tag', record: `v=DKIM1; n=\u00ff; foo=\u00fe; p=${P}`, outcome: 'pass' },
  { of: 'octets over 127 in p=', record: `v=DKIM1; p=${P}\u00ff`, outcome: 'permerror key-syntax' },
  { of: 'octets over 127 in s=', record: `v=DKIM1; s=*:\u00ff; p=${P}`, outcome: 'permerror key-syntax' },
  { of: 'ESC in n=', record: `v=DKIM1; n=\u001b[31m; p=${P}`, outcome: 'permerror key-syntax' },
])('S-086: a key record with $of: $outcome', async ({ record, outcome }) => {
  expect(await outcomes(RSA_MAIL, { records: at(record) })).toEqual([outcome]);
});

test('S-086: text of a wildcard is told as such, cut to 60 characters and escaped, not as a missing key', async () => {
  const text = `v=spf1 \u001b[2J"${'a'.repeat(100)}`;
  const { code, reason } = await verdictOf(RSA_MAIL, at(text));
  expect(code).toBe('key-syntax');
  expect(reason).toContain(`"v=spf1 \\x1b[2J\\"${'a'.repeat(48)}..."`); // 7 + 4 + 1 + 48 = 60
  expect(reason).not.toContain('a'.repeat(49));
});

const alias = (name: string): { CNAME: string } => ({ CNAME: name });

test.each([
  {
    of: 'one alias',
    records: { [KEY_NAME]: alias('k.example'), 'k.example': { TXT: [HAND_RECORD] } },
    outcome: 'pass',
  },
  {
    of: 'a chain of five',
    records: {
      [KEY_NAME]: alias('a.example'),
      'a.example': alias('b.example'),
      'b.example': alias('c.example'),
      'c.example': alias('d.example'),
      'd.example': alias('e.example'),
      'e.example': { TXT: [HAND_RECORD] },
    },
    outcome: 'pass',
  },
  { of: 'a name that is not there', records: { [KEY_NAME]: alias('k.example') }, outcome: 'permerror key-not-found' },
  {
    of: 'a name without TXT',
    records: { [KEY_NAME]: alias('k.example'), 'k.example': {} },
    outcome: 'permerror key-not-found',
  },
  { of: 'itself', records: { [KEY_NAME]: alias(KEY_NAME) }, outcome: 'temperror dns-server-failure' },
])('S-088: the key name is an alias of $of: $outcome', async ({ records, outcome }) => {
  expect(await outcomes(RSA_MAIL, { records })).toEqual([outcome]);
});

test('S-090: signatures of both kinds, d= in any case, ask once for one name', async () => {
  const mail = await signed(MAIL, dkimRequest(), dkimRequest(), domainkeysRequest());
  const changed = mail.replace('d=example.org', 'd=EXAMPLE.org').replace('s=rsa', 's=RSA');
  expect(changed).toMatch(/d=EXAMPLE.org;\s*s=RSA;/);
  const { resolveTxt, asked } = countingResolver();
  await verified(changed, { resolveTxt });
  expect(asked).toEqual([KEY_NAME]);
});

const isOver = async (promise: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, 'open'))])) !== 'open';

test('S-091: ten domains, nine of them silent: after 20 seconds what is open is a timeout, what came counts', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const domains = Array.from({ length: 10 }, (_, place) => `d${place}.example`);
  const mail = await signed(MAIL, ...domains.map((domain) => dkimRequest({ domain, key: KEY })));
  const answers = memoryResolver({ 'rsa._domainkey.d3.example': { TXT: [HAND_RECORD] } });
  const asked: string[] = [];
  const resolveTxt = (name: string): Promise<TxtAnswer> => {
    asked.push(name);
    return name.includes('d3') ? answers(name) : new Promise(() => {});
  };
  const verdicts = verified(mail, { resolveTxt });
  await vi.advanceTimersByTimeAsync(19_999);
  expect(asked).toHaveLength(10); // one beside the other
  expect(await isOver(verdicts)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect((await verdicts).signatures.map(({ code }) => code)).toEqual(
    domains.map((domain) => (domain === 'd3.example' ? null : 'dns-timeout')),
  );
});

test('S-091: one question waits 10 seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const silent = createSocket('udp4');
  silent.bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const answer = nodeResolver({ servers: [`127.0.0.1:${silent.address().port}`] })(KEY_NAME);
  await vi.advanceTimersByTimeAsync(9999);
  expect(await isOver(answer)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toEqual({ status: 'timeout' });
  silent.close();
});

test('S-031, S-083, S-084: the flags of t= have no case', () => {
  const parsed = parseKeyRecord('v=DKIM1; t=Y : S; p=');
  expect(parsed).toMatchObject({ ok: true, value: { flags: ['y', 's'] } });
});
