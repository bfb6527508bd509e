/**
 * Signatures of ours against the text of the standard: RFC 6376, sections 3.5 and 3.7. What is hashed in simple/simple is
 * put together here by hand, so that neither our canonicalization nor our verifier has a say.
 */
import { createHash, createPublicKey, verify as verifyBytes, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateSigningKey, keyRecordText, sign, type DkimSignatureRequest } from '../../src/index.js';
import { bytesOf, dkimRequest, ED25519, HEADER, MAIL, NOW, outcomes, RSA, signed } from '../mail.js';

const RSA_PUBLIC = createPublicKey({ key: Buffer.from(RSA.publicKey), format: 'der', type: 'spki' });
const ED25519_PUBLIC = createPublicKey({
  key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(ED25519.publicKey).toString('base64url') },
  format: 'jwk',
});

/** The tags of a field of ours, in their order. Any other white space than its one form of fold fails. */
function tagsOf(field: string): ReadonlyMap<string, string> {
  expect(field).toMatch(/^DKIM-Signature:[\x20-\x7e\t\r\n]*\r\n$/);
  const unfolded = field.slice('DKIM-Signature:'.length, -2).replaceAll('\r\n\t', '');
  expect(unfolded).not.toMatch(/[\t\r\n]/);
  const tags = unfolded.split(';').map((spec) => {
    const [, name = '', value = ''] = /^ ?([a-z]+)=(\S*)$/.exec(spec) ?? [];
    expect(name).not.toBe('');
    return [name, value] as const;
  });
  expect(new Set(tags.map(([name]) => name)).size).toBe(tags.length);
  return new Map(tags);
}

/** RFC 6376, sections 3.4.1, 3.4.3, 5.4.2 and 3.7, for one field of c=simple/simple on top of its mail. */
function verifiesByHand(field: string, mail: string, key: KeyObject): boolean {
  const tags = tagsOf(field);
  const end = mail.indexOf('\r\n\r\n');
  const body = `${mail.slice(end + 4).replace(/(?:\r\n)+$/, '')}\r\n`;
  expect(tags.get('bh')).toBe(createHash('sha256').update(bytesOf(body)).digest('base64'));

  const lines = mail.slice(0, end).split(/\r\n(?![ \t])/);
  const signedLines = (tags.get('h') ?? '').split(':').flatMap((name) => {
    const at = lines.findLastIndex((line) => line.split(':')[0]?.toLowerCase() === name);
    return at === -1 ? [] : lines.splice(at, 1).map((line) => `${line}\r\n`);
  });
  const own = field.replace(/([;\t ]b=)[^;]*$/, '$1');
  const input = bytesOf(signedLines.join('') + own);
  const signature = Buffer.from(tags.get('b') ?? '', 'base64');
  return key.asymmetricKeyType === 'ed25519'
    ? verifyBytes(null, createHash('sha256').update(input).digest(), key, signature)
    : verifyBytes('sha256', input, key, signature);
}

test('S-109, S-119: simple/simple covers the octets as they are sent, folds of the signature included', async () => {
  const piece = fc.constantFrom(
    '\r\n',
    '.',
    '\r\n.\r\n',
    '\0',
    '\r',
    '\n',
    ' ',
    '\t',
    '\xff\x80\xe9',
    'x'.repeat(1200),
    'From x\r\n',
  );
  const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
  const inner = text.map((value) => `v${value.replaceAll(/[\r\n]+/g, '\r\n\t')}`);
  await fc.assert(
    fc.asyncProperty(text, inner, fc.boolean(), async (body, value, ed25519) => {
      const mail = `X-Odd:${value}\r\n${HEADER.join('\r\n')}\r\nX-Odd: second\r\n\r\n${body}`;
      const request = dkimRequest({
        canonicalization: 'simple/simple',
        signedFields: ['x-odd', 'subject', 'received'],
        ...(ed25519 ? { selector: 'ed', key: ED25519 } : {}),
      });
      const field = (await signed(mail, request)).slice(0, -mail.length);
      expect(verifiesByHand(field, mail, ed25519 ? ED25519_PUBLIC : RSA_PUBLIC)).toBe(true);
    }),
  );
});

test('S-109: where a second x-odd is below the first, h= takes the lower one first', async () => {
  const mail = `X-Odd: 1\r\n${HEADER.join('\r\n')}\r\nX-Odd: 2\r\n\r\n`;
  const request = dkimRequest({ canonicalization: 'simple/simple', signedFields: ['x-odd'] });
  const field = (await signed(mail, request)).slice(0, -mail.length);
  const swapped = mail.replace('X-Odd: 1', 'X-Odd: 0').replace('X-Odd: 2', 'X-Odd: 1').replace('X-Odd: 0', 'X-Odd: 2');
  expect(verifiesByHand(field, mail, RSA_PUBLIC)).toBe(true);
  expect(verifiesByHand(field, swapped, RSA_PUBLIC)).toBe(false);
});

/** Text with what has a meaning in a tag list or a field more often than chance would have it. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...Array.from('\r\n\t ;=:|"\\@.\0\x7f'),
        '\r\n',
        '; d=x.example',
        '\r\nX: y',
        '=3B',
        '\u00fc',
        '\u0416',
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

test('S-116: no value breaks out of its tag or of the field', async () => {
  const request = fc.record({
    domain: fc.oneof(
      { weight: 3, arbitrary: fc.constant('example.org') },
      hostile,
      hostile.map((text) => `${text}.example`),
    ),
    selector: fc.oneof({ weight: 3, arbitrary: fc.constant('s') }, hostile),
    identity: fc.option(
      fc.oneof(
        hostile.map((text) => `${text}@example.org`),
        hostile.map((text) => `"${text.replaceAll(/[\0-\x1f\x7f"\\]/g, '')}"@example.org`),
      ),
      { nil: undefined },
    ),
    signedFields: fc.oneof({ weight: 3, arbitrary: fc.constant(['from']) }, fc.array(hostile, { maxLength: 2 })),
    copiedFields: fc.constantFrom(undefined, ['x-hostile']),
  });
  let made = 0;
  const property = fc.asyncProperty(request, hostile, async (more, value) => {
    const given = dkimRequest({ key: ED25519, ...more });
    const mail = bytesOf(`X-Hostile: ${value.replaceAll(/[\r\n]/g, '')}\r\n${MAIL}`);
    const { fields, signatures } = await sign(mail, { signatures: [given], now: () => NOW });
    const field = Buffer.from(fields).toString('latin1');
    if (signatures[0]?.made !== true) return field === '';
    made += 1;
    return isWhole(tagsOf(field), given);
  });
  await fc.assert(property, { numRuns: 500 });
  expect(made).toBeGreaterThan(20);
});

/** The tags are those asked for, each holds what its grammar allows, and i= is the identity that was given. */
function isWhole(tags: ReadonlyMap<string, string>, { identity, copiedFields }: DkimSignatureRequest): boolean {
  const names = ['v', 'a', 'c', 'd', 's', 't', identity && 'i', 'h', copiedFields && 'z', 'bh', 'b'].filter(Boolean);
  const octets = (tags.get('i') ?? '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return (
    [...tags.keys()].join() === names.join() &&
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(tags.get('d') ?? '') &&
    /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(tags.get('s') ?? '') &&
    /^[!-9<-~]+(?::[!-9<-~]+)*$/.test(tags.get('h') ?? '') &&
    Buffer.from(octets, 'latin1').toString('utf8') === (identity ?? '')
  );
}

test.each(['a b@example.org', 'Joe <joe@example.org', 'a"b@example.org', 'a\r\nX: y@example.org', 'a\0@example.org'])(
  'S-050, S-116: i=%j, which verifiers would refuse, is not written',
  async (identity) => {
    const { signatures } = await sign(bytesOf(MAIL), { signatures: [dkimRequest({ identity })], now: () => NOW });
    expect(signatures).toMatchObject([{ made: false, reason: expect.stringContaining('is not of the form') }]);
  },
);

test.each([
  { identity: '"a b"@example.org', written: '"a=20b"@example.org' },
  { identity: '"a;\\"b"@example.org', written: '"a=3B\\"b"@example.org' },
  { identity: 'm\u00f8x+a=b/c@example.org', written: 'm=C3=B8x+a=3Db/c@example.org' },
  { identity: 'x@y@example.org', written: 'x@y@example.org' },
  { identity: '@m.example.org', written: '@m.example.org' },
])('S-116: i=$identity is written as $written, and passes', async ({ identity, written }) => {
  const whole = await signed(MAIL, dkimRequest({ identity }));
  expect(tagsOf(whole.slice(0, -MAIL.length)).get('i')).toBe(written);
  expect(await outcomes(whole)).toEqual(['pass']);
});

test('S-118: the longest field there can be is folded where white space may stand, and read back whole', async () => {
  const { key } = await generateSigningKey({ type: 'rsa', bits: 4096 });
  const selector = `${'s'.repeat(31)}.${'t'.repeat(31)}`; // with ._domainkey. and the domain 253 octets
  const domain = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(50)}`;
  const names = Array.from({ length: 300 }, (_, at) => `x-name-of-a-field-${at}`);
  const mail = `X-Copied: ${'=;| \x80'.repeat(60)}\r\n${MAIL}`;
  const request = dkimRequest({
    key,
    domain,
    selector,
    identity: `${'=;\u00fc'.repeat(20)}@m.${domain}`,
    signedFields: ['from', 'x-copied'],
    oversignedFields: names,
    copiedFields: ['x-copied'],
    expiresAfter: 1_000_000,
    bodyLength: 'whole',
  });
  const whole = await signed(mail, request);
  const field = whole.slice(0, -mail.length);
  const lines = field.slice(0, -2).split('\r\n');
  for (const line of lines) {
    expect(line).not.toMatch(/^\s*$|[ \t]$/);
  }
  // only what must not be folded makes a line longer: d=, and the domain of i=
  expect(lines.filter((line) => line.length >= 78)).toEqual([`\td=${domain};`, `\t@m.${domain};`]);
  expect(lines.slice(1).every((line) => /^\t[^ \t]/.test(line))).toBe(true);

  const raw = field.slice('DKIM-Signature:'.length, -2).split(';');
  const unfoldable = raw.filter((spec) => /^\s*(?:v|a|c|d|s|t|x|l)=/.test(spec));
  expect(unfoldable).toHaveLength(8);
  for (const spec of unfoldable) expect(spec.trim()).not.toMatch(/\s/);
  expect(raw.find((spec) => /^\s*h=/.test(spec))?.trim()).not.toMatch(/[^:]\r\n/);
  for (const name of ['i', 'z']) {
    const value = raw.find((spec) => spec.trim().startsWith(`${name}=`))?.trim() ?? '';
    expect(value.slice(2)).not.toMatch(/=[0-9A-F]?\r\n/); // no fold inside an escape
  }

  const tags = tagsOf(field);
  expect([...tags.keys()].at(-1)).toBe('b');
  expect(tags.get('d')).toBe(domain);
  expect(tags.get('s')).toBe(selector);
  expect(tags.get('i')).toBe(`${'=3D=3B=C3=BC'.repeat(20)}@m.${domain}`);
  expect(tags.get('z')).toBe(`X-Copied:=20${'=3D=3B=7C=20=80'.repeat(60)}`);
  expect(tags.get('h')?.split(':').toSorted()).toEqual(['x-copied', 'from', ...names].toSorted());
  expect(Buffer.from(tags.get('b') ?? '', 'base64')).toHaveLength(512);
  const records = { [`${selector}._domainkey.${domain}`]: { TXT: [keyRecordText(key)] } };
  expect(await outcomes(whole, { records })).toEqual(['pass']);
}, 60_000);

test('S-118: a name that is too long for DNS is not signed with', async () => {
  const domain = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(51)}`;
  const request = dkimRequest({ domain, selector: `${'s'.repeat(31)}.${'t'.repeat(31)}` });
  const { signatures } = await sign(bytesOf(MAIL), { signatures: [request], now: () => NOW });
  expect(signatures).toMatchObject([{ made: false, reason: expect.stringContaining('253') }]);
});
