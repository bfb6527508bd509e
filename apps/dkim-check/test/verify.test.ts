import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { check, openFolder, vector } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const eml = vector('rfc6376-A.2.eml');
const dns = vector('rfc6376-A.2.dns.json');
const mail = readFileSync(eml, 'latin1');
const NAME = 'brisbane._domainkey.example.com';
const { [NAME]: entry } = JSON.parse(readFileSync(dns, 'utf8')) as Record<string, { TXT: [string] }>;
const record = entry?.TXT[0] ?? '';

const recordsFile = (content: unknown): string =>
  folder.write('records.json', typeof content === 'string' ? content : JSON.stringify(content));
const mailFile = (content: string): string => folder.write('mail.eml', Buffer.from(content, 'latin1'));

test('DESIGN.md, contracts: verify --json prints one object of exactly this form', async () => {
  const { status, out, err } = await check(['verify', eml, '--json', '--records', dns]);
  expect(out).toBe(
    '{"result":"pass","signatures":[{"type":"dkim","domain":"example.com","selector":"brisbane",' +
      '"identity":"joe@football.example.com","algorithm":"rsa-sha256","canonicalization":"simple/simple",' +
      '"bodyLength":null,"keyBits":1024,"testing":false,"result":"pass","code":null,"reason":null,"warnings":[]}]}\n',
  );
  expect([status, err]).toEqual([0, '']);
});

test.each([
  { of: 'a good one', records: { [NAME]: { TXT: [record] } }, status: 0, result: 'pass', code: null },
  {
    of: 'a record of two strings',
    records: { [NAME]: { TXT: [[record.slice(0, 99), record.slice(99)]] } },
    status: 0,
    result: 'pass',
    code: null,
  },
  {
    of: 'a name in capitals',
    records: { [NAME.toUpperCase()]: { TXT: [record] } },
    status: 0,
    result: 'pass',
    code: null,
  },
  {
    of: 'an alias',
    records: { [NAME]: { CNAME: 'k.example' }, 'k.example': { TXT: [record] } },
    status: 0,
    result: 'pass',
    code: null,
  },
  { of: 'a testing key', records: { [NAME]: { TXT: [`${record}; t=y`] } }, status: 0, result: 'pass', code: null },
  {
    of: 'a revoked key',
    records: { [NAME]: { TXT: ['v=DKIM1; p='] } },
    status: 1,
    result: 'permerror',
    code: 'key-revoked',
  },
  { of: 'no name', records: {}, status: 1, result: 'permerror', code: 'key-not-found' },
  { of: 'no data', records: { [NAME]: { TXT: [] } }, status: 1, result: 'permerror', code: 'key-not-found' },
  { of: 'NXDOMAIN', records: { [NAME]: 'NXDOMAIN' }, status: 1, result: 'permerror', code: 'key-not-found' },
  { of: 'SERVFAIL', records: { [NAME]: 'SERVFAIL' }, status: 3, result: 'temperror', code: 'dns-server-failure' },
  { of: 'TIMEOUT', records: { [NAME]: 'TIMEOUT' }, status: 3, result: 'temperror', code: 'dns-timeout' },
])('--records: $of gives $result, and status $status', async ({ records, status, result, code }) => {
  const outcome = await check(['verify', eml, '--json', '--records', recordsFile(records)]);
  expect(JSON.parse(outcome.out)).toMatchObject({ result, signatures: [{ result, code }] });
  expect(outcome.status).toBe(status);
});

test.each([
  { of: 'no JSON', content: '{"a":' },
  { of: 'a list', content: '[]' },
  { of: 'a number', content: '{"a.example":1}' },
  { of: 'another word', content: '{"a.example":"REFUSED"}' },
  { of: 'a TXT that is no list', content: '{"a.example":{"TXT":"v=DKIM1"}}' },
  { of: 'a type in small letters', content: '{"a.example":{"txt":["v=DKIM1"]}}' },
])('--records: $of is refused with the name of the file', async ({ content }) => {
  const { status, err } = await check(['verify', eml, '--records', recordsFile(content)]);
  expect([status, err]).toEqual([2, expect.stringMatching(/^dkim-check: --records .*records\.json cannot be used: /)]);
});

test.each([
  { of: 'a changed body', mail: mail.replace('hungry', 'angry'), result: 'fail', code: 'body-hash-mismatch' },
  { of: 'a changed field', mail: mail.replace('Is dinner', 'Was dinner'), result: 'fail', code: 'signature-mismatch' },
  { of: 'a tag that is missing', mail: mail.replace('bh=', 'xx='), result: 'permerror', code: 'tag-missing' },
])(
  '$of is $result, and status 1; people read a sentence, the code and the reason',
  async ({ mail: text, result, code }) => {
    const args = ['verify', mailFile(text), '--records', dns];
    const { status, out } = await check(args);
    expect(out).toContain(`  1. dkim: ${result}\n`);
    expect(out).toMatch(new RegExp(`\\n {5}[A-Z].*\\. \\[${code}\\]\\n {5}.+\\n`));
    expect(status).toBe(1);
    const japanese = await check([...args, '--lang', 'ja']);
    expect(japanese.out).toMatch(new RegExp(`。 \\[${code}\\]\\n`));
  },
);

test('without a signature the result is none, and status 1', async () => {
  const { status, out } = await check(['verify', '-', '--json'], { input: 'From: a@b.example\r\n\r\n' });
  expect([status, out]).toEqual([1, '{"result":"none","signatures":[]}\n']);
});

test('LF from a file is read as CRLF, with one notice on standard error', async () => {
  const { status, err } = await check(['verify', mailFile(mail.replaceAll('\r\n', '\n')), '--records', dns]);
  expect(status).toBe(0);
  expect(err).toMatch(/^.*mail\.eml: lines ended with LF alone; they were read as CRLF\.\n$/);
});

test('several messages: one object a line with file and index; status 1 goes before 3, and 3 before 0', async () => {
  const bad = folder.write('bad.eml', mail.replace('hungry', 'angry'));
  const other = folder.write('other.eml', mail.replace('s=brisbane', 's=perth'));
  const records = recordsFile({ [NAME]: { TXT: [record] }, 'perth._domainkey.example.com': 'TIMEOUT' });
  const all = await check(['verify', eml, other, bad, '--json', '--records', records]);
  expect(
    all.out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toMatchObject([
    { file: eml, index: 0, result: 'pass' },
    { file: other, index: 1, result: 'temperror' },
    { file: bad, index: 2, result: 'fail' },
  ]);
  expect(all.status).toBe(1);
  expect((await check(['verify', eml, other, '--records', records])).status).toBe(3);
  expect((await check(['verify', eml, eml, '--records', records])).status).toBe(0);
});

test('a file that cannot be read does not keep the others from being judged; the status is 2', async () => {
  const { status, out, err } = await check(['verify', 'no-such-file', eml, '--json', '--records', dns]);
  expect(JSON.parse(out)).toMatchObject({ file: eml, index: 1, result: 'pass' });
  expect(err).toBe('dkim-check: no-such-file cannot be read: there is no such file or folder\n');
  expect(status).toBe(2);
});

const expiring = mail.replace('h=Received', 't=1057982514; x=1058068914;\r\n      h=Received');

test.each([
  { at: '1058068915', code: 'signature-mismatch' },
  { at: '2003-07-13T04:10:00Z', code: 'signature-expired' },
  { at: '2003-07-13T13:10:00+09:00', code: 'signature-expired' },
  { at: '2003-07-13T04:00:00', code: 'signature-mismatch' },
  { at: '2003-07-14', code: 'signature-expired' },
])('S-104: --at $at is the clock, in UTC where it names no zone', async ({ at, code }) => {
  const { out } = await check(['verify', mailFile(expiring), '--json', '--records', dns, '--at', at]);
  expect(JSON.parse(out)).toMatchObject({ signatures: [{ code }] });
});

test('S-104: an expired signature brings the time of arrival to mind, as the topmost Received has it', async () => {
  const arrived = `Received: from a by b (c); Sat, 12 Jul 2003 06:30:00 +0200 (MEST)\r\n${expiring}`;
  const { err } = await check(['verify', mailFile(arrived), '--records', dns]);
  expect(err).toContain('it arrived at 2003-07-12T04:30:00.000Z; to judge it as of then: --at 1057984200\n');
});

test('S-243: a stranger can neither move the cursor nor write a line of the report', async () => {
  const evil = mail
    .replace('d=example.com', 'd=e\u001b[2J\u009bm\u0007.example.com')
    .replace('s=brisbane', 's=a\r\n b');
  for (const args of [['--json'], [], ['--lang', 'ja']]) {
    const { out, err } = await check(['verify', mailFile(evil), '--records', dns, ...args]);
    expect(`${out}${err}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});

test('l= beyond 2^53 - 1 is a string', async () => {
  const long = mail.replace('h=Received', 'l=9007199254740993;\r\n      h=Received');
  const { out } = await check(['verify', mailFile(long), '--json', '--records', dns]);
  expect(out).toContain('"bodyLength":"9007199254740993"');
});

test('a DomainKeys signature stands in the list and counts for nothing', async () => {
  const field = 'DomainKey-Signature: a=rsa-sha1; s=x; d=example.com; c=nofws; q=dns; b=AAAA\r\n';
  const { status, out } = await check(['verify', mailFile(field + mail), '--json', '--records', dns]);
  expect(JSON.parse(out)).toMatchObject({ result: 'pass', signatures: [{ type: 'domainkeys' }, { type: 'dkim' }] });
  expect(status).toBe(0);
});
