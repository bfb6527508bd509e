import { expect, test } from 'vitest';
import { bytesOf, MAIL } from '../../test/mail.js';
import { createVerifier, systemClock, verify, type VerifyOptions } from '../index.js';
import { memoryResolver } from '../resolver/memory-resolver.js';
import { verifyRules } from './verify-options.js';

const OPTIONS = { resolveTxt: memoryResolver({}), now: systemClock };

/** As from a program in plain JavaScript: no compiler has looked at it. */
const untyped = (value: unknown): VerifyOptions => value as VerifyOptions;

test.each([
  [undefined, /^A verifier needs an object of options; it is undefined\.$/],
  [null, /object of options/],
  [{}, /^resolveTxt must be a function, which asks DNS: nodeResolver\(\)/],
  [{ ...OPTIONS, resolveTxt: {} }, /^resolveTxt must/],
  [{ ...OPTIONS, now: undefined }, /^now must be a function, which gives whole seconds since 1970: systemClock/],
  [{ ...OPTIONS, now: 1_700_000_000 }, /^now must/],
  ...[null, 0, -1, 0.5, Number.NaN, '1000'].flatMap((value) =>
    ['maxHeaderSize', 'maxHeaderFields', 'maxSignatures', 'maxDnsDomains', 'dnsMessageTimeoutMs', 'minRsaBits'].map(
      (name): [unknown, RegExp] => [{ ...OPTIONS, [name]: value }, new RegExp(`^${name} must be a whole number`)],
    ),
  ),
  [{ ...OPTIONS, dnsMessageTimeoutMs: 1e12 }, /^dnsMessageTimeoutMs must be a whole number from 1 to 3600000;/],
  [{ ...OPTIONS, dnsMessageTimeoutMs: Infinity }, /^dnsMessageTimeoutMs must/],
  [{ ...OPTIONS, minRsaBits: 511 }, /at least 512/],
  [{ ...OPTIONS, maxRsaBits: 2048 }, /at least 4096/],
  [{ ...OPTIONS, minRsaBits: 8193 }, /^minRsaBits must not be above maxRsaBits, 8192; it is 8193\.$/],
  ...['dkim', 'domainkeys', 'acceptUnsignedBody', 'acceptUnsignedFrom'].flatMap((name) =>
    ['no', 0, null].map((value): [unknown, RegExp] => [
      { ...OPTIONS, [name]: value },
      new RegExp(`^${name} must be true or false`),
    ]),
  ),
  [{ ...OPTIONS, futureSignatures: 'reject' }, /^futureSignatures must be warn or refuse; it is 'reject'\.$/],
  [{ ...OPTIONS, rsaSha1: 'allow' }, /^rsaSha1 must be refuse or policy; it is 'allow'\.$/],
  [{ ...OPTIONS, rsaSha1: null }, /^rsaSha1 must/],
  [{ ...OPTIONS, requiredFields: ['Subject:'] }, /^requiredFields must hold names of header fields/],
  [{ ...OPTIONS, requiredFields: [''] }, /^requiredFields must/],
  [{ ...OPTIONS, requiredFields: [5] }, /^requiredFields must/],
  [{ ...OPTIONS, requiredFields: 'subject' }, /^requiredFields must be a list of/],
  [{ ...OPTIONS, refusedDomains: ['*.example.org'] }, /^refusedDomains must hold domain names without "\*"/],
  [{ ...OPTIONS, refusedDomains: [''] }, /^refusedDomains must/],
  [{ ...OPTIONS, refusedDomains: new Set(['org']) }, /^refusedDomains must be a list/],
])('options of %j are the mistake of the caller', async (options, message) => {
  const error = expect.objectContaining({
    name: 'DkimError',
    code: 'DKIM_OPTION_INVALID',
    message: expect.stringMatching(message),
  });
  expect(() => createVerifier(untyped(options))).toThrow(error);
  await expect(verify(bytesOf(MAIL), untyped(options))).rejects.toEqual(error);
});

test('what is undefined has its default, and a header may be of any size', () => {
  const nothing = Object.fromEntries(
    ['dkim', 'rsaSha1', 'requiredFields', 'maxHeaderSize'].map((name) => [name, undefined]),
  );
  expect(verifyRules({ ...OPTIONS, ...nothing })).toEqual(verifyRules(OPTIONS));
  expect(verifyRules(OPTIONS)).toMatchObject({ maxHeaderSize: 1_048_576, maxHeaderFields: 10_000, rsaSha1: 'refuse' });
  expect(verifyRules({ ...OPTIONS, maxHeaderSize: Infinity })).toMatchObject({ maxHeaderSize: Infinity });
  const names = { requiredFields: ['Subject'], refusedDomains: ['B\u00fccher.Example.', 'org'] };
  expect(verifyRules({ ...OPTIONS, ...names })).toMatchObject({
    requiredFields: ['subject'],
    refusedDomains: new Set(['xn--bcher-kva.example', 'org']),
  });
});
