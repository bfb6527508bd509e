import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import {
  BODY,
  bytesOf,
  dkimRequest,
  domainkeysRequest,
  ED25519,
  HEADER,
  MAIL,
  NOW,
  outcomes,
  RSA,
  signed,
  verified,
} from '../test/mail.js';
import {
  createLineEndNormalizer,
  createSigner,
  generateSigningKey,
  sign,
  type MessageSource,
  type SignatureRequest,
  type SignOptions,
} from './index.js';

const KINDS = ['simple/simple', 'simple/relaxed', 'relaxed/simple', 'relaxed/relaxed'] as const;
const EDDSA = dkimRequest({ selector: 'ed', key: ED25519 });

function unfolded(mail: string): string {
  return mail.replaceAll('\r\n\t', '');
}

test.each(KINDS)('S-119: signatures in %s pass, RSA and Ed25519', async (canonicalization) => {
  const mail = await signed(MAIL, dkimRequest({ canonicalization }), { ...EDDSA, canonicalization });
  expect(await outcomes(mail)).toEqual(['pass', 'pass']);
});

test.each([
  { of: 'no body', mail: `${HEADER.join('\r\n')}\r\n\r\n` },
  { of: 'no empty line', mail: `${HEADER.join('\r\n')}\r\n` },
  { of: 'a field cut before its line end', mail: HEADER.join('\r\n') },
  { of: 'a body without its last line end', mail: `${MAIL}end` },
  { of: 'lines of dots', mail: `${MAIL}.\r\n..\r\n.x\r\n` },
  { of: 'NUL and octets over 127', mail: `${HEADER.join('\r\n')}\r\nX-A: \xa0\x85\xff\r\n\r\n\0\xff\0\r\n` },
  {
    of: 'a field line of 5,000 and a body line of 20,000 octets',
    mail: `X: ${'x'.repeat(5000)}\r\n${MAIL}${'y'.repeat(20_000)}`,
  },
])('S-002, S-003, S-010, S-027, S-071: a mail with $of is signed as it stands', async ({ mail }) => {
  for (const canonicalization of KINDS) {
    expect(await outcomes(await signed(mail, dkimRequest({ canonicalization })))).toEqual(['pass']);
  }
});

test('S-025: the same lines come out wherever the mail is cut', async () => {
  const signatures = [
    dkimRequest({ ...EDDSA, canonicalization: 'simple/simple' }),
    dkimRequest(EDDSA),
    domainkeysRequest(),
    domainkeysRequest({ canonicalization: 'simple' }),
  ];
  const options = { signatures, now: () => NOW };
  const whole = await sign(bytesOf(MAIL), options);
  const bytes = bytesOf(MAIL);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const { fields } = await sign([bytes.subarray(0, cut), bytes.subarray(cut)], options);
    expect(Buffer.from(fields)).toEqual(Buffer.from(whole.fields));
  }
});

test('S-109: a stream, an array of chunks and a whole mail are one', async () => {
  const options = { signatures: [EDDSA], now: () => NOW };
  const { fields } = await sign(bytesOf(MAIL), options);
  expect(await sign(Readable.from([bytesOf(MAIL)]), options)).toMatchObject({ fields });
  const signer = createSigner(options);
  for (const octet of bytesOf(MAIL)) await signer.write(Uint8Array.of(octet));
  expect(await signer.end()).toMatchObject({ fields });
});

test('S-114, S-118, S-123: the field, tag by tag', async () => {
  const mail = await signed(
    MAIL,
    dkimRequest({ domain: 'B\u00fccher.Example', identity: 'a;b=c@m.b\u00fccher.example', expiresAfter: 604_800 }),
  );
  const [field = ''] = mail.split('Received:');
  for (const line of field.split('\r\n')) expect(line.length).toBeLessThan(78);
  expect(unfolded(field).replaceAll(' ', '')).toMatch(
    new RegExp(
      '^DKIM-Signature:v=1;a=rsa-sha256;c=relaxed/relaxed;d=xn--bcher-kva\\.example;s=rsa;t=1700000000;x=1700604800;' +
        'i=a=3Bb=3Dc@m\\.xn--bcher-kva\\.example;h=from:subject:date:to:message-id:from:reply-to:to:cc:subject:date:message-id;' +
        'bh=[A-Za-z0-9+/=]+;b=[A-Za-z0-9+/=]+\\r\\n$',
    ),
  );
});

test('S-052, S-062: l= and z= are written on request, and pass', async () => {
  const whole = await signed(MAIL, dkimRequest({ bodyLength: 'whole', copiedFields: ['Subject', 'From'] }));
  expect(unfolded(whole)).toMatch(/; ?l=\d+;/);
  expect(unfolded(whole).replaceAll(' ', '')).toContain(
    'z=From:=20Joe=20<joe@example.org>|Subject:=20Is=20dinner=09=20ready?=20;',
  );
  expect(await outcomes(whole)).toEqual(['pass']);
  expect(await outcomes(await signed(MAIL, dkimRequest({ bodyLength: 3 })))).toEqual(['policy unsigned-body']);
});

test('S-261: ours stand on top in the order asked for, DKIM above DomainKeys; each passes', async () => {
  const foreign = await signed(MAIL, EDDSA, domainkeysRequest());
  const mail = await signed(foreign.replace('Received:', 'Sender: joe@example.org\r\nReceived:'), dkimRequest(), EDDSA);
  expect(mail.match(/^D[A-Za-z-]+-Signature/gm)).toEqual([
    'DKIM-Signature',
    'DKIM-Signature',
    'DKIM-Signature',
    'DomainKey-Signature',
  ]);
  const { signatures } = await verified(mail);
  expect(signatures.map(({ selector, result }) => `${selector} ${result}`)).toEqual([
    'rsa pass',
    'ed pass',
    'ed pass',
    'rsa permerror', // the Sender that was added below it
  ]);
});

test('S-117: a mail signed twice has two signatures that pass', async () => {
  expect(await outcomes(await signed(await signed(MAIL, dkimRequest()), dkimRequest()))).toEqual(['pass', 'pass']);
});

type Given = Readonly<Record<string, unknown>>; // also what TypeScript would refuse

const faults: readonly (readonly [Given, RegExp])[] = [
  [{ domain: 'com' }, /"com"/],
  [{ domain: 'exa\r\nmple.org' }, /is not a domain name/],
  [{ selector: 'a; d=b' }, /is not a selector/],
  [{ domain: undefined }, /^domain must be a text such as example.org; it is undefined\.$/],
  [{ domain: 5 }, /domain must be a text/],
  [{ selector: null }, /selector must be a text such as s1; it is null\.$/],
  [{ algorithm: 'rsa-sha1' }, /rsa-sha1/],
  [{ algorithm: 'rsa-SHA256' }, /algorithm must be rsa-sha256 or ed25519-sha256/],
  [{ algorithm: null }, /algorithm must be/],
  [{ canonicalization: 'nowsp/simple' }, /nowsp/],
  [{ canonicalization: 'relaxed/relaxed/simple' }, /canonicalization must be simple\/simple or simple\/relaxed or/],
  [{ canonicalization: 'relaxed' }, /canonicalization must be/],
  [{ canonicalization: ['relaxed/relaxed'] }, /canonicalization must be/],
  [{ canonicalization: null }, /canonicalization must be/],
  [{ identity: 'joe@badexample.org' }, /is not under d=example.org/],
  [{ identity: 'joe' }, /is not of the form/],
  [{ identity: 5 }, /identity must be a text such as joe@example.org; it is 5\.$/],
  [{ identity: null }, /identity must be a text/],
  [{ expiresAfter: 0 }, /x=/],
  [{ expiresAfter: 1.5 }, /x=/],
  [
    { expiresAfter: '60' },
    /expiresAfter \(x=\) must be a whole number of seconds from 1 to 998299999999; it is '60'\.$/,
  ],
  [{ expiresAfter: 999_999_999_999 - NOW + 1 }, /x=/], // a 13th digit
  [{ expiresAfter: 9e15 }, /x=/],
  [{ expiresAfter: null }, /x=/],
  [{ bodyLength: 1_000_000 }, /more than the canonical body has/],
  [{ bodyLength: -1 }, /l=/],
  [{ bodyLength: 'all' }, /bodyLength \(l=\) must be 'whole' or a whole number of octets; it is 'all'\.$/],
  [{ bodyLength: true }, /l=/],
  [{ bodyLength: null }, /l=/],
  [{ bodyLength: ['5; d=evil.example'] }, /l=/],
  [{ signedFields: ['from', 'a: b'] }, /signedFields must hold names of header fields; it is 'a: b'\.$/],
  [{ signedFields: ['x;y'] }, /signedFields/],
  [{ signedFields: new Set(['from']) }, /signedFields must be a list of names of header fields; it is Set/],
  [{ signedFields: 'all' }, /signedFields must be a list/],
  [{ oversignedFields: [5] }, /oversignedFields must hold/],
  [{ oversignedFields: null }, /oversignedFields must be a list/],
  [{ copiedFields: 'subject' }, /copiedFields must be a list/],
  [{ copiedFields: ['a b'] }, /copiedFields must hold/],
  [{ type: 'DKIM' }, /^type must be dkim or domainkeys; it is 'DKIM'\.$/],
  [{ type: undefined }, /type must be/],
  [{ type: 'domainkeys', canonicalization: 'relaxed/relaxed' }, /canonicalization must be nofws or simple; it is/],
  [{ type: 'domainkeys', canonicalization: null }, /canonicalization must be nofws or simple/],
  [{ type: 'domainkeys', algorithm: 'rsa-sha256' }, /algorithm must be rsa-sha1; it is 'rsa-sha256'\.$/],
  [{ type: 'domainkeys', signedFields: 'from' }, /signedFields must be a list/],
  [{ type: 'domainkeys', signedFields: [null] }, /signedFields must hold/],
  [{ type: 'domainkeys', domain: {} }, /domain must be a text/],
];

test.each(faults)('S-093, S-115, S-116, S-255: %o is refused, and the others are made', async (fault, reason) => {
  const { signatures, fields } = await sign(bytesOf(MAIL), {
    signatures: [{ ...dkimRequest(), ...fault }, EDDSA],
    now: () => NOW,
  });
  expect(signatures[0]).toMatchObject({ made: false, code: 'option-invalid', reason: expect.stringMatching(reason) });
  expect(typeof signatures[0]?.domain).toBe('string');
  expect(signatures[1]).toMatchObject({ made: true, algorithm: 'ed25519-sha256' });
  expect(
    Buffer.from(fields)
      .toString('latin1')
      .match(/DKIM-Signature/g),
  ).toHaveLength(1);
});

test.each([
  { of: 'no key', key: undefined },
  { of: 'its PEM', key: (await generateSigningKey({ type: 'ed25519' })).pem },
  { of: 'a KeyObject', key: generateKeyPairSync('ed25519').privateKey },
  { of: 'a copy', key: { ...RSA } },
])('S-257: $of in place of a key is refused with what to hand in, and nothing of it is shown', async ({ key }) => {
  for (const request of [dkimRequest(), domainkeysRequest()]) {
    const given = { ...request, key } as SignatureRequest;
    const { signatures } = await sign(bytesOf(MAIL), { signatures: [given, EDDSA], now: () => NOW });
    const reason = expect.stringMatching(/^The key was not made by loadSigningKey: hand in what [^:]{1,120}$/);
    expect(signatures).toMatchObject([{ made: false, code: 'key-unusable', reason }, { made: true }]);
  }
});

test('S-140, S-255: a key of the other type is refused', async () => {
  const requests = [dkimRequest({ algorithm: 'ed25519-sha256' }), domainkeysRequest({ key: ED25519 })];
  const { signatures } = await sign(bytesOf(MAIL), { signatures: requests, now: () => NOW });
  expect(signatures).toMatchObject([
    { made: false, code: 'key-unusable', reason: expect.stringContaining('does not fit the key, which is rsa') },
    { made: false, code: 'key-unusable', reason: 'DomainKeys signs with RSA keys only' },
  ]);
});

test('absent options are the defaults, and the most that x= can be is written', async () => {
  const absent = {
    algorithm: undefined,
    identity: undefined,
    canonicalization: undefined,
    signedFields: undefined,
    oversignedFields: undefined,
    expiresAfter: undefined,
    bodyLength: undefined,
    copiedFields: undefined,
  };
  expect(await signed(MAIL, dkimRequest(absent))).toBe(await signed(MAIL, dkimRequest()));
  const limits = { signInvalidFrom: undefined, maxHeaderSize: undefined, maxHeaderFields: Infinity };
  const options = { signatures: [dkimRequest({ expiresAfter: 999_999_999_999 - NOW })], now: () => NOW, ...limits };
  expect(Buffer.from((await sign(bytesOf(MAIL), options)).fields).toString()).toContain('x=999999999999;');
});

test('S-001, S-026: a header of LF alone is one line, not signed, and the reason says what to do', async () => {
  const text = MAIL.replaceAll('\r\n', '\n');
  const options = { signatures: [dkimRequest(), domainkeysRequest()], now: () => NOW };
  const reason = 'the header has no CRLF; a message from a file goes through createLineEndNormalizer first';
  for (const more of [{}, { maxHeaderSize: 100 }]) {
    const { fields, signatures } = await sign(bytesOf(text), { ...options, ...more });
    expect(fields).toHaveLength(0);
    expect(signatures).toMatchObject([
      { made: false, code: 'line-ends', reason },
      { made: false, code: 'line-ends', reason },
    ]);
  }
  const normalized = createLineEndNormalizer().write(bytesOf(text));
  expect((await sign(normalized, options)).signatures).toMatchObject([{ made: true }, { made: true }]);
});

test('S-244: a header over the limit is not signed', async () => {
  const options = { signatures: [dkimRequest(), domainkeysRequest()], now: () => NOW, maxHeaderSize: 100 };
  const { signatures, fields } = await sign(bytesOf(MAIL), options);
  expect(fields).toHaveLength(0);
  expect(signatures).toMatchObject([
    { made: false, code: 'header-too-large', reason: 'the header is too large to be signed' },
    { made: false, code: 'header-too-large' },
  ]);
});

function choose(): never {
  throw new Error('no choice');
}

test('the requests may be chosen when the header is known, also later', async () => {
  for (const wait of [0, 5]) {
    const { fields } = await sign([bytesOf(MAIL.slice(0, 50)), bytesOf(MAIL.slice(50))], {
      signatures: async ({ fields: [, from] }) => {
        await new Promise((resolve) => setTimeout(resolve, wait));
        return from?.key === 'from' ? [EDDSA] : [];
      },
      now: () => NOW,
    });
    expect(await outcomes(Buffer.from(fields).toString('latin1') + MAIL)).toEqual(['pass']);
  }
  await expect(sign(bytesOf(MAIL), { signatures: choose, now: () => NOW })).rejects.toThrow('no choice');
});

test.each(['nofws', 'simple'] as const)(
  'S-136, S-140: DomainKeys in %s pass, with and without h=',
  async (canonicalization) => {
    for (const signedFields of ['all', ['subject'], undefined] as const) {
      const mail = await signed(MAIL, dkimRequest(), domainkeysRequest({ canonicalization, signedFields }));
      const { signatures, result } = await verified(mail);
      expect(result).toBe('pass');
      expect(signatures[1]).toMatchObject({ type: 'domainkeys', result: 'pass', identity: 'joe@example.org' });
    }
  },
);

test.each([
  { of: 'a sender elsewhere', header: 'From: a@other.example', reason: /not under d=example.org/ },
  { of: 'a Sender elsewhere', header: 'Sender: a@b.example\r\nFrom: a@example.org', reason: /not under/ },
  { of: 'a Sender without address', header: 'Sender: x\r\nFrom: a@example.org', reason: /Sender holds no usable/ },
  { of: 'no From', header: 'Subject: x', reason: /there is no From/ },
  { of: 'two From', header: 'From: a@example.org\r\nFrom: b@example.org', reason: /From stands twice/ },
  { of: 'one already', header: 'DomainKey-Signature: x\r\nFrom: a@example.org', reason: /has one already/ },
])('S-140: no DomainKey-Signature for a mail with $of', async ({ header, reason }) => {
  const { signatures } = await sign(bytesOf(`${header}\r\n\r\n${BODY}`), {
    signatures: [domainkeysRequest()],
    now: () => NOW,
  });
  expect(signatures).toMatchObject([{ made: false, code: 'not-applicable', reason: expect.stringMatching(reason) }]);
});

test('S-262: a message without From, or with two, gets no DKIM signature unless it is asked for', async () => {
  for (const [header, why] of [
    ['Subject: x', 'no From'],
    ['From: a@example.org\r\nFrom: b@example.org', '2 From fields'],
  ]) {
    const message = bytesOf(`${header ?? ''}\r\n\r\nHi\r\n`);
    const options = { signatures: [dkimRequest()], now: () => NOW };
    const { fields, signatures } = await sign(message, options);
    expect(fields).toHaveLength(0);
    const reason = `not signed: the message has ${why ?? ''}`;
    expect(signatures).toMatchObject([{ made: false, code: 'from-invalid', reason }]);
    expect((await sign(message, { ...options, signInvalidFrom: true })).signatures).toMatchObject([{ made: true }]);
  }
});

const PEM = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----\n';
const NO_OPTIONS = 'createSigner needs an object of options; it is';
const NO_LIST = 'signatures must be a list of requests, or a function that gives one; got';
const NO_REQUEST = "signatures must hold requests, { type: 'dkim', domain, selector, key }; got";
const NO_CLOCK = 'now must be a function, the clock: systemClock; it is';

test.each([
  { given: undefined, says: `${NO_OPTIONS} undefined.` },
  { given: null, says: `${NO_OPTIONS} null.` },
  { given: PEM, says: `${NO_OPTIONS} a string.` },
  { given: {}, says: `${NO_LIST} undefined.` },
  { given: { signatures: {} }, says: `${NO_LIST} an Object.` },
  { given: { signatures: PEM }, says: `${NO_LIST} a string.` },
  { given: { signatures: { key: PEM } }, says: `${NO_LIST} an Object.` },
  { given: { signatures: new Set([EDDSA]) }, says: `${NO_LIST} a Set.` },
  { given: { signatures: [null] }, says: `${NO_REQUEST} null.` },
  { given: { signatures: [PEM] }, says: `${NO_REQUEST} a string.` },
  { given: { signatures: Array.from({ length: 1 }) }, says: `${NO_REQUEST} undefined.` },
  { given: { now: undefined }, says: `${NO_CLOCK} undefined.` },
  { given: { now: 5 }, says: `${NO_CLOCK} 5.` },
  { given: { signInvalidFrom: 'no' }, says: "signInvalidFrom must be true or false; it is 'no'." },
  { given: { signInvalidFrom: null }, says: 'signInvalidFrom must be true or false; it is null.' },
  ...[-1, 0, 1.5, Number.NaN, '2', null].flatMap((limit) => [
    {
      given: { maxHeaderSize: limit },
      says: 'maxHeaderSize must be a whole number of at least 1, or Infinity; it is ',
    },
    {
      given: { maxHeaderFields: limit },
      says: 'maxHeaderFields must be a whole number of at least 1, or Infinity; it is ',
    },
  ]),
])('options that do not fit are the mistake of the caller: $given', async ({ given, says }) => {
  const others = { signatures: [EDDSA], now: () => NOW };
  const isWhole = typeof given !== 'object' || given === null || Object.keys(given).length === 0;
  const options = (isWhole ? given : { ...others, ...given }) as SignOptions;
  const error = {
    name: 'DkimError',
    code: 'DKIM_OPTION_INVALID',
    message: expect.stringContaining(says),
  };
  expect(() => createSigner(options)).toThrow(expect.objectContaining(error));
  await expect(sign(bytesOf(MAIL), options)).rejects.toMatchObject(error);
});

test.each([Number.NaN, -1, 1.5, 1e12, Date.now() * 10, '1700000000', undefined, new Date(0), Promise.resolve(NOW)])(
  'S-061: a clock that gives %o writes no t=',
  async (time) => {
    const signer = createSigner({ signatures: [EDDSA], now: (() => time) as () => number });
    const error = { code: 'DKIM_OPTION_INVALID', message: expect.stringContaining('now() must give whole seconds') };
    expect(() => signer.write(bytesOf(MAIL))).toThrow(expect.objectContaining(error));
    await expect(signer.end()).rejects.toMatchObject(error);
  },
);

function list(...chunks: readonly unknown[]): MessageSource {
  return chunks as readonly Uint8Array[];
}

test.each([
  {
    of: 'a string',
    message: MAIL,
    got: "a string: use Buffer.from(text, 'latin1') or open the stream without encoding.",
  },
  { of: 'a stream with an encoding', message: () => Readable.from([MAIL]).setEncoding('latin1'), got: 'a string: use' },
  { of: 'strings', message: [MAIL], got: 'a string: use' },
  { of: 'a string as a chunk of the body', message: list(bytesOf(MAIL), 'x'), got: 'a string: use' },
  { of: 'an ArrayBuffer', message: new ArrayBuffer(8), got: 'an ArrayBuffer: use new Uint8Array(buffer).' },
  { of: 'wider octets', message: Uint16Array.of(65, 58, 13, 10), got: 'a Uint16Array.' },
  { of: 'chunks of wider octets', message: list(Uint16Array.of(65)), got: 'a Uint16Array.' },
  { of: 'a list of numbers', message: [65, 58, 13, 10], got: 'a number.' },
  { of: 'undefined', message: undefined, got: 'undefined.' },
  { of: 'null', message: null, got: 'null.' },
  { of: 'an object', message: {}, got: 'an Object.' },
  { of: 'a promise', message: Promise.resolve(bytesOf(MAIL)), got: 'a Promise: await it first.' },
])('a message that is $of is the mistake of the caller, whatever is hashed', async ({ message, got }) => {
  for (const signatures of [[EDDSA], []]) {
    const source = typeof message === 'function' ? message() : message;
    await expect(sign(source as MessageSource, { signatures, now: () => NOW })).rejects.toMatchObject({
      name: 'DkimError',
      code: 'DKIM_MESSAGE_INVALID',
      message: expect.stringContaining(`A message is a Uint8Array or chunks of them; got ${got}`),
    });
  }
});

test('octets of another realm are octets', async () => {
  const bytes = runInNewContext('Uint8Array.from(octets)', { octets: [...bytesOf(MAIL)] }) as Uint8Array;
  expect(bytes).not.toBeInstanceOf(Uint8Array);
  for (const message of [bytes, [bytes.subarray(0, 20), bytes.subarray(20)]]) {
    const options = { signatures: [dkimRequest({ canonicalization: 'simple/simple' })], now: () => NOW };
    const { fields } = await sign(message, options);
    expect(await outcomes(Buffer.from(fields).toString() + MAIL)).toEqual(['pass']);
  }
});

test('requests may come as a thenable that is no Promise, and have to be a list', async () => {
  const options = { signatures: [], now: () => NOW };
  const later: unknown = runInNewContext('Promise.resolve(requests)', { requests: [EDDSA] });
  expect(later).not.toBeInstanceOf(Promise);
  const thenable = (() => later) as SignOptions['signatures'];
  expect((await sign(bytesOf(MAIL), { ...options, signatures: thenable })).signatures).toMatchObject([{ made: true }]);
  for (const chosen of [undefined, null, {}, EDDSA, 'dkim', [null], Promise.resolve({}), Promise.resolve([5])]) {
    const signatures = (() => chosen) as unknown as SignOptions['signatures'];
    await expect(sign(bytesOf(MAIL), { ...options, signatures })).rejects.toMatchObject({
      code: 'DKIM_OPTION_INVALID',
      message: expect.stringMatching(/^signatures must (?:be a list of|hold) requests/),
    });
  }
});

test('what failed in write() fails in end() and in every further write(): half a message has no signature', async () => {
  const failed = new Error('no clock');
  const clock = (): never => {
    throw failed;
  };
  const cases: readonly [SignOptions, readonly unknown[], unknown][] = [
    [{ signatures: [EDDSA], now: clock }, [bytesOf(MAIL)], failed],
    [{ signatures: choose, now: () => NOW }, [bytesOf(MAIL)], expect.objectContaining({ message: 'no choice' })],
    [
      { signatures: [EDDSA], now: () => NOW },
      [bytesOf(MAIL), 'lost'],
      expect.objectContaining({ code: 'DKIM_MESSAGE_INVALID' }),
    ],
  ];
  for (const [options, chunks, error] of cases) {
    const signer = createSigner(options);
    expect(() => chunks.map((chunk) => signer.write(chunk as Uint8Array))).toThrow(error);
    expect(() => signer.write(bytesOf('more'))).toThrow(error);
    await expect(signer.end()).rejects.toEqual(error);
    await expect(signer.end()).rejects.toEqual(error);
  }
  const atTheEnd = createSigner({ signatures: [EDDSA], now: clock }); // the header is whole only then
  await atTheEnd.write(bytesOf('From: a@example.org'));
  await expect(atTheEnd.end()).rejects.toBe(failed);
  await expect(atTheEnd.end()).rejects.toBe(failed);
});

test('a choice that fails while nobody waits for write() ends no process, and end() tells it', async () => {
  const unhandled: unknown[] = [];
  const note = (err: unknown): number => unhandled.push(err);
  process.on('unhandledRejection', note);
  try {
    const signer = createSigner({ signatures: async () => choose(), now: () => NOW });
    void signer.write(bytesOf(MAIL));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(() => signer.write(bytesOf('more'))).toThrow('no choice');
    await expect(signer.end()).rejects.toThrow('no choice');
    expect(unhandled).toEqual([]);
  } finally {
    process.off('unhandledRejection', note);
  }
});

test('an outcome says i= as it was asked for, null where there is none', async () => {
  const signatures = [dkimRequest(), dkimRequest({ identity: '@m.example.org' }), domainkeysRequest()];
  const made = await sign(bytesOf(MAIL), { signatures, now: () => NOW });
  expect(made.signatures).toMatchObject([
    { made: true, identity: null, algorithm: 'rsa-sha256' },
    { made: true, identity: '@m.example.org', algorithm: 'rsa-sha256' },
    { made: true, identity: 'joe@example.org', algorithm: 'rsa-sha1' },
  ]);
});

test('S-204: a message that begins with a continuation line is not signed: it would become part of the signature', async () => {
  const { fields, signatures } = await sign(bytesOf(`\t; x\r\n${MAIL}`), {
    signatures: [dkimRequest(), domainkeysRequest()],
    now: () => NOW,
  });
  expect(fields).toHaveLength(0);
  expect(signatures).toMatchObject([
    { made: false, code: 'first-line' },
    { made: false, code: 'first-line' },
  ]);
});

async function made(message: string, request: SignatureRequest): Promise<unknown> {
  return (await sign(bytesOf(message), { signatures: [request], now: () => NOW })).signatures[0];
}

test('S-118, S-242: what our own verifier would refuse, or no line may hold, is not made', async () => {
  const many = `From: a@example.org\r\n${'List-Unsubscribe-Post: x\r\n'.repeat(4000)}\r\nHi\r\n`;
  expect(await made(many, dkimRequest())).toMatchObject({ made: false, code: 'header-too-large' });
  const copied = `From: a@example.org\r\nX-A: ${'x'.repeat(66_000)}\r\n\r\nHi\r\n`;
  expect(await made(copied, dkimRequest({ copiedFields: ['x-a'] }))).toMatchObject({
    made: false,
    code: 'header-too-large',
  });
  const name = 'x'.repeat(2000);
  expect(await made(MAIL, dkimRequest({ oversignedFields: [name] }))).toMatchObject({
    made: false,
    code: 'option-invalid',
  });
});
