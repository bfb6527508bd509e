import { expect, test } from 'vitest';
import { memoryResolver, type MemoryRecords } from '../resolver/memory-resolver.js';
import { lookUpAdsp } from './adsp.js';

const NAME = '_adsp._domainkey.example.org';

function lookUp(records: MemoryRecords[string]): ReturnType<typeof lookUpAdsp> {
  return lookUpAdsp('example.org', memoryResolver({ 'example.org': { TXT: [] }, [NAME]: records }));
}

test.each([
  ['dkim=unknown', 'unknown'],
  ['dkim=all', 'all'],
  ['dkim=discardable', 'discardable'],
  ['dkim=discardable; t=s', 'discardable'],
  ['dkim = all', 'all'],
  ['dkim=all;', 'all'],
  ['dkim=future', 'unknown'],
  ['dkim=ALL', 'unknown'], // RFC 5617, section 4.2.1: the words are as they stand
  ['t=s; dkim=all', 'none'],
  [' dkim=all', 'none'],
  ['DKIM=all', 'none'],
  ['v=spf1 -all', 'none'],
])('S-145: "%s" is %s', async (text, practice) => {
  expect(await lookUp({ TXT: [text] })).toMatchObject({ practice, name: NAME });
});

test('S-145: several ADSP records void each other; other texts do not count', async () => {
  expect(await lookUp({ TXT: ['dkim=all', 'dkim=discardable'] })).toMatchObject({ practice: 'permerror' });
  expect(await lookUp({ TXT: ['v=spf1 -all', 'dkim=discardable'] })).toMatchObject({ practice: 'discardable' });
});

test('S-145: a record that breaks the grammar counts as none', async () => {
  expect(await lookUp({ TXT: ['dkim=all; dkim=discardable'] })).toMatchObject({ practice: 'none' });
  expect(await lookUp({ TXT: ['dkim=all; junk'] })).toMatchObject({ practice: 'none' });
});

test('S-146: existence is asked of the domain itself, not of _adsp', async () => {
  expect(await lookUp('NXDOMAIN')).toEqual({ practice: 'none', name: NAME });
  const resolveTxt = memoryResolver({ [NAME]: { TXT: ['dkim=all'] }, 'example.org': 'NXDOMAIN' });
  expect(await lookUpAdsp('example.org', resolveTxt)).toEqual({ practice: 'nxdomain', name: 'example.org' });
});

test.each(['SERVFAIL', 'TIMEOUT'] as const)('S-147: %s at either name is a temperror', async (answer) => {
  expect(await lookUp(answer)).toMatchObject({ practice: 'temperror', name: NAME });
  const resolveTxt = memoryResolver({ 'example.org': answer });
  expect(await lookUpAdsp('example.org', resolveTxt)).toMatchObject({ practice: 'temperror', name: 'example.org' });
});

test('a name that DNS cannot be asked for is a permerror', async () => {
  const invalid = await lookUpAdsp('example.org', async () => ({ status: 'invalid-name' }));
  expect(invalid).toMatchObject({ practice: 'permerror', name: 'example.org' });
});

test('S-147: a resolver that breaks its word is a temperror; one that is none, the mistake of the caller', async () => {
  for (const resolveTxt of [() => Promise.reject(new Error('x')), async () => ({ status: 'nonsense' }) as never]) {
    expect(await lookUpAdsp('example.org', resolveTxt)).toMatchObject({
      practice: 'temperror',
      reason: expect.stringMatching(/^DNS did not answer for example\.org: the resolver/),
    });
  }
  await expect(lookUpAdsp('example.org', null as never)).rejects.toMatchObject({ code: 'DKIM_OPTION_INVALID' });
});
