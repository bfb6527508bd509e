import { generateSigningKey, keyRecordText } from 'dkim-core';
import { createHash, sign as signOctets } from 'node:crypto';
import { expect, test } from 'vitest';
import { wordsIn } from '../src/words/words.js';
import { codesOf, ED25519, judged, RECORDS, signedMail, type Request } from './diagnosed.js';

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const HEADER = [
  'From: Joe Doe <joe@example.org>',
  'To: suzie@shop.example, Max <max@shop.example>',
  'Subject: Re: Is dinner ready?',
  'Date: Fri, 1 Jan 2021 00:00:00 +0000',
  'Message-ID: <1@mail.example.org>',
];
const MAIL = `${HEADER.join('\r\n')}\r\n\r\nHi.\r\n`;
const withFields = (...more: readonly string[]): string => `${[...HEADER, ...more].join('\r\n')}\r\n\r\nHi.\r\n`;
const SIMPLE: Request = { canonicalization: 'simple/simple' };
const JAPANESE = '=?ISO-2022-JP?B?GyRCS1xGfCRPQDJFNyRKJGobKEI=?=';

interface Case {
  of: string;
  mail?: string;
  request?: Request;
  change: (mail: string) => string;
  codes: readonly string[];
}

const CASES: readonly Case[] = [
  {
    of: 'the prefix of a list',
    change: (m) => m.replace('Subject: ', 'Subject: [list] '),
    codes: ['subject-prefix-added'],
  },
  {
    of: 'the prefix of a list behind Re:',
    change: (m) => m.replace('Re: ', 'Re: [list] '),
    codes: ['subject-prefix-added'],
  },
  {
    of: 'a Re: in front of the prefix',
    mail: MAIL.replace('Re: Is', 'Is'),
    change: (m) => m.replace('Subject: Is', 'Subject: Re: [list] Is'),
    codes: ['subject-prefix-added'],
  },
  {
    of: 'the mark of a spam filter',
    change: (m) => m.replace('Subject: ', 'Subject: ***SPAM*** '),
    codes: ['subject-prefix-added'],
  },
  {
    of: 'a second Subject below',
    change: (m) => m.replace('\r\n\r\nHi', '\r\nSubject: x\r\n\r\nHi'),
    codes: ['header-field-added'],
  },
  {
    of: 'a Reply-To that was signed as absent',
    change: (m) => m.replace('To: s', 'Reply-To: list@lists.example\r\nTo: s'),
    codes: ['header-field-added'],
  },
  {
    of: 'a Message-ID that Postfix adds',
    mail: MAIL.replace(/Message-ID.*\r\n/, ''),
    request: { oversignedFields: ['message-id'] },
    change: (m) => m.replace('\r\n\r\nHi', '\r\nMessage-Id: <2@host.example>\r\n\r\nHi'),
    codes: ['header-field-added'],
  },
  {
    of: 'a MIME-Version taken out',
    mail: withFields('MIME-Version: 1.0'),
    change: (m) => m.replace('MIME-Version: 1.0\r\n', ''),
    codes: ['header-field-removed'],
  },
  {
    of: 'the domain in small letters',
    mail: MAIL.replace('joe@example.org', 'joe@EXAMPLE.ORG'),
    change: (m) => m.replace('joe@EXAMPLE', 'joe@example').replace('.ORG', '.org'),
    codes: ['header-address-rewritten'],
  },
  {
    of: 'angle brackets put on',
    change: (m) => m.replace('suzie@shop.example', '<suzie@shop.example>'),
    codes: ['header-address-rewritten'],
  },
  {
    of: 'quotes around the name',
    change: (m) => m.replace('Joe Doe', '"Joe Doe"'),
    codes: ['header-address-rewritten'],
  },
  {
    of: 'quotes taken off',
    mail: MAIL.replace('Joe Doe', '"Joe Doe"'),
    change: (m) => m.replace('"Joe Doe"', 'Joe Doe'),
    codes: ['header-address-rewritten'],
  },
  {
    of: 'a masqueraded domain',
    mail: MAIL.replace('joe@example.org', 'joe@mail.example.org'),
    change: (m) => m.replace('joe@mail.example', 'joe@example'),
    codes: ['header-address-rewritten'],
  },
  {
    of: 'a domain appended',
    mail: MAIL.replace('suzie@shop.example, Max <max@shop.example>', 'root'),
    change: (m) => m.replace('To: root', 'To: root@host.example'),
    codes: ['header-address-rewritten'],
  },
  {
    of: 'a From of the list, kept in X-Original-From',
    change: (m) =>
      m.replace(
        'From: Joe Doe <joe@example.org>',
        'X-Original-From: Joe Doe <joe@example.org>\r\nFrom: Joe via list <list@lists.example>',
      ),
    codes: ['header-address-rewritten'],
  },
  {
    of: 'the encoding of a converter',
    mail: withFields('MIME-Version: 1.0', 'Content-Transfer-Encoding: 8bit'),
    change: (m) => m.replace('8bit', 'quoted-printable'),
    codes: ['header-mime-rewritten'],
  },
  {
    of: 'the charset of a converter',
    mail: withFields('Content-Type: text/plain; charset=utf-8'),
    change: (m) => m.replace('charset=utf-8', 'charset=ISO-2022-JP'),
    codes: ['header-mime-rewritten'],
  },
  {
    of: 'an encoded Subject',
    mail: MAIL.replace('Re: Is dinner ready?', utf8('Grüße')),
    change: (m) => m.replace(utf8('Grüße'), '=?UTF-8?B?R3LDvMOfZQ==?='),
    codes: ['header-encoding-changed'],
  },
  {
    of: 'a decoded Subject',
    mail: MAIL.replace('Re: Is dinner ready?', JAPANESE),
    change: (m) => m.replace(JAPANESE, utf8('本日は晴天なり')),
    codes: ['header-encoding-changed'],
  },
  {
    of: 'a zone of another name',
    change: (m) => m.replace('00:00:00 +0000', '00:00:00 GMT'),
    codes: ['header-changed'],
  },
  {
    of: 'two fields of a name in turn',
    mail: withFields('Keywords: a', 'Keywords: b'),
    request: { signedFields: ['from', 'keywords'] },
    change: (m) => m.replace('Keywords: a\r\nKeywords: b', 'Keywords: b\r\nKeywords: a'),
    codes: ['header-order-changed'],
  },
  {
    of: 'other folds',
    mail: MAIL.replace(', Max', ',\r\n\tMax'),
    request: SIMPLE,
    change: (m) => m.replace(',\r\n\tMax', ', Max'),
    codes: ['header-refolded', 'header-would-pass-relaxed'],
  },
  {
    of: 'folds at 78',
    request: SIMPLE,
    mail: MAIL.replace('dinner', 'the great dinner with all of our friends and family in the house by the lake'),
    change: (m) => m.replace('our friends', 'our\r\n friends'),
    codes: ['header-refolded', 'header-would-pass-relaxed'],
  },
  {
    of: 'a blank behind the colon',
    mail: MAIL.replace('Subject: ', 'Subject:'),
    request: SIMPLE,
    change: (m) => m.replace('Subject:', 'Subject: '),
    codes: ['header-white-space-changed', 'header-would-pass-relaxed'],
  },
  {
    of: 'blanks behind commas',
    mail: MAIL.replace(', Max', ',Max'),
    change: (m) => m.replace(',Max', ', Max'),
    codes: ['header-white-space-changed'],
  },
  {
    of: 'another case of a name',
    request: SIMPLE,
    change: (m) => m.replace('Message-ID', 'Message-Id'),
    codes: ['header-name-case-changed', 'header-would-pass-relaxed'],
  },
  {
    of: 'small letters',
    mail: MAIL.replace('Re: Is dinner ready?', 're: is dinner ready?'),
    change: (m) => m.replace('re: is dinner ready?', 'Re: Is Dinner Ready?'),
    codes: ['header-changed'],
  },
  {
    of: 'a prefix and a Reply-To',
    change: (m) => m.replace('Subject: ', 'Reply-To: list@lists.example\r\nSubject: [list] '),
    codes: ['header-field-added', 'subject-prefix-added'],
  },
  {
    of: 'a copied field',
    request: { copiedFields: ['subject'] },
    change: (m) => m.replace('Is dinner ready?', 'Buy now!'),
    codes: ['header-changed'],
  },
  {
    of: 'a copied field that is gone',
    request: { copiedFields: ['subject', 'to'] },
    change: (m) => m.replace(/^Subject: .*\r\n/m, ''),
    codes: ['header-field-removed'],
  },
  {
    of: 'a prefix that folds the Subject, simple',
    request: { canonicalization: 'simple/simple' },
    change: (m) => m.replace(/^Subject: (\S+) /m, 'Subject: [list] $1\r\n '),
    codes: ['subject-prefix-added'],
  },
  {
    of: 'a host name in front of a domain',
    change: (m) => m.replace(/^(To: .*@)/m, '$1mail.'),
    codes: ['header-address-rewritten'],
  },
  { of: 'another text', change: (m) => m.replace('dinner', 'supper'), codes: ['header-change-unknown'] },
];

test.each(CASES)('header: names $of', async ({ mail = MAIL, request, change, codes }) => {
  const message = await signedMail(mail, request);
  expect(await codesOf(message)).toEqual(['pass']);
  expect(await codesOf(change(message))).toEqual(codes);
});

test.each(
  CASES.filter(({ codes, request }) => codes[0] !== 'header-change-unknown' && request?.copiedFields === undefined),
)(
  'header: with $of and another date as well, no cause is named that does not explain it',
  async ({ of, mail = MAIL, request, change }) => {
    const message = await signedMail(mail, {
      ...request,
      signedFields: [
        'from',
        'keywords',
        'sender',
        ...HEADER.map((field) => field.split(':')[0] ?? ''),
        'reply-to',
        'mime-version',
        'content-type',
        'content-transfer-encoding',
      ],
    });
    const other = change(message).replace('1 Jan 2021', '23 Nov 2021');
    const gone = of === 'a MIME-Version taken out' ? ['header-fields-absent'] : []; // h= names it twice
    expect(await codesOf(other)).toEqual(['header-change-unknown', ...gone]);
  },
);

test('a header that is whole is said to be so where the body differs, and an Ed25519 signature is searched as well', async () => {
  const request: Request = { key: ED25519, selector: 'ed' };
  const message = await signedMail(MAIL, request);
  expect(await codesOf(message.replace('Hi.', 'Ho.'))).toEqual(['body-changed', 'header-unchanged']);
  expect(await codesOf(message.replace('Subject: ', 'Subject: [list] '))).toEqual(['subject-prefix-added']);
  expect(await codesOf(message.replace('dinner', 'supper'))).toEqual(['header-or-key-changed']);
});

test('RFC 8017, 9.2: a signature that the key of DNS does not open is of another key, of whatever size', async () => {
  const message = await signedMail(MAIL);
  for (const bits of [2048, 1024]) {
    const { key } = await generateSigningKey({ type: 'rsa', bits });
    const records = { 'rsa._domainkey.example.org': { TXT: [keyRecordText(key)] } };
    expect(await codesOf(message, records)).toEqual(['signed-by-other-key']);
    const [problem] = (await judged(message, records)).diagnoses[0] ?? [];
    expect(problem?.message(wordsIn('en'))).toContain(`rsa._domainkey.example.org in DNS holds a key of ${bits} bits`);
  }
  expect(await codesOf(message, RECORDS)).toEqual(['pass']);
});

test('S-062: z= gives the value that was signed, and both stand in the sentence, escaped', async () => {
  const message = await signedMail(MAIL.replace('ready?', 'rea|dy?'), { copiedFields: ['subject', 'to'] });
  const changed = message.replace('Subject: Re: Is', 'Subject: \u001b[2J');
  const [problem] = (await judged(changed)).diagnoses[0] ?? [];
  expect(problem?.message(wordsIn('en'))).toBe(
    String.raw`The field Subject was changed after signing: it was "Re: Is dinner rea|dy?", now it is "\x1b[2J dinner rea|dy?".`,
  );
  expect(problem?.message(wordsIn('ja'))).toContain('署名の後にヘッダー Subject が変わりました');
});

test('S-062: a z= that cannot be read is left out, and one that is a lie is no proof', async () => {
  const message = await signedMail(MAIL, { copiedFields: ['subject'] });
  const broken = message.replace(/z=Subject:/, 'z=Subject:=G');
  expect(await codesOf(broken)).toEqual(['header-change-unknown']);
});

test.each([
  { of: 'capitals in a=', change: (m: string) => m.replace('a=rsa-sha256', 'a=rsa-SHA256'), code: 'algorithm-case' },
  { of: 'no v=', change: (m: string) => m.replace('v=1; ', ''), code: 'signature-version-missing' },
  {
    of: 'a v= that lost its name',
    change: (m: string) => m.replace('v=1; ', '=1; '),
    code: 'signature-version-missing',
  },
  {
    of: 'a fold inside d=',
    change: (m: string) => m.replace('d=example.org', 'd=example.\r\n org'),
    code: 'signature-name-folded',
  },
])('points at $of, whatever the verdict', async ({ change, code }) => {
  const message = await signedMail(MAIL);
  expect(await codesOf(message)).toEqual(['pass']);
  expect(await codesOf(change(message))).toContain(code);
});

test('a signature that is made with another hash than a= says is named so', async () => {
  const { privateKey, publicKey } = await import('node:crypto').then(({ generateKeyPairSync }) =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
  );
  const records = {
    'rsa._domainkey.example.org': {
      TXT: [`v=DKIM1; p=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`],
    },
  };
  const bh = createHash('sha256').update('Hi.\r\n').digest('base64');
  const tags = `v=1; a=rsa-sha256; d=example.org; s=rsa; c=simple/simple; h=from; bh=${bh}; b=`;
  const input = Buffer.from(`From: Joe <joe@example.org>\r\nDKIM-Signature: ${tags}`, 'latin1');
  const signed = (hash: string): string =>
    `DKIM-Signature: ${tags}${signOctets(hash, input, privateKey).toString('base64')}\r\nFrom: Joe <joe@example.org>\r\n\r\nHi.\r\n`;
  expect(await codesOf(signed('sha256'), records)).toEqual(['pass']);
  expect(await codesOf(signed('sha1'), records)).toEqual(['signed-with-other-hash']);
});
