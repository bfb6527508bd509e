/** How many answers go out in an hour: to one mailbox, and in all. A forged sender can't be flooded through us. */

const HOUR = 3600;

export interface RateLimit {
  /** Counts an answer to `sender` at `now` (seconds); false where there were enough. */
  readonly take: (sender: string, now: number) => boolean;
  /** The latest that was taken for `sender` did not become an answer: it counts no more. */
  readonly giveBack: (sender: string) => void;
}

/** Memory grows with `all`, whatever strangers send. */
export function createRateLimit({ sender: bySender, all: most }: { sender: number; all: number }): RateLimit {
  const all: number[] = [];
  const senders = new Map<string, number[]>();

  return {
    take(sender, now) {
      const key = mailboxOf(sender);
      const own = senders.get(key) ?? [];
      dropOld(own, now);
      dropOld(all, now);
      if (own.length >= bySender || all.length >= most) return false;
      own.push(now);
      all.push(now);
      senders.set(key, own);
      // Of those that count still there are `most` at the most, so a sweep at twice as many is seldom.
      if (senders.size > 2 * most) sweep(senders, now);
      return true;
    },
    giveBack(sender) {
      const time = senders.get(mailboxOf(sender))?.pop();
      const at = time === undefined ? -1 : all.lastIndexOf(time);
      if (at !== -1) all.splice(at, 1);
    },
  };
}

/** a+b@ is mostly the mailbox of a@. */
const mailboxOf = (sender: string): string => sender.toLowerCase().replace(/\+.*(?=@[^@]*$)/, '');

function sweep(senders: Map<string, number[]>, now: number): void {
  for (const [key, times] of senders) {
    dropOld(times, now);
    if (times.length === 0) senders.delete(key);
  }
}

function dropOld(times: number[], now: number): void {
  const first = times.findIndex((time) => time > now - HOUR);
  times.splice(0, first === -1 ? times.length : first);
}
