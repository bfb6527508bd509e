/**
 * The files that a configuration is made of: its own file, maps, keys. What was read is kept, for a worker that is started
 * when they can't be read any more, and for a reload by a user who may not read them.
 */
import { readFileSync, statSync } from 'node:fs';

export interface InputFiles {
  /** Throws the system's error where it can't be read. */
  read(path: string): Buffer;
  /** The rights of a file that was read from the disk; null where an earlier copy stands for it. */
  rights(path: string): { readonly mode: number; readonly uid: number; readonly gid: number } | null;
}

/** By whole path. Private keys are among them: they go over pipes between our own processes, and nowhere else. */
export type FileCopies = ReadonlyMap<string, Uint8Array>;

export interface FilesOnDisk extends InputFiles {
  /** What was read. */
  readonly copies: FileCopies;
  /** Those whose earlier copy was given, since they may not be read any more. */
  readonly kept: ReadonlySet<string>;
}

/** `earlier`: copies to fall back on where we lack the right to read; a file that is gone is gone. */
export function filesOnDisk(earlier: FileCopies = new Map()): FilesOnDisk {
  const copies = new Map<string, Uint8Array>();
  const kept = new Set<string>();
  return {
    copies,
    kept,
    read(path) {
      try {
        const content = readFileSync(path);
        copies.set(path, content);
        return content;
      } catch (err) {
        const copy = earlier.get(path);
        if (copy === undefined || !isForbidden(err)) throw err;
        copies.set(path, copy);
        kept.add(path);
        return Buffer.from(copy);
      }
    },
    rights(path) {
      if (kept.has(path)) return null;
      const { mode, uid, gid } = statSync(path);
      return { mode, uid, gid };
    },
  };
}

/** What another process has read. */
export function filesFromCopies(copies: FileCopies): InputFiles {
  return {
    read(path) {
      const copy = copies.get(path);
      if (copy === undefined) throw new Error(`${path} was not read at the start`);
      return Buffer.from(copy);
    },
    rights: () => null,
  };
}

function isForbidden(err: unknown): boolean {
  return err instanceof Error && 'code' in err && (err.code === 'EACCES' || err.code === 'EPERM');
}
