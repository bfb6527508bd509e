import { expect, test } from 'vitest';
import { memoryResolver } from '../resolver/memory-resolver.js';
import { lookUpDomainkeysPolicy, parseDomainkeysPolicy } from './domainkeys-policy.js';

test.each([
  ['', '~', false], // Mail::DKIM's t/policy.t reads an empty record as o=~
  ['o=~', '~', false],
  ['o=-', '-', false],
  ['t=y; o=-; r=postmaster@example.org', '-', true],
  ['t=y; o=~; r=a@b.example', '~', true],
  ['t=y;o=~;n=;r=a@b.example;', '~', true],
  ['o=-; t=s:y', '-', true],
  ['o=-; t= s | y', '-', true],
  ['o=-; t=yes', '-', false],
  ['n=hi there', '~', false],
])('S-142, S-143: "%s" says o=%s, test %s', (text, practice, testing) => {
  expect(parseDomainkeysPolicy(text)).toMatchObject({
    ok: true,
    value: { signsAll: practice === '-', testing, unknownPractice: null },
  });
});

test.each(['!', '.', '^', '', 'x'])('S-142: o=%s, of SSP drafts or unknown, counts as ~ and is told', (practice) => {
  expect(parseDomainkeysPolicy(`o=${practice}`)).toMatchObject({
    value: { signsAll: false, unknownPractice: practice },
  });
});

test('S-142: notes and the address for reports are there to be shown', () => {
  expect(parseDomainkeysPolicy('o=-; n=hi there; r=joe@example.org')).toMatchObject({
    value: { notes: 'hi there', reportTo: 'joe@example.org' },
  });
});

test.each(['v=spf1 -all', 'o=-; o=~', 'some text', 'k=rsa; p=AAAA'])('S-142: "%s" is no policy', (text) => {
  expect(parseDomainkeysPolicy(text)).toMatchObject({ ok: false, code: 'policy-syntax', reason: expect.any(String) });
});

test('S-142: it stands at _domainkey of the domain, maybe beside other texts', async () => {
  const resolveTxt = memoryResolver({ '_domainkey.example.org': { TXT: ['v=spf1 -all', 'o=-'] } });
  expect(await lookUpDomainkeysPolicy('example.org', resolveTxt)).toMatchObject({
    result: 'found',
    name: '_domainkey.example.org',
    signsAll: true,
  });
  expect(await lookUpDomainkeysPolicy('example.com', resolveTxt)).toEqual({
    result: 'not-found',
    name: '_domainkey.example.com',
    signsAll: false,
    testing: false,
  });
});

test.each(['SERVFAIL', 'TIMEOUT'] as const)('S-148: %s is told apart from no policy', async (answer) => {
  const lookup = await lookUpDomainkeysPolicy('example.org', memoryResolver({ '_domainkey.example.org': answer }));
  expect(lookup).toMatchObject({ result: 'temperror', name: '_domainkey.example.org', reason: expect.any(String) });
});

test('a name that DNS cannot be asked for is not a domain without policy', async () => {
  const lookup = await lookUpDomainkeysPolicy('example.org', async () => ({ status: 'invalid-name' }));
  expect(lookup).toMatchObject({ result: 'permerror', name: '_domainkey.example.org' });
});

test('S-148: a resolver that breaks its word is a temperror; one that is none, the mistake of the caller', async () => {
  for (const resolveTxt of [() => Promise.reject(new Error('x')), async () => ({ status: 'nonsense' }) as never]) {
    expect(await lookUpDomainkeysPolicy('example.org', resolveTxt)).toMatchObject({
      result: 'temperror',
      reason: expect.stringMatching(/^DNS did not answer for _domainkey\.example\.org: the resolver/),
    });
  }
  await expect(lookUpDomainkeysPolicy('a.example', null as never)).rejects.toMatchObject({
    code: 'DKIM_OPTION_INVALID',
  });
});
