/**
 * How much all spool files together may take. Without a limit of the administrator's that is 90 % of the space that is
 * free, so that other programs on the machine are not stopped by our mail (452 4.3.1 for the message that does not fit).
 */
import { statfs } from 'node:fs/promises';
import { shareOf, WHOLE, type WorkerShare } from './worker-share.js';

const SHARE_OF_FREE = 0.9;
const ASK_AGAIN_MS = 1_000;

export interface SpoolSpace {
  /** False if that many octets more do not fit; else they are ours until they are given back. Rejects where `dir` is none. */
  take(octets: number): Promise<boolean>;
  giveBack(octets: number): void;
  /** In octets, of all spool files. */
  used(): number;
}

export interface SpoolSpaceParts {
  /** A limit is divided among workers; of the free space each sees what the others have taken. */
  readonly share?: WorkerShare;
  /** In octets. */
  readonly freeSpace?: (dir: string) => Promise<number>;
  /** In milliseconds. */
  readonly now?: () => number;
}

/** `limit` in octets; null: by the free space of the file system that `dir` is on. Asked for each time, since a reload may change them. */
export function spoolSpace(
  settings: () => { readonly dir: string; readonly limit: number | null },
  { share = WHOLE, freeSpace = freeSpaceOf, now = () => performance.now() }: SpoolSpaceParts = {},
): SpoolSpace {
  let used = 0;
  let answer: { readonly most: Promise<number>; readonly dir: string; readonly at: number } | null = null;

  /** Those who come while we ask wait for the same answer. */
  const mostIn = (dir: string): Promise<number> => {
    if (answer === null || answer.dir !== dir || now() - answer.at > ASK_AGAIN_MS) {
      const most = freeSpace(dir).then((free) => used + free * SHARE_OF_FREE);
      const asked = { most, dir, at: now() };
      answer = asked;
      most.catch(() => {
        if (answer === asked) answer = null; // the next one asks again
      });
    }
    return answer.most;
  };

  return {
    async take(octets) {
      const { dir, limit } = settings();
      const most = limit === null ? await mostIn(dir) : shareOf(limit, share);
      if (used + octets > most) return false;
      used += octets;
      return true;
    },
    giveBack(octets) {
      used -= octets;
    },
    used: () => used,
  };
}

/** For everybody but root, as the system reserves some for that. */
async function freeSpaceOf(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}
