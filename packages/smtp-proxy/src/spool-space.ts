/**
 * How much all spool files together may take. Without a limit of the administrator's that is 90 % of the space that is
 * free, so that other programs on the machine are not stopped by our mail (452 4.3.1 for the message that does not fit).
 */
import { statfs } from 'node:fs/promises';

const SHARE_OF_FREE = 0.9;
const ASK_AGAIN_MS = 1_000;

export interface SpoolSpace {
  /** False if that many octets more do not fit; else they are ours until they are given back. */
  take(octets: number): Promise<boolean>;
  giveBack(octets: number): void;
  /** In octets, of all spool files. */
  used(): number;
}

/** `limit` in octets; null: by the free space of the file system that `dir` is on. Asked for each time, since a reload may change them. */
export function spoolSpace(
  settings: () => { readonly dir: string; readonly limit: number | null },
  now = () => performance.now(), // milliseconds
): SpoolSpace {
  let used = 0;
  let most = 0;
  let askedAt = Number.NEGATIVE_INFINITY;

  return {
    async take(octets) {
      const { dir, limit } = settings();
      if (limit === null && now() - askedAt > ASK_AGAIN_MS) {
        askedAt = now();
        const { bavail, bsize } = await statfs(dir);
        most = used + bavail * bsize * SHARE_OF_FREE;
      }
      if (used + octets > (limit ?? most)) return false;
      used += octets;
      return true;
    },
    giveBack(octets) {
      used -= octets;
    },
    used: () => used,
  };
}
