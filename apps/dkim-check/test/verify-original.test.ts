/** What `verify` says beside a verdict: of the message as it left, of text behind l=, of what was not read. */
import { keyRecordText } from 'dkim-core';
import { afterAll, expect, test } from 'vitest';
import { check, openFolder } from './run-check.js';
import { RSA, signedMail } from './diagnosed.js';

const folder = openFolder();
afterAll(() => folder.remove());

const records = folder.write(
  'dns.json',
  JSON.stringify({ 'rsa._domainkey.example.org': { TXT: [keyRecordText(RSA)] } }),
);
const MAIL = [
  'From: Joe <joe@example.org>',
  'To: suzie@shop.example',
  'Cc: anne@shop.example',
  'Subject: Dinner',
  'Date: Fri, 1 Jan 2021 00:00:00 +0000',
  '',
  'Hi.',
  'Are you hungry yet?',
  '',
].join('\r\n');
const FOOTER = '--\r\nlist@lists.example\r\n';
const sent = await signedMail(MAIL);
const counted = await signedMail(MAIL, { bodyLength: 'whole' });
const file = (name: string, content: string): string => folder.write(name, Buffer.from(content, 'latin1'));
const verified = async (message: string, ...more: readonly string[]): Promise<string> =>
  (await check(['verify', file('arrived.eml', message), '--records', records, ...more])).out;

test('a body that no known change explains is told as the original shows it, whether that was signed or not', async () => {
  const changed = sent.replace('hungry', 'angry');
  const fitting = ['--original', file('sent.eml', sent)];
  const out = await verified(changed, ...fitting);
  expect(out).toContain('The body was changed as shown below, from line 2 on. [body-changed-as-shown]');
  expect(out).toContain('body 2  Are you hungry yet?');
  expect(out).not.toContain('[body-changed]');
  expect(out).not.toContain('[original-not-signed]');
  expect(await verified(changed, ...fitting, '--lang', 'ja')).toContain(
    '本文が 2 行目から、下に示すとおり変わっています。 [body-changed-as-shown]',
  );

  const third = await verified(changed, '--original', file('third.eml', sent.replace('Hi.', 'Ho.')));
  expect(third).toContain('from line 1 on. [body-changed-as-shown]');
  expect(third).toContain('[original-not-signed]');

  expect(await verified(changed)).not.toContain('[body-changed-as-shown]');
  const same = await verified(changed, '--original', file('same.eml', changed));
  expect(same).toContain('[body-changed]');
  expect(same).not.toContain('[body-changed-as-shown]');
});

test('text behind l= is told, whether the signed part fits or not', async () => {
  const sentence =
    'Behind the 26 octets that l= signs stand 24 more, which nobody has signed: "--" [body-text-not-signed]';
  expect(await verified(counted + FOOTER)).toContain(sentence);
  const changed = await verified(counted.replace('hungry', 'thirst') + FOOTER);
  expect(changed).toContain(sentence);
  expect(changed).toContain('[body-changed]');
  expect(await verified(counted + FOOTER, '--lang', 'ja')).toContain(
    'l= で署名された 26 オクテットの後ろに、署名されていない 24 オクテットがあります: 「--」 [body-text-not-signed]',
  );
  expect(await verified(counted.replace('hungry', 'thirst'))).not.toContain('[body-text-not-signed]');
  expect(await verified(sent + FOOTER)).not.toContain('[body-text-not-signed]');
});

const without = (message: string): string => message.replace(/^Cc: .*\r\n/m, '');

test('fields that were there by the look of h= are told as gone, where no change fits', async () => {
  const sentence = 'the message had these fields when it was signed, and they are gone: cc [header-fields-absent]';
  expect(await verified(without(sent))).toContain(sentence); // h= names it twice, and Reply-To once
  expect(await verified(without(sent), '--lang', 'ja')).toContain('なくなっています: cc [header-fields-absent]');
  const shown = await verified(without(sent), '--original', file('sent.eml', sent));
  expect(shown).toContain('The field Cc was removed after signing: "anne@shop.example" [header-field-removed]');
  expect(shown).not.toContain('[header-fields-absent]');

  const exact = await signedMail(MAIL, { signedFields: ['from', 'subject', 'cc'], oversignedFields: [] });
  expect(await verified(without(exact))).toContain(sentence);
  for (const whole of [exact, sent]) {
    const out = await verified(whole.replace('Dinner', 'Lunch'));
    expect(out).toContain('[header-change-unknown]');
    expect(out).not.toContain('[header-fields-absent]');
  }
});

test('an original whose header does not fit the signature either is told', async () => {
  const changed = sent.replace('Dinner', 'Lunch').replace('suzie@', 'anne@');
  const older = file('older.eml', MAIL.replace('2021', '2020').replace('Dinner', 'Breakfast'));
  const out = await verified(changed.replace('2021', '2022'), '--original', older);
  expect(out).toContain('The header of the original does not fit this signature either');
  expect(out).toContain('[original-header-not-signed]');
  expect(await verified(changed, '--original', older, '--lang', 'ja')).toContain('[original-header-not-signed]');
  expect(await verified(changed, '--original', file('sent.eml', sent))).not.toContain('[original-header-not-signed]');
});

test('a header that is not read to its end is told: a signature below has no verdict', async () => {
  const below = 'X-Loop: a\r\n'.repeat(10_000) + sent;
  expect(await verified(below)).toBe(
    `${folder.path('arrived.eml')}: none (the message has no DKIM signature)
  error: The header is too long: reading stopped after 10000 fields. A signature below them was not looked at. [header-not-all-read]
      Look at the Received fields for a loop; split a long list of recipients, or use Bcc.
`,
  );
  expect(await verified(below, '--lang', 'ja')).toContain('[header-not-all-read]');
  expect(JSON.parse(await verified(below, '--json'))).toMatchObject({
    result: 'none',
    problems: [{ severity: 'error', code: 'header-not-all-read' }],
  });
  expect(await verified(below, '--csv')).toMatch(/,0,none,.*,header-not-all-read\r\n$/);
  const mbox = file('below.mbox', `From a@b.example Mon Nov 23 10:00:00 2026\n${below}\n`.repeat(2));
  expect((await check(['verify', mbox, '--records', records])).out).toContain(' none    header-not-all-read ');
  const args = ['respond', '--from', 'test@example.net', '--mail-from', 'joe@example.org', '--records', records];
  expect((await check(args, { input: below })).out).toContain('[header-not-all-read]');

  const short = await verified('X-Loop: a\r\n'.repeat(1000) + sent, '--json');
  expect(JSON.parse(short)).toMatchObject({ result: 'pass' });
  expect(short).not.toContain('header-not-all-read');
});
