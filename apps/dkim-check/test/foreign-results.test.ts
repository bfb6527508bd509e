import { afterAll, expect, test } from 'vitest';
import { check, openFolder } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const records = folder.write('records.json', '{}');

const verified = (fields: readonly string[], ...args: string[]) =>
  check(['verify', '-', '--records', records, ...args], {
    input: [...fields, 'From: joe@example.jp', '', 'Hello', ''].join('\r\n'),
  });

const GMAIL = [
  'Authentication-Results: mx.google.com;',
  '       spf=pass (google.com: domain of joe@example.jp designates 192.0.2.1 as permitted sender) smtp.mail=joe@example.jp;',
  '       dkim=neutral (no key) header.i=@',
];

test("SEED-WALK, 5.5: verify tells and explains what Gmail wrote into the blog's mail", async () => {
  const { out } = await verified(GMAIL);
  expect(out).toContain(
    [
      '  what receivers wrote into the message (a sender can forge it):',
      '   - Gmail (mx.google.com): spf=pass; dkim=neutral (no key) header.i=@',
      '     warning: "no key": the receiver found no usable key in DNS for the signature. [foreign-no-key]',
      '',
    ].join('\n'),
  );
  expect(out).toContain(' [foreign-empty-identity]\n');
  const japanese = await verified(GMAIL, '--lang', 'ja');
  expect(japanese.out).toMatch(
    /\n {2}受信側がメッセージに書いた結果.*\n {3}- Gmail .*\n {5}警告: .* \[foreign-no-key\]\n/,
  );
});

test('SEED-WALK, 5.3: a pass is told with what it does not promise', async () => {
  const yahoo =
    'Authentication-Results: mta1.mail.djm.yahoo.co.jp from=example.jp; domainkeys=pass (ok); dkim=pass (ok) header.i=@example.jp';
  const { out } = await verified([yahoo]);
  expect(out).toContain(
    '\n   - Yahoo! JAPAN (mta1.mail.djm.yahoo.co.jp): from=example.jp; domainkeys=pass (ok); dkim=pass (ok) header.i=@example.jp\n',
  );
  expect(out).toMatch(/note: dkim=pass: .* \[foreign-pass\]\n.*spam folder/);
});

test('SEED-WALK, 5.4: that Gmail says nothing about DKIM is told', async () => {
  const { out } = await verified(['Authentication-Results: mx.google.com; spf=pass smtp.mail=joe@example.net']);
  expect(out).toContain('warning: Gmail wrote no result for DKIM: ');
});

test('SEED-WALK, 5.6: the fields of dkimproxy 1.4.1 for a mail without a signature', async () => {
  const { out } = await verified(['Authentication-Results: mail.example.jp; ', 'X-DKIM-Authentication-Results: none']);
  expect(out).toContain('\n   - mail.example.jp: no result\n');
  expect(out).toContain('\n   - dkimproxy (X-DKIM-Authentication-Results): dkim=none\n');
});

test('the same meaning is explained once, however many receivers wrote it', async () => {
  const { out } = await verified([
    ...GMAIL,
    'ARC-Authentication-Results: i=1; mx.google.com; dkim=neutral (no key) header.i=@',
  ]);
  expect(out.match(/\[foreign-no-key\]/g)).toHaveLength(1);
  expect(out).toContain('   - Gmail (mx.google.com, ARC-Authentication-Results): dkim=neutral');
});

test('--json: foreignResults, in exactly this form; absent where there are none', async () => {
  const { out } = await verified(['Authentication-Results: mx.google.com; dkim=neutral (no key) header.i=@'], '--json');
  expect(out).toBe(
    '{"result":"none","signatures":[],"foreignResults":[{"field":"Authentication-Results","authservId":"mx.google.com",' +
      '"receiver":"Gmail","results":[{"method":"dkim","result":"neutral","properties":{"header.i":"@"},' +
      '"text":"dkim=neutral (no key) header.i=@"}],"codes":["foreign-no-key","foreign-empty-identity"]}]}\n',
  );
  expect((await verified([], '--json')).out).toBe('{"result":"none","signatures":[]}\n');
});

test('they change neither verdict nor status: whoever sent the mail can have written them', async () => {
  const { status, out } = await verified(['Authentication-Results: mx.google.com; dkim=pass header.i=@example.jp']);
  expect([status, out]).toEqual([1, expect.stringMatching(/^-: none /)]);
});

test('S-243: a stranger can neither move the cursor nor write a line of the report', async () => {
  const evil =
    'Authentication-Results: a\u001b[2J.example\u0007; dkim=fail (\u001b]0;x\u0007\u009b) header.i=@\u202e; spf=\u001bpass';
  for (const args of [[], ['--json'], ['--lang', 'ja']]) {
    const { out, err } = await verified([evil, `X-\u001b-Authentication-Results: dkim=pass`], ...args);
    expect(`${out}${err}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  }
});

const SIGNATURE = 'DKIM-Signature: v=1; a=rsa-SHA256; c=relaxed/relaxed; d=example.jp; s=sel; h=from; bh=AA==; b=AA==';

test('SEED-WALK, 5: a mail of which Gmail says "no key" is walked through its causes, the signature field among them', async () => {
  const { out } = await verified([...GMAIL, SIGNATURE]);
  expect(out).toContain(
    'd=example.jp s=sel. Checked: 1 yes, 2 yes, 3 cannot tell, 4 yes, 5 cannot tell, 6 no [no-key-explained]\n',
  );
  expect(out).toContain(
    '\n   4. The signature field itself is unusual: yes\n        a=rsa-SHA256 is written as a=rsa-sha256: some receivers refuse capitals. [algorithm-case]\n',
  );
  const japanese = await verified([...GMAIL, SIGNATURE], '--lang', 'ja');
  expect(japanese.out).toContain(
    '\n   4. 署名フィールド自体が普通でない: はい\n        a=rsa-SHA256 は a=rsa-sha256 と書きます。',
  );
  const json = await verified([...GMAIL, SIGNATURE], '--json');
  expect(JSON.parse(json.out)).toMatchObject({
    noKey: [{ name: 'sel._domainkey.example.jp', causes: [{ answer: 'yes' }, {}, {}, {}, {}, {}] }],
  });
});

test('without "no key", or in CSV, there is no walk', async () => {
  const fine = await verified(
    ['Authentication-Results: mx.google.com; dkim=pass header.i=@example.jp', SIGNATURE],
    '--json',
  );
  expect(JSON.parse(fine.out)).not.toHaveProperty('noKey');
  expect((await verified([...GMAIL, SIGNATURE], '--csv')).out.trimEnd().split('\n')).toHaveLength(2);
});
