/** Becoming another user once all that needs root is open. */
import { execFileSync } from 'node:child_process';

export interface Identity {
  /** Null: stay who we are. */
  user: string | null;
  group: string | null;
}

/** Throws an Error that says what can't be, and why. */
export function checkIdentity({ user, group }: Identity): void {
  if (user === null && group === null) return;
  if (process.getuid?.() !== 0 && !isOurselves(user)) {
    throw new Error('only root can become another user: start it as root, or leave out user and group');
  }
  if (user !== null) uidOf(user);
  if (group !== null && !/^\d+$/.test(group)) {
    try {
      execFileSync('getent', ['group', group], { stdio: 'ignore' });
    } catch (cause) {
      throw new Error(`there is no group ${group}`, { cause });
    }
  }
}

/** After this nothing that only root may do works any more. */
export function dropPrivileges({ user, group }: Identity): void {
  if (process.getuid?.() !== 0) return;
  const newGroup = group ?? (user === null ? null : primaryGroup(user));
  if (newGroup === null) return;
  process.setgroups?.(user === null ? [asId(newGroup)] : [...gidsOf(user), asId(newGroup)]);
  process.setgid?.(asId(newGroup));
  if (user !== null) process.setuid?.(asId(user));
}

export function uidOf(user: string): number {
  return Number(idOutput('-u', user));
}

/** All groups of a user, by number. */
export function gidsOf(user: string): readonly number[] {
  return idOutput('-G', user).split(' ').map(Number);
}

function primaryGroup(user: string): string {
  return idOutput('-g', user);
}

function idOutput(flag: string, user: string): string {
  try {
    return execFileSync('id', [flag, '--', user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch (cause) {
    throw new Error(`there is no user ${user}`, { cause });
  }
}

function asId(name: string): string | number {
  return /^\d+$/.test(name) ? Number(name) : name;
}

function isOurselves(user: string | null): boolean {
  return user !== null && uidOf(user) === process.getuid?.();
}
