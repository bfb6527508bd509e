import { Readable } from 'node:stream';
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
import { createSigner, sign, type SignatureRequest } from './index.js';

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

const faults: readonly (readonly [Partial<SignatureRequest>, RegExp])[] = [
  [{ domain: 'com' }, /"com"/],
  [{ domain: 'exa\r\nmple.org' }, /is not a domain name/],
  [{ selector: 'a; d=b' }, /is not a selector/],
  [{ type: 'dkim', algorithm: 'ed25519-sha256' }, /does not fit the key, which is rsa/],
  [{ type: 'dkim', algorithm: 'rsa-sha1' } as never, /rsa-sha1/],
  [{ type: 'dkim', canonicalization: 'nowsp/simple' } as never, /nowsp/],
  [{ type: 'dkim', identity: 'joe@badexample.org' }, /is not under d=example.org/],
  [{ type: 'dkim', identity: 'joe' }, /is not of the form/],
  [{ type: 'dkim', expiresAfter: 0 }, /x=/],
  [{ type: 'dkim', bodyLength: 1_000_000 }, /more than the canonical body has/],
  [{ type: 'dkim', bodyLength: -1 }, /l=/],
  [{ type: 'dkim', signedFields: ['from', 'a: b'] }, /is no name of a header field/],
];

test.each(faults)('S-093, S-115, S-116, S-255: %o is refused, and the others are made', async (fault, reason) => {
  const { signatures, fields } = await sign(bytesOf(MAIL), {
    signatures: [{ ...dkimRequest(), ...fault } as SignatureRequest, EDDSA],
    now: () => NOW,
  });
  expect(signatures[0]).toMatchObject({ made: false, cause: 'error', reason: expect.stringMatching(reason) });
  expect(signatures[1]).toMatchObject({ made: true, algorithm: 'ed25519-sha256' });
  expect(
    Buffer.from(fields)
      .toString('latin1')
      .match(/DKIM-Signature/g),
  ).toHaveLength(1);
});

test('S-244: a header over the limit is not signed', async () => {
  const options = { signatures: [dkimRequest(), domainkeysRequest()], now: () => NOW, maxHeaderSize: 100 };
  const { signatures, fields } = await sign(bytesOf(MAIL), options);
  expect(fields).toHaveLength(0);
  expect(signatures).toMatchObject([
    { made: false, cause: 'error', reason: 'the header is too large to be signed' },
    { made: false, cause: 'error' },
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
  expect(signatures).toMatchObject([{ made: false, cause: 'not-applicable', reason: expect.stringMatching(reason) }]);
});

test('S-140: DomainKeys sign with RSA only', async () => {
  const { signatures } = await sign(bytesOf(MAIL), {
    signatures: [domainkeysRequest({ key: ED25519 })],
    now: () => NOW,
  });
  expect(signatures).toMatchObject([{ made: false, cause: 'error' }]);
  expect(RSA.type).toBe('rsa');
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
    expect(signatures).toMatchObject([{ made: false, cause: 'not-applicable', reason }]);
    expect((await sign(message, { ...options, signInvalidFrom: true })).signatures).toMatchObject([{ made: true }]);
  }
});
