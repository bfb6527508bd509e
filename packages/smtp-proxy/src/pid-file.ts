/** The pid file. It is written as root mostly, in a folder that may belong to the user whom we become (S-219). */
import { closeSync, constants, lstatSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { openTrusted, trustedPath } from './trusted-path.js';

const { O_CREAT, O_EXCL, O_TRUNC, O_WRONLY } = constants;
const FILE_MODE = 0o644;

/** A new file takes the place of an old one at once: nobody reads half a number. Throws what hinders it. */
export function writePidFile(path: string, pid: number): void {
  const whole = trustedPath(path);
  const before = lstatSync(whole, { throwIfNoEntry: false });
  if (before !== undefined && !before.isFile()) return write(openTrusted(whole, O_WRONLY | O_TRUNC), pid); // /dev/null
  const fresh = `${whole}.${randomUUID()}`;
  let file: number;
  try {
    file = openSync(fresh, O_WRONLY | O_CREAT | O_EXCL, FILE_MODE);
  } catch (err) {
    if (before === undefined) throw err;
    return write(openTrusted(whole, O_WRONLY | O_TRUNC), pid); // a file of ours in a folder that is not
  }
  try {
    write(file, pid);
    renameSync(fresh, whole);
  } catch (err) {
    unlinkSync(fresh);
    throw err;
  }
}

function write(file: number, pid: number): void {
  try {
    writeSync(file, `${pid}\n`);
  } finally {
    closeSync(file);
  }
}
