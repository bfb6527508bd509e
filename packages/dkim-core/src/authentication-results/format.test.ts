import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SignatureVerdict } from '../verdict.js';
import { formatAuthenticationResults, type ResultsToFormat } from './format.js';
import { parseAuthenticationResults, type ParsedAuthenticationResults } from './parse.js';

const PASS: SignatureVerdict = {
  type: 'dkim',
  domain: 'example.org',
  selector: 's1',
  identity: '@example.org',
  identityField: null,
  algorithm: 'rsa-sha256',
  canonicalization: 'relaxed/relaxed',
  bodyLength: null,
  keyBits: 2048,
  testing: false,
  signature: 'ABCDEFGHIJKLMNOP',
  warnings: [],
  result: 'pass',
  code: null,
  reason: null,
};
const MISMATCH = { result: 'fail', code: 'signature-mismatch', reason: 'it does not verify' } as const;

function signed(signature: string): SignatureVerdict {
  return { ...PASS, signature };
}

function write(results: Partial<ResultsToFormat>): string {
  return Buffer.from(
    formatAuthenticationResults({ authservId: 'mx.example.org', verdicts: [PASS], ...results }),
  ).toString();
}

/** By the strict grammar. */
function read(text: string): readonly ParsedAuthenticationResults[] {
  const fields = text.split(/\r\n(?![ \t])/);
  expect(fields.pop()).toBe('');
  return fields.map((field) => {
    expect(field).toMatch(/^Authentication-Results: /);
    const parsed = parseAuthenticationResults(field.slice('Authentication-Results:'.length));
    if (!parsed.ok) throw new Error(`${parsed.reason}: ${field}`);
    return parsed.value;
  });
}

function properties(verdict: SignatureVerdict, options: Partial<ResultsToFormat> = {}): Record<string, string> {
  const [field] = read(write({ ...options, verdicts: [verdict] }));
  return Object.fromEntries(field?.results[0]?.properties ?? []);
}

test('DESIGN, S-154: properties in the order d, i, s, a, b', () => {
  expect(write({})).toBe(
    'Authentication-Results: mx.example.org;\r\n' +
      '\tdkim=pass header.d=example.org header.i=@example.org header.s=s1\r\n' +
      '\theader.a=rsa-sha256 header.b=ABCDEFGH\r\n',
  );
});

test('S-150: no signature is dkim=none, nothing checked is none', () => {
  expect(write({ verdicts: [] })).toBe('Authentication-Results: mx.example.org; dkim=none\r\n');
  expect(write({ verdicts: null })).toBe('Authentication-Results: mx.example.org; none\r\n');
  expect(write({ verdicts: [], dkimChecked: false })).toBe('Authentication-Results: mx.example.org; none\r\n');
});

test('S-127, S-164: a DomainKeys result has domains only and changes nothing for DKIM', () => {
  const domainkeys: SignatureVerdict = {
    ...PASS,
    type: 'domainkeys',
    identity: 'joe@mail.example.org',
    identityField: 'sender',
  };
  expect(write({ verdicts: [domainkeys] })).toBe(
    'Authentication-Results: mx.example.org; dkim=none;\r\n' +
      '\tdomainkeys=pass header.d=example.org header.sender=mail.example.org\r\n',
  );
});

test('S-156: the reason of a failure is a comment, reason= carries the code', () => {
  expect(write({ verdicts: [{ ...PASS, ...MISMATCH }] })).toContain(
    '\tdkim=fail (signature did not verify) reason=signature-mismatch\r\n\theader.d=example.org',
  );
});

test('S-154: policy names its rule', () => {
  const verdict = { ...PASS, result: 'policy', code: 'from-not-all-signed', reason: 'two From, one signed' } as const;
  expect(properties(verdict)).toMatchObject({ 'policy.dkim-rules': 'from-not-all-signed' });
});

test('S-154: a signature too broken to have properties has result and reason only', () => {
  const broken = { domain: null, selector: null, identity: null, algorithm: null, signature: null };
  const verdict = { ...PASS, ...broken, result: 'permerror', code: 'tag-syntax', reason: '"(" is no tag' } as const;
  expect(write({ verdicts: [verdict] })).toBe(
    'Authentication-Results: mx.example.org;\r\n\tdkim=permerror ("\\(" is no tag) reason=tag-syntax\r\n',
  );
});

test('S-151: a value that is no token is quoted', () => {
  expect(write({ verdicts: [{ ...PASS, signature: 'gfT/i2HBabc=' }] })).toContain('header.b="gfT/i2HB"');
});

test('S-154: header.b grows until it differs; a shorter b= stands whole', () => {
  const long = 'A'.repeat(20);
  const verdicts = [signed(`${long}BCDEF`), signed(`${long}CDEFG`), signed('abc')];
  const [field] = read(write({ verdicts }));
  expect(field?.results.map((result) => result.properties.get('header.b'))).toEqual([`${long}B`, `${long}C`, 'abc']);
});

test('S-268: two signatures with the same b= are told to be copies; a pass stays', () => {
  const text = write({ verdicts: [PASS, { ...PASS, ...MISMATCH }] });
  expect(text.match(/copy of a\s+signature/g)).toHaveLength(2);
  expect(read(text)[0]?.results.map(({ result, properties: of }) => [result, of.get('header.b')])).toEqual([
    ['pass', 'ABCDEFGHIJKLMNOP'],
    ['fail', 'ABCDEFGHIJKLMNOP'],
  ]);
});

test.each([
  ['@example.org', '@example.org'],
  ['joe@example.org', 'joe@example.org'],
  ['a;b (c)@example.org', 'a;b (c)@example.org'],
  ['"a b"@example.org', 'a b@example.org'], // the same address, its quotes are of the grammar
  ['a"b\\c@example.org', 'a"b\\c@example.org'],
  ['@m\u00fcller.example', '@xn--mller-kva.example'],
  ['@m\u00c3\u00bcller.example', '@xn--m14ller-xwa2143e.example'], // text is never decoded again
  ['joe\r\n\tdkim=pass@example.org', undefined],
  ['joe\0@example.org', undefined],
  ['joe@exa mple.org', undefined],
  [`${'a'.repeat(2000)}@example.org`, undefined],
])('S-152, S-153: identity %j is written as %j', (identity, written) => {
  expect(properties({ ...PASS, identity })['header.i']).toBe(written);
});

test('S-152: a local part that is no dot-atom is a quoted string', () => {
  expect(write({ verdicts: [{ ...PASS, identity: 'a;b (c)@example.org' }] })).toContain(
    'header.i="a;b (c)"@example.org',
  );
});

test('S-125: a local part in UTF-8 is written in an internationalized message only', () => {
  const verdict = { ...PASS, identity: 'm\u00fcller@example.org' };
  expect(properties(verdict)['header.i']).toBeUndefined();
  expect(properties(verdict, { allowUtf8: true })['header.i']).toBe('müller@example.org');
  expect(properties({ ...PASS, identity: 'мед@example.org' }, { allowUtf8: true })['header.i']).toBe('мед@example.org');
});

test('S-125: the domain is written as A-labels', () => {
  expect(properties({ ...PASS, domain: 'b\u00fccher.example' })['header.d']).toBe('xn--bcher-kva.example');
});

test('S-153: invalid d=, s= and a= are left out', () => {
  const verdict = { ...PASS, domain: 'example.org; dkim=pass', selector: 's 1', algorithm: 'rsa=sha', identity: null };
  expect(properties(verdict)).toEqual({ 'header.b': 'ABCDEFGH' });
});

test('S-155: twenty signatures have twenty results in their order, in fields of at most some 10 KB', () => {
  const verdicts = Array.from({ length: 20 }, (_, index) => ({ ...PASS, selector: `s${index}`, signature: null }));
  expect(read(write({ verdicts }))).toHaveLength(1);
  const large = verdicts.map((verdict) => ({ ...verdict, identity: `${'x'.repeat(600)}@example.org` }));
  const fields = read(write({ verdicts: large }));
  expect(fields).toHaveLength(2);
  const selectors = fields.flatMap(({ results }) => results.map((result) => result.properties.get('header.s')));
  expect(selectors).toEqual(verdicts.map(({ selector }) => selector));
  expect(fields.map(({ authservId }) => authservId)).toEqual(['mx.example.org', 'mx.example.org']);
});

test('S-163: lines are under 78 columns, or under 998 where a value is longer', () => {
  const label = 'a'.repeat(63);
  const domain = `${label}.${label}.${label}.${'a'.repeat(50)}.example`;
  const verdict = { ...PASS, domain, identity: `${'l'.repeat(64)}@${domain}`, selector: `${label}.${label}` };
  for (const line of write({ verdicts: [verdict] }).split('\r\n')) expect(line.length).toBeLessThan(998);
  for (const line of write({ verdicts: Array.from({ length: 9 }, () => PASS) }).split('\r\n')) {
    expect(line.replace('\t', ' '.repeat(8)).length).toBeLessThan(78);
  }
});

test('S-149: an authserv-id that is no token is quoted; one with controls is the caller’s mistake', () => {
  expect(write({ authservId: 'mx (1)' })).toMatch(/^Authentication-Results: "mx \(1\)";\s/);
  expect(write({ authservId: 'bücher.example' })).toMatch(/^Authentication-Results: xn--bcher-kva.example;\s/);
  for (const authservId of ['mx\r\nX: y', 'x'.repeat(901), '', 5, undefined, null]) {
    expect(() => write({ authservId } as ResultsToFormat)).toThrow(
      expect.objectContaining({ code: 'DKIM_OPTION_INVALID', message: expect.stringContaining('authservId must') }),
    );
  }
});

test('S-147: dkim-adsp is written where it was looked up', () => {
  expect(write({ adsp: { result: 'discard', author: 'joe@example.org' } })).toContain(
    'dkim-adsp=discard header.from=joe@example.org',
  );
});

const AUTHOR = 'joe@example.org';

test.each(['none', 'pass', 'unknown', 'fail', 'discard', 'nxdomain', 'temperror', 'permerror'] as const)(
  'S-147: %s is a result of dkim-adsp',
  (result) => {
    expect(write({ adsp: { result, author: AUTHOR } })).toContain(`dkim-adsp=${result} header.from=${AUTHOR}`);
  },
);

const INJECTED = 'pass\r\nX: 1';

test.each([
  { of: 'results that are none', results: undefined, says: 'formatAuthenticationResults needs an object' },
  { of: 'verdicts that are absent', results: { verdicts: undefined }, says: 'verdicts must be a list, or null' },
  { of: 'verdicts that are no list', results: { verdicts: {} }, says: 'verdicts must be a list, or null' },
  { of: 'a verdict that is none', results: { verdicts: [null] }, says: 'each of verdicts needs an object' },
  {
    of: 'a line in an adsp result',
    results: { adsp: { result: INJECTED, author: AUTHOR } },
    says: 'adsp.result must be',
  },
  {
    of: 'a practice for an adsp result',
    results: { adsp: { result: 'all', author: AUTHOR } },
    says: 'adsp.result must',
  },
  { of: 'an adsp without author', results: { adsp: { result: 'none' } }, says: 'adsp.author must be an address' },
  { of: 'an adsp that is a word', results: { adsp: 'none' }, says: 'adsp needs an object of options' },
  { of: 'a flag that is a word', results: { dkimChecked: 'no' }, says: 'dkimChecked must be true or false' },
  { of: 'another flag that is a word', results: { allowUtf8: null }, says: 'allowUtf8 must be true or false' },
])('S-149: $of: the mistake of the caller, and nothing is written', ({ results, says }) => {
  const whole = results && { authservId: 'mx.example.org', verdicts: [PASS], ...results };
  expect(() => formatAuthenticationResults(whole as unknown as ResultsToFormat)).toThrow(
    expect.objectContaining({ code: 'DKIM_OPTION_INVALID', message: expect.stringContaining(says) }),
  );
});

test.each([
  { changes: { result: INJECTED }, says: 'result of a verdict' },
  { changes: { result: undefined }, says: 'result of a verdict' },
  { changes: { result: 'Pass' }, says: 'result of a verdict' },
  { changes: { ...MISMATCH, code: INJECTED }, says: 'code of a verdict' },
  { changes: { ...MISMATCH, code: 'x; dkim=pass' }, says: 'code of a verdict' },
  { changes: { ...MISMATCH, code: null }, says: 'code of a verdict' },
  { changes: { ...MISMATCH, code: undefined }, says: 'code of a verdict' },
  { changes: { result: 'policy' }, says: 'code of a verdict' },
  { changes: { code: 'signature-mismatch' }, says: 'code of a verdict' },
  { changes: { type: 'arc' }, says: 'type of a verdict must be dkim or domainkeys' },
  { changes: { identityField: INJECTED }, says: 'identityField of a verdict' },
  { changes: { domain: 5 }, says: 'domain of a verdict must be a text, or null' },
  { changes: { signature: undefined }, says: 'signature of a verdict must be a text, or null' },
  { changes: { testing: 'no' }, says: 'testing of a verdict must be true or false' },
])('S-149: a verdict with $changes is not written', ({ changes, says }) => {
  for (const type of ['dkim', 'domainkeys']) {
    expect(() => write({ verdicts: [{ ...PASS, type, ...changes } as unknown as SignatureVerdict] })).toThrow(
      expect.objectContaining({ code: 'DKIM_OPTION_INVALID', message: expect.stringContaining(says) }),
    );
  }
});

test('a verdict that went through JSON is written as it was', () => {
  const verdicts: readonly SignatureVerdict[] = [PASS, { ...PASS, ...MISMATCH }];
  expect(write({ verdicts: JSON.parse(JSON.stringify(verdicts)) as SignatureVerdict[] })).toBe(write({ verdicts }));
});

test('absent options are the default ones', () => {
  expect(write({ dkimChecked: undefined, adsp: undefined, allowUtf8: undefined })).toBe(write({ adsp: null }));
});

/** Octets that have a meaning in the grammar more often than chance would have them. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Array.from('\r\n\t ;=()"\\@.,\0/aé\u0100'), 'dkim=pass', '\r\n', '; '),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

test('S-149, S-153: whatever stands in a verdict, what a strict parser reads is the list that was meant', () => {
  const verdict = fc.record({
    type: fc.constantFrom('dkim' as const, 'domainkeys' as const),
    domain: fc.option(hostile),
    selector: fc.option(hostile),
    identity: fc.option(
      fc.oneof(
        hostile,
        hostile.map((local) => `${local}@example.org`),
      ),
    ),
    identityField: fc.option(fc.constantFrom('from' as const, 'sender' as const)),
    algorithm: fc.option(hostile),
    signature: fc.option(hostile),
    reason: hostile,
    testing: fc.boolean(),
  });
  const property = fc.property(fc.array(verdict, { minLength: 1, maxLength: 4 }), fc.boolean(), (given, allowUtf8) => {
    const verdicts = given.map((one): SignatureVerdict => ({
      ...PASS,
      ...one,
      result: 'fail',
      code: 'signature-expired',
    }));
    const text = write({ verdicts, allowUtf8 });
    expect(text.replaceAll('\r\n\t', ' ')).toMatch(/^[^\0-\x1f\x7f]*\r\n$/);
    expect(text).not.toMatch(/\r\n[ \t]*\r\n|[ \t]\r\n/);
    const methods = read(text).flatMap(({ results }) => results.map(({ method, result }) => `${method}=${result}`));
    const meant = given.map(({ type }) => `${type}=fail`);
    expect(methods).toEqual(given.some(({ type }) => type === 'dkim') ? meant : ['dkim=none', ...meant]);
  });
  fc.assert(property, { numRuns: 300 });
}, 30_000);

test('S-101, S-155: thousands of signatures that were not looked at have twenty results and one for the rest', () => {
  const verdict = { ...PASS, result: 'policy', code: 'signature-limit', reason: 'not looked at' } as const;
  const text = write({ verdicts: [PASS, ...Array.from({ length: 9000 }, () => verdict)] });
  expect(text.match(/dkim=policy/g)).toHaveLength(21);
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'dkim=policy (8980 more were not looked at) reason=signature-limit policy.dkim-rules=signature-limit',
  );
  expect(read(text).flatMap(({ results }) => results)).toHaveLength(22);
});
