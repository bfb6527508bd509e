import { expect, test } from 'vitest';
import { utf8 } from '../../test/utf8.js';
import { claimsAuthservId } from './claims.js';

const US = 'mx.example.org';

test.each([
  ' mx.example.org; dkim=pass',
  ' "Mx.Example.org"; dkim=pass',
  ' mx.example.org(x); dkim=pass',
  ' (x (y)) MX.example.ORG (z) 1; none',
  '\r\n\tmx.example.org; dkim=pass',
  ' mx.example.org.; dkim=pass',
  ' mx.example.org dkim=pass', // no ";"
  ' mx.example.org',
  ' mx.example.org/2; x',
  ' mx.example.org;',
  ' "mx.example.org; dkim=pass', // a quote that is never closed
  ' "mx\\.example.org"; dkim=pass',
  ' mx.example.org; dkim=pass (open',
  ' mx\u3002example\uff0eorg; dkim=pass', // dots of IDNA
  ' \uff4d\uff58.example.org; dkim=pass', // full-width letters
  ' (a (b) mx.example.org; dkim=pass', // a comment never closed, to who reads no comment within one
  ' (a (b) mx.example.org 1; dkim=pass) other.example; none',
  ' (a\\) mx.example.org; dkim=pass',
  ' other.example 2; dkim=pass', // a version that can't be read
])('S-160, S-161: "%s" is ours and comes off', (value) => {
  expect(claimsAuthservId(value, US)).toBe(true);
  expect(claimsAuthservId(utf8(value), US)).toBe(true);
});

test.each([
  ' mx.example.org.evil.example; dkim=pass',
  ' evil.mx.example.org; dkim=pass',
  ' other.example; dkim=pass',
  ' other.example 1; dkim=pass',
  ' (mx.example.org) other.example; dkim=pass',
  ' spf=pass (mx.example.org)', // no authserv-id (Outlook)
  ' ; mx.example.org',
  '',
])('S-160, S-161: "%s" is foreign and stays', (value) => {
  expect(claimsAuthservId(value, US)).toBe(false);
});

test('S-160: U-labels and A-labels of our name are the same', () => {
  expect(claimsAuthservId(utf8(' mx.bücher.example; dkim=pass'), 'mx.xn--bcher-kva.example')).toBe(true);
  expect(claimsAuthservId(' MX.XN--BCHER-KVA.example; none', 'mx.bücher.example')).toBe(true);
});

test('S-160: an authserv-id need not be a domain', () => {
  expect(claimsAuthservId(' "Our MX (1)"; none', 'our mx (1)')).toBe(true);
});

test.each(['\f', '\v', '\0', '\x7f'])('S-160: a control before our name, %j, hides nothing', (control) => {
  expect(claimsAuthservId(`${control}mx.example.org; dkim=pass`, 'mx.example.org')).toBe(true);
  expect(claimsAuthservId(`${control}other.example; dkim=pass`, 'mx.example.org')).toBe(false);
});

test('S-161: a version that we cannot read counts behind a quoted empty name, too', () => {
  expect(claimsAuthservId(' "" 2; dkim=pass', 'mx.example.org')).toBe(true);
  expect(claimsAuthservId(' ""; dkim=pass', 'mx.example.org')).toBe(false);
});
