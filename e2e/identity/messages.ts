/**
 * The messages that are sent: by seed and index, so that each can be made again alone. A huge one is never whole in
 * memory. What the verifier takes out is known here, since it is put in here.
 */
import { lineMaker, type LineMaker } from './lines.js';
import { random, type Random } from './random.js';

/** The name under which the verifier writes its results; fields that claim it come off. RFC 8601, section 5. */
export const AUTHSERV_ID = 'mx.identity.example';
export const SENDER_DOMAIN = 'identity.example';

const PIECE = 1024 * 1024; // octets of a huge message that are made at a time
const SMALL_HEADER = 96; // octets; a message of fewer is lines and nothing else

export interface TestMessage {
  readonly index: number;
  /** In octets. */
  readonly size: number;
  /** It has one usable From. Of the others we don't ask whether they are signed (S-262). */
  readonly mustBeSigned: boolean;
  /** Its first octet is SP or HTAB (S-204). */
  readonly beginsWithContinuation: boolean;
  /** As the client means it, dots not doubled; made anew at each call. */
  pieces(): Iterable<Buffer>;
  /** The same without the fields that the verifier must take out. */
  piecesWithoutForged(): Iterable<Buffer>;
}

/** A part of a message, and whether the verifier leaves it. */
interface Part {
  readonly octets: Buffer;
  readonly forged: boolean;
}

export interface MessageMaker {
  /** Of a size that is log-uniform between 64 octets and 256 KiB, so that the median is 4 KiB. */
  readonly message: (index: number) => TestMessage;
  /** Of so many MiB and a header; its first line is its own, by which it is found below our lines. */
  readonly huge: (index: number, mebibytes: number) => TestMessage;
  /** Exactly of this size. */
  readonly ofSize: (index: number, size: number) => TestMessage;
}

export function messageMaker(seed: number): MessageMaker {
  const maker = lineMaker(seed);
  const ofSize = (index: number, size: number, rng = random(seed, index)): TestMessage => {
    const { parts, mustBeSigned } = shape(rng, size, maker);
    return {
      index,
      size: sizeOf(parts),
      mustBeSigned,
      beginsWithContinuation: [0x20, 0x09].includes(parts[0]?.octets[0] ?? 0),
      pieces: () => parts.map(({ octets }) => octets),
      piecesWithoutForged: () => parts.filter(({ forged }) => !forged).map(({ octets }) => octets),
    };
  };
  return {
    ofSize: (index, size) => ofSize(index, size),
    message(index) {
      const rng = random(seed, index);
      return ofSize(index, Math.round(2 ** (6 + 12 * rng.share())), rng);
    },
    huge(index, mebibytes) {
      const top = [
        text(`X-Identity: ${seed}-${index}\r\n`),
        forgedResults(random(seed, index)),
        text(`From: taro@${SENDER_DOMAIN}\r\nSubject: huge\r\n\r\n`),
      ];
      function* body(): Generator<Buffer> {
        const rng = random(seed, index);
        for (let count = 0; count < mebibytes; count += 1) yield maker.lines(rng, PIECE);
      }
      const pieces = function* (withForged: boolean): Generator<Buffer> {
        for (const { octets, forged } of top) if (withForged || !forged) yield octets;
        yield* body();
      };
      return {
        index,
        size: sizeOf(top) + mebibytes * PIECE,
        mustBeSigned: true,
        beginsWithContinuation: false,
        pieces: () => pieces(true),
        piecesWithoutForged: () => pieces(false),
      };
    },
  };
}

/** Most are mails; the others begin or end as a message should not, or have a header of every kind. */
function shape(rng: Random, size: number, maker: LineMaker): { parts: Part[]; mustBeSigned: boolean } {
  const rest = (parts: Part[], used: readonly Part[]): Part[] => {
    const left = size - sizeOf(used);
    return left < 2 ? parts : [...parts, kept(maker.lines(rng, left))];
  };
  const kind = rng.below(100);
  if (size < SMALL_HEADER || kind < 10) return { parts: [kept(maker.lines(rng, size))], mustBeSigned: false };

  const header = headerFields(rng, size / 2);
  if (kind < 20) {
    const first = text(rng.pick([' x\r\n', '\t; dkim=pass header.d=bank.example\r\n', ' \r\n', ' .\r\n', '\t']));
    const top = first.octets.at(-1) === 0x0a ? [first] : [text(`${first.octets.toString('latin1')}\r\n`)];
    const parts = [...top, ...header, text('\r\n')];
    return { parts: rest(parts, parts), mustBeSigned: false };
  }
  if (kind < 30) {
    const first = text(rng.pick(['.\r\n', '..\r\n', '.x: y\r\n', '. \r\n', '.\r\n.\r\n']));
    const parts = [first, ...header, text('\r\n')];
    return { parts: rest(parts, parts), mustBeSigned: false };
  }
  if (kind < 35) return { parts: rest([text('\r\n')], [text('\r\n')]), mustBeSigned: false }; // a body without a header
  if (kind < 40) {
    const end = rng.chance(0.5) ? [text('\r\n')] : []; // a header and no body, or not even the empty line
    return { parts: [...header, ...padding(size - sizeOf(header) - 2), ...end], mustBeSigned: true };
  }
  const end = kept(Buffer.from('\r\n'.repeat(rng.chance(0.3) ? 1 + rng.below(5) : 0)));
  const parts = [...header, text('\r\n')];
  return { parts: [...rest(parts, [...parts, end]), end], mustBeSigned: true };
}

/** Fields for at most about `room` octets, From always; forged results among them, at any place. */
function headerFields(rng: Random, room: number): Part[] {
  const parts = [text(`From: taro@${SENDER_DOMAIN}\r\n`)];
  let size = parts[0]?.octets.length ?? 0;
  const most = rng.chance(0.1) ? 400 : rng.below(12);
  for (let count = 0; count < most; count += 1) {
    const field = rng.chance(0.1) ? forgedResults(rng) : text(`${rng.pick(FIELDS)}\r\n`);
    size += field.octets.length;
    if (size > room) break;
    parts.splice(rng.below(parts.length + 1), 0, field);
  }
  return parts;
}

/** Fields of about so many octets. */
function padding(octets: number): Part[] {
  const parts: Part[] = [];
  for (let left = octets; left > 9;) {
    const length = Math.min(left, 4000);
    parts.push(text(`X-Pad: ${'.'.repeat(length - 9)}\r\n`));
    left -= length;
  }
  return parts;
}

const FIELDS: readonly [string, ...string[]] = [
  'Subject: .',
  'Subject:',
  'Subject : before the colon',
  'subject: a second one\r\n\tfolded\r\n .with a dot',
  'X-Dots: \r\n ...\r\n\t.',
  'X-Nul: a\0b\0',
  'X-Bits: \xff\xfe\x80 \xe3\x81\x82',
  `X-Long: ${'x'.repeat(990)}`,
  `X-Longer: ${'y'.repeat(5000)}`,
  '.x: the name begins with a dot',
  '..',
  'no colon in this line',
  'Authentication-Results: other.example; spf=pass smtp.mailfrom=x.example',
  'ARC-Authentication-Results: i=1; mx.identity.example; dkim=pass',
  'To: hanako@example.org,\r\n jiro@example.org',
  'Message-ID: <1@identity.example>',
  'Received: from a by b; Thu, 26 Nov 2026 00:00:00 +0000',
  'X-Blank-Continuation: a\r\n \r\n\t\r\n b',
];

/** In forms that all are ours. RFC 8601, sections 2.2 and 5; S-159, S-160. */
function forgedResults(rng: Random): Part {
  const field = rng.pick([
    `Authentication-Results: ${AUTHSERV_ID}; dkim=pass header.d=bank.example`,
    `authentication-results : ${AUTHSERV_ID.toUpperCase()};\r\n\tdkim=pass`,
    `Authentication-Results:\r\n "${AUTHSERV_ID}" 1;\r\n dkim=pass`,
    `AUTHENTICATION-RESULTS: (a comment) ${AUTHSERV_ID}; none`,
    'X-DKIM-Authentication-Results: pass',
  ]);
  return { octets: Buffer.from(`${field}\r\n`, 'latin1'), forged: true };
}

function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { octets }) => sum + octets.length, 0);
}

function text(latin1: string): Part {
  return kept(Buffer.from(latin1, 'latin1'));
}

function kept(octets: Buffer): Part {
  return { octets, forged: false };
}
