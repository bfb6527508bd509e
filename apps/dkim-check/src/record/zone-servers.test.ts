import { expect, test } from 'vitest';
import type { Dns, DnsReport, NameServer } from '../dns/dns.js';
import { empty } from '../dns/network-dns.js';
import { wordsIn } from '../words/words.js';
import { serversReport } from './zone-servers.js';

const NAME = 's._domainkey.example.org';
const found = (...texts: string[]): DnsReport => ({
  ...empty('found', null, null),
  records: texts.map((text) => [text]),
  isAuthoritative: true,
  hasAnswered: true,
});
const answered = (status: 'no-such-name' | 'server-failure'): DnsReport => ({ ...found(), status });

interface Ways {
  tcp?: string | null;
  serials?: readonly (number | null)[];
  withoutAddress?: readonly string[];
}

/** A zone of two servers: `one`, who is well, and `two`, who is as the test says. */
function zoneWith(two: DnsReport, { tcp = null, serials = [7, 7], withoutAddress = [] }: Ways = {}): Dns {
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
    zoneOf: async () => ({ name: 'example.org', servers, withoutAddress }),
    serialOf: async ({ name }) => serials[name === 'two' ? 1 : 0] ?? null,
    tcpFault: async (server) => (typeof server === 'object' && server.name === 'two' ? tcp : null),
  };
}

test('servers that agree raise nothing, in whatever order their records come', async () => {
  const { problems, answers } = await serversReport(NAME, zoneWith(found('p=b', 'p=a')));
  expect(problems).toEqual([]);
  expect(answers.map(({ server }) => server.name)).toEqual(['one', 'two']);
});

test.each<[code: string, two: DnsReport, ways?: Ways]>([
  ['server-differs', found('p=a')],
  ['server-differs', answered('no-such-name')],
  ['server-silent', empty('timeout', 'no answer by UDP', null)],
  ['server-silent', empty('server-failure', 'connect ECONNREFUSED', null)],
  ['server-lame', answered('server-failure')],
  ['server-lame', { ...found('p=a', 'p=b'), isAuthoritative: false }],
  ['server-no-tcp', found('p=a', 'p=b'), { tcp: 'connect ECONNREFUSED' }],
  [
    'server-no-tcp',
    { ...empty('timeout', 'no answer by TCP', null), hasAnswered: true, wasCut: true },
    { tcp: 'none' },
  ],
  ['server-behind', found('p=a'), { serials: [8, 7] }],
  ['server-behind', found('p=a', 'p=b'), { serials: [2, 4_294_967_295] }],
  ['server-differs', found('p=a'), { serials: [8, null] }],
  ['server-no-address', found('p=a', 'p=b'), { withoutAddress: ['ns3.example.org'] }],
])('%s: %#', async (code, two, ways) => {
  const { problems } = await serversReport(NAME, zoneWith(two, ways));
  expect(problems.map((problem) => problem.code)).toEqual([code]);
});

test('RFC 1982: the server with the newest zone is right, wherever it stands in the list', async () => {
  const { problems } = await serversReport(NAME, zoneWith(found('p=new'), { serials: [7, 8] }));
  expect(problems.map(({ code, severity, message }) => [code, severity, message(wordsIn('en'))])).toEqual([
    ['server-behind', 'error', 'one (192.0.2.1) is behind: its zone has serial number 7, that of two has 8.'],
  ]);
});

test('zone-unknown: where nobody tells who serves the name', async () => {
  const { problems } = await serversReport(NAME, { ...zoneWith(found()), zoneOf: async () => null });
  expect(problems.map(({ code }) => code)).toEqual(['zone-unknown']);
});
