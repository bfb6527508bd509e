/** Becoming another user once all that needs root is open, and what that user will be able to do. */
import { execFileSync } from 'node:child_process';
import { statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { shellWord } from './shell-word.js';

export interface Identity {
  /** Null: stay who we are. */
  user: string | null;
  group: string | null;
}

/** Throws an Error that says what can't be, and why. */
export function checkIdentity({ user, group }: Identity): void {
  if (user !== null) uidOf(user);
  if (group !== null) gidOf(group);
  if (process.getuid?.() === 0) return;
  const others =
    (user !== null && uidOf(user) !== process.getuid?.()) || (group !== null && gidOf(group) !== process.getgid?.());
  if (others) throw new Error('only root can become another user: start it as root, or leave out user and group');
}

/** After this nothing that only root may do works any more. */
export function dropPrivileges(identity: Identity): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid, groups } = idsOf(identity);
  if (groups !== null) process.setgroups?.([...groups]);
  if (gid !== null) process.setgid?.(gid);
  if (uid !== null) process.setuid?.(uid);
}

/** Whom a new file has to belong to, if that is not whoever makes it. */
export function ownerFor(identity: Identity): { uid: number; gid: number } | null {
  const { uid, gid } = idsOf(identity);
  return process.getuid?.() === 0 && uid !== null && gid !== null ? { uid, gid } : null;
}

/**
 * Can `user` do that with `path`, and pass the folders above it? By the mode bits alone; true where there is no such user,
 * which is a fault of its own.
 */
export function userMay(user: string, access: 'read' | 'write', path: string): boolean {
  return closedFolders(user, path).length === 0 && fileAllows(user, access, path);
}

/** As `userMay`, of the file alone, whatever the folders above it say. */
export function fileAllows(user: string, access: 'read' | 'write', path: string): boolean {
  const ids = idsIfKnown(user);
  return ids === null || ids.uid === 0 || allows(statSync(path), access === 'read' ? READ : WRITE, ids);
}

/** The folders above `path` that `user` cannot pass, the outermost first, each with the command that lets this user pass. */
export function closedFolders(user: string, path: string): readonly { folder: string; command: string }[] {
  const ids = idsIfKnown(user);
  if (ids === null || ids.uid === 0) return [];
  const closed: { folder: string; command: string }[] = [];
  for (let dir = dirname(path); ; dir = dirname(dir)) {
    const stats = statSync(dir);
    if (!allows(stats, PASS, ids))
      closed.unshift({ folder: dir, command: `chmod ${classOf(stats, ids)}+x ${shellWord(dir)}` });
    if (dir === dirname(dir)) return closed;
  }
}

interface Ids {
  readonly uid: number;
  readonly groups: readonly number[];
}

function idsIfKnown(user: string): Ids | null {
  try {
    return { uid: uidOf(user), groups: gidsOf(user) };
  } catch {
    return null;
  }
}

/** Is that one of the groups of `user`, or where it is null of our own? */
export function isInGroup(user: string | null, gid: number): boolean {
  if (user === null) return process.getgid?.() === gid || (process.getgroups?.() ?? []).includes(gid);
  try {
    return gidsOf(user).includes(gid);
  } catch {
    return false; // no such user, which is a fault of its own
  }
}

/** May a file of theirs stand in this place: root's, our own, or that of `user`? */
export function isOwnUser(user: string | null, uid: number): boolean {
  if (uid === 0 || uid === process.getuid?.()) return true;
  try {
    return user !== null && uidOf(user) === uid;
  } catch {
    return false; // no such user, which is a fault of its own
  }
}

/**
 * This folder, or the one above it, in which others could put another file in the place of one that lies there; null where
 * there is none. In a folder with the sticky bit (/tmp) they may not. `folder`: links followed.
 */
export function folderOpenToOthers(user: string | null, folder: string): string | null {
  for (let dir = folder; ; dir = dirname(dir)) {
    const { mode, uid, gid } = statSync(dir);
    const byMode = (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== 0 && !isInGroup(user, gid));
    if ((byMode && (mode & STICKY) === 0) || !isOwnUser(user, uid)) return dir;
    if (dir === dirname(dir)) return null;
  }
}

const STICKY = 0o1000;
const READ = 4;
const WRITE = 2;
const PASS = 1;

function allows(stats: Stats, bit: number, ids: Ids): boolean {
  return ((stats.mode >> SHIFTS[classOf(stats, ids)]) & bit) !== 0;
}

const SHIFTS = { u: 6, g: 3, o: 0 } as const;

/** The first class that fits decides, owner, group or others: so does the kernel. */
function classOf(stats: Stats, { uid, groups }: Ids): keyof typeof SHIFTS {
  if (stats.uid === uid) return 'u';
  return groups.includes(stats.gid) ? 'g' : 'o';
}

function idsOf({ user, group }: Identity): {
  uid: number | null;
  gid: number | null;
  groups: readonly number[] | null;
} {
  const own = group === null ? null : gidOf(group);
  if (user === null) return { uid: null, gid: own, groups: own === null ? null : [own] };
  const gid = own ?? Number(idOutput('-g', user));
  return { uid: uidOf(user), gid, groups: [...new Set([...gidsOf(user), gid])] };
}

function uidOf(user: string): number {
  return Number(idOutput('-u', user));
}

/** All groups of a user, by number. */
function gidsOf(user: string): readonly number[] {
  return idOutput('-G', user).split(' ').map(Number);
}

function gidOf(group: string): number {
  if (/^\d+$/.test(group)) return Number(group);
  try {
    const entry = execFileSync('getent', ['group', '--', group], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(entry.split(':')[2]);
  } catch (cause) {
    throw new Error(`there is no group ${group}`, { cause });
  }
}

function idOutput(flag: string, user: string): string {
  try {
    return execFileSync('id', [flag, '--', user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch (cause) {
    throw new Error(`there is no user ${user}`, { cause });
  }
}
