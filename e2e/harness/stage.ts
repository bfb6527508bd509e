/**
 * The stage of one test file: a temporary folder, and what must be ended with it. Whatever a scenario starts is ended by
 * its own pid, the last one first, also when a test has failed.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Stage {
  /** Readable by all, since Postfix drops its privileges. */
  readonly folder: string;
  /** Writes a file below the folder, with its folders; answers its path. */
  write(name: string, content: string | Uint8Array, mode?: number): string;
  /** Runs at the end; the last one added runs first. */
  onEnd(task: () => void | Promise<void>): void;
  /** Ends all, then removes the folder. Every task runs; the first fault is thrown then. */
  end(): Promise<void>;
}

/** The folder is made at its first use: a scenario that is skipped leaves nothing behind. */
export function openStage(): Stage {
  let made: string | undefined;
  const makeFolder = (): string => {
    if (made === undefined) {
      made = mkdtempSync(join(tmpdir(), 'dkimproxy-e2e-'));
      chmodSync(made, 0o755);
    }
    return made;
  };
  const tasks: (() => void | Promise<void>)[] = [];
  return {
    get folder() {
      return makeFolder();
    },
    write(name, content, mode = 0o644) {
      const path = join(makeFolder(), name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content, { mode });
      return path;
    },
    onEnd(task) {
      tasks.push(task);
    },
    async end() {
      const faults: unknown[] = [];
      for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
        try {
          await task();
        } catch (err) {
          faults.push(err);
        }
      }
      if (made !== undefined) rmSync(made, { recursive: true, force: true });
      if (faults.length > 0) throw faults[0];
    },
  };
}
