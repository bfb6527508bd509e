/** What mails are made of: a header as it looks after three hops, flowed text, HTML out of a template, base64. */
import type { Random } from './random.js';

const WORDS = words(
  'the of and to in we our for with this that from have will your order invoice project meeting schedule please find ' +
    'attached report regarding delivery update customer contract office quarter budget review thanks best regards kind ' +
    'tomorrow morning afternoon draft version change request system network server account number price total amount ' +
    'question answer before after between without could would should team company service support ticket issue release ' +
    'planning document signature agreement payment shipment address telephone confirm available unfortunately',
);

function words(text: string): readonly [string, ...string[]] {
  const [first = '', ...others] = text.split(' ');
  return [first, ...others];
}

export function word(random: Random): string {
  return random.pick(WORDS);
}

function sentence(random: Random, count: number): string {
  const text = Array.from({ length: count }, () => word(random)).join(' ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.below(16).toString(16)).join('');
}

/** With the empty line after it. */
export function header(random: Random, contentType: string): string {
  return [
    `Received: from mx-out3.bench.example (mx-out3.bench.example [192.0.2.33])\r\n\tby relay.bench.example (Postfix) with ESMTPS id ${hex(random, 10)}\r\n\tfor <jane.roe@customer.example>; Tue, 14 Oct 2025 09:26:54 +0200 (CEST)`,
    `Received: from app-7.internal.bench.example (unknown [198.51.100.7])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n\tby mx-out3.bench.example (Postfix) with ESMTPSA id ${hex(random, 10)};\r\n\tTue, 14 Oct 2025 09:26:53 +0200 (CEST)`,
    `Received: by app-7.internal.bench.example (Postfix, from userid 1001)\r\n\tid ${hex(random, 10)}; Tue, 14 Oct 2025 09:26:53 +0200 (CEST)`,
    'From: =?UTF-8?Q?J=C3=B6rg_M=C3=BCller?= <joerg.mueller@bench.example>',
    'To: "Roe, Jane" <jane.roe@customer.example>, Sales Team <sales@customer.example>',
    'Cc: =?UTF-8?B?UGF2ZWwgTm92w6Fr?= <pavel.novak@customer.example>,\r\n accounting@bench.example',
    'Subject: =?UTF-8?Q?Angebot_f=C3=BCr_das_n=C3=A4chste_Quartal_=E2=80=93?=\r\n =?UTF-8?Q?_bitte_pr=C3=BCfen?=',
    'Date: Tue, 14 Oct 2025 09:26:53 +0200',
    `Message-ID: <${hex(random, 16)}@bench.example>`,
    'MIME-Version: 1.0',
    `Content-Type: ${contentType}`,
    'List-Id: Bench announcements <announce.lists.bench.example>',
    `List-Unsubscribe: <mailto:announce-leave@lists.bench.example>,\r\n <https://lists.bench.example/leave/${hex(random, 12)}>`,
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    '\r\n',
  ].join('\r\n');
}

/** format=flowed: a soft line break ends in a blank, as many mail programs write it. */
export function flowedText(random: Random, octets: number): string {
  const signature = '-- \r\nJoerg Mueller\r\nBench Example GmbH\r\n';
  let text = '';
  while (text.length < octets - signature.length) {
    let line = '';
    for (const next of sentence(random, 20 + random.below(30)).split(' ')) {
      if (line.length + next.length > 70) {
        text += `${line} \r\n`;
        line = '';
      }
      line += line === '' ? next : ` ${next}`;
    }
    text += `${line}\r\n\r\n`;
  }
  const room = Math.max(octets - signature.length - 2, 0);
  return `${text.slice(0, room).trimEnd()}\r\n${signature}`;
}

/** As templates make it: runs of leading blanks, tabs here and there, some blanks at the ends of lines. */
export function html(random: Random, octets: number): string {
  let text = '<!DOCTYPE html>\r\n<html>\r\n  <body style=3D"margin:0;padding:0;">\r\n';
  while (text.length < octets - 150) {
    const depth = 2 + random.below(6);
    const indent = random.next() < 0.1 ? '\t'.repeat(depth) : ' '.repeat(2 * depth);
    const trailing = random.next() < 0.05 ? '  ' : '';
    text += `${indent}<td style=3D"font-family:Arial,sans-serif;color:#33=\r\n3333;">\r\n`;
    text += `${indent}  ${sentence(random, 6 + random.below(3)).slice(0, 60)}${trailing}\r\n${indent}</td>\r\n`;
    if (random.next() < 0.1) text += '\r\n';
  }
  return `${text}  </body>\r\n</html>\r\n`;
}

/** Lines of 76 characters. */
export function base64(random: Random, octets: number): string {
  const raw = Buffer.alloc(57);
  const lines = Array.from({ length: Math.max(Math.floor(octets / 78), 1) }, () => {
    for (let at = 0; at < raw.length; at += 1) raw[at] = random.below(256);
    return raw.toString('base64');
  });
  return `${lines.join('\r\n')}\r\n`;
}
