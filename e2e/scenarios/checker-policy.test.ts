/** dkim-check reads the policies of a domain from a real DNS server. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp } from '../harness/daemon.js';
import { startNsd, type DnsServer } from '../harness/dns.js';
import { lacks } from '../harness/needs.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';

interface Report {
  dmarc: { result: string; domain: string; tag: string; policy: string; walk: { name: string; outcome: string }[] };
  problems: { code: string }[];
}

describe.skipIf(lacks('nsd'))('the policies of a domain', () => {
  const stage = openStage();
  let dns: DnsServer;
  beforeAll(async () => {
    dns = await startNsd(stage, {
      // nsd answers for what it serves alone: the walk goes up to the last label, so that is a zone as well.
      example: {},
      'good.example': {
        '@': ['v=spf1 mx -all'],
        _dmarc: [
          `v=DMARC1; p=reject; sp=quarantine; rua=mailto:a@good.example; ruf=${'mailto:a@good.example,'.repeat(20)}`,
        ],
        news: [],
        _domainkey: ['t=y; o=~; r=postmaster@good.example'],
      },
      'bad.example': {
        '@': ['v=spf1 mx -all', 'v=spf1 -all'],
        _dmarc: { alias: 'policy.good.example.' },
        '_policy._domainkey': ['t=y;o=~;n=;r=a@b;'],
        '*': ['v=spf1 -all'],
      },
    });
  });
  afterAll(() => stage.end());

  async function policy(...args: readonly string[]): Promise<{ status: number | null; out: string }> {
    const all = ['policy', ...args, '--nameserver', `127.0.0.1:${dns.port}`];
    const { status, stdout } = await runApp('dkim-check', all);
    return { status, out: stdout.toString() };
  }

  proves('check-policy', 'a subdomain without a record has that of its organization, found by the walk', async () => {
    const { status, out } = await policy('mail.news.good.example', '--json');
    const { dmarc }: Report = JSON.parse(out);
    expect(dmarc).toMatchObject({ result: 'found', domain: 'good.example', tag: 'sp', policy: 'quarantine' });
    expect(dmarc.walk.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['_dmarc.mail.news.good.example', 'none'],
      ['_dmarc.news.good.example', 'none'],
      ['_dmarc.good.example', 'record'],
      ['_dmarc.example', 'none'],
    ]);
    expect(status).toBe(0);
  });

  proves('check-policy', 'the policy of DomainKeys is explained, and does no harm', async () => {
    const { status, out } = await policy('good.example', '--from', 'joe@good.example', '--d', 'mail.good.example');
    expect(out).toContain('_domainkey.good.example: some mail is signed (o=~), being tested (t=y)');
    expect(out).toContain('[policy-historic]');
    expect(out).toContain('d=mail.good.example, From good.example: aligned; both belong to good.example.');
    expect(out).toContain('SPF and DMARC are here.');
    expect(status).toBe(0);
  });

  proves(
    'check-policy',
    'faults of a real zone: two SPF records, an alias that leads nowhere, a wildcard',
    async () => {
      const { status, out } = await policy('bad.example', '--lang', 'ja');
      for (const code of ['spf-several', 'dmarc-missing', 'dmarc-wildcard', 'policy-historic']) {
        expect(out).toContain(`[${code}]`);
      }
      expect(status).toBe(1);
    },
  );
});
