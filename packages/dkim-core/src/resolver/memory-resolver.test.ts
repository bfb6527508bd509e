import { expect, test } from 'vitest';
import { memoryResolver, type MemoryRecords } from './memory-resolver.js';

const RECORDS: MemoryRecords = {
  's1._domainkey.Example.org': { TXT: ['v=DKIM1; p=AAAA'] },
  'two.example.': { TXT: ['one', ['t', '', 'wo']] },
  'empty.example': { TXT: [] },
  'other.example': {},
  'gone.example': 'NXDOMAIN',
  'broken.example': 'SERVFAIL',
  'silent.example': 'TIMEOUT',
  'alias.example': { CNAME: 'S1._domainkey.example.org.' },
  'chain.example': { CNAME: 'alias.example' },
  'dangling.example': { CNAME: 'nowhere.example' },
  'loop.example': { CNAME: 'loop2.example' },
  'loop2.example': { CNAME: 'loop.example' },
  'b\u00fccher.example': { TXT: ['x'] },
  'octets.example': { TXT: ['n=\u00ff'] },
  'text.example': { TXT: ['n=\u65e5'] },
};

test.each([
  ['s1._domainkey.example.org', { status: 'found', records: ['v=DKIM1; p=AAAA'] }],
  ['S1._DOMAINKEY.EXAMPLE.ORG.', { status: 'found', records: ['v=DKIM1; p=AAAA'] }],
  ['two.example', { status: 'found', records: ['one', 'two'] }], // S-073
  ['empty.example', { status: 'no-such-record' }],
  ['other.example', { status: 'no-such-record' }],
  ['gone.example', { status: 'no-such-name' }],
  ['unlisted.example', { status: 'no-such-name' }],
  ['constructor', { status: 'no-such-name' }],
  ['broken.example', { status: 'server-failure' }],
  ['silent.example', { status: 'timeout' }],
  ['alias.example', { status: 'found', records: ['v=DKIM1; p=AAAA'] }], // S-088
  ['chain.example', { status: 'found', records: ['v=DKIM1; p=AAAA'] }],
  ['dangling.example', { status: 'no-such-name' }],
  ['loop.example', { status: 'server-failure' }],
  ['xn--bcher-kva.example', { status: 'found', records: ['x'] }],
  ['octets.example', { status: 'found', records: ['n=\u00ff'] }],
  ['text.example', { status: 'found', records: ['n=\u00e6\u0097\u00a5'] }],
])('S-087, S-088: %s', async (name, answer) => {
  expect(await memoryResolver(RECORDS)(name)).toEqual(answer);
});
