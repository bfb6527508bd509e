/** The log: pino, to standard output, a file or syslog, as JSON or as readable lines. */
import { pino, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { openLogFile, type LogFileOptions } from './log-file.js';
import { safeJsonLine, safeTextLine } from './log-line.js';
import { openSyslog } from './syslog.js';

export type Log = Logger;

/** `name`: what syslog calls us, too. */
export interface LogOptions extends Omit<LogFileOptions, 'lostLine'> {
  /** `stdout`, `syslog`, or the path of a file. */
  target: string;
  format: 'json' | 'text';
}

export interface OpenLog {
  log: Log;
  /** Opens a file anew, after it was moved away; else does nothing. Gives what hindered it: the old file is then written on. */
  reopen: () => Error | null;
  /** Resolves when all is written. */
  close: () => Promise<void>;
}

/** Throws where a file can't be opened. */
export function openLog({ target, format, name, owner }: LogOptions): OpenLog {
  const toText = format === 'json' ? safeJsonLine : readable(target);
  const lostLine = (count: number): string =>
    toText(`${JSON.stringify({ level: 40, time: Date.now(), msg: `${count} lines could not be logged` })}\n`);
  const sink =
    target === 'syslog'
      ? openSyslog(name)
      : openLogFile(target === 'stdout' ? null : target, { name, owner, lostLine });
  // No process number and host in each line: the log's own place says them.
  const log = pino({ base: null }, { write: (line: string) => sink.write(toText(line), levelOf(line)) });
  return { log, reopen: sink.reopen, close: sink.close };
}

/** Each line of pino begins with it. */
function levelOf(line: string): number {
  return Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 30);
}

function readable(target: string): (line: string) => string {
  const toText = prettyFactory({
    colorize: target === 'stdout' && process.stdout.isTTY,
    singleLine: true,
    ...(target === 'syslog' ? { ignore: 'time' } : { translateTime: 'SYS:yyyy-mm-dd HH:MM:ss' }),
  });
  return (line) => safeTextLine(line, toText);
}
