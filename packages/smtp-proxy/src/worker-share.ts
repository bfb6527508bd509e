/**
 * What one of several workers may take of a limit that is meant for all of them. Each client goes to the worker that has the
 * most room (worker-pool.ts), so a whole limit can be divided without a question to anybody.
 */

export interface WorkerShare {
  /** Of this worker: 1 is the first. */
  readonly number: number;
  /** How many workers there are. */
  readonly of: number;
}

export const WHOLE: WorkerShare = { number: 1, of: 1 };

/** The shares of all workers add up to the limit; the first ones take what is left over. */
export function shareOf(limit: number, { number, of }: WorkerShare): number {
  return Math.floor(limit / of) + (number <= limit % of ? 1 : 0);
}
