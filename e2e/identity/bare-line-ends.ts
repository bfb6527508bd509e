/** Messages with bare CR and LF, and what must become of them. RFC 5321, section 2.3.8; S-200. */
import type { TestMessage } from './messages.js';
import type { Random } from './random.js';

/** The message with some bare CRs and LFs put in anywhere, most of them near line ends and dots. */
export function withBareLineEnds(message: TestMessage, rng: Random): TestMessage {
  let text = latin1(message.piecesWithoutForged());
  const spots = [...text.matchAll(/\r\n\.?|\./g)].map(({ index }) => index);
  for (let count = 1 + rng.below(6); count > 0; count -= 1) {
    const near = (spots[rng.below(spots.length)] ?? 0) + rng.below(5);
    const at = Math.min(rng.chance(0.7) ? near : rng.below(text.length), text.length);
    text =
      text.slice(0, at) + rng.pick(['\n', '\r', '\n.', '\r.', '\n.\n', '\r.\r', '\n\r', '\r\r\n.\r']) + text.slice(at);
  }
  if (!text.endsWith('\r\n')) text += '\r\n';
  text = text.replaceAll('\0', '0'); // a NUL before a dot is another matter
  return likewise(message.index, text);
}

/** A bare LF is a line end, a bare CR a space. */
export function normalized(message: TestMessage): TestMessage {
  const text = latin1(message.pieces());
  return likewise(message.index, text.replaceAll(/\r(?!\n)/g, ' ').replaceAll(/(?<!\r)\n/g, '\r\n'));
}

export function hasBareLineEnds(message: TestMessage): boolean {
  return /\r(?!\n)|(?<!\r)\n/.test(latin1(message.pieces()));
}

function latin1(pieces: Iterable<Buffer>): string {
  return Buffer.concat([...pieces]).toString('latin1');
}

function likewise(index: number, text: string): TestMessage {
  const octets = Buffer.from(text, 'latin1');
  return {
    index,
    size: octets.length,
    mustBeSigned: false,
    beginsWithContinuation: /^[ \t]/.test(text),
    pieces: () => [octets],
    piecesWithoutForged: () => [octets],
  };
}
