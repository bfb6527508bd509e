/**
 * Files that are opened while we are still root, in folders where others may write: a symbolic link that one of them has
 * put there would lead us to any file of the machine. Links of root's and our own are followed, others are refused.
 */
import { constants, lstatSync, openSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const MOST_LINKS = 40; // as the kernel has it
/** Links of the kernel's own, /dev/stdout leads there: their text is no path. */
const KERNEL = /^\/proc\//;

/** `path` with its symbolic links followed; what does not exist yet stays. Throws an Error for a link of somebody else. */
export function trustedPath(path: string): string {
  const trusted = [0, process.geteuid?.() ?? 0];
  let done = '/';
  let rest = namesOf(resolve(path));
  for (let links = 0; ;) {
    const [name, ...behind] = rest;
    if (name === undefined) return done;
    const at = join(done, name);
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (stats === undefined || KERNEL.test(at)) return join(at, ...behind);
    if (!stats.isSymbolicLink()) {
      done = at;
      rest = behind;
      continue;
    }
    links += 1;
    if (!trusted.includes(stats.uid)) {
      throw new Error(
        `${at} is a symbolic link of user ${stats.uid}, who could lead us to any file with it. Remove it, or: chown -h root ${at}`,
      );
    }
    if (links > MOST_LINKS) throw new Error(`${path} leads through too many symbolic links`);
    const target = readlinkSync(at);
    if (target.startsWith('/')) done = '/';
    rest = [...namesOf(target), ...behind];
  }
}

/** As openSync, but through links that can be trusted only. */
export function openTrusted(path: string, flags: number, mode?: number): number {
  const whole = trustedPath(path);
  return openSync(whole, KERNEL.test(whole) ? flags : flags | constants.O_NOFOLLOW, mode);
}

function namesOf(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
