/** The verifier as a whole: the order of its checks, several signatures, and what an administrator may ask for. S-098 to S-108, S-271. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBodyHasher } from '../../src/hash/body-hash.js';
import {
  createVerifier,
  formatAuthenticationResults,
  memoryResolver,
  type MemoryRecords,
  type SignatureVerdict,
  type TxtAnswer,
  type VerifyOptions,
} from '../../src/index.js';
import { overallResult } from '../../src/verdict.js';
import { HAND_RECORD, handSigned, hashOf } from '../hand-signer.js';
import { bytesOf, countingResolver, dkimRequest, MAIL, NOW, outcomes, RECORDS, signed, verified } from '../mail.js';

const FROM = 'From: joe@example.org\r\n';
const HAND_MAIL = `${FROM}\r\nHi.\r\n`;
const HAND_NAME = 'hand._domainkey.example.org';
const HAND_RECORDS: MemoryRecords = { [HAND_NAME]: { TXT: [HAND_RECORD] } };

type Tags = Readonly<Record<string, string | undefined>>;

/** What is wrong with a signature that is good otherwise; `undefined` takes a tag out. */
interface Fault {
  outcome: string;
  tags?: Tags;
  /** Behind the last tag of the field, or of the record. */
  endOfField?: string;
  endOfRecord?: string;
  record?: Tags;
  dns?: 'SERVFAIL' | 'NXDOMAIN';
  signedFields?: string;
}

const SHORT = generateKeyPairSync('rsa', { modulusLength: 512 }).publicKey;

/** In the order of S-098, those of one step beside each other: the rule does not say, or they cannot meet. */
const STEPS: readonly (readonly Fault[])[] = [
  [{ outcome: 'permerror tag-syntax', endOfField: '; broken' }],
  [{ outcome: 'permerror version-unsupported', tags: { v: '2' } }],
  [
    { outcome: 'permerror tag-missing', tags: { v: undefined } },
    { outcome: 'permerror tag-missing', tags: { bh: undefined } },
  ],
  [{ outcome: 'permerror identity-outside-domain', tags: { i: '@other.example' } }],
  [{ outcome: 'permerror from-not-signed', tags: { h: 'to' } }],
  [{ outcome: 'permerror algorithm-historic', tags: { a: 'rsa-sha1', bh: hashOf('Hi.\r\n', 'sha1') } }],
  [{ outcome: 'fail signature-expired', tags: { t: '1', x: '2' } }],
  [{ outcome: 'permerror timestamp-in-future', tags: { t: String(NOW + 301) } }],
  [
    { outcome: 'temperror dns-server-failure', dns: 'SERVFAIL' },
    { outcome: 'permerror key-not-found', dns: 'NXDOMAIN' },
  ],
  [{ outcome: 'permerror key-syntax', endOfRecord: '; broken' }],
  [{ outcome: 'permerror key-version', record: { v: 'DKIM2' } }],
  [{ outcome: 'permerror key-type-unknown', record: { k: 'dsa' } }],
  [{ outcome: 'permerror key-service-not-allowed', record: { s: 'tlsrpt' } }],
  [{ outcome: 'permerror key-hash-not-allowed', record: { h: 'foo' } }],
  [{ outcome: 'permerror key-revoked', record: { p: '' } }],
  [
    {
      outcome: 'permerror key-algorithm-mismatch',
      record: { k: 'ed25519', p: Buffer.alloc(32, 1).toString('base64') },
    },
  ],
  [
    {
      outcome: 'permerror key-too-short',
      record: { p: SHORT.export({ format: 'der', type: 'spki' }).toString('base64') },
    },
  ],
  [{ outcome: 'permerror identity-not-allowed-by-key', tags: { i: '@m.example.org' }, record: { t: 's' } }],
  [{ outcome: 'fail body-hash-mismatch', tags: { bh: hashOf('Hello.\r\n') } }],
  [{ outcome: 'fail signature-mismatch', signedFields: 'From: jim@example.org\r\n' }],
];
/** Steps that are taken without the key. */
const EARLY = 8;

function textOf(tags: Tags): string {
  return Object.entries(tags)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`))
    .join('; ');
}

/** A mail and its DNS with these faults; where two are about one tag, that of the first stands. */
function faulty(faults: readonly Fault[]): { mail: string; records: MemoryRecords } {
  const all: Fault = Object.assign({ outcome: '' }, ...faults.toReversed());
  const merged = (of: 'tags' | 'record'): Tags => Object.assign({}, ...faults.toReversed().map((fault) => fault[of]));
  const tags = { v: '1', a: 'rsa-sha256', d: 'example.org', s: 'hand', h: 'from', bh: hashOf('Hi.\r\n') };
  const [version = '', publicKey = ''] = HAND_RECORD.split('; p=');
  const record = { v: version.replace('v=', ''), k: 'rsa', p: publicKey };
  const field = `DKIM-Signature: ${textOf({ ...tags, ...merged('tags'), b: '@B@' })}${all.endOfField ?? ''}`;
  const text = `${textOf({ ...record, ...merged('record') })}${all.endOfRecord ?? ''}`;
  return {
    mail: handSigned({ field, signedFields: all.signedFields ?? FROM }) + HAND_MAIL,
    records: { [HAND_NAME]: all.dns ?? { TXT: [text] } },
  };
}

test('S-098: of two faults the earlier one is told, and nothing is asked where the key does not matter', async () => {
  const cases = [
    { faults: [], outcome: 'pass', asks: true },
    ...STEPS.flatMap((step, place) =>
      step.flatMap((first) =>
        [first, ...STEPS.slice(place + 1).flat()].map((second) => ({
          faults: [first, second],
          outcome: first.outcome,
          asks: place >= EARLY,
        })),
      ),
    ),
  ];
  for (const { faults, outcome, asks } of cases) {
    const { mail, records } = faulty(faults);
    const { resolveTxt, asked } = countingResolver(records);
    const found = await outcomes(mail, { resolveTxt, futureSignatures: 'refuse' });
    const of = faults.map((fault) => fault.outcome).join(' + ');
    expect({ of, found, asked }).toEqual({ of, found: [outcome], asked: asks ? [HAND_NAME] : [] });
  }
});

const MIXED_RECORDS: MemoryRecords = {
  ...RECORDS,
  'rsa._domainkey.fails.example': 'SERVFAIL',
  'rsa._domainkey.silent.example': 'TIMEOUT',
};

async function fieldOf(domain: string): Promise<string> {
  return (await signed(MAIL, dkimRequest({ domain }))).slice(0, -MAIL.length);
}

test('S-099: a verdict is the same whatever signatures stand beside it, and each but a pass has a reason', async () => {
  const good = await fieldOf('example.org');
  const fields = [
    'DKIM-Signature: v=1; malformed\r\n',
    'DKIM-Signature: v=1; a=foo; b=YQ==; bh=YQ==; d=a.example; h=from; s=s\r\n',
    good.replace('t=1700000000', 't=1; x=2'),
    await fieldOf('fails.example'),
    await fieldOf('silent.example'),
    await fieldOf('nowhere.example'),
    good,
  ];
  const judge = async (order: readonly number[]): Promise<readonly SignatureVerdict[]> => {
    const mail = order.map((place) => fields[place] ?? '').join('') + MAIL;
    return (await verified(mail, { records: MIXED_RECORDS })).signatures;
  };
  const places = [...fields.keys()];
  const alone = (await Promise.all(places.map((place) => judge([place])))).flat();
  expect(alone.map(({ code }) => code)).toEqual([
    'tag-syntax',
    'algorithm-unknown',
    'signature-expired',
    'dns-server-failure',
    'dns-timeout',
    'key-not-found',
    null,
  ]);
  expect(alone.map(({ reason }) => (reason ?? '').length > 0)).toEqual(places.map((place) => place !== 6));
  for (const { reason } of alone.filter(({ result }) => result === 'temperror')) {
    expect(reason).toMatch(/^DNS /);
    expect(reason).not.toMatch(/no key|not exist|not found|invalid/i);
  }
  for (const place of places) {
    const order = [...places.slice(place), ...places.slice(0, place)];
    for (const turned of [order, order.toReversed()]) {
      expect(await judge(turned)).toEqual(turned.map((at) => alone[at]));
    }
  }
});

const BY_WEIGHT = ['pass', 'temperror', 'fail', 'policy', 'permerror'] as const;
type Judged = Pick<SignatureVerdict, 'type' | 'result'>;

const judged = (result: Judged['result'], type: Judged['type'] = 'dkim'): Judged => ({ type, result });

test.each([...BY_WEIGHT.entries()])('S-100: pair %d: %s outweighs all behind it, in either order', (place, result) => {
  expect(overallResult([judged(result)])).toBe(result);
  for (const other of BY_WEIGHT.slice(place)) {
    const pair = [judged(result), judged(other)];
    expect([overallResult(pair), overallResult(pair.toReversed())]).toEqual([result, result]);
  }
});

test('S-100: DomainKeys do not count, and nothing at all is none', () => {
  expect(overallResult([])).toBe('none');
  for (const result of BY_WEIGHT) {
    expect(overallResult([judged(result, 'domainkeys')])).toBe('none');
    expect(overallResult([judged(result, 'domainkeys'), judged('permerror')])).toBe('permerror');
  }
});

const never = (): Promise<never> => new Promise(() => {});
const brokenPromise = async (): Promise<TxtAnswer> => ({ status: 'found' }) as unknown as TxtAnswer;

test.each([
  { of: 'no fault', options: {}, result: 'pass', code: null },
  {
    of: 'SERVFAIL',
    options: { resolveTxt: memoryResolver({ 'rsa._domainkey.example.org': 'SERVFAIL' }) },
    result: 'temperror',
    code: 'dns-server-failure',
  },
  {
    of: 'TIMEOUT',
    options: { resolveTxt: memoryResolver({ 'rsa._domainkey.example.org': 'TIMEOUT' }) },
    result: 'temperror',
    code: 'dns-timeout',
  },
  {
    of: 'the time over',
    options: { resolveTxt: never, dnsMessageTimeoutMs: 1 },
    result: 'temperror',
    code: 'dns-timeout',
  },
  {
    of: 'an answer that cannot be',
    options: { resolveTxt: brokenPromise },
    result: 'temperror',
    code: 'dns-server-failure',
  },
])('S-103, S-271: $result for $of, with d=', async ({ options, result, code }) => {
  const { signatures } = await verified(await signed(MAIL, dkimRequest()), options);
  expect(signatures).toMatchObject([{ result, code, domain: 'example.org', selector: 'rsa' }]);
  const field = formatAuthenticationResults({ authservId: 'mx.example.org', verdicts: signatures });
  expect(Buffer.from(field).toString()).toMatch(new RegExp(`dkim=${result}[^;]*\\sheader\\.d=example\\.org\\s`));
});

function forgedField(domain: string): string {
  return `DKIM-Signature: v=1; a=rsa-sha256; d=${domain}; s=s; h=from; bh=${hashOf('')}; b=YQ==\r\n`;
}

test('S-101: of 4,000 signing domains twenty at most are asked for, and that of the author, at the end, is one', async () => {
  const forged = Array.from({ length: 4000 }, (_, place) => forgedField(`d${place}.example`));
  const { resolveTxt, asked } = countingResolver();
  const { result, signatures } = await verified(forged.join('') + (await signed(MAIL, dkimRequest())), { resolveTxt });
  expect(result).toBe('pass');
  expect(signatures.at(-1)).toMatchObject({ result: 'pass', domain: 'example.org' });
  expect(asked.length).toBeLessThanOrEqual(20);
  expect(new Set(signatures.slice(0, 9).map(({ code }) => code))).toEqual(new Set(['key-not-found'])); // top first
  expect(new Set(signatures.slice(20, -1).map(({ result, code }) => `${result} ${code}`))).toEqual(
    new Set(['policy signature-limit']),
  );
});

test('S-101: without a signature of the author the first twenty are looked at', async () => {
  const field = await fieldOf('other.example');
  const found = await outcomes(field.repeat(22) + MAIL);
  expect(found).toEqual([
    ...Array.from({ length: 20 }, () => 'pass'),
    'policy signature-limit',
    'policy signature-limit',
  ]);
  expect(await outcomes(field.repeat(3) + MAIL, { maxSignatures: 2 })).toEqual([
    'pass',
    'pass',
    'policy signature-limit',
  ]);
});

test('S-104: a signature that expires while DNS or the body is slow is judged by its arrival', async () => {
  let now = NOW;
  const resolver = memoryResolver(RECORDS);
  const options: VerifyOptions = {
    now: () => now,
    resolveTxt(name) {
      now += 100_000;
      return resolver(name);
    },
  };
  const requests = ['example.org', 'other.example'].map((domain) => dkimRequest({ domain, expiresAfter: 600 }));
  const mail = bytesOf(await signed(MAIL, ...requests));
  const bodyStart = mail.indexOf('\r\n\r\n') + 4;
  const verifier = createVerifier(options);
  verifier.write(mail.subarray(0, bodyStart));
  now += 100_000;
  verifier.write(mail.subarray(bodyStart));
  const { signatures } = await verifier.end();
  expect(signatures).toMatchObject([{ result: 'pass' }, { result: 'pass' }]);
  expect(now).toBe(NOW + 300_000);
});

test('S-105: twenty signatures of four kinds have four hashes between them', async () => {
  const hasher = createBodyHasher();
  const kinds = [
    { canonicalization: 'simple', hash: 'sha256', bodyLength: null },
    { canonicalization: 'relaxed', hash: 'sha256', bodyLength: null },
    { canonicalization: 'relaxed', hash: 'sha1', bodyLength: null },
    { canonicalization: 'relaxed', hash: 'sha256', bodyLength: 3n },
  ] as const;
  const results = Array.from({ length: 20 }, (_, place) => hasher.want(kinds[place % 4] ?? kinds[0]));
  hasher.write(bytesOf('a  b\r\n\r\n'));
  hasher.end();
  const digests = results.map((result) => result().digest);
  expect(new Set(digests).size).toBe(4); // the very same buffers
  expect(digests.slice(0, 4).map((digest) => digest.toString('base64'))).toEqual([
    hashOf('a  b\r\n'),
    hashOf('a b\r\n'),
    hashOf('a b\r\n', 'sha1'),
    hashOf('a b'),
  ]);
});

test('S-105: twenty signatures of four kinds pass', async () => {
  const requests = Array.from({ length: 20 }, (_, place) =>
    dkimRequest({
      canonicalization: place % 2 === 0 ? 'simple/simple' : 'relaxed/relaxed',
      ...(place % 4 < 2 ? {} : { bodyLength: 'whole' }),
    }),
  );
  expect(await outcomes(await signed(MAIL, ...requests))).toEqual(requests.map(() => 'pass'));
});

const EVIL = 'From: evil@x.example\r\n';
const JIM = 'From: jim@example.org\r\n';

/** `signedFields`: what h= picks when it is signed, from the bottom upwards. */
test.each([
  { h: 'from', from: [FROM], signedFields: FROM, added: '', outcome: 'pass' },
  { h: 'from', from: [FROM], signedFields: FROM, added: EVIL, outcome: 'policy from-not-all-signed' },
  {
    h: 'FROM',
    from: [FROM],
    signedFields: FROM,
    added: 'FROM : evil@x.example\r\n',
    outcome: 'policy from-not-all-signed',
  },
  { h: 'from:from', from: [FROM], signedFields: FROM, added: '', outcome: 'pass' },
  { h: 'from : From', from: [FROM], signedFields: FROM, added: EVIL, outcome: 'fail signature-mismatch' },
  { h: 'from', from: [JIM, FROM], signedFields: FROM, added: '', outcome: 'policy from-not-all-signed' },
  { h: 'from:from', from: [JIM, FROM], signedFields: FROM + JIM, added: '', outcome: 'pass' },
  { h: 'from:from', from: [JIM, FROM], signedFields: FROM + JIM, added: EVIL, outcome: 'policy from-not-all-signed' },
  { h: 'from:from:from', from: [JIM, FROM], signedFields: FROM + JIM, added: EVIL, outcome: 'fail signature-mismatch' },
])('S-106: h=$h, From fields $from, above them $added: $outcome', async ({ h, from, signedFields, added, outcome }) => {
  const field = `DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=hand; h=${h}; bh=${hashOf('Hi.\r\n')}; b=@B@`;
  const mail = `${added}${handSigned({ field, signedFields })}${from.join('')}\r\nHi.\r\n`;
  expect(await outcomes(mail, { records: HAND_RECORDS })).toEqual([outcome]);
  const accepted = outcome.startsWith('policy') ? 'pass' : outcome;
  expect(await outcomes(mail, { records: HAND_RECORDS, acceptUnsignedFrom: true })).toEqual([accepted]);
});

const SUFFIX_RECORDS: MemoryRecords = {
  'hand._domainkey.co.uk': { TXT: [HAND_RECORD] },
  'hand._domainkey.a.co.uk': { TXT: [HAND_RECORD] },
};

test.each([
  { of: 'nothing', d: 'co.uk', options: {}, written: 'dkim=pass header.d=co.uk' },
  {
    of: 'refusedDomains',
    d: 'co.uk',
    options: { refusedDomains: ['co.uk'] },
    written: 'policy.dkim-rules=domain-refused',
  },
  {
    of: 'refusedDomains',
    d: 'CO.UK',
    options: { refusedDomains: ['co.uk'] },
    written: 'policy.dkim-rules=domain-refused',
  },
  { of: 'refusedDomains', d: 'a.co.uk', options: { refusedDomains: ['co.uk'] }, written: 'dkim=pass header.d=a.co.uk' },
  {
    of: 'requiredFields',
    d: 'a.co.uk',
    options: { requiredFields: ['From', 'Subject', 'Date'] },
    written: 'policy.dkim-rules=field-not-signed',
  },
  { of: 'requiredFields', d: 'a.co.uk', options: { requiredFields: ['FROM'] }, written: 'dkim=pass header.d=a.co.uk' },
])('S-107, S-108: d=$d and the option $of: $written', async ({ d, options, written }) => {
  const field = `DKIM-Signature: v=1; a=rsa-sha256; d=${d}; s=hand; h=from; bh=${hashOf('Hi.\r\n')}; b=@B@`;
  const mail = handSigned({ field, signedFields: FROM }) + HAND_MAIL;
  const { signatures } = await verified(mail, { records: SUFFIX_RECORDS, ...options });
  const result = formatAuthenticationResults({ authservId: 'mx.example.org', verdicts: signatures });
  expect(Buffer.from(result).toString().replaceAll(/\s+/g, ' ')).toContain(written);
});

test('S-107: the reason names the first field that is not signed', async () => {
  const mail = await signed(MAIL, dkimRequest({ signedFields: ['from', 'subject'], oversignedFields: [] }));
  const { signatures } = await verified(mail, { requiredFields: ['Subject', 'Content-Type', 'Date'] });
  expect(signatures).toMatchObject([
    { result: 'policy', code: 'field-not-signed', reason: expect.stringMatching(/content-type/i) },
  ]);
});
