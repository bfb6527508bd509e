import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BODY,
  bytesOf,
  countingResolver,
  dkimRequest,
  domainkeysRequest,
  ED25519,
  HEADER,
  MAIL,
  NOW,
  outcomes,
  RECORDS,
  RSA,
  signed,
  verified,
} from '../test/mail.js';
import {
  createVerifier,
  generateSigningKey,
  keyRecordText,
  memoryResolver,
  verify,
  type MemoryRecords,
} from './index.js';

const P = Buffer.from(RSA.publicKey).toString('base64');
const KEY_NAME = 'rsa._domainkey.example.org';

function record(...texts: readonly string[]): MemoryRecords {
  return { ...RECORDS, [KEY_NAME]: { TXT: texts } };
}

/** A signature of ours with a tag changed: it can't verify, but the checks before that can be seen. */
async function tampered(from: string | RegExp, to: string): Promise<string> {
  const mail = await signed(MAIL, dkimRequest());
  const changed = mail.replace(from, to);
  expect(changed).not.toBe(mail);
  return changed;
}

test('S-004, S-100: no signature, no header, no message: none', async () => {
  for (const mail of [MAIL, '\r\nbody\r\n', '', 'one line', '\r\n']) {
    expect(await verified(mail)).toMatchObject({ result: 'none', signatures: [] });
  }
});

test('a verdict has all facts', async () => {
  const mail = await signed(MAIL, dkimRequest({ identity: 'joe@example.org', bodyLength: 'whole' }));
  expect((await verified(mail)).signatures).toEqual([
    {
      type: 'dkim',
      domain: 'example.org',
      selector: 'rsa',
      identity: 'joe@example.org',
      identityField: null,
      algorithm: 'rsa-sha256',
      canonicalization: 'relaxed/relaxed',
      bodyLength: 47, // 5 + 2 + 19 + 21
      keyBits: 2048,
      testing: false,
      signature: expect.stringMatching(/^[A-Za-z0-9+/]{342}==$/),
      warnings: [],
      result: 'pass',
      code: null,
      reason: null,
    },
  ]);
});

test('S-025: the verdict does not depend on how the mail is cut', { timeout: 60_000 }, async () => {
  const mail = bytesOf(await signed(MAIL, dkimRequest({ canonicalization: 'simple/simple' }), domainkeysRequest()));
  for (let cut = 0; cut <= mail.length; cut += 1) {
    expect(await outcomes([mail.subarray(0, cut), mail.subarray(cut)])).toEqual(['pass', 'pass']);
  }
  expect(await outcomes(Array.from(mail, (octet) => Uint8Array.of(octet)))).toEqual(['pass', 'pass']);
});

test.each([
  { of: 'a changed Subject', from: 'Is dinner', to: 'Was dinner', outcome: 'fail signature-mismatch' },
  { of: 'a changed body', from: 'We lost', to: 'We won', outcome: 'fail body-hash-mismatch' },
  { of: 'other white space', from: 'dinner\t ready? ', to: 'dinner ready?', outcome: 'pass' },
  {
    of: 'a second From above',
    from: 'Received:',
    to: 'From: evil@x.example\r\nReceived:',
    outcome: 'fail signature-mismatch',
  },
  { of: 'a second From below', from: 'To: ', to: 'From: evil@x.example\r\nTo: ', outcome: 'fail signature-mismatch' },
  { of: 'a second Subject', from: 'To: ', to: 'Subject: evil\r\nTo: ', outcome: 'fail signature-mismatch' },
  { of: 'an added Reply-To', from: 'To: ', to: 'Reply-To: evil@x.example\r\nTo: ', outcome: 'fail signature-mismatch' },
  { of: 'an added Cc', from: 'To: ', to: 'Cc: evil@x.example\r\nTo: ', outcome: 'fail signature-mismatch' },
  { of: 'an added Received', from: 'Received:', to: 'Received: by c.example\r\nReceived:', outcome: 'pass' },
  { of: 'an added Sender', from: 'To: ', to: 'Sender: list@x.example\r\nTo: ', outcome: 'pass' },
  { of: 'an added List-Id', from: 'To: ', to: 'List-Id: <l.x.example>\r\nTo: ', outcome: 'pass' },
  { of: 'an added MIME-Version', from: 'To: ', to: 'MIME-Version: 1.0\r\nTo: ', outcome: 'pass' },
  {
    of: 'lines that are no field',
    from: 'To: ',
    to: 'From joe\r\n Subject: x\r\nBad Name: x\r\n: x\r\nTo: ',
    outcome: 'pass',
  },
  {
    of: 'text before an empty body',
    from: `\r\n\r\n${BODY}`,
    to: '\r\nX: y\r\n\r\nevil',
    outcome: 'fail body-hash-mismatch',
  },
])('S-005, S-069, S-112: a signed mail with $of: $outcome', async ({ from, to, outcome }) => {
  const mail = await signed(MAIL, dkimRequest());
  const at = mail.lastIndexOf(from);
  expect(at).toBeGreaterThan(0);
  expect(await outcomes(mail.slice(0, at) + to + mail.slice(at + from.length))).toEqual([outcome]);
});

test('S-055: what is appended behind l= makes it policy, empty lines do not; an option lets it pass', async () => {
  const mail = await signed(MAIL, dkimRequest({ bodyLength: 'whole' }));
  expect(await outcomes(`${mail}\r\n\r\n`)).toEqual(['pass']);
  const { signatures } = await verified(`${mail}evil content`);
  expect(signatures).toMatchObject([{ result: 'policy', code: 'unsigned-body' }]);
  expect(signatures[0]?.reason).toMatch(/^18 octets of the body are not signed/); // two empty lines, the text, its line end
  expect(await outcomes(`${mail}evil content`, { acceptUnsignedBody: true })).toEqual(['pass']);
});

test('S-051, S-054: l= beyond the body is permerror, whatever its size', async () => {
  for (const l of ['48', '9007199254740993', '9'.repeat(76)]) {
    const mail = (await signed(MAIL, dkimRequest({ bodyLength: 'whole' }))).replace('l=47', `l=${l}`);
    expect(await outcomes(mail)).toEqual(['permerror body-length-beyond-body']);
  }
  const empty = `${HEADER.join('\r\n')}\r\n\r\n`;
  expect(await outcomes(await signed(empty, dkimRequest({ bodyLength: 0 })))).toEqual(['pass']);
  expect(
    await outcomes(await signed(empty, dkimRequest({ bodyLength: 2, canonicalization: 'simple/simple' }))),
  ).toEqual(['pass']);
});

test('S-069, S-106: From fields that h= does not cover make it policy; an option lets it pass', async () => {
  const mail = await signed(MAIL, dkimRequest({ oversignedFields: [] }));
  const above = mail.replace('Received:', 'From: evil@x.example\r\nReceived:');
  expect(await outcomes(above)).toEqual(['policy from-not-all-signed']);
  expect(await outcomes(above, { acceptUnsignedFrom: true })).toEqual(['pass']);
  expect(await outcomes(mail.replace('To:', 'From: evil@x.example\r\nTo:'))).toEqual(['fail signature-mismatch']);
  const noFrom = await signed('Subject: x\r\n\r\n', dkimRequest());
  expect((await verified(noFrom)).signatures).toMatchObject([{ result: 'pass', warnings: ['from-missing'] }]);
});

test('S-107, S-108: fields that must be signed, domains that are not accepted', async () => {
  const mail = await signed(MAIL, dkimRequest({ signedFields: ['from'] }));
  expect(await outcomes(mail, { requiredFields: ['Subject'] })).toEqual(['policy field-not-signed']);
  expect(await outcomes(mail, { requiredFields: ['From'] })).toEqual(['pass']);
  expect(await outcomes(mail, { refusedDomains: ['EXAMPLE.org'] })).toEqual(['policy domain-refused']);
  expect(await outcomes(mail, { refusedDomains: ['org'] })).toEqual(['pass']);
});

test('S-059, S-060, S-104: t= and x= against the time of arrival', async () => {
  const mail = await signed(MAIL, dkimRequest({ expiresAfter: 3600 }));
  const at = (now: number, futureSignatures: 'warn' | 'refuse' = 'warn'): Promise<readonly string[]> =>
    outcomes(mail, { now: () => now, futureSignatures });
  expect(await at(NOW + 3600 + 299)).toEqual(['pass']);
  expect(await at(NOW + 3600 + 301)).toEqual(['fail signature-expired']);
  expect(await at(NOW - 299, 'refuse')).toEqual(['pass']);
  expect(await at(NOW - 301)).toEqual(['pass']);
  expect(await at(NOW - 301, 'refuse')).toEqual(['permerror timestamp-in-future']);
  const { signatures } = await verified(mail, { now: () => NOW - 301 });
  expect(signatures).toMatchObject([{ result: 'pass', warnings: ['timestamp-in-future'] }]);
});

test.each([
  { of: 'v=2', from: 'v=1', to: 'v=2', outcome: 'permerror version-unsupported' },
  { of: 'v=2 and no bh=', from: /v=1(.*)bh=[^;]*;/s, to: 'v=2$1', outcome: 'permerror version-unsupported' },
  { of: 'no bh=', from: /bh=[^;]*;/, to: '', outcome: 'permerror tag-missing' },
  { of: 'a repeated tag', from: 'v=1;', to: 'v=1; v=1;', outcome: 'permerror tag-repeated' },
  { of: 'an unknown algorithm', from: 'rsa-sha256', to: 'rsa-sha512', outcome: 'permerror algorithm-unknown' },
  { of: 'no From in h=', from: /h=[^;]*;/, to: 'h=xfrom:to;', outcome: 'permerror from-not-signed' },
  { of: 'an empty b=', from: /b=[A-Za-z0-9+/=\s]*\r\nReceived/, to: 'b=\r\nReceived', outcome: 'permerror tag-value' },
  { of: 'an expired x=', from: 't=1700000000', to: 't=1; x=2', outcome: 'fail signature-expired' },
  {
    of: 'an identity outside',
    from: 's=rsa',
    to: 's=rsa; i=@badexample.org',
    outcome: 'permerror identity-outside-domain',
  },
])('S-042, S-098: a signature with $of is judged without a question to DNS', async ({ from, to, outcome }) => {
  const { resolveTxt, asked } = countingResolver();
  expect(await outcomes(await tampered(from, to), { resolveTxt })).toEqual([outcome]);
  expect(asked).toEqual([]);
});

test('S-093: rsa-sha1 is refused without a question to DNS; for archives it is computed and never passes', async () => {
  const digest = Buffer.alloc(20).toString('base64');
  const mail = await tampered(/a=rsa-sha256(.*)bh=[^;]*;/s, `a=rsa-sha1$1bh=${digest};`);
  const { resolveTxt, asked } = countingResolver();
  expect(await outcomes(mail, { resolveTxt })).toEqual(['permerror algorithm-historic']);
  expect(asked).toEqual([]);
  expect(await outcomes(mail, { rsaSha1: 'policy' })).toEqual(['fail body-hash-mismatch']);
});

test.each([
  { rule: 'S-087', of: 'none', records: { [KEY_NAME]: 'NXDOMAIN' }, outcome: 'permerror key-not-found' },
  { rule: 'S-087', of: 'none of that type', records: record(), outcome: 'permerror key-not-found' },
  {
    rule: 'S-087',
    of: 'a server that fails',
    records: { [KEY_NAME]: 'SERVFAIL' },
    outcome: 'temperror dns-server-failure',
  },
  {
    rule: 'S-087',
    of: 'a server that is silent',
    records: { [KEY_NAME]: 'TIMEOUT' },
    outcome: 'temperror dns-timeout',
  },
  { rule: 'S-076', of: 'an empty p=', records: record('v=DKIM1; p='), outcome: 'permerror key-revoked' },
  { rule: 'S-086', of: 'another text', records: record('hello'), outcome: 'permerror key-syntax' },
  { rule: 'S-075', of: 'another version', records: record(`v=DKIM2; p=${P}`), outcome: 'permerror key-version' },
  { rule: 'S-078', of: 'another type', records: record(`k=dsa; p=${P}`), outcome: 'permerror key-type-unknown' },
  {
    rule: 'S-079',
    of: 'an Ed25519 key',
    records: record(keyRecordText(ED25519)),
    outcome: 'permerror key-algorithm-mismatch',
  },
  { rule: 'S-081', of: 'a key for sha1', records: record(`h=sha1; p=${P}`), outcome: 'permerror key-hash-not-allowed' },
  {
    rule: 'S-082',
    of: 'a key for tlsrpt',
    records: record(`s=tlsrpt; p=${P}`),
    outcome: 'permerror key-service-not-allowed',
  },
  {
    rule: 'S-098',
    of: 's= and h= wrong, and revoked',
    records: record('s=x; h=sha1; p='),
    outcome: 'permerror key-service-not-allowed',
  },
  {
    rule: 'S-094',
    of: 'a key that is too short',
    records: record(`p=${P}`),
    minRsaBits: 2049,
    outcome: 'permerror key-too-short',
  },
  {
    rule: 'S-074, S-086',
    of: 'the key among others',
    records: record('v=spf1 -all', 'v=DKIM1; p=', `p=${P}`),
    outcome: 'pass',
  },
  { rule: 'S-085', of: 'the key with g= of another', records: record(`g=other; p=${P}`), outcome: 'pass' },
] as const)('$rule: key records: $of: $outcome', async ({ records, outcome, ...more }) => {
  expect(await outcomes(await signed(MAIL, dkimRequest()), { records, ...more })).toEqual([outcome]);
});

test('S-074: of two keys one passes in either order', async () => {
  const other = keyRecordText((await generateSigningKey({ type: 'rsa', bits: 1024 })).key);
  const mail = await signed(MAIL, dkimRequest());
  for (const texts of [
    [other, keyRecordText(RSA)],
    [keyRecordText(RSA), other],
  ]) {
    expect((await verified(mail, { records: record(...texts) })).signatures).toMatchObject([
      { result: 'pass', keyBits: 2048 },
    ]);
  }
  expect(await outcomes(mail, { records: record(other) })).toEqual(['fail signature-mismatch']);
});

test('S-083: t=s wants i= in d= itself', async () => {
  const mail = await signed(MAIL, dkimRequest({ identity: '@m.example.org' }));
  expect(await outcomes(mail, { records: record(`t=y:s; p=${P}`) })).toEqual(['permerror identity-not-allowed-by-key']);
  expect(await outcomes(mail, { records: record(`t=strict; p=${P}`) })).toEqual(['pass']);
});

test('S-084: t=y changes no result', async () => {
  const mail = await signed(MAIL, dkimRequest());
  const records = record(`t=y; p=${P}`);
  expect((await verified(mail, { records })).signatures).toMatchObject([{ result: 'pass', testing: true }]);
  expect((await verified(`${mail}x`, { records })).signatures).toMatchObject([{ result: 'fail', testing: true }]);
});

test('S-080: an Ed25519 key that is no point on the curve fits nothing and throws nothing', async () => {
  const records = {
    ...RECORDS,
    'ed._domainkey.example.org': { TXT: [`k=ed25519; p=${Buffer.alloc(32, 0xff).toString('base64')}`] },
  };
  const mail = await signed(MAIL, dkimRequest({ selector: 'ed', key: ED25519 }));
  expect(await outcomes(mail, { records })).toEqual(['fail signature-mismatch']);
});

test('S-098: a DNS failure outranks a body hash that does not match', async () => {
  const mail = `${await signed(MAIL, dkimRequest())}more`;
  expect(await outcomes(mail, { records: { [KEY_NAME]: 'SERVFAIL' } })).toEqual(['temperror dns-server-failure']);
});

async function fieldOf(mail: Promise<string>): Promise<string> {
  return (await mail).slice(0, -MAIL.length);
}

test('S-099: five signatures, one of them good, in each of their 120 orders: one passes', async () => {
  const fields = ['v=1; malformed', 'v=1; a=foo; b=YQ==; bh=YQ==; d=a.example; h=from; s=s'].map(
    (value) => `DKIM-Signature: ${value}\r\n`,
  );
  fields.push(await fieldOf(tampered('t=1700000000', 't=1; x=2')));
  fields.push(await fieldOf(signed(MAIL, dkimRequest({ domain: 'fails.example' }))));
  fields.push(await fieldOf(signed(MAIL, dkimRequest())));
  const records: MemoryRecords = { ...RECORDS, 'rsa._domainkey.fails.example': 'SERVFAIL' };
  const expected = [
    'permerror tag-syntax',
    'permerror algorithm-unknown',
    'fail signature-expired',
    'temperror dns-server-failure',
    'pass',
  ];
  for (const order of permutations([0, 1, 2, 3, 4])) {
    const mail = order.map((at) => fields[at] ?? '').join('') + MAIL;
    expect(await outcomes(mail, { records })).toEqual(order.map((at) => expected[at]));
  }
});

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item].concat(rest)),
  );
}

test('S-090, S-105: ten signatures with one key: one question, ten verdicts', async () => {
  const { resolveTxt, asked } = countingResolver();
  const mail = await signed(MAIL, ...Array.from({ length: 10 }, () => dkimRequest()));
  expect(await outcomes(mail, { resolveTxt })).toEqual(Array.from({ length: 10 }, () => 'pass'));
  expect(asked).toEqual([KEY_NAME]);
});

test('S-101: beyond 20 signatures none is looked at, but one of the author is', async () => {
  const forged = (await tampered('d=example.org', 'd=other.example')).slice(0, -MAIL.length);
  const { resolveTxt, asked } = countingResolver();
  const { result, signatures } = await verified(forged.repeat(24) + (await signed(MAIL, dkimRequest())), {
    resolveTxt,
  });
  expect(result).toBe('pass');
  expect(signatures).toHaveLength(25);
  expect(signatures[24]).toMatchObject({ result: 'pass' });
  expect(signatures.slice(0, 19).every(({ code }) => code === 'signature-mismatch')).toBe(true);
  expect(signatures.slice(19, 24)).toMatchObject(
    Array.from({ length: 5 }, () => ({
      result: 'policy',
      code: 'signature-limit',
      reason: 'not looked at: more than 20 signatures',
    })),
  );
  expect(asked).toHaveLength(2);
});

test('S-241: ten domains are asked, the others are not; what failed already does not count', async () => {
  const template = (await signed(MAIL, dkimRequest())).slice(0, -MAIL.length);
  const ofDomain = (at: number): string => template.replace('d=example.org', `d=d${at}.example`);
  const expired = (at: number): string => ofDomain(at).replace('t=1700000000', 't=1; x=2');
  const fields = [
    ...Array.from({ length: 5 }, (_, at) => expired(at)),
    ...Array.from({ length: 14 }, (_, at) => ofDomain(at + 5)),
  ];
  const { resolveTxt, asked } = countingResolver();
  const { signatures } = await verified(fields.join('') + MAIL, { resolveTxt });
  expect(asked).toHaveLength(10);
  expect(signatures.map(({ code }) => code)).toEqual([
    ...Array.from({ length: 5 }, () => 'signature-expired'),
    ...Array.from({ length: 10 }, () => 'key-not-found'),
    ...Array.from({ length: 4 }, () => 'signature-limit'),
  ]);
});

test('S-241: DomainKey-Signatures take no place from DKIM', async () => {
  const old = 'DomainKey-Signature: a=rsa-sha1; q=dns; c=nofws; d=a.example; s=s; b=YQ==\r\n';
  const { result } = await verified(old.repeat(30) + (await signed(MAIL, dkimRequest({ domain: 'other.example' }))));
  expect(result).toBe('pass');
});

test('S-244: a header over the limit: its signatures are not verified, nothing is asked', async () => {
  const { resolveTxt, asked } = countingResolver();
  const mail = (await signed(MAIL, dkimRequest())).replace('To: ', `X: ${'x'.repeat(2_000_000)}\r\nTo: `);
  expect(await outcomes(mail, { resolveTxt })).toEqual(['policy header-too-large']);
  expect(asked).toEqual([]);
});

test('S-091: one deadline for all questions of a message', async () => {
  const mail = await signed(MAIL, dkimRequest(), dkimRequest({ domain: 'other.example' }));
  const start = performance.now();
  expect(await outcomes(mail, { resolveTxt: silence, dnsMessageTimeoutMs: 50 })).toEqual([
    'temperror dns-timeout',
    'temperror dns-timeout',
  ]);
  expect(performance.now() - start).toBeLessThan(1000);
});

function throws(): never {
  throw new Error('broken');
}

function silence(): Promise<never> {
  return new Promise(() => {});
}

test('S-087, S-103: a resolver that throws or rejects is a server that failed', async () => {
  const mail = await signed(MAIL, dkimRequest());
  for (const resolveTxt of [throws, () => Promise.reject(new Error('broken'))]) {
    expect(await outcomes(mail, { resolveTxt })).toEqual(['temperror dns-server-failure']);
  }
});

test('6.1.2: the key is asked for when the header ends, not when the body does', async () => {
  const mail = bytesOf(await signed(MAIL, dkimRequest()));
  const { resolveTxt, asked } = countingResolver();
  const verifier = createVerifier({ resolveTxt, now: () => NOW });
  const bodyStart = mail.indexOf('\r\n\r\n') + 4;
  verifier.write(mail.subarray(0, bodyStart - 1));
  expect(asked).toEqual([]);
  verifier.write(mail.subarray(bodyStart - 1, bodyStart));
  expect(asked).toEqual([KEY_NAME]);
  verifier.write(mail.subarray(bodyStart));
  expect(await verifier.end()).toMatchObject({ result: 'pass' });
});

test('S-048: a signature over a signature', async () => {
  const inner = await signed(MAIL, dkimRequest());
  const outer = await signed(inner, dkimRequest({ signedFields: ['from', 'dkim-signature'] }));
  expect(await outcomes(outer)).toEqual(['pass', 'pass']);
  const changed = outer.replace(
    /(.*)b=(.)/s,
    (_, before: string, letter: string) => `${before}b=${letter === 'A' ? 'B' : 'A'}`,
  );
  expect(await outcomes(changed)).toEqual(['fail signature-mismatch', 'fail signature-mismatch']);
  const alone = await signed(
    MAIL,
    dkimRequest({ signedFields: ['from', 'dkim-signature'], oversignedFields: ['dkim-signature'] }),
  );
  expect(await outcomes(alone)).toEqual(['pass']);
});

test('S-001, S-026: an LF alone is no line end, and the bytes are taken as they are', async () => {
  const lf = MAIL.replaceAll('\r\n', '\n');
  expect(await verified(lf)).toMatchObject({ result: 'none' });
  const mail = `${HEADER.join('\r\n')}\r\nX: a\rb\nc\r\n\r\na\nb\rc\r\n`;
  expect(await outcomes(await signed(mail, dkimRequest({ signedFields: ['from', 'x'] })))).toEqual(['pass']);
  expect(await outcomes((await signed(mail, dkimRequest())).replace('a\nb', 'a\r\nb'))).toEqual([
    'fail body-hash-mismatch',
  ]);
});

test('S-127: DomainKeys are reported and count for nothing else', async () => {
  const mail = await signed(MAIL, domainkeysRequest());
  expect(await verified(mail)).toMatchObject({ result: 'none', signatures: [{ type: 'domainkeys', result: 'pass' }] });
  expect(await outcomes(mail, { domainkeys: false })).toEqual([]);
  expect(await outcomes(await signed(MAIL, dkimRequest()), { dkim: false })).toEqual([]);
});

test.each([
  { rule: 'S-129', of: 'a field added above', from: 'DomainKey-', to: 'Received: x\r\nDomainKey-', outcome: 'pass' },
  {
    rule: 'S-129, S-130',
    of: 'a field added below',
    from: 'To: ',
    to: 'X-A: x\r\nTo: ',
    outcome: 'fail signature-mismatch',
  },
  {
    rule: 'S-133',
    of: 'another d=',
    from: 'd=example.org',
    to: 'd=other.example',
    outcome: 'permerror identity-outside-domain',
  },
  {
    rule: 'S-128',
    of: 'another algorithm',
    from: 'a=rsa-sha1',
    to: 'a=rsa-sha256',
    outcome: 'permerror algorithm-unknown',
  },
  { rule: 'S-132', of: 'h= without From', from: 'd=ex', to: 'h=subject; d=ex', outcome: 'permerror from-not-signed' },
  {
    rule: 'S-133',
    of: 'a Sender elsewhere',
    from: 'To: ',
    to: 'Sender: a@b.example\r\nTo: ',
    outcome: 'permerror identity-outside-domain',
  },
  {
    rule: 'S-267',
    of: 'a Sender without address',
    from: 'To: ',
    to: 'Sender: x\r\nTo: ',
    outcome: 'permerror from-not-signed',
  },
])('$rule: DomainKeys with $of: $outcome', async ({ from, to, outcome }) => {
  const mail = await signed(MAIL, domainkeysRequest({ signedFields: 'all' }));
  expect(await outcomes(mail.replace(from, to))).toEqual([outcome]);
});

test.each([
  { g: 'g=;', outcome: 'pass' },
  { g: 'g=joe;', outcome: 'pass' },
  { g: 'g=j*e;', outcome: 'pass' },
  { g: 'g=*;', outcome: 'pass' },
  { g: 'g=j*oe*;', outcome: 'permerror identity-not-allowed-by-key' },
  { g: 'g=Joe;', outcome: 'permerror identity-not-allowed-by-key' },
  { g: 'g=joe*joe;', outcome: 'permerror identity-not-allowed-by-key' },
])('S-138: DomainKeys with $g in the key: $outcome', async ({ g, outcome }) => {
  expect(await outcomes(await signed(MAIL, domainkeysRequest()), { records: record(`${g} p=${P}`) })).toEqual([
    outcome,
  ]);
});

test('the caller is told of an option outside its range', async () => {
  const options = { resolveTxt: memoryResolver({}), now: () => NOW };
  for (const wrong of [{ minRsaBits: 511 }, { maxRsaBits: 2048 }, { maxSignatures: 0 }, { maxHeaderSize: 0.5 }]) {
    await expect(verify(bytesOf(MAIL), { ...options, ...wrong })).rejects.toMatchObject({
      code: 'DKIM_OPTION_INVALID',
    });
  }
});

test('S-245: any octets at all give a verdict, or none, and no exception', { timeout: 60_000 }, async () => {
  const part = fc.constantFrom(
    'DKIM-Signature: ',
    'DomainKey-Signature: ',
    'v=1;',
    'b=',
    ';',
    '\r\n',
    ' ',
    '=',
    'From: ',
    '(',
    '"',
    '\0',
  );
  const texts = fc.array(fc.oneof(part, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(texts, async (parts) => {
      const { signatures } = await verified(Buffer.from(parts.join('')));
      expect(signatures.every(({ result, reason }) => result !== 'pass' && reason !== null)).toBe(true);
    }),
  );
});

test('S-002: any octets as body, signed and verified, pass', async () => {
  const key = dkimRequest({ selector: 'ed', key: ED25519 });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('simple', 'relaxed'), async (octets, body) => {
      const mail = `${HEADER.join('\r\n')}\r\n\r\n${Buffer.from(octets).toString('latin1')}`;
      expect(await outcomes(await signed(mail, { ...key, canonicalization: `relaxed/${body}` }))).toEqual(['pass']);
    }),
  );
});
