/**
 * A file, or standard output, that takes log lines at once: what happened last before a crash is what somebody will look
 * for. A full disk or a slow reader stops nothing: lines wait, up to a bound, and are then dropped and counted.
 */
import { closeSync, constants, fchownSync, writeSync } from 'node:fs';
import type { LogSink } from './log-sink.js';
import { openTrusted } from './trusted-path.js';

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;

const FILE_MODE = 0o640; // addresses stand in it
const MOST_WAITING = 1024 * 1024; // octets
const RETRY_MS = 100;

export interface LogFileOptions {
  /** What goes to standard error where the log can't be written begins with it. */
  name: string;
  /** Who has to be able to open a new file again; null where it is whoever makes it. */
  owner: { uid: number; gid: number } | null;
  /** The line that says how many lines could not be logged. */
  lostLine: (count: number) => string;
}

/** `path`: null is standard output. Throws where the file can't be opened. */
export function openLogFile(path: string | null, { name, owner, lostLine }: LogFileOptions): LogSink {
  let file = path === null ? 1 : openAt(path);
  let waiting: Buffer[] = [];
  let waitingOctets = 0;
  let dropped = 0;
  let complained = false;
  let retry: NodeJS.Timeout | null = null;

  function openAt(at: string): number {
    let opened: number;
    try {
      opened = openTrusted(at, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, FILE_MODE);
    } catch (err) {
      if (!(err instanceof Error && 'code' in err && err.code === 'EEXIST')) throw err;
      return openTrusted(at, O_WRONLY | O_APPEND); // never given away: it was somebody's before
    }
    if (owner !== null) fchownSync(opened, owner.uid, owner.gid);
    return opened;
  }

  function complain(err: unknown): void {
    const message = err instanceof Error ? err.message : String(err);
    if (!complained) process.stderr.write(`${name}: the log cannot be written: ${message}\n`);
    complained = true;
  }

  function put(line: string): void {
    const bytes = Buffer.from(line);
    waiting.push(bytes);
    waitingOctets += bytes.length;
  }

  function flush(): void {
    try {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        const written = writeSync(file, next);
        waitingOctets -= written;
        if (written === next.length) waiting.shift();
        else waiting[0] = next.subarray(written);
      }
      complained = false;
    } catch (err) {
      if (err instanceof Error && 'code' in err && err.code === 'EAGAIN') retryLater();
      else complain(err);
    }
  }

  function retryLater(): void {
    retry ??= setTimeout(() => {
      retry = null;
      flush();
    }, RETRY_MS).unref();
  }

  return {
    write(line) {
      if (waiting.length > 0) flush();
      if (waitingOctets > MOST_WAITING) {
        dropped += 1;
        return;
      }
      if (dropped > 0) put(lostLine(dropped));
      dropped = 0;
      put(line);
      flush();
    },
    reopen() {
      if (path === null) return null;
      try {
        const before = file;
        file = openAt(path);
        closeSync(before);
      } catch (err) {
        return err instanceof Error ? err : new Error(String(err));
      }
      flush();
      return null;
    },
    async close() {
      flush();
      if (waiting.length > 0) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS)); // a reader that was slow for a moment
        flush();
      }
      waiting = [];
    },
  };
}
