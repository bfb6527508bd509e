/** The wait for what a client sends next, and what ends it: its octets, its silence, its going, or our own end (S-219). */
import type { ClientChannel } from './channel.js';

/** Why no more octets come. */
export type SessionEnd = 'closed' | 'idle' | 'stopped';

export type Arrival = { readonly octets: Buffer } | SessionEnd;

export interface Arrivals {
  next(timeoutMs: number): Promise<Arrival>;
  /** `isOver` may have changed: ends the wait in progress if it has. */
  wake(): void;
}

/** `isOver`: nothing is waited for any more. */
export function clientArrivals(channel: ClientChannel, isOver: () => boolean): Arrivals {
  let stop: (() => void) | null = null; // the wait in progress

  return {
    next: (timeoutMs) =>
      new Promise((resolve) => {
        if (isOver()) return resolve('stopped');
        let waiting = true;
        const finish = (result: Arrival): void => {
          waiting = false;
          clearTimeout(timer);
          stop = null;
          resolve(result);
        };
        const timer = setTimeout(() => finish('idle'), timeoutMs);
        stop = () => finish('stopped');
        void channel.read().then((octets) => {
          if (!waiting) return; // they stay for who asks next
          channel.taken();
          finish(octets === null ? 'closed' : { octets });
        });
      }),
    wake() {
      if (isOver()) stop?.();
    },
  };
}
