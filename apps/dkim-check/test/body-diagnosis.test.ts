import { describe, expect, test } from 'vitest';
import { wordsIn } from '../src/words/words.js';
import { codesOf, judged, signedMail, type Request } from './diagnosed.js';

const HEADER = [
  'From: Joe <joe@example.org>',
  'To: suzie@shop.example',
  'Subject: Dinner',
  'Date: Fri, 1 Jan 2021 00:00:00 +0000',
  'Message-ID: <1@example.org>',
];
const mailOf = (body: string, ...more: readonly string[]): string =>
  `${[...HEADER, ...more].join('\r\n')}\r\n\r\n${body}`;
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const TEXT = 'Hi.\r\n\r\nWe lost the game.\r\nAre you hungry yet?\r\n';
const SIMPLE: Request = { canonicalization: 'simple/simple' };
const MULTIPART = [
  '--=_b1',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  `Gr${utf8('ü')}n`,
  '',
  '--=_b1',
  'Content-Type: text/html',
  '',
  '<html><body><p>Green</p></body></html>',
  '',
  '--=_b1--',
  '',
].join('\r\n');
const MULTIPART_TYPE = 'Content-Type: multipart/alternative; boundary="=_b1"';
const FOOTER = '_______\r\nlist mailing list\r\nlist@lists.example\r\n';
const JAPANESE = utf8('本日は晴天なり。\r\n');
const JAPANESE_2022 = `\u001b$BK\\F|$O@2E7$J$j!#\u001b(B\r\n`;
const LONG = `${'a'.repeat(997)} ${'b'.repeat(1500)}\r\n`;

interface Case {
  of: string;
  body: string;
  more?: readonly string[];
  request?: Request;
  change: (body: string) => string;
  codes: readonly string[];
}

const CASES: readonly Case[] = [
  { of: 'a footer', body: TEXT, change: (b) => b + FOOTER, codes: ['body-footer-appended'] },
  {
    of: 'a banner and a footer',
    body: TEXT,
    change: (b) => `This mail is from outside.\r\n\r\n${b}${FOOTER}`,
    codes: ['body-text-put-in-front', 'body-footer-appended'],
  },
  {
    of: 'the dot of one line taken away',
    body: `${TEXT}.profile is the file.\r\nBye.\r\n`,
    change: (b) => b.replace('.profile', 'profile'),
    codes: ['body-dots-lost'],
  },
  {
    of: 'one dot of each line taken away',
    body: `${TEXT}..\r\n.profile is the file.\r\n`,
    change: (b) => b.replaceAll(/^\./gm, ''),
    codes: ['body-dots-lost'],
  },
  {
    of: 'the blank at the end of one line taken away, simple',
    body: 'Hi. \r\nBye.\r\n',
    request: SIMPLE,
    change: (b) => b.replace('Hi. ', 'Hi.'),
    codes: ['body-white-space-changed', 'body-would-pass-relaxed'],
  },
  {
    of: 'a footer, simple',
    body: TEXT,
    request: SIMPLE,
    change: (b) => `${b}\r\n${FOOTER}`,
    codes: ['body-footer-appended'],
  },
  {
    of: 'a banner',
    body: TEXT,
    change: (b) => `This mail is from outside.\r\n\r\n${b}`,
    codes: ['body-text-put-in-front'],
  },
  {
    of: 'a footer in the text part',
    body: MULTIPART,
    more: [MULTIPART_TYPE],
    change: (b) =>
      b.replace('\r\n\r\n--=_b1\r\nContent-Type: text/html', `\r\n${FOOTER}\r\n--=_b1\r\nContent-Type: text/html`),
    codes: ['body-text-inserted'],
  },
  {
    of: 'a disclaimer in the text part and in the HTML part',
    body: MULTIPART,
    more: [MULTIPART_TYPE],
    change: (b) =>
      b
        .replace(
          '\r\n\r\n--=_b1\r\nContent-Type: text/html',
          '\r\nConfidential\r\n\r\n--=_b1\r\nContent-Type: text/html',
        )
        .replace('</body>', '<div>Confidential</div></body>'),
    codes: ['body-text-inserted'],
  },
  {
    of: 'a part behind the others',
    body: MULTIPART,
    more: [MULTIPART_TYPE],
    change: (b) => b.replace('--=_b1--', `--=_b1\r\nContent-Type: text/plain\r\n\r\n${FOOTER}--=_b1--`),
    codes: ['body-text-inserted'],
  },
  {
    of: 'a multipart around it',
    body: TEXT,
    change: (b) =>
      `--new\r\nContent-Type: text/plain\r\n\r\n${b}\r\n--new\r\nContent-Type: text/plain\r\n\r\n${FOOTER}\r\n--new--\r\n`,
    codes: ['body-wrapped-in-multipart'],
  },
  { of: 'no text any more', body: TEXT, change: () => '', codes: ['body-lost'] },
  { of: 'text where there was none', body: '', change: () => TEXT, codes: ['body-signed-empty'] },
  {
    of: 'a cut with l=',
    body: TEXT,
    request: { bodyLength: 'whole' },
    change: (b) => b.slice(0, -20),
    codes: ['body-cut-off'],
  },
  {
    of: 'blank lines with blanks',
    body: TEXT,
    request: SIMPLE,
    change: (b) => `${b} \r\n\t\r\n`,
    codes: ['body-trailing-blank-lines', 'body-would-pass-relaxed'],
  },
  {
    of: 'blanks at line ends',
    body: TEXT,
    request: SIMPLE,
    change: (b) => b.replaceAll('.\r\n', '. \r\n'),
    codes: ['body-white-space-changed', 'body-would-pass-relaxed'],
  },
  {
    of: 'the signature line without its blank',
    body: `${TEXT}-- \r\nJoe\r\n`,
    request: SIMPLE,
    change: (b) => b.replace('-- \r\n', '--\r\n'),
    codes: ['body-white-space-changed', 'body-would-pass-relaxed'],
  },
  {
    of: 'tabs made blanks',
    body: 'a\tb\r\n\tc\r\n',
    request: SIMPLE,
    change: (b) => b.replaceAll('\t', '        '),
    codes: ['body-white-space-changed', 'body-would-pass-relaxed'],
  },
  {
    of: 'a blank in front of lines',
    body: TEXT,
    change: (b) => b.replaceAll(/^(?=[HWA])/gm, ' '),
    codes: ['body-white-space-changed'],
  },
  {
    of: 'NBSP',
    body: TEXT,
    change: (b) => b.replaceAll('the game', utf8('the\u00a0game')),
    codes: ['body-white-space-changed'],
  },
  { of: 'a byte order mark', body: TEXT, change: (b) => `\u00ef\u00bb\u00bf${b}`, codes: ['body-white-space-changed'] },
  {
    of: 'dots doubled',
    body: '.a\r\n..b\r\n',
    change: (b) => b.replaceAll(/^\./gm, '..'),
    codes: ['body-dots-doubled'],
  },
  { of: 'dots lost', body: '..a\r\n..b\r\n', change: (b) => b.replaceAll(/^\.\./gm, '.'), codes: ['body-dots-lost'] },
  {
    of: '>From',
    body: 'From here\r\nto there\r\n',
    change: (b) => b.replaceAll(/^From /gm, '>From '),
    codes: ['body-from-escaped'],
  },
  {
    of: '>>From',
    body: '>From here\r\nFrom there\r\n',
    change: (b) => b.replaceAll(/^(>*From )/gm, '>$1'),
    codes: ['body-from-escaped'],
  },
  {
    of: 'From without its mark',
    body: '>From here\r\nto there\r\n',
    change: (b) => b.replaceAll(/^>From /gm, 'From '),
    codes: ['body-from-unescaped'],
  },
  {
    of: 'line ends of a file',
    body: TEXT.replaceAll('\r\n', '\n'),
    change: (b) => b.replaceAll('\n', '\r\n'),
    codes: ['body-line-ends-changed'],
  },
  {
    of: 'line ends with two CR',
    body: TEXT,
    change: (b) => b.replaceAll('\r\n', '\r\r\n'),
    codes: ['body-line-ends-changed'],
  },
  {
    of: 'lines with an empty one between',
    body: 'a\r\nb\r\n',
    change: (b) => b.replaceAll('\r\n', '\r\n\r\n'),
    codes: ['body-line-ends-changed'],
  },
  {
    of: 'lines broken as Postfix does',
    body: LONG,
    change: (b) => `${b.slice(0, 998)}\r\n ${b.slice(998, 1995)}\r\n ${b.slice(1995)}`,
    codes: ['body-lines-broken'],
  },
  {
    of: 'lines broken as sendmail does',
    body: LONG,
    change: (b) => `${b.slice(0, 989)}!\r\n ${b.slice(989)}`,
    codes: ['body-lines-broken'],
  },
  { of: 'ISO-2022-JP made UTF-8', body: JAPANESE_2022, change: () => JAPANESE, codes: ['body-charset-changed'] },
  { of: 'UTF-8 made ISO-2022-JP', body: JAPANESE, change: () => JAPANESE_2022, codes: ['body-charset-changed'] },
  {
    of: 'ISO-8859-1 made UTF-8',
    body: 'Gr\u00fc\u00dfe\r\n',
    change: () => utf8('Grüße\r\n'),
    codes: ['body-charset-changed'],
  },
  {
    of: '8 bits made quoted-printable',
    body: utf8('Grüße, 1=1\r\n'),
    more: ['Content-Transfer-Encoding: quoted-printable'],
    change: () => 'Gr=C3=BC=C3=9Fe, 1=3D1\r\n',
    codes: ['body-transfer-encoding-changed'],
  },
  {
    of: '8 bits made base64',
    body: utf8('Grüße\r\n'),
    more: ['Content-Transfer-Encoding: base64'],
    change: () => 'R3LDvMOfZQ0K\r\n',
    codes: ['body-transfer-encoding-changed'],
  },
  {
    of: 'base64 made 8 bits',
    body: 'R3LDvMOfZQ0K\r\n',
    more: ['Content-Transfer-Encoding: 8bit'],
    change: () => utf8('Grüße\r\n'),
    codes: ['body-transfer-encoding-changed'],
  },
  {
    of: 'a part made quoted-printable',
    body: MULTIPART,
    more: [MULTIPART_TYPE],
    change: (b) => b.replace('Encoding: 8bit', 'Encoding: quoted-printable').replace(utf8('ü'), '=C3=BC'),
    codes: ['body-transfer-encoding-changed'],
  },
  {
    of: 'a footer behind lines whose dots were doubled',
    body: '.a\r\nb\r\n',
    change: (b) => b.replaceAll(/^\./gm, '..') + FOOTER,
    codes: ['body-dots-doubled', 'body-footer-appended'],
  },
  { of: 'a word', body: TEXT, change: (b) => b.replace('hungry', 'angry'), codes: ['body-changed'] },
];

test.each(CASES)('body: names $of', async ({ body, more = [], request, change, codes }) => {
  const message = await signedMail(mailOf(body, ...more), request);
  expect(await codesOf(message)).toEqual(['pass']);
  const at = message.indexOf('\r\n\r\n') + 4;
  expect(await codesOf(message.slice(0, at) + change(message.slice(at)))).toEqual([...codes, 'header-unchanged']);
});

/** One letter is another. */
const misspelt = (text: string): string => text.replace(/[A-Za-z]/, (letter) => (letter === 'x' ? 'y' : 'x'));

test.each(CASES.filter(({ body, change }) => body !== '' && change(body) !== ''))(
  'body: with $of and another letter as well, no cause is named that does not explain it',
  async ({ body, more = [], request, change, codes }) => {
    const message = await signedMail(mailOf(body, ...more), request);
    const at = message.indexOf('\r\n\r\n') + 4;
    const changed = change(misspelt(body));
    const other = changed === change(body) ? misspelt(`a${changed}`) : changed;
    const [code] = await codesOf(message.slice(0, at) + other);
    expect(code).toBe(codes[0] === 'body-cut-off' ? 'body-cut-off' : 'body-changed');
  },
);

const withHash = async (mail: string, bh: string): Promise<string> =>
  (await signedMail(mail, SIMPLE)).replace(/bh=[^;]+;/, `bh=${bh};`);
const sha256 = async (octets: string): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(octets, 'latin1'))).toString('base64');

describe('what a signer did wrong', () => {
  test.each([
    { of: 'the other canonicalization', hashed: ' a b\r\n', code: 'body-hash-of-other-form', body: ' a  b \r\n' },
    { of: 'no line end', hashed: 'a', code: 'body-final-crlf-missing', body: 'a\r\n' },
    { of: 'empty lines', hashed: 'a\r\n\r\n\r\n', code: 'body-trailing-blank-lines-signed', body: 'a\r\n\r\n\r\n' },
  ])('$of', async ({ hashed, code, body }) => {
    const message = await withHash(mailOf(body), await sha256(hashed));
    expect((await codesOf(message))[0]).toBe(code);
    const other = await withHash(mailOf(body), await sha256(`${hashed}x`));
    expect((await codesOf(other))[0]).toBe('body-changed');
  });
});

test('the sentence has the text that was added, in both languages, and no control of it', async () => {
  const message = `${await signedMail(mailOf(TEXT))}\u001b]0;x\u0007 footer\r\n`;
  const [problem] = (await judged(message)).diagnoses[0] ?? [];
  expect(problem?.message(wordsIn('en'))).toBe(
    String.raw`Behind the signed text stand 15 more octets: "\x1b]0;x\x07 footer"`,
  );
  expect(problem?.message(wordsIn('ja'))).toBe(
    String.raw`署名された文章の後ろに 15 オクテットが追加されています: 「\x1b]0;x\x07 footer」`,
  );
});

test('another character set takes fewer octets than l= counts: that is no body cut off', async () => {
  const message = await signedMail(mailOf(utf8('Gr\u00fc\u00dfe\r\n')), { bodyLength: 'whole' });
  expect(await codesOf(Buffer.from(message, 'latin1').toString('utf8'))).toEqual([
    'body-charset-changed',
    'header-unchanged',
  ]);
  expect(await codesOf(message.slice(0, -4))).toEqual(['body-cut-off', 'header-unchanged']);
});
