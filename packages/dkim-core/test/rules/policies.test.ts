/** The historic policies: DomainKeys (RFC 4870, section 3.6), SSP drafts, ADSP (RFC 5617). They are asked for by nobody but a caller who wants them. */
import { expect, test } from 'vitest';
import { lookUpAdsp, lookUpDomainkeysPolicy, memoryResolver } from '../../src/index.js';
import { countingResolver, dkimRequest, domainkeysRequest, MAIL, RECORDS, signed, verified } from '../mail.js';

const POLICIES = {
  ...RECORDS,
  'example.org': { TXT: [] },
  '_domainkey.example.org': { TXT: ['o=-'] },
  '_adsp._domainkey.example.org': { TXT: ['dkim=discardable'] },
  '_policy._domainkey.example.org': { TXT: ['dkim=strict'] },
};

test('S-141: a verifier asks for keys and for nothing else, whatever the outcome', async () => {
  const good = await signed(MAIL, dkimRequest(), domainkeysRequest());
  const mails = [
    { mail: MAIL, names: [] },
    { mail: good, names: ['rsa._domainkey.example.org'] },
    { mail: `${good}more`, names: ['rsa._domainkey.example.org'] },
    { mail: await signed(MAIL, dkimRequest({ domain: 'other.example' })), names: ['rsa._domainkey.other.example'] },
    { mail: await signed(MAIL, dkimRequest({ selector: 'gone' })), names: ['gone._domainkey.example.org'] },
  ];
  for (const { mail, names } of mails) {
    const { resolveTxt, asked } = countingResolver(POLICIES);
    await verified(mail, { resolveTxt });
    expect(asked).toEqual(names);
  }
});

test.each(['dkim=strict', 'dkim=all', 'dkim=unknown', 'o=!', 'o=-', 'o=~', 'o=-; dkim=discardable'])(
  'S-144: an SSP record "%s" has no effect on either policy, and is not asked for',
  async (text) => {
    const { resolveTxt, asked } = countingResolver({
      'example.org': { TXT: [] },
      '_policy._domainkey.example.org': { TXT: [text] },
    });
    expect(await lookUpDomainkeysPolicy('example.org', resolveTxt)).toEqual({
      result: 'not-found',
      name: '_domainkey.example.org',
      signsAll: false,
      testing: false,
    });
    expect(await lookUpAdsp('example.org', resolveTxt)).toEqual({
      practice: 'none',
      name: '_adsp._domainkey.example.org',
    });
    expect(asked).toEqual(['_domainkey.example.org', 'example.org', '_adsp._domainkey.example.org']);
  },
);

test('S-144: an SSP record neither weakens nor strengthens the policies that stand', async () => {
  const resolveTxt = memoryResolver({ ...POLICIES, '_policy._domainkey.example.org': { TXT: ['o=~'] } });
  expect(await lookUpDomainkeysPolicy('example.org', resolveTxt)).toMatchObject({ result: 'found', signsAll: true });
  expect(await lookUpAdsp('example.org', resolveTxt)).toMatchObject({ practice: 'discardable' });
});

test('S-142: each word of SSP at the place of DomainKeys is unknown there, and told', async () => {
  for (const practice of ['!', '.', '^']) {
    const resolveTxt = memoryResolver({ '_domainkey.example.org': { TXT: [`o=${practice}`] } });
    expect(await lookUpDomainkeysPolicy('example.org', resolveTxt)).toMatchObject({
      result: 'found',
      signsAll: false,
      unknownPractice: practice,
    });
  }
});

test.each([
  { text: 'dkim\t=\t discardable \t; t=s', practice: 'discardable' },
  { text: 'dkim=all; x=unknown tag', practice: 'all' },
  { text: 'dkim=\r\n all', practice: 'none' },
  { text: 'dkim\r\n =all', practice: 'none' },
  { text: 'dkim=all;\r\n t=s', practice: 'none' },
])('S-145: white space in ADSP is WSP, without line ends: %j', async ({ text, practice }) => {
  const resolveTxt = memoryResolver({
    'example.org': { TXT: [] },
    '_adsp._domainkey.example.org': { TXT: [text] },
  });
  expect(await lookUpAdsp('example.org', resolveTxt)).toMatchObject({ practice });
});

test('S-146: the domain itself is asked first; where it has no TXT record it exists all the same', async () => {
  const { resolveTxt, asked } = countingResolver(POLICIES);
  expect(await lookUpAdsp('example.org', resolveTxt)).toMatchObject({ practice: 'discardable' });
  expect(asked).toEqual(['example.org', '_adsp._domainkey.example.org']);
  const gone = countingResolver({ '_adsp._domainkey.example.org': { TXT: ['dkim=all'] } });
  expect(await lookUpAdsp('example.org', gone.resolveTxt)).toEqual({ practice: 'nxdomain', name: 'example.org' });
  expect(gone.asked).toEqual(['example.org']);
});
