/** What a client hears at the end of its message: LMTP wants a reply for each accepted recipient, SMTP has one for all. S-218. */
import type { Reply } from './types.js';

/** `replies` is one for all, or one for each of `recipients`. */
export function repliesFor(
  replies: readonly Reply[],
  { lmtp, recipients }: { lmtp: boolean; recipients: number },
): readonly Reply[] {
  const [first] = replies;
  if (first === undefined) return [];
  if (!lmtp) return [oneForAll(first, replies)];
  return replies.length === recipients ? replies : Array.from({ length: recipients }, () => first);
}

/** Where some took it and some did not, nobody can say so in one reply: a retry may bring it twice, which is better than a loss. */
function oneForAll(first: Reply, replies: readonly Reply[]): Reply {
  const gone = replies.find(({ code }) => code === 421);
  if (gone !== undefined) return gone;
  return replies.every((reply) => classOf(reply) === classOf(first)) ? first : DISAGREE;
}

function classOf({ code }: Reply): number {
  return Math.floor(code / 100);
}

const DISAGREE: Reply = {
  code: 451,
  lines: ['4.3.0 The next hop took the message for some recipients only; try again later'],
};
