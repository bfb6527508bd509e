/** How many answers go out in an hour: to one address, and in all. A forged sender can't be flooded through us. */

const HOUR = 3600;
const MOST_SENDERS = 10_000;

export interface RateLimit {
  /** Counts an answer to `sender` at `now` (seconds); false where there were enough. */
  readonly take: (sender: string, now: number) => boolean;
}

export function createRateLimit({ sender: bySender, all: most }: { sender: number; all: number }): RateLimit {
  const all: number[] = [];
  const senders = new Map<string, number[]>();

  return {
    take(sender, now) {
      const key = sender.toLowerCase().replace(/\+.*(?=@[^@]*$)/, ''); // a+b@ is mostly the mailbox of a@
      const own = senders.get(key) ?? [];
      dropOld(own, now);
      dropOld(all, now);
      if (own.length >= bySender || all.length >= most) return false;
      own.push(now);
      all.push(now);
      senders.delete(key); // so that the address used last is the last to be forgotten
      senders.set(key, own);
      for (const [oldest] of senders) {
        if (senders.size <= MOST_SENDERS) break;
        senders.delete(oldest);
      }
      return true;
    },
  };
}

function dropOld(times: number[], now: number): void {
  const first = times.findIndex((time) => time > now - HOUR);
  times.splice(0, first === -1 ? times.length : first);
}
