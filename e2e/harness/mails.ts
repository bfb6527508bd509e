/** The mails of the scenarios, written by code so that each octet is known. CRLF line ends, no dot doubled. */
import { createHash } from 'node:crypto';

export interface Mail {
  /** What is special about it, for the name of a test. */
  readonly of: string;
  readonly from: string;
  readonly data: Buffer;
  /** Parameters of its MAIL command. */
  readonly parameters?: string;
}

export interface MailParts {
  readonly from?: string;
  readonly subject?: string;
  /** Lines between Message-ID and the empty line. */
  readonly fields?: readonly string[];
  readonly body?: string | Buffer;
}

let count = 0;

/** A complete message: From, To, Subject, Date, Message-ID, further fields, body. Strings are latin1: an octet a character. */
export function message({
  from = 'taro@example.net',
  subject = 'a test',
  fields = [],
  body = 'Hello.\r\n',
}: MailParts): Buffer {
  count += 1;
  const header = [
    `From: ${from.includes('<') ? from : `Taro <${from}>`}`,
    'To: Hanako <hanako@example.org>',
    `Subject: ${subject}`,
    'Date: Mon, 24 Dec 2012 09:00:00 +0900',
    `Message-ID: <${process.pid}.${count}@client.example>`,
    ...fields,
  ];
  return Buffer.concat([
    Buffer.from(`${header.join('\r\n')}\r\n\r\n`, 'latin1'),
    typeof body === 'string' ? Buffer.from(body, 'latin1') : body,
  ]);
}

const JAPANESE_SUBJECT = '=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?='; // "test"
const JAPANESE_LINE = '\x1b$B$3$s$K$A$O\x1b(B'; // "hello" in ISO-2022-JP

/** UTF-8 as latin1 characters, one an octet. */
export const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

/** All kinds of mail that leave a site, from an author at `domain`. */
export function outgoingMails(domain: string): readonly Mail[] {
  const from = `taro@${domain}`;
  return [
    {
      of: 'an ISO-2022-JP subject and plain text',
      from,
      data: message({
        from,
        subject: JAPANESE_SUBJECT,
        fields: [
          'MIME-Version: 1.0',
          'Content-Type: text/plain; charset=ISO-2022-JP',
          'Content-Transfer-Encoding: 7bit',
        ],
        body: `${JAPANESE_LINE}\r\n\r\n-- \r\n${JAPANESE_LINE}\r\n`,
      }),
    },
    { of: 'an attachment of 2 MB', from, data: message({ from, ...withAttachment(2 * 1024 * 1024) }) },
    {
      of: 'lines that begin with dots',
      from,
      data: message({ from, body: '.\r\n..\r\n...\r\n.text\r\n\r\n.\r\nlast .\r\n..\r\n' }),
    },
    {
      of: 'lines of 998 characters',
      from,
      data: message({ from, body: `${'x'.repeat(998)}\r\n.${'y'.repeat(997)}\r\n${'z '.repeat(499)}\r\n` }),
    },
    {
      of: 'an 8-bit body',
      from,
      parameters: 'BODY=8BITMIME',
      data: message({
        from,
        fields: ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=UTF-8', 'Content-Transfer-Encoding: 8bit'],
        body: utf8('こんにちは、世界\r\nGrüße\r\n'),
      }),
    },
    {
      of: 'UTF-8 in its header (SMTPUTF8)',
      from,
      parameters: 'BODY=8BITMIME SMTPUTF8',
      data: message({
        from: utf8(`太郎 <${from}>`),
        subject: utf8('日本語の件名'),
        fields: ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=UTF-8', 'Content-Transfer-Encoding: 8bit'],
        body: utf8('本文\r\n'),
      }),
    },
    { of: 'an empty body', from, data: message({ from, body: '' }) },
  ];
}

function withAttachment(size: number): MailParts {
  const octets = Buffer.alloc(size);
  for (let at = 0, block = createHash('sha256').update('seed').digest(); at < size; at += block.length) {
    block.copy(octets, at);
    block = createHash('sha256').update(block).digest();
  }
  const base64 = octets.toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return {
    fields: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="=_limit"'],
    body: [
      '--=_limit',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'See the attachment.',
      '--=_limit',
      'Content-Type: application/octet-stream; name="random.bin"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="random.bin"',
      '',
      base64,
      '--=_limit--',
      '',
    ].join('\r\n'),
  };
}

/** The part of a message before and after its first empty line. */
export function split(data: Buffer): { readonly header: string; readonly body: Buffer } {
  const end = data.indexOf('\r\n\r\n');
  if (end < 0) return { header: data.toString('latin1'), body: Buffer.alloc(0) };
  return { header: data.toString('latin1', 0, end + 2), body: data.subarray(end + 4) };
}

/** The values of all fields of that name, from the top, unfolded. */
export function fieldValues(data: Buffer, name: string): readonly string[] {
  return split(data)
    .header.split(/\r\n(?![ \t])/)
    .filter((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    .map((field) =>
      field
        .slice(name.length + 1)
        .replaceAll('\r\n', '')
        .trim(),
    );
}
