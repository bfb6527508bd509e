/** DMARC records of strangers, and whatever DNS says of them. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  alignDmarc,
  evaluateDmarc,
  lookUpDmarcPolicy,
  parseDmarcRecord,
  readDmarcReportUris,
  walkDmarcTree,
  type TxtAnswer,
} from '../../src/index.js';
import { costOfMegabyte, hostile, ONE_LINE, runs, tally, timeout } from './hostile-input.js';

const RECORDS = [
  'v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=r; t=y; psd=n; fo=0:d',
  'v=DMARC1;p=none;rua=mailto:a@b.example,mailto:c@d.example!10m;ruf=https://e.example/x',
  'v = DMARC1 ; p = quarantine ; pct=0; rf=afrf; ri=1; psd=y;',
  'v=DMARC1; rua=mailto:a@b.example',
];
const PIECES = ['v=DMARC1;', 'p=', 'sp=', 'rua=', 'mailto:', 'psd=y', 'none', 'reject', ',', '!', ';', '%4', 't=y'];
const records = hostile(RECORDS, { pieces: PIECES });
const REQUESTS = ['none', 'quarantine', 'reject'];

test('S-167, S-168: any text is refused in one line, or read into documented values', { timeout }, () => {
  const seen = tally();
  const property = fc.property(records, (text) => {
    const parsed = parseDmarcRecord(text);
    if (!parsed.ok) {
      expect(parsed.code).toBe('dmarc-version');
      expect(parsed.reason).toMatch(ONE_LINE);
      seen.add('none');
      return;
    }
    const { policy, subdomainPolicy, nonexistentPolicy, requests, aggregateReports, failureReports } = parsed.value;
    for (const request of [policy, subdomainPolicy, nonexistentPolicy]) expect([null, ...REQUESTS]).toContain(request);
    if (requests === 'as-written') expect(REQUESTS).toContain(policy);
    expect(requests === 'none').toBe(requests !== 'as-written' && aggregateReports.length > 0);
    for (const { uri, domain } of [...aggregateReports, ...failureReports]) {
      expect(uri).toMatch(/^[A-Za-z][\x21-\x7e]+$/);
      expect(uri).not.toMatch(/[,!;]/);
      if (domain !== null) expect(domain).toMatch(/^[a-z0-9_.-]{1,253}$/);
    }
    for (const { why } of parsed.value.ignored) seen.add(why);
    seen.add(requests);
  });
  fc.assert(property, runs(2000));
  const late = ['none', 'as-written', 'unusable', 'syntax', 'value', 'repeated', 'historic', 'unknown'];
  expect(seen.seen()).toEqual(expect.arrayContaining(late));
});

test(
  'S-169, S-170, S-175: whatever DNS says, nothing rejects and no more than nine names are asked',
  { timeout },
  async () => {
    const seen = tally();
    const answer: fc.Arbitrary<TxtAnswer> = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.array(records, { maxLength: 3 }).map((found): TxtAnswer => ({ status: 'found', records: found })),
      },
      { weight: 3, arbitrary: fc.constant<TxtAnswer>({ status: 'no-such-name' }) },
      fc.constantFrom<TxtAnswer>(
        { status: 'timeout' },
        { status: 'server-failure' },
        { status: 'no-such-record' },
        { status: 'invalid-name' },
      ),
    );
    const labels = fc.array(fc.constantFrom('a', 'b', 'mail', 'example'), { minLength: 1, maxLength: 20 });
    const property = fc.asyncProperty(
      labels,
      fc.array(answer, { minLength: 1, maxLength: 9 }),
      async (names, answers) => {
        const domain = names.join('.');
        const asked = new Set<string>();
        const resolveTxt = async (name: string): Promise<TxtAnswer> => {
          asked.add(name);
          return answers[name.split('.').length % answers.length] ?? { status: 'timeout' };
        };
        const policy = await lookUpDmarcPolicy(domain, resolveTxt);
        expect(asked.size).toBeLessThanOrEqual(9); // eight of the walk, and the domain itself for np=
        seen.add(`policy ${policy.result}`);
        if (policy.result === 'found') {
          seen.add(`policy of ${policy.source}`);
          expect(`.${domain}`.endsWith(`.${policy.domain}`)).toBe(true);
        }
        if ('reason' in policy) expect(policy.reason).toMatch(ONE_LINE);
        const { steps } = await walkDmarcTree(domain, resolveTxt);
        expect(steps.length).toBeLessThanOrEqual(8);
        const aligned = await alignDmarc({ author: domain, proven: `x.${domain}`, mode: 'relaxed' }, resolveTxt);
        seen.add(`alignment ${aligned.result}`);
        const signatures = [{ type: 'dkim', result: 'pass', domain: names.slice(1).join('.') }] as const;
        const { result } = await evaluateDmarc({ authorDomain: domain, signatures, spfDomain: null }, resolveTxt);
        seen.add(result);
      },
    );
    await fc.assert(property, runs(500));
    expect(seen.seen()).toEqual(
      expect.arrayContaining([
        'policy found',
        'policy none',
        'policy temperror',
        'policy of author',
        'policy of organization',
      ]),
    );
    expect(seen.seen()).toEqual(
      expect.arrayContaining(['alignment aligned', 'alignment temperror', 'pass', 'fail', 'none']),
    );
  },
);

test.each([
  'a=1;',
  ';',
  'p=none;',
  'rua=mailto:a@b.example!9m,',
  ' ',
  '!9',
  ',',
  'a',
  '=',
  'mailto:a@',
  '\xe2\x80\x9c',
])('S-245: a record of 1 MB of "%s" costs linear time', { timeout }, async (unit) => {
  for (const before of ['', 'v=DMARC1;', 'v=DMARC1; rua=', 'v ']) {
    expect(await costOfMegabyte(unit, (text) => parseDmarcRecord(before + text))).toBe(null);
  }
  expect(await costOfMegabyte(unit, readDmarcReportUris)).toBe(null);
});

test('S-245: thousands of records at one name are looked at once', { timeout }, async () => {
  const texts = Array.from({ length: 20_000 }, (_, at) => `v=DMARC1; p=none; n=${at}`);
  const lookup = await lookUpDmarcPolicy('a.example', async () => ({ status: 'found', records: texts }));
  expect(lookup).toMatchObject({ result: 'none', code: 'no-record' });
});
