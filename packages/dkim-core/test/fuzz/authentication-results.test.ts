/** Authentication-Results fields of strangers: what a strict reader makes of one, a tolerant one does too, and we remove it. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimsAuthservId } from '../../src/authentication-results/claims.js';
import { parseAuthenticationResults } from '../../src/authentication-results/parse.js';
import { hostile, ONE_LINE, runs, tally, timeout } from './hostile-input.js';
import { utf8 } from '../utf8.js';

const VALID = [
  ' mx.example.org; dkim=pass (good (very)) header.d=example.org header.i=@example.org header.b="a/b="',
  'mx.example.org 1;\r\n\tspf=fail reason="not he" smtp.mailfrom=joe@x.example;\r\n\tdmarc / 1 = none policy.p=x',
  '(c) "mx.example.org" (d) 2; whatever',
  `${utf8('b\u00fccher.example')}; none`,
  ' mx; dkim=pass header.i="a b"@example.org; arc=none smtp.remote-ip=192.0.2.1',
];
const PIECES = [
  'mx.example.org',
  '; ',
  'dkim=pass',
  ' header.d=',
  ' reason=',
  'none',
  '"',
  '(',
  ')',
  '\\',
  '/1',
  '@example.org',
  ' 1',
  ' 2',
];
const values = hostile(VALID, { pieces: PIECES });

test(
  'S-158: strict or tolerant, any value is read or refused, and the tolerant reading is the wider one',
  { timeout },
  () => {
    const seen = tally();
    const property = fc.property(values, (value) => {
      const strict = parseAuthenticationResults(value);
      const tolerant = parseAuthenticationResults(value, { tolerant: true });
      for (const parsed of [strict, tolerant]) {
        if (!parsed.ok) {
          expect(parsed.code).toBe('results-syntax');
          expect(parsed.reason).toMatch(ONE_LINE);
          continue;
        }
        for (const { method, result, properties } of parsed.value.results) {
          for (const word of [method, result]) expect(word).toMatch(/^[a-z0-9_-]*[a-z0-9_]$/);
          for (const name of properties.keys()) expect(name).toMatch(/^[a-z0-9_-]+\.[a-z0-9_-]+$/);
        }
      }
      if (strict.ok) expect(tolerant).toEqual(strict);
      seen.add(
        strict.ok ? `strict, ${strict.value.results.length > 0 ? 'results' : 'none'}` : tolerant.ok ? 'tolerant' : 'no',
      );
    });
    fc.assert(property, runs(1000));
    for (const outcome of ['strict, results', 'strict, none', 'tolerant', 'no'])
      expect(seen.of(outcome)).toBeGreaterThan(20);
  },
);

test('S-160, S-161: a field that any reader takes for ours is one that we remove', { timeout }, () => {
  let ours = 0;
  let others = 0;
  const property = fc.property(values, (value) => {
    const parsed = parseAuthenticationResults(value);
    if (!parsed.ok) return;
    const { authservId, version } = parsed.value;
    if (version !== 1) expect(claimsAuthservId(value, 'anybody.example')).toBe(true);
    if (!/^[\x21-\x7e]+$/.test(authservId)) return; // no name that we give ourselves
    expect(claimsAuthservId(value, authservId)).toBe(true);
    expect(claimsAuthservId(value, authservId.toUpperCase())).toBe(true);
    if (version === 1 && authservId !== 'anybody.example') {
      expect(claimsAuthservId(value, 'anybody.example')).toBe(false);
      others += 1;
    }
    ours += 1;
  });
  fc.assert(property, runs(1000));
  expect(ours).toBeGreaterThan(50);
  expect(others).toBeGreaterThan(50);
});
