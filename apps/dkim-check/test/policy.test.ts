import { afterAll, expect, test } from 'vitest';
import { check, openFolder, type Outcome } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

type Records = Readonly<Record<string, unknown>>;

async function policy(records: Records, ...args: readonly string[]): Promise<Outcome> {
  const file = folder.write('dns.json', JSON.stringify(records));
  return check(['policy', 'example.org', '--records', file, ...args]);
}

const txt = (...texts: readonly unknown[]): object => ({ TXT: texts });
const DMARC = 'v=DMARC1; p=none; rua=mailto:dmarc@example.org';
const dmarc = (...texts: readonly string[]): Records => ({ '_dmarc.example.org': txt(...texts) });

/** A domain without a fault: no code but those of a test's own record comes up. */
const GOOD: Records = { ...dmarc(DMARC), 'example.org': txt('v=spf1 mx -all') };

async function codesOf(records: Records, ...args: readonly string[]): Promise<readonly string[]> {
  const { out } = await policy({ ...GOOD, ...records }, '--json', ...args);
  return (JSON.parse(out) as { problems: { code: string; severity: string }[] }).problems.map(
    ({ severity, code }) => `${severity} ${code}`,
  );
}

test('a domain without a fault: each name asked, what the record means, and nothing to do', async () => {
  const { out, status } = await policy(GOOD);
  expect(out).toContain(
    `  _dmarc.example.org: ${DMARC}\n  _dmarc.org: no record\n  Organizational domain: example.org\n`,
  );
  expect(out).toContain('policy none (p= at example.org)');
  expect(out).toContain('  example.org: v=spf1 mx -all\n');
  expect(out).not.toMatch(/\[[a-z-]+\]/);
  expect(status).toBe(0);
  const japanese = await policy(GOOD, '--lang', 'ja');
  expect(japanese.out).toContain('組織ドメイン: example.org\n');
  expect(japanese.out).toContain('SPF と DMARC はあります。');
});

test.each([
  {
    code: 'warning dmarc-missing',
    raises: { '_dmarc.example.org': txt() },
    not: { '_dmarc.org': txt(DMARC), '_dmarc.example.org': txt() },
  },
  { code: 'error dmarc-several', raises: dmarc(DMARC, 'v=DMARC1; p=reject'), not: dmarc(DMARC, 'verification=1') },
  { code: 'error dmarc-version-case', raises: dmarc('v=dmarc1; p=none'), not: dmarc(DMARC) },
  { code: 'error dmarc-version-case', raises: dmarc('V=DMARC1; p=none'), not: dmarc('v = DMARC1; p=none') },
  { code: 'error dmarc-version-place', raises: dmarc('p=none; v=DMARC1'), not: dmarc('v=DMARC1; p=none') },
  { code: 'error dmarc-version-place', raises: dmarc('v=DMARC1 p=none'), not: dmarc('v=DMARC1;p=none') },
  { code: 'error dmarc-version-place', raises: dmarc(' v=DMARC1; p=none'), not: dmarc('google-site-verification=x') },
  { code: 'error spf-at-dmarc', raises: dmarc('v=spf1 -all'), not: dmarc('v=spf10') },
  { code: 'warning spf-at-dmarc', raises: dmarc('v=spf1 -all', DMARC), not: dmarc(DMARC) },
  { code: 'error smart-quotes-in-record', raises: dmarc('\u201cv=DMARC1; p=none\u201d'), not: dmarc(DMARC) },
  {
    code: 'error smart-quotes-in-record',
    raises: dmarc('v=DMARC1; p=\u201cnone\u201d'),
    not: dmarc('v=DMARC1; p=none; n=\u00e9'),
  },
  { code: 'error quotes-in-record', raises: dmarc('"v=DMARC1; p=none"'), not: dmarc(DMARC) },
  { code: 'warning dmarc-policy-missing', raises: dmarc('v=DMARC1; rua=mailto:a@example.org'), not: dmarc(DMARC) },
  { code: 'error dmarc-policy-missing', raises: dmarc('v=DMARC1;'), not: dmarc('v=DMARC1; p=none') },
  { code: 'error dmarc-policy-bad', raises: dmarc('v=DMARC1; p=monitor'), not: dmarc('v=DMARC1; p=NONE') },
  { code: 'error dmarc-policy-bad', raises: dmarc(`${DMARC}; sp=no`), not: dmarc(`${DMARC}; sp=reject`) },
  { code: 'error dmarc-policy-bad', raises: dmarc(`${DMARC}; np=`), not: dmarc(`${DMARC}; np=quarantine`) },
  { code: 'warning dmarc-tag-ignored', raises: dmarc(`${DMARC}; adkim=strict`), not: dmarc(`${DMARC}; adkim=s`) },
  { code: 'warning dmarc-tag-ignored', raises: dmarc(`${DMARC}; P=reject`), not: dmarc(`${DMARC}; t=y`) },
  { code: 'info dmarc-tag-historic', raises: dmarc(`${DMARC}; pct=100`), not: dmarc(`${DMARC}; fo=1`) },
  { code: 'info dmarc-tag-historic', raises: dmarc(`${DMARC}; ri=86400`), not: dmarc(DMARC) },
  { code: 'warning dmarc-pct-zero', raises: dmarc(`${DMARC}; pct=0`), not: dmarc(`${DMARC}; pct=1`) },
  { code: 'warning dmarc-report-address', raises: dmarc('v=DMARC1; p=none; rua=a@example.org'), not: dmarc(DMARC) },
  {
    code: 'warning dmarc-report-address',
    raises: dmarc(`${DMARC}; ruf=https://example.org`),
    not: dmarc(`${DMARC}; ruf=mailto:a@example.org`),
  },
  { code: 'info dmarc-report-size', raises: dmarc(`${DMARC}!10m`), not: dmarc(DMARC) },
  {
    code: 'warning dmarc-report-permission',
    raises: dmarc('v=DMARC1; p=none; rua=mailto:a@reports.example'),
    not: {
      ...dmarc('v=DMARC1; p=none; rua=mailto:a@reports.example'),
      'example.org._report._dmarc.reports.example': txt('v=DMARC1'),
    },
  },
  {
    code: 'warning dmarc-report-permission',
    raises: {
      ...dmarc('v=DMARC1; p=none; ruf=mailto:a@b.example'),
      'example.org._report._dmarc.b.example': txt('yes'),
    },
    not: dmarc('v=DMARC1; p=none; rua=mailto:a@mail.example.org'),
  },
  {
    code: 'error dmarc-at-domain',
    raises: { 'example.org': txt('v=spf1 -all', DMARC), '_dmarc.example.org': txt() },
    not: {},
  },
  { code: 'warning dmarc-at-domain', raises: { 'example.org': txt('v=spf1 -all', DMARC) }, not: {} },
  {
    code: 'info dmarc-alias',
    raises: { '_dmarc.example.org': { CNAME: 'x.example' }, 'x.example': txt(DMARC) },
    not: {},
  },
  {
    code: 'warning dmarc-wildcard',
    raises: { '_dmarc.dkim-check-asks-for-a-wildcard.example.org': txt('v=spf1 -all') },
    not: { '_dmarc.dkim-check-asks-for-a-wildcard.example.org': txt() },
  },
  { code: 'warning spf-missing', raises: { 'example.org': txt('spf1 -all') }, not: { 'example.org': txt('V=SPF1') } },
  {
    code: 'error spf-several',
    raises: { 'example.org': txt('v=spf1 mx -all', 'v=spf1 -all') },
    not: { 'example.org': txt('v=spf1 -all', 'v=spf10') },
  },
  {
    code: 'info policy-historic',
    raises: { '_domainkey.example.org': txt('o=~') },
    not: { '_domainkey.example.org': txt('k=rsa; p=AA') },
  },
  {
    code: 'info policy-historic',
    raises: { '_policy._domainkey.example.org': txt('t=y;o=~;n=;r=a@b;') },
    not: { '_policy._domainkey.example.org': txt() },
  },
  {
    code: 'warning policy-text-other',
    raises: { '_domainkey.example.org': txt('v=DKIM1; k=rsa; p=AA') },
    not: { '_domainkey.example.org': txt('o=~'), 's1._domainkey.example.org': txt('v=DKIM1; k=rsa; p=AA') },
  },
  {
    code: 'warning policy-text-other',
    raises: { '_policy._domainkey.example.org': txt('hello') },
    not: { '_policy._domainkey.example.org': txt('dkim=all') },
  },
  {
    code: 'warning policy-signs-all',
    raises: { '_domainkey.example.org': txt('r=a@b; o=-') },
    not: { '_domainkey.example.org': txt('t=y; o=-') },
  },
  {
    code: 'info adsp-historic',
    raises: { '_adsp._domainkey.example.org': txt('dkim=all') },
    not: { '_adsp._domainkey.example.org': txt('DKIM=all') },
  },
  {
    code: 'warning adsp-discardable',
    raises: { '_adsp._domainkey.example.org': txt('dkim=discardable') },
    not: { '_adsp._domainkey.example.org': txt('dkim=all') },
  },
])('S-167, S-168, S-142, S-145: $code is raised by $raises, not by $not', async ({ code, raises, not }) => {
  expect(await codesOf(raises)).toContain(code);
  expect(await codesOf(not)).not.toContain(code);
});

test('a problem says what to do, in both languages', async () => {
  const { out, status } = await policy({ 'example.org': txt('v=spf1 -all') });
  expect(out).toContain(
    '  warning: There is no DMARC record at _dmarc.example.org, nor above it. [dmarc-missing]\n      Publish a TXT record at _dmarc.example.org: v=DMARC1; p=none; rua=mailto:postmaster@example.org\n',
  );
  expect(status).toBe(0);
  const japanese = (await policy(dmarc('v=dmarc1; p=none'), '--lang', 'ja')).out;
  expect(japanese).toMatch(
    /エラー: _dmarc\.example\.org のレコードの v=DMARC1 の大文字と小文字が違います.* \[dmarc-version-case\]\n {6}レコードを v=DMARC1;/,
  );
});

test.each(['t=y; o=~; r=a@b', 't=y;o=~;n=;r=a@b;', 'r=a@b ; o=~;t=y'])(
  'S-142: the policy "%s" is valid, explained and historic, and no fault',
  async (text) => {
    for (const name of ['_domainkey.example.org', '_policy._domainkey.example.org']) {
      const { out, status } = await policy({ ...GOOD, [name]: txt(text) });
      expect(out).toContain(`${name}: some mail is signed (o=~), being tested (t=y), reports to a@b (r=)\n`);
      expect(out).toContain(
        `note: ${name}: DomainKeys policy (${text}). Historic; today receivers read DMARC at _dmarc.example.org.`,
      );
      expect(status).toBe(0);
      expect((await policy({ ...GOOD, [name]: txt(text) }, '--lang', 'ja')).out).toContain('DomainKeys のポリシー');
    }
  },
);

test('S-144: what the SSP drafts wrote is history as well, at its own name only', async () => {
  const { out, status } = await policy({ ...GOOD, '_policy._domainkey.example.org': txt('dkim=strict') });
  expect(out).toContain('  _policy._domainkey.example.org: dkim=strict\n');
  expect(out).toContain('[policy-historic]');
  expect(status).toBe(0);
  expect(await codesOf({ '_domainkey.example.org': txt('dkim=strict') })).toEqual(['warning policy-text-other']);
  const strict = await policy({ ...GOOD, '_policy._domainkey.example.org': txt('o=!') });
  expect(strict.out).toContain(
    '  _policy._domainkey.example.org: all mail is signed, and by the domain itself (o=!)\n',
  );
});

test('S-172: alignment is explained for each d=, and one that does not count is an error', async () => {
  const args = ['--from', 'Joe <joe@news.example.org>', '--d', 'mail.example.org', '--d', 'relay.example'];
  const { out, status } = await policy(GOOD, ...args);
  expect(out).toContain('d=mail.example.org, From news.example.org: aligned; both belong to example.org.');
  expect(out).toContain('d=relay.example, From news.example.org: not aligned; From belongs to example.org');
  expect([out.match(/\[dmarc-not-aligned\]/g)?.length, status]).toEqual([1, 1]);
  expect((await policy(GOOD, '--from', 'joe@example.org')).out).toContain('aligned; it is the same domain.');
  const strict = dmarc(`${DMARC}; adkim=s`);
  expect(await codesOf(strict, '--d', 'mail.example.org')).toContain('error dmarc-not-aligned-strict');
  expect(await codesOf(strict, '--d', 'example.org')).toEqual([]);
  expect(await codesOf({ '_dmarc.example.org': txt() }, '--d', 'relay.example')).toContain('warning dmarc-not-aligned');
  expect((await policy(GOOD, ...args, '--lang', 'ja')).out).toContain('一致しません。From は example.org に属し');
});

test('S-236: what large receivers ask for, and what is missing: nothing, SPF only, all', async () => {
  const { out: nothing } = await policy({});
  expect(nothing).toContain('Missing here: SPF, DMARC\n');
  expect(nothing).toContain('  _adsp._domainkey.example.org: no record\n');
  expect((await policy({ 'example.org': txt('v=spf1 -all') })).out).toContain('Missing here: DMARC\n');
  const { out } = await policy(GOOD);
  expect(out).toContain('Gmail, Yahoo, Microsoft: 550 5.7.515');
  expect(out).toContain('SPF and DMARC are here.');
  expect(out).toContain('dkim-check record --domain example.org --selector SELECTOR');
  expect((await policy({}, '--lang', 'ja')).out).toContain('足りないもの: SPF, DMARC\n');
});

test('S-169, S-173: the walk above a subdomain, and a policy that t=y lowers', async () => {
  const file = folder.write(
    'dns.json',
    JSON.stringify({ ...dmarc('v=DMARC1; p=none; sp=reject; t=y'), 'a.b.example.org': txt() }),
  );
  const { out } = await check(['policy', 'a.b.example.org', '--records', file]);
  expect(out).toContain(
    '_dmarc.a.b.example.org: no record\n  _dmarc.b.example.org: no record\n  _dmarc.example.org: v=DMARC1;',
  );
  expect(out).toContain('gets the policy quarantine (sp= at example.org)');
  expect(out).toContain('the record says reject');
});

test('S-175: DNS that does not answer is status 3, unless an error was found', async () => {
  const { out, status } = await policy({ ...GOOD, '_dmarc.example.org': 'SERVFAIL' });
  expect(out).toContain('_dmarc.example.org: DNS did not answer\n');
  expect(out).toMatch(/error: DNS did not answer for _dmarc\.example\.org\. \[policy-unanswered\]/);
  expect(out).not.toContain('[dmarc-missing]');
  expect(status).toBe(3);
  expect((await policy({ ...GOOD, '_adsp._domainkey.example.org': 'TIMEOUT' })).status).toBe(3);
  expect((await policy({ ...dmarc('v=dmarc1'), 'example.org': 'TIMEOUT' })).status).toBe(1);
  expect((await policy({ ...GOOD, 'example.org': 'SERVFAIL' })).out).not.toContain('[spf-missing]');
});

test('where DNS did not answer nothing is said to be missing', async () => {
  const dead = ['_dmarc.example.org', 'example.org', '_domainkey.example.org', '_adsp._domainkey.example.org'];
  const { out } = await policy(Object.fromEntries(dead.map((name) => [name, 'TIMEOUT'])));
  expect(out).toContain('  _domainkey.example.org: DNS did not answer\n');
  expect(out).toContain('  _adsp._domainkey.example.org: DNS did not answer\n');
  expect(out).toContain('What DNS did not answer for is not counted here.');
  expect(out).not.toContain('Missing here');
  expect((await policy({ '_dmarc.example.org': 'TIMEOUT' })).out).toContain('Missing here: SPF\n');
});

test.each([dmarc('v=dmarc1; p=none'), dmarc(DMARC, DMARC), dmarc('p=none; v=DMARC1')])(
  'who has a record that is only mistaken is not told to publish another: %j',
  async (records) => {
    expect(await codesOf(records)).not.toContain('warning dmarc-missing');
  },
);

test('the JSON form: names, order and types', async () => {
  const { out } = await policy(
    { ...GOOD, '_domainkey.example.org': txt('o=-; n=note') },
    '--json',
    '--d',
    'example.net',
  );
  expect(JSON.parse(out)).toEqual({
    domain: 'example.org',
    dmarc: {
      result: 'found',
      domain: 'example.org',
      source: 'author',
      tag: 'p',
      requested: 'none',
      policy: 'none',
      organizationalDomain: 'example.org',
      record: { v: 'DMARC1', p: 'none', rua: 'mailto:dmarc@example.org' },
      walk: [
        { name: '_dmarc.example.org', outcome: 'record', texts: [DMARC] },
        { name: '_dmarc.org', outcome: 'none', texts: [] },
      ],
    },
    alignment: [
      {
        from: 'example.org',
        d: 'example.net',
        mode: 'relaxed',
        result: 'not-aligned',
        fromOrganization: 'example.org',
        dOrganization: null,
      },
    ],
    spf: { name: 'example.org', records: ['v=spf1 mx -all'], result: null },
    domainkeys: {
      name: '_domainkey.example.org',
      found: true,
      record: 'o=-; n=note',
      signsAll: true,
      testing: false,
      notes: 'note',
      reportTo: null,
    },
    draft: { name: '_policy._domainkey.example.org', found: false },
    adsp: { name: '_adsp._domainkey.example.org', practice: 'none' },
    receivers: { spf: true, dmarc: true, dkim: null },
    problems: [
      expect.objectContaining({ severity: 'error', code: 'dmarc-not-aligned' }),
      expect.objectContaining({ severity: 'warning', code: 'policy-signs-all' }),
      expect.objectContaining({ severity: 'info', code: 'policy-historic' }),
    ],
  });
});

test.each([
  [['policy'], 'Say which domain'],
  [['policy', '_dmarc.example.org'], '"_dmarc.example.org" is not a domain name. Write it without _dmarc'],
  [['policy', 'example.org', '--d', 'a b'], '"a b" is not a domain name.'],
  [['policy', 'example.org', '--from', 'joe'], '"joe" is not a domain name.'],
])('wrong usage: %j', async (args, says) => {
  const { status, err } = await check(args);
  expect([status, err]).toEqual([2, expect.stringContaining(says)]);
});

test('S-243, S-245: records of 64 KB, thousands of tags and records: bounded output, nothing raw on the terminal', async () => {
  const texts = [
    `v=DMARC1; p=none; x=\u001b[2J; ${'a=b;'.repeat(16_000)}`,
    `v=DMARC1; p=none; rua=${'mailto:a@b!1m,'.repeat(4000)}`,
    `v=DMARC1; p=none; rua=${Array.from({ length: 3000 }, (_, at) => `mailto:a@v${at}.example`).join(',')}`,
    'v'.repeat(65_000),
  ];
  for (const text of texts) {
    const records = {
      ...dmarc(text),
      'example.org': txt(text),
      '_domainkey.example.org': txt(`o=-; n=\u001b]0;x\u0007${text.slice(0, 1000)}`),
    };
    const { out } = await policy(records);
    expect(out).not.toContain('\u001b');
    expect(out.length).toBeLessThan(20_000);
  }
  const many = await policy(dmarc(...Array.from({ length: 5000 }, (_, at) => `v=spf1 ip4:192.0.2.${at} -all`)));
  expect(many.out.match(/\[spf-at-dmarc\]/g)).toHaveLength(1);
});

test('a key whose selector was forgotten is shown where it stands, in both languages', async () => {
  const records = { ...GOOD, '_domainkey.example.org': txt('v=DKIM1; p=AA') };
  const { out, status } = await policy(records);
  expect(out).toContain('  _domainkey.example.org: v=DKIM1; p=AA\n');
  expect(out).toContain(
    '  warning: The text at _domainkey.example.org is no policy: "v=DKIM1; p=AA" [policy-text-other]\n',
  );
  expect(status).toBe(0);
  expect((await policy(records, '--lang', 'ja')).out).toContain('ポリシーではありません: 「v=DKIM1; p=AA」');
});
