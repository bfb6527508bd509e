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

test('records of other types say that a name exists', async () => {
  const records = { 'a.example': { A: ['192.0.2.1'] }, 'b.example': { TXT: ['x'], MX: [[10, 'a.example']] } };
  expect(await memoryResolver(records as MemoryRecords)('a.example')).toEqual({ status: 'no-such-record' });
  expect(await memoryResolver(records as MemoryRecords)('b.example')).toEqual({ status: 'found', records: ['x'] });
});

test.each([
  ['a list', ['v=DKIM1; p=AAAA']],
  ['a text', 'v=DKIM1; p=AAAA'],
  ['txt', { txt: [] }],
  ['a failure in small letters', 'nxdomain'],
  ['a failure that is none', 'constructor'],
  ['TXT that is a text', { TXT: 'string' }],
  ['TXT that is null', { TXT: null }],
  ['TXT of numbers', { TXT: [5] }],
  ['TXT of numbers in a list', { TXT: [['a', 5]] }],
  ['CNAME that is a list', { CNAME: ['a.example'] }],
  ['a Map', new Map([['TXT', ['x']]])],
  ['null', null],
  ['nothing', undefined],
])('%s at a name is the mistake of the caller, told with the name and the right shape', (_, entry) => {
  const records = { 'a.example': { TXT: ['x'] }, 's1.example': entry } as unknown as MemoryRecords;
  expect(() => memoryResolver(records)).toThrow(
    expect.objectContaining({
      code: 'DKIM_OPTION_INVALID',
      message: expect.stringMatching(
        /^The record of "s1\.example" must be \{ "TXT": \["\.\.\."\] \}, .* or "TIMEOUT"\.$/,
      ),
    }),
  );
});

test.each([[undefined], [null], ['x'], [[]], [new Map()], [Promise.resolve({})]])(
  'records of %s are no records',
  (records) => {
    expect(() => memoryResolver(records as unknown as MemoryRecords)).toThrow(
      expect.objectContaining({ code: 'DKIM_OPTION_INVALID', message: expect.stringMatching(/^records must be/) }),
    );
  },
);
