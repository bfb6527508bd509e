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
  expect(parseDomainkeysPolicy(text)).toMatchObject({ signsAll: practice === '-', testing, unknownPractice: null });
});

test.each(['!', '.', '^', '', 'x'])('S-142: o=%s, of SSP drafts or unknown, counts as ~ and is told', (practice) => {
  expect(parseDomainkeysPolicy(`o=${practice}`)).toMatchObject({ signsAll: false, unknownPractice: practice });
});

test('S-142: notes and the address for reports are there to be shown', () => {
  expect(parseDomainkeysPolicy('o=-; n=hi there; r=joe@example.org')).toMatchObject({
    notes: 'hi there',
    reportTo: 'joe@example.org',
  });
});

test.each(['v=spf1 -all', 'o=-; o=~', 'some text', 'k=rsa; p=AAAA'])('S-142: "%s" is no policy', (text) => {
  expect(parseDomainkeysPolicy(text)).toBeNull();
});

test('S-142: it stands at _domainkey of the domain, maybe beside other texts', async () => {
  const resolveTxt = memoryResolver({ '_domainkey.example.org': { TXT: ['v=spf1 -all', 'o=-'] } });
  expect(await lookUpDomainkeysPolicy('example.org', resolveTxt)).toMatchObject({
    found: true,
    name: '_domainkey.example.org',
    signsAll: true,
  });
  expect(await lookUpDomainkeysPolicy('example.com', resolveTxt)).toMatchObject({ found: false, signsAll: false });
});

test.each(['SERVFAIL', 'TIMEOUT'] as const)('S-148: %s is told apart from no policy', async (answer) => {
  const lookup = await lookUpDomainkeysPolicy('example.org', memoryResolver({ '_domainkey.example.org': answer }));
  expect(lookup).toMatchObject({ temporaryFailure: true, name: '_domainkey.example.org' });
});
