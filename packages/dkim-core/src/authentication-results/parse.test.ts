import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '../../test/utf8.js';
import { claimsAuthservId } from './claims.js';
import { parseAuthenticationResults } from './parse.js';

const US = 'mx.example.org';

/** `method=result reason ptype.property=value ...` of each result. */
function read(value: string, tolerant = false): { id: string; version: number; results: readonly string[] } | null {
  const parsed = parseAuthenticationResults(value, { tolerant });
  if (!parsed.ok) return null;
  const { authservId, version, results } = parsed.value;
  return {
    id: authservId,
    version,
    results: results.map(({ method, result, reason, properties }) =>
      [
        `${method}=${result}`,
        ...(reason === null ? [] : [`reason=${reason}`]),
        ...Array.from(properties, ([name, of]) => `${name}=${of}`),
      ].join(' '),
    ),
  };
}

test.each([
  ['B.2', ' example.org 1; none', 'example.org', []],
  [
    'B.3',
    ' example.com;\r\n          spf=pass smtp.mailfrom=example.net',
    'example.com',
    ['spf=pass smtp.mailfrom=example.net'],
  ],
  [
    'B.4',
    ' example.com;\r\n          auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n          spf=pass smtp.mailfrom=example.net',
    'example.com',
    ['auth=pass smtp.auth=sender@example.net', 'spf=pass smtp.mailfrom=example.net'],
  ],
  [
    'B.6',
    ' example.com;\r\n      dkim=pass reason="good signature"\r\n        header.i=@mail-router.example.net;\r\n      dkim=fail reason="bad signature"\r\n        header.i=@newyork.example.com',
    'example.com',
    [
      'dkim=pass reason=good signature header.i=@mail-router.example.net',
      'dkim=fail reason=bad signature header.i=@newyork.example.com',
    ],
  ],
  [
    'B.7',
    " foo.example.net (foobar) 1 (baz);\r\n    dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n      policy (A dot can go here) . (like that) expired\r\n      (this surprised me) = (as I wasn't expecting it) 1362471462",
    'foo.example.net',
    ['dkim=fail policy.expired=1362471462'],
  ],
])('S-158: the example of RFC 8601, appendix %s', (_, value, id, results) => {
  expect(read(value)).toEqual({ id, version: 1, results });
});

test.each([
  ['"example.org"; none', 'example.org', []],
  ['"exam\\ple.org"; none', 'example.org', []],
  [
    'example.com; dkim=pass (good (comment (another)) \\) signature(s)) header.d=example.com',
    'example.com',
    ['dkim=pass header.d=example.com'],
  ],
  ['example.com; dkim=pass header.b="gfT/i2HB"', 'example.com', ['dkim=pass header.b=gfT/i2HB']],
  ['example.com; dkim=pass header.i="a;b (c)"@example.org', 'example.com', ['dkim=pass header.i=a;b (c)@example.org']],
  ['example.com; DKIM=PASS Header.D=Example.com', 'example.com', ['dkim=pass header.d=Example.com']],
  ['example.com; dkim=hardfail foo.bar=x', 'example.com', ['dkim=hardfail foo.bar=x']],
])('S-158, S-264: %s', (value, id, results) => {
  expect(read(value)).toEqual({ id, version: 1, results });
});

test.each([
  'example.com; spf=pass smtp.mailfrom=example.net;', // a ";" at the end
  'example.com; dkim=pass header.b=gfT/i2HB', // no token
  'spf=pass', // no authserv-id
  'example.com; dmarc=pass action=none', // no ptype
  'example.com',
  '',
  'example.com; dkim',
  'example.com; dkim=',
  'example.com; dkim=pass header.d',
  'example.com; dkim=pass header.d.e=x',
  'example.com; none; dkim=pass',
  'example.com; dkim=pass; none',
  'example.com; dkim=pass (open',
  `example.com; dkim=pass ${'('.repeat(51)}${')'.repeat(51)}`,
  'example.com two; none',
])('S-149, S-158: "%s" is not of the grammar', (value) => {
  expect(read(value)).toBeNull();
});

test.each([
  ['example.com; dkim=pass header.b=gfT/i2HB;', 'example.com', ['dkim=pass header.b=gfT/i2HB']],
  [
    'spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=a.example; dkim=pass\r\n header.d=a.example;dmarc=pass action=none\r\n header.from=a.example',
    '',
    ['spf=pass smtp.mailfrom=a.example', 'dkim=pass header.d=a.example', 'dmarc=pass header.from=a.example'],
  ],
])('a tolerant reading takes what large receivers write: %s', (value, id, results) => {
  expect(read(value, true)).toEqual({ id, version: 1, results });
});

test('S-125: octets of UTF-8 come out as text; a token has none', () => {
  // as a field's value has them, one character an octet
  expect(read(utf8('"éxamplé.org"; none'))?.id).toBe('éxamplé.org');
  expect(read(utf8('example.net; dkim=pass header.i=二ノ宮@黒川.日本'))?.results).toEqual([
    'dkim=pass header.i=二ノ宮@黒川.日本',
  ]);
  expect(read(utf8('éxamplé.org; none'))).toBeNull();
});

test('S-157: an unknown version is not read further', () => {
  expect(read('example.org 2; dkim=pass')).toEqual({ id: 'example.org', version: 2, results: [] });
  expect(read('host(c)1; none')).toEqual({ id: 'host', version: 1, results: [] });
});

test('S-263: a result with another method version is ignored, the others are read', () => {
  expect(read('example.org; dkim/2=pass; spf=pass; dkim/1=fail')?.results).toEqual(['spf=pass', 'dkim=fail']);
});

test('S-158: names of prototypes are names like others', () => {
  const parsed = parseAuthenticationResults('mx.example.com; dkim=pass __proto__.polluted=owned constructor.name=x');
  expect(parsed).toMatchObject({ ok: true });
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test.each(['(', ')', '"', '\\', ';', '=', '.', ' ', '(\\', '"\\', 'a;', 'a=b ', ';"', '("', 'a.b=c;'])(
  'S-158: 100 kB of %j are read in linear time',
  (unit) => {
    const value = `mx.example.org; dkim=pass ${unit.repeat(100_000 / unit.length)}`;
    const start = performance.now();
    parseAuthenticationResults(value);
    parseAuthenticationResults(value, { tolerant: true });
    claimsAuthservId(unit.repeat(100_000 / unit.length), US);
    expect(performance.now() - start).toBeLessThan(2000);
  },
);

test('any text is read without an exception, and what begins with our name is ours', () => {
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom(...Array.from('\r\n ();=."\\@/'), 'dkim=pass', 'none', '1'),
        fc.string({ maxLength: 4 }),
      ),
    )
    .map((parts) => parts.join(''));
  const property = fc.property(text, (value) => {
    parseAuthenticationResults(value);
    parseAuthenticationResults(value, { tolerant: true });
    return claimsAuthservId(` ${US};${value}`, US) && claimsAuthservId(`(c)${US} ${value}`, US);
  });
  expect(fc.check(property, { numRuns: 1000 }).failed).toBe(false);
}, 30_000);
