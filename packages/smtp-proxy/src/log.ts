/** The log: pino, to standard output, a file or syslog, as JSON or as readable lines. */
import { chownSync, existsSync } from 'node:fs';
import { destination, pino, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { openSyslog } from './syslog.js';

export type Log = Logger;

export interface LogOptions {
  /** `stdout`, `syslog`, or the path of a file. */
  target: string;
  format: 'json' | 'text';
  /** What syslog calls us. */
  name: string;
  /** Who has to be able to open a new file again; null where it is whoever makes it. */
  owner: { uid: number; gid: number } | null;
}

export interface OpenLog {
  log: Log;
  /** Opens a file anew, after it was moved away; else does nothing. */
  reopen: () => void;
  /** Resolves when all is written. */
  close: () => Promise<void>;
}

/** It never throws: a log that fails costs no mail. */
export interface LogSink {
  /** Takes a whole line with its end, and its level in pino's numbers: 30 is info, 40 warn, 50 error. */
  write: (line: string, level: number) => void;
  reopen: () => void;
  close: () => Promise<void>;
}

const FILE_MODE = 0o640; // addresses stand in it
const MOST_WAITING = 1024 * 1024; // octets kept for a file that can't be written for a while

/** Throws where a file can't be opened. */
export function openLog({ target, format, name, owner }: LogOptions): OpenLog {
  const sink = target === 'syslog' ? openSyslog(name) : openFile(target, { name, owner });
  // No process number and host in each line: the log's own place says them.
  const toText = format === 'json' ? (line: string): string => line : readable(target);
  const log = pino({ base: null }, { write: (line: string) => sink.write(toText(line), levelOf(line)) });
  return { log, reopen: sink.reopen, close: sink.close };
}

/** Each line of pino begins with it. */
function levelOf(line: string): number {
  return Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 30);
}

function readable(target: string): (line: string) => string {
  return prettyFactory({
    colorize: target === 'stdout' && process.stdout.isTTY,
    singleLine: true,
    ...(target === 'syslog' ? { ignore: 'time' } : { translateTime: 'SYS:yyyy-mm-dd HH:MM:ss' }),
  });
}

/** Written at once: what happened last before a crash is what somebody will look for. */
function openFile(target: string, { name, owner }: Pick<LogOptions, 'name' | 'owner'>): LogSink {
  const isFile = target !== 'stdout';
  const isNew = isFile && !existsSync(target);
  const file = destination({ dest: isFile ? target : 1, sync: true, mode: FILE_MODE, maxLength: MOST_WAITING });
  if (isNew && owner !== null) chownSync(target, owner.uid, owner.gid);

  let failing = false;
  const complain = (err: Error): void => {
    if (!failing) process.stderr.write(`${name}: the log cannot be written: ${err.message}\n`);
    failing = true;
  };
  file.on('error', complain);
  file.on('write', () => (failing = false));
  return {
    write: (line) => void file.write(line),
    reopen() {
      if (!isFile) return;
      try {
        file.reopen();
      } catch (err) {
        complain(err instanceof Error ? err : new Error(String(err))); // the old file is still open, and written on
      }
    },
    async close() {
      try {
        file.flushSync();
      } catch (err) {
        complain(err instanceof Error ? err : new Error(String(err)));
      }
    },
  };
}
