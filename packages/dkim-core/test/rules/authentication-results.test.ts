/** The Authentication-Results field, written and read: RFC 8601, sections 2.2 and 5; RFC 2045, section 5.1 (tokens). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  claimsAuthservId,
  fieldsNamed,
  fieldValue,
  formatAuthenticationResults,
  parseAuthenticationResults,
  readHeader,
  type ResultsToFormat,
  type SignatureVerdict,
} from '../../src/index.js';
import { bytesOf, dkimRequest, domainkeysRequest, MAIL, signed, verified } from '../mail.js';

const VERDICTS = (await verified(await signed(MAIL, dkimRequest(), domainkeysRequest()))).signatures;
const US = 'mx.example.org';

function write(results: Partial<ResultsToFormat>): string {
  const bytes = formatAuthenticationResults({ authservId: US, verdicts: VERDICTS, ...results });
  return Buffer.from(bytes).toString('utf8');
}

function dkim(more: Partial<SignatureVerdict>): SignatureVerdict {
  const [verdict] = VERDICTS;
  if (verdict === undefined) throw new Error('no verdict');
  return { ...verdict, ...more } as SignatureVerdict;
}

/** The first result, by the grammar; null where there is none. */
function first(value: string) {
  const parsed = parseAuthenticationResults(value);
  return parsed.ok ? (parsed.value.results[0] ?? null) : null;
}

test('S-127: DomainKeys are reported by domains, and that From decided', () => {
  expect(write({}).replaceAll(/\s+/g, ' ')).toContain('; domainkeys=pass header.d=example.org header.from=example.org');
});

test.each([
  { value: 'example.com; none (nothing)', results: 0 },
  { value: 'example.com (a) ; (b) none', results: 0 },
  { value: 'example.com;dkim=pass', results: 1 },
  { value: '"example.com" 1;dkim=none;spf=pass (ok);arc=none', results: 3 },
])('S-149: "$value" is of the grammar', ({ value, results }) => {
  const parsed = parseAuthenticationResults(value);
  expect(parsed.ok && parsed.value).toMatchObject({ authservId: 'example.com', version: 1 });
  expect(parsed.ok && parsed.value.results).toHaveLength(results);
});

test.each([
  'example.com; ; dkim=pass',
  'example.com; dkim pass',
  'example.com; dkim=pass reason=a b',
  'example.com; dkim=pass header.d=a reason=b', // the reason stands first
  'example.com; dkim=pass header.d=',
  'example.com; dkim=pass header.=a',
  'example.com dkim=pass',
  '; dkim=pass',
])('S-149: "%s" is not', (value) => {
  expect(parseAuthenticationResults(value).ok).toBe(false);
});

const SPECIALS = Array.from('()<>@,;:\\"/[]?= ');

test.each(SPECIALS)('S-151: "%s" stands in quoted strings only', (char) => {
  const quoted = char === '"' || char === '\\' ? `\\${char}` : char;
  const field = write({ authservId: `mx${char}1` });
  expect(field).toContain(`Authentication-Results: "mx${quoted}1";`);
  const parsed = parseAuthenticationResults(field.slice('Authentication-Results:'.length));
  expect(parsed.ok && parsed.value.authservId).toBe(`mx${char}1`);

  expect(first(`mx; dkim=pass policy.x="a${quoted}b"`)?.properties.get('policy.x')).toBe(`a${char}b`);
  expect(first(`mx; dkim=pass reason="a${quoted}b"`)?.reason).toBe(`a${char}b`);
  expect(first(`mx; dkim=pass reason=a${char}b`)).toBeNull();
  // a property's value may be an address, too
  expect(first(`mx; dkim=pass policy.x=a${char}b`)?.properties.get('policy.x')).toBe(char === '@' ? 'a@b' : undefined);
});

test('S-151: what a token may hold needs no quotes', () => {
  const token = "aZ09!#$%&'*+-.^_`{|}~";
  expect(first(`mx; dkim=pass reason=${token} policy.x=${token}`)).toMatchObject({ reason: token });
  expect(write({ authservId: token })).toContain(`Authentication-Results: ${token};`);
});

test.each([
  { signature: 'gfT/i2HBabcd', written: 'header.b="gfT/i2HB"' },
  { signature: 'gfT+i2HBabcd', written: 'header.b=gfT+i2HB' },
  { signature: 'YQ==', written: 'header.b="YQ=="' },
])('S-151: of b=$signature is written $written', ({ signature, written }) => {
  expect(write({ verdicts: [dkim({ signature })] })).toContain(written);
});

/** The local part of header.i=, as it is written. */
function local(identity: string): string {
  return /header\.i=(.*)@example\.org/.exec(write({ verdicts: [dkim({ identity })] }))?.[1] ?? '';
}

test('S-152: a value with "@" is an address, its local part a dot-atom or a quoted string', () => {
  expect(local('a;b=c (note)"x@example.org')).toBe('"a;b=c (note)\\"x"');
  expect(local('.a@example.org')).toBe('".a"');
  expect(local('a..b@example.org')).toBe('"a..b"');
  expect(local('a.b/c=d@example.org')).toBe('a.b/c=d');
  expect(local('x@y@example.org')).toBe('"x@y"');
  expect(local('@example.org')).toBe('');
});

test('S-153: nor does the author of an ADSP look-up add a line or a result', () => {
  const pieces = fc.constantFrom(...Array.from('\r\n\t ;=()"\\@.\0ab'), '; dkim=pass', '\r\nX: y', '@example.org');
  const author = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(author, (text) => {
      const field = write({ verdicts: [], adsp: { result: 'fail', author: text } });
      expect(field.replaceAll('\r\n\t', ' ')).toMatch(/^[^\0-\x1f\x7f]*\r\n$/);
      const parsed = parseAuthenticationResults(field.slice('Authentication-Results:'.length));
      expect(parsed.ok && parsed.value.results.map(({ method, result }) => `${method}=${result}`)).toEqual([
        'dkim=none',
        'dkim-adsp=fail',
      ]);
    }),
  );
});

function versionOf(value: string): { id: string; version: number; count: number } | null {
  const parsed = parseAuthenticationResults(value);
  if (!parsed.ok) return null;
  const { authservId, version, results } = parsed.value;
  return { id: authservId, version, count: results.length };
}

test('S-157: a version may stand behind the authserv-id, with comments in place of blanks', () => {
  expect(versionOf('host 1; dkim=pass')).toEqual({ id: 'host', version: 1, count: 1 });
  expect(versionOf('host(c)1; dkim=pass')).toEqual({ id: 'host', version: 1, count: 1 });
  expect(versionOf('host; dkim=pass')).toEqual({ id: 'host', version: 1, count: 1 });
  expect(versionOf('host 2; dkim=pass')).toEqual({ id: 'host', version: 2, count: 0 });
  expect(versionOf('host\r\n\t(1) 2; what version 2 has; (')).toEqual({ id: 'host', version: 2, count: 0 });
});

function nested(depth: number): string {
  return `mx; dkim=pass ${'('.repeat(depth)}x${')'.repeat(depth)} header.d=example.org`;
}

test('S-158: comments nest 50 deep, not 51', () => {
  expect(first(nested(50))?.properties.get('header.d')).toBe('example.org');
  expect(first(nested(51))).toBeNull();
});

test('S-158: comments and folds stand between any two tokens', () => {
  const tokens = [
    'mx',
    '1',
    ';',
    'dkim',
    '/',
    '1',
    '=',
    'fail',
    'reason',
    '=',
    '"a b"',
    'header',
    '.',
    'i',
    '=',
    '"c d"@example.org',
    ';',
    'spf',
    '=',
    'none',
  ];
  for (const gap of [' (c) ', '\r\n\t', '(a(b\\)c)d)', ' (")\r\n (;) ']) {
    const parsed = parseAuthenticationResults(`${gap}${tokens.join(gap)}${gap}`);
    expect(parsed.ok && parsed.value.results).toMatchObject([
      { method: 'dkim', result: 'fail', reason: 'a b' },
      { method: 'spf', result: 'none', reason: null },
    ]);
    expect(parsed.ok && parsed.value.results[0]?.properties.get('header.i')).toBe('c d@example.org');
  }
});

test('S-264: unknown methods, results and ptypes are kept, to be shown', () => {
  expect(first('mx; x-own=hardfail foo.bar=x; dkim=pass')).toMatchObject({ method: 'x-own', result: 'hardfail' });
  expect(first('mx; dkim=pass foo.bar=x header.d=example.org')?.properties).toEqual(
    new Map([
      ['foo.bar', 'x'],
      ['header.d', 'example.org'],
    ]),
  );
});

test('S-160: the field is found in any case, with blanks before its colon, its id behind a fold', () => {
  const header = readHeader(
    bytesOf(
      'authentication-results :\r\n mx.example.org; dkim=pass\r\n' +
        'AUTHENTICATION-RESULTS \t: (c) "Mx.Example.org" 1; none\r\n' +
        'Authentication-Results: mx.example.org.evil.example; dkim=pass\r\n' +
        'ARC-Authentication-Results: mx.example.org; dkim=pass\r\n' +
        'X-Authentication-Results: mx.example.org; dkim=pass\r\n\r\n',
    ),
  );
  const claims = fieldsNamed(header, 'authentication-results').map((field) => claimsAuthservId(fieldValue(field), US));
  expect(claims).toEqual([true, true, false]);
});

test('S-163: each value stands whole on a line, the longest legal d=, s= and i=, too', () => {
  const label = 'a'.repeat(63);
  const domain = `${label}.${label}.${label}.${'b'.repeat(53)}.example`; // 253 octets
  const selector = `${'s'.repeat(63)}.${'t'.repeat(63)}.${'u'.repeat(63)}.${'v'.repeat(40)}`;
  const identity = `"${'l '.repeat(31)}@"@${domain}`;
  const b = 'A'.repeat(342);
  const verdicts = [dkim({ domain, selector, identity, signature: `${b}==` }), dkim({ signature: `${b}B=` })];
  const field = write({ verdicts: verdicts.concat(verdicts) });
  const lines = field.slice(0, -2).split('\r\n');
  const values = [`header.d=${domain}`, `header.i=${identity}`, `header.s=${selector}`, `header.b="${b}=="`];
  for (const value of values) expect(lines.filter((line) => line.includes(value))).toHaveLength(2);
  for (const line of lines) {
    expect(line).toMatch(/^(?:Authentication-Results:|\t)\s?\S.*\S$/);
    expect(line.length).toBeLessThan(998);
  }
  // only a value that has no room on a line of 78 makes it longer, and then it is alone there
  const long = lines.filter((line) => line.length >= 78).map((line) => line.replaceAll(/^\t|;$/g, ''));
  expect(new Set(long)).toEqual(new Set([...values, `header.b="${b}B="`]));
  expect(parseAuthenticationResults(field.slice('Authentication-Results:'.length)).ok).toBe(true);
});
