/**
 * Who else can get at a file with a private key: the file itself, and the folders in which another could be put in its place.
 * Each answer is one sentence with the command that mends it; null where there is nothing to say. S-256.
 */
import { constants, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { InputFiles } from './input-files.js';
import { closedFolders, fileAllows, folderOpenToOthers, isInGroup, isOwnUser } from './privileges.js';
import { shellWord } from './shell-word.js';

/** `user`: who will run the program; null where it stays who it is. */
export interface KeyFileReaders {
  readonly files: InputFiles;
  readonly user: string | null;
  /** What was found of folders already, for who asks of thousands of files at a time. */
  readonly folders?: Map<string, string | null>;
}

export function keyFileOpenTo(path: string, { files, user }: KeyFileReaders): string | null {
  const rights = files.rights(path);
  if (rights === null) return null; // told when it was read from the disk
  const { mode, uid, gid } = rights;
  if ((mode & 0o007) !== 0) return `${path} is open to every user. Run: chmod 600 ${shellWord(path)}`;
  if ((mode & 0o070) !== 0 && !isInGroup(user, gid)) {
    return `${path} is open to a group that is not ours. Run: chmod 600 ${shellWord(path)}`;
  }
  if (isOwnUser(user, uid)) return null;
  return `${path} belongs to another user (${uid}). Run: chown ${user ?? 'root'} ${shellWord(path)}`;
}

export function keyFolderOpenTo(path: string, readers: KeyFileReaders): string | null {
  const rights = readers.files.rights(path);
  if (rights === null || !isRegular(rights.mode)) return null;
  const folder = openFolderAbove(path, readers);
  if (folder === null) return null;
  return `others may put another key in the place of ${path}: ${folder} is open to them. Run: chown root ${shellWord(folder)} && chmod go-w ${shellWord(folder)}`;
}

function openFolderAbove(path: string, { user, folders }: KeyFileReaders): string | null {
  const place = dirname(realpathSync.native(path));
  const seen = folders?.get(place);
  if (seen !== undefined) return seen;
  const open = folderOpenToOthers(user, place);
  folders?.set(place, open);
  return open;
}

export function keyFileClosedTo(path: string, user: string | null): string | null {
  return fileClosedTo(path, user, `chown ${user ?? ''} ${shellWord(path)} && chmod 600 ${shellWord(path)}`);
}

/** `command`: what gives the file to `user`, should it be the file itself that is closed, and not a folder above it. */
export function fileClosedTo(path: string, user: string | null, command: string): string | null {
  if (user === null) return null;
  const [first, ...inner] = closedFolders(user, path);
  const ofFile = fileAllows(user, 'read', path) ? [] : [command];
  if (first !== undefined) {
    const commands = [first.command, ...inner.map((each) => each.command), ...ofFile].join(' && ');
    return `${user} cannot enter ${first.folder}, so it cannot read ${path}, and a later reload would fail. Run: ${commands}`;
  }
  return ofFile.length === 0 ? null : `${user} cannot read ${path}, so a later reload would fail. Run: ${command}`;
}

/** No pipe from a shell, which has no folder. */
function isRegular(mode: number): boolean {
  return (mode & constants.S_IFMT) === constants.S_IFREG;
}
