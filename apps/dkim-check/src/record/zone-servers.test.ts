import { expect, test } from 'vitest';
import type { Dns, DnsReport, NameServer } from '../dns/dns.js';
import { empty } from '../dns/network-dns.js';
import { serversReport } from './zone-servers.js';

const NAME = 's._domainkey.example.org';
const found = (...texts: string[]): DnsReport => ({
  ...empty('found', null, null),
  records: texts.map((text) => [text]),
  isAuthoritative: true,
  hasAnswered: true,
});
const answered = (status: 'no-such-name' | 'server-failure'): DnsReport => ({ ...found(), status });

/** A zone of two servers: `one`, who is well, and `two`, who is as the test says. */
function zoneWith(two: DnsReport, tcp: string | null = null): Dns {
  const servers: NameServer[] = [
    { name: 'one', address: '192.0.2.1' },
    { name: 'two', address: '192.0.2.2' },
  ];
  const txt = async (_name: string, server?: NameServer): Promise<DnsReport> =>
    server?.name === 'two' ? two : found('p=a', 'p=b');
  return {
    resolveTxt: async () => ({ status: 'timeout' }),
    servers: ['192.0.2.53'],
    txt,
    zoneOf: async () => ({ name: 'example.org', servers }),
    tcpFault: async ({ name }) => (name === 'two' ? tcp : null),
  };
}

test('servers that agree raise nothing, in whatever order their records come', async () => {
  const { problems, answers } = await serversReport(NAME, zoneWith(found('p=b', 'p=a')));
  expect(problems).toEqual([]);
  expect(answers.map(({ server }) => server.name)).toEqual(['one', 'two']);
});

test.each<[code: string, two: DnsReport, tcp?: string]>([
  ['server-differs', found('p=a')],
  ['server-differs', answered('no-such-name')],
  ['server-silent', empty('timeout', 'no answer by UDP', null)],
  ['server-silent', empty('server-failure', 'connect ECONNREFUSED', null)],
  ['server-lame', answered('server-failure')],
  ['server-lame', { ...found('p=a', 'p=b'), isAuthoritative: false }],
  ['server-no-tcp', found('p=a', 'p=b'), 'connect ECONNREFUSED'],
])('%s: %#', async (code, two, tcp) => {
  const { problems } = await serversReport(NAME, zoneWith(two, tcp ?? null));
  expect(problems.map((problem) => problem.code)).toEqual([code]);
});

test('zone-unknown: where nobody tells who serves the name', async () => {
  const { problems } = await serversReport(NAME, { ...zoneWith(found()), zoneOf: async () => null });
  expect(problems.map(({ code }) => code)).toEqual(['zone-unknown']);
});
