import { createSocket } from 'node:dgram';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check, openFolder, vector } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const NAME = 'brisbane._domainkey.example.com';
const dns = vector('rfc6376-A.2.dns.json');
const good = readFileSync(vector('rfc6376-A.2.eml'), 'latin1').replaceAll('\r\n', '\n');
const changed = `${good}--\nSent through a list\n`;
const unsigned = 'From: a@b.example\n\nHello.\n';
const FROM_LINE = 'From joe@football.example.com Fri Jul 11 21:00:37 2003\n';

const mbox = (...mails: readonly string[]): string => mails.map((mail) => `${FROM_LINE}${mail}\n`).join('');
const objects = (out: string): unknown[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

const three = folder.write('three.mbox', mbox(good, changed, unsigned));

const withFormulas = (d: string): string =>
  `DKIM-Signature: v=1; a=rsa-sha256; d=${d}; s=@SUM(A1); i==cmd|' /C calc'!A0;\n\tbh=AA==; h=from; b=AA==\n${unsigned}`;

/** A mail whose body has lines that an mbox must quote, signed before it was stored. */
let signed = '';
let records = '';
const sign = async (body: string): Promise<string> => {
  const args = ['sign', '-', '--domain', 'example.org', '--selector', 's1'];
  const keyfile = folder.path('s1._domainkey.example.org.pem');
  const { out } = await check([...args, '--keyfile', keyfile], { input: `From: a@example.org\r\n\r\n${body}` });
  return out.replaceAll('\r\n', '\n');
};
beforeAll(async () => {
  const made = await check([
    'keygen',
    '--domain',
    'example.org',
    '--selector',
    's1',
    '--out',
    folder.path('.'),
    '--json',
  ]);
  const { name, value } = JSON.parse(made.out) as { name: string; value: string };
  records = folder.write('own.json', JSON.stringify({ [name]: { TXT: [value] } }));
  signed = await sign('a\r\n\r\nFrom now on\r\n>>From then\r\nz\r\n');
});

test('an mbox is judged message by message: one JSON object a line with file and index, status 1 where one fails', async () => {
  const { status, out, err } = await check(['verify', three, '--json', '--records', dns]);
  expect(objects(out)).toMatchObject([
    { file: three, index: 0, result: 'pass' },
    { file: three, index: 1, result: 'fail', signatures: [{ code: 'body-hash-mismatch' }] },
    { file: three, index: 2, result: 'none' },
  ]);
  expect([status, err]).toEqual([1, '']);
});

test('people see a table of domain, selector, result and cause, with the first message of each', async () => {
  const { out } = await check(['verify', three, '--records', dns]);
  expect(out.replaceAll(three, 'three.mbox')).toBe(
    `Messages: 3 (fail 1, none 1, pass 1)
  count  type  domain       selector  result  cause                 first seen in
  1      -     -            -         none    -                     three.mbox #2
  1      dkim  example.com  brisbane  fail    body-footer-appended  three.mbox #1
  1      dkim  example.com  brisbane  pass    -                     three.mbox #0
What a cause means and what to do: dkim-check explain CAUSE
One message at length: the same command with --message NUMBER, the number behind #
`,
  );
});

test('in Japanese the columns stand below each other, a full-width character counting as two', async () => {
  const { out } = await check(['verify', three, '--records', dns, '--lang', 'ja']);
  expect(out.replaceAll(three, 'three.mbox')).toBe(
    `メッセージ: 3 通（fail 1, none 1, pass 1）
  件数  種類  ドメイン     セレクター  結果  原因                  最初の例
  1     -     -            -           none  -                     three.mbox #2
  1     dkim  example.com  brisbane    fail  body-footer-appended  three.mbox #1
  1     dkim  example.com  brisbane    pass  -                     three.mbox #0
原因の意味と対処は次のコマンドで表示します: dkim-check explain 原因
1 通を詳しく見るには、同じコマンドに --message 番号（# の後の数）を付けてください。
`,
  );
});

test('--message: one message of a mailbox as one by itself', async () => {
  const { out, status } = await check(['verify', three, '--message', '1', '--records', dns]);
  expect(out).toMatch(/three\.mbox: fail [^]*\[body-hash-mismatch\]/);
  expect([status, out.includes('Messages:')]).toEqual([1, false]);
  const json = await check(['verify', three, '--message', '0', '--json', '--records', dns]);
  expect([json.status, JSON.parse(json.out)]).toEqual([0, expect.not.objectContaining({ file: three })]);
  const missing = await check(['verify', three, '--message', '3', '--records', dns]);
  expect([missing.status, missing.err]).toEqual([
    2,
    expect.stringContaining('There is no message #3: there are 3, counted'),
  ]);
  const japanese = await check(['verify', three, '--message', '3', '--records', dns, '--lang', 'ja']);
  expect(japanese.err).toContain('メッセージ #3 はありません。全部で 3 通');
  expect((await check(['verify', three, '--message', '-1'])).err).toContain(
    '--message -1: write the number of a message',
  );
});

test('several files have a report each, and the table below', async () => {
  const one = folder.write('one.eml', good);
  const two = folder.write('two.eml', changed);
  const { out } = await check(['verify', one, two, '--records', dns]);
  expect(out).toMatch(/one\.eml: pass [^]*two\.eml: fail [^]*\nMessages: 2 \(fail 1, pass 1\)\n/);
  expect((await check(['verify', one, '--records', dns])).out).not.toContain('Messages:');
});

test('standard input may be an mbox, and its messages may have CRLF', async () => {
  const input = mbox(good, changed).replaceAll('\n', '\r\n');
  const { out } = await check(['verify', '--json', '--records', dns], { input });
  expect(objects(out)).toMatchObject([
    { file: '-', index: 0, result: 'pass' },
    { file: '-', index: 1, result: 'fail' },
  ]);
});

test.each([
  ['mboxrd', (body: string) => body.replaceAll(/^(?=>*From )/gm, '>')],
  ['mboxo', (body: string) => body.replaceAll(/^(?=From )/gm, '>')],
  ['no quoting at all (mboxcl2)', (body: string) => body],
])('%s: lines with "From " come out as they were signed', async (_, quoted) => {
  const headerEnd = signed.indexOf('\n\n');
  const [head, body] = [signed.slice(0, headerEnd), signed.slice(headerEnd)];
  const file = folder.write('quoted.mbox', mbox(head + quoted(body), unsigned));
  const { out } = await check(['verify', file, '--json', '--records', records]);
  expect(objects(out)).toMatchObject([{ result: 'pass' }, { result: 'none' }]);
});

test('a Content-Length that lies moves no message border', async () => {
  const file = folder.write('lies.mbox', mbox(`Content-Length: 99999\n${good}`, `Content-Length: 1\n${changed}`));
  const { out } = await check(['verify', file, '--json', '--records', dns]);
  expect(objects(out)).toMatchObject([{ result: 'pass' }, { result: 'fail' }]);
});

test('a Maildir: cur and new, never tmp, and nothing that is no plain file', async () => {
  for (const name of ['m', 'm/cur', 'm/new', 'm/tmp', 'm/cur/sub']) mkdirSync(folder.path(name));
  folder.write('m/cur/1.host:2,S', good);
  folder.write('m/new/2.host', changed);
  folder.write('m/tmp/3.host', unsigned);
  folder.write('m/dovecot.index.eml', unsigned);
  symlinkSync(three, folder.path('m/cur/4.host'));
  const { out } = await check(['verify', folder.path('m'), '--json', '--records', dns]);
  expect(objects(out)).toMatchObject([
    { file: folder.path('m/cur/1.host:2,S'), index: 0, result: 'pass' },
    { file: folder.path('m/new/2.host'), index: 1, result: 'fail' },
  ]);
  expect(objects(out)).toHaveLength(2);
});

test('another folder: its .eml files', async () => {
  mkdirSync(folder.path('mails'));
  folder.write('mails/b.eml', changed);
  folder.write('mails/a.EML', good);
  folder.write('mails/notes.txt', 'x');
  const { out } = await check(['verify', folder.path('mails'), '--json', '--records', dns]);
  expect(objects(out)).toMatchObject([{ result: 'pass' }, { result: 'fail' }]);
});

test('a folder without mail is refused; an empty Maildir has no message, and status 1', async () => {
  mkdirSync(folder.path('none'));
  const none = await check(['verify', folder.path('none'), '--records', dns]);
  expect([none.status, none.err]).toEqual([2, expect.stringContaining('is a folder without mail: it has neither cur')]);
  const japanese = await check(['verify', folder.path('none'), '--records', dns, '--lang', 'ja']);
  expect(japanese.err).toContain('にメールがありません。');
  mkdirSync(folder.path('none/cur'));
  const empty = await check(['verify', folder.path('none'), '--records', dns]);
  expect([empty.status, empty.out, empty.err]).toEqual([1, '', 'There was no message in what was given.\n']);
});

test('--csv: a header, then a line a signature, lines ended by CRLF', async () => {
  const { out, status } = await check(['verify', three, '--csv', '--records', dns]);
  const place = three.includes(' ') ? `"${three}"` : three;
  const lines = out.split('\r\n');
  expect(lines[0]).toBe(
    'file,index,message_result,type,domain,selector,identity,algorithm,canonicalization,key_bits,result,code,reason,cause',
  );
  expect(lines[1]).toBe(
    `${place},0,pass,dkim,example.com,brisbane,joe@football.example.com,rsa-sha256,simple/simple,1024,pass,,,`,
  );
  expect(lines[2]).toMatch(/,1,fail,dkim,example\.com,.*,fail,body-hash-mismatch,"[^"]+",body-footer-appended$/);
  expect(lines[3]).toBe(`${place},2,none,,,,,,,,,,,`);
  expect([lines[4], lines.length, status]).toEqual(['', 5, 1]);
  expect((await check(['verify', three, '--csv', '--json'])).err).toContain('--json and --csv do not go together.');
});

test('S-243: what a stranger wrote is never a formula for a spreadsheet, nor a cell or line of its own', async () => {
  const file = folder.write('formulas.eml', withFormulas('=HYPERLINK("http://evil.example","x")'));
  const { out } = await check(['verify', file, '--csv', '--records', dns]);
  const [, line = ''] = out.split('\r\n');
  expect(line).toContain(`,"'=HYPERLINK(""http://evil.example"",""x"")"`);
  expect(line).toContain(`,'@SUM(A1),`);
  expect(out).not.toMatch(/(?:^|,)"?[=+@-]/m);
  expect(out.replaceAll('\r\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

test('a terminal sees a bar on standard error, out of the way of each line, and gone at the end', async () => {
  const { err, out } = await check(['verify', three, '--json', '--records', dns], { columns: 80 });
  expect(err).toContain(`\r[${'#'.repeat(30)}] 100%  3 messages\u001b[K`);
  expect(err).toMatch(/\r\u001b\[K$/);
  expect(err.split('\r\u001b[K')).toHaveLength(4); // taken away before the second and the third line, and at the end
  expect(out).not.toContain('\r');
  expect((await check(['verify', three, '--records', dns], { columns: 20 })).err).toBe(''); // too narrow for one line
});

test('the bar knows how much of standard input there is, too', async () => {
  const input = mbox(good, changed);
  const { err } = await check(['verify', '--records', dns], { input, columns: 80 });
  expect(err).toMatch(/ [45]\d%  1 messages[^]* 100%  2 messages/);
});

test('a key is asked for once, however many mails there are and however many are judged at a time', async () => {
  const names: string[] = [];
  const { [NAME]: entry } = JSON.parse(readFileSync(dns, 'utf8')) as Record<string, { TXT: [string] }>;
  const server = createSocket('udp4');
  server.on('message', (question, { port, address }) => {
    const { id, questions = [] } = decode(question);
    names.push(...questions.map(({ name }) => name));
    const answers = questions.map(({ name }) => ({ type: 'TXT' as const, name, ttl: 60, data: entry?.TXT ?? [] }));
    server.send(encode({ type: 'response', id, flags: AUTHORITATIVE_ANSWER, questions, answers }), port, address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  const file = folder.write('same-key.mbox', mbox(...Array.from({ length: 200 }, () => good)));
  const { out } = await check(['verify', file, '--nameserver', `127.0.0.1:${server.address().port}`]);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  expect(out).toContain('Messages: 200 (pass 200)\n');
  expect(names).toEqual([NAME]);
});

test('S-243: file names and domains of strangers reach the table as visible text', async () => {
  const evil = mbox(good.replace('s=brisbane', 's=\u009b2J\u0007'), good);
  const { out } = await check(['verify', folder.write('evil.mbox', evil), '--records', dns]);
  expect(out).toContain('evil.mbox #0');
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('a thousand rows are shown, what is beyond is counted in one', async () => {
  const mails = Array.from({ length: 1100 }, (_, at) => good.replace('d=example.com', `d=x${at}.example`));
  const { out } = await check(['verify', folder.write('many.mbox', mbox(...mails)), '--records', dns]);
  expect(out).toMatch(/^ {2}100 +- +\(others\) /m);
  expect(out.split('\n').length).toBeLessThan(1010);
});

test('the only message of an mbox is told at length, like that of a file', async () => {
  const { out, status } = await check(['verify', folder.write('one.mbox', mbox(changed)), '--records', dns]);
  expect(status).toBe(1);
  expect(out).toContain('  1. dkim: fail\n');
  expect(out).toContain('[body-footer-appended]');
  expect(out).not.toContain('Messages: ');
});
