/**
 * The mails that are signed, verified and relayed: ordinary ones of five sizes, and bodies that are awkward to canonicalize.
 * The same seed gives the same octets on every machine.
 */
import { base64, flowedText, header, html, word } from './parts.js';
import { seededRandom, type Random } from './random.js';

/** Ordinary ones; what is over 100 KB is an attachment in base64. */
export type Size = '2 KB' | '20 KB' | '200 KB' | '2 MB' | '20 MB' | '200 MB';

/** Bodies of nothing else. */
export type AwkwardBody = 'blank runs' | 'empty lines' | 'empty lines, then x' | 'one-character lines';

export const AWKWARD_BODIES: readonly AwkwardBody[] = [
  'blank runs',
  'empty lines',
  'empty lines, then x',
  'one-character lines',
];

const KIB = 1024;
const MIB = KIB * KIB;
const LINE = 78; // of base64, with its CRLF

export const OCTETS: Readonly<Record<Size, number>> = {
  '2 KB': 2 * KIB,
  '20 KB': 20 * KIB,
  '200 KB': 200 * KIB,
  '2 MB': 2 * MIB,
  '20 MB': 20 * MIB,
  '200 MB': 200 * MIB,
};

/** In pieces, so that a mail of 200 MB needs no such memory. */
export function* ordinaryMail(size: Size, octets: number): Generator<Buffer> {
  const random = seededRandom(OCTETS[size]);
  if (size === '2 KB') {
    const head = header(random, 'text/plain; charset=utf-8; format=flowed');
    yield latin1(head + flowedText(random, octets - head.length));
  } else if (size === '20 KB') {
    const head = header(random, 'multipart/alternative; boundary="=_a1"');
    yield latin1(head + alternative(random, octets / 4, (octets * 3) / 4 - head.length - 350));
  } else {
    yield* withAttachment(random, octets);
  }
}

function alternative(random: Random, textOctets: number, htmlOctets: number): string {
  return (
    '--=_a1\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: 7bit\r\n\r\n' +
    flowedText(random, textOctets) +
    '\r\n--=_a1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' +
    `${html(random, htmlOctets)}\r\n--=_a1--\r\n`
  );
}

function* withAttachment(random: Random, octets: number): Generator<Buffer> {
  const head =
    header(random, 'multipart/mixed; boundary="=_m1"') +
    '--=_m1\r\nContent-Type: multipart/alternative; boundary="=_a1"\r\n\r\n' +
    alternative(random, 3 * KIB, 8 * KIB) +
    '\r\n--=_m1\r\nContent-Type: application/pdf; name="offer.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  const end = '\r\n--=_m1--\r\n';
  const attachment = octets - head.length - end.length;
  const block = latin1(base64(random, Math.min(attachment, 2 * MIB)));
  yield latin1(head);
  // Repeated, so that making it stays quick, and cut to whole lines.
  for (let left = attachment; left >= LINE; left -= block.length) yield block.subarray(0, left - (left % LINE));
  yield latin1(end);
}

export function awkwardMail(body: AwkwardBody, octets: number): Buffer {
  const random = seededRandom(octets);
  return latin1(header(random, 'text/plain; charset=us-ascii') + awkward[body](octets, random));
}

const awkward: Readonly<Record<AwkwardBody, (octets: number, random: Random) => string>> = {
  'blank runs': blankRuns,
  'empty lines': (octets) => '\r\n'.repeat(octets / 2),
  'empty lines, then x': (octets) => `${'\r\n'.repeat(octets / 2 - 2)}x\r\n`,
  'one-character lines': (octets) => 'a\r\n'.repeat(octets / 3),
};

/** Blanks and tabs between words and at the ends of lines. */
function blankRuns(octets: number, random: Random): string {
  const lines: string[] = [];
  let length = 0;
  while (length < octets) {
    let line = '';
    for (let left = 2 + random.below(10); left > 0; left -= 1) {
      line += word(random).slice(0, 1 + random.below(4));
      for (let run = 1 + random.below(24); run > 0; run -= 1) line += random.next() < 0.3 ? '\t' : ' ';
    }
    lines.push(line);
    length += line.length + 2;
  }
  return `${lines.join('\r\n')}\r\n`;
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
