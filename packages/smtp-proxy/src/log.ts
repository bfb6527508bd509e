/** The log: pino, to standard output, a file or syslog, as JSON or as readable lines. */
import { pino, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { journalLine } from './journal.js';
import { openLogFile, type LogFileOptions } from './log-file.js';
import { safeJsonLine, safeTextLine } from './log-line.js';
import type { LogSink } from './log-sink.js';
import { openSyslog } from './syslog.js';

export type Log = Logger;

export type LogFormat = 'json' | 'text';

/** `name`: what syslog calls us, too. */
export interface LogOptions extends Omit<LogFileOptions, 'lostLine'> {
  /** `stdout`, `journal` (standard output that goes there), `syslog`, or the path of a file. */
  target: string;
  format: LogFormat;
}

/** Where somebody else writes the lines. */
export interface LogThroughSink {
  sink: LogSink;
  /** Where they end up, as in LogOptions. */
  target: string;
  format: LogFormat;
  /** What stands in every line. */
  facts: Readonly<Record<string, unknown>>;
}

export interface OpenLog {
  log: Log;
  /** Writes a line as it is, with its level in pino's numbers: that of another process of ours. */
  pass: (line: string, level: number) => void;
  /** Opens a file anew, after it was moved away; else does nothing. Gives what hindered it: the old file is then written on. */
  reopen: () => Error | null;
  /** Resolves when all is written. */
  close: () => Promise<void>;
}

/** Throws where a file can't be opened. */
export function openLog(options: LogOptions | LogThroughSink): OpenLog {
  const toText = options.format === 'json' ? safeJsonLine : readable(options.target);
  const sink = 'sink' in options ? options.sink : openSink(options, toText);
  // No process number and host in each line: the log's own place says them.
  const base = 'sink' in options ? options.facts : null;
  const log = pino({ base }, { write: (line: string) => sink.write(toText(line), levelOf(line)) });
  return { log, pass: sink.write, reopen: sink.reopen, close: sink.close };
}

function openSink({ target, name, owner }: LogOptions, toText: (line: string) => string): LogSink {
  const lostLine = (count: number): string =>
    toText(`${JSON.stringify({ level: 40, time: Date.now(), msg: `${count} lines could not be logged` })}\n`);
  if (target === 'syslog') return openSyslog(name);
  if (target !== 'journal') return openLogFile(target === 'stdout' ? null : target, { name, owner, lostLine });
  const sink = openLogFile(null, { name, owner, lostLine: (count) => journalLine(lostLine(count), 40) });
  return { ...sink, write: (line, level) => sink.write(journalLine(line, level), level) };
}

/** Each line of pino begins with it. */
function levelOf(line: string): number {
  return Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 30);
}

function readable(target: string): (line: string) => string {
  const toText = prettyFactory({
    colorize: target === 'stdout' && process.stdout.isTTY,
    singleLine: true,
    ...(['syslog', 'journal'].includes(target) ? { ignore: 'time' } : { translateTime: 'SYS:yyyy-mm-dd HH:MM:ss' }),
  });
  return (line) => safeTextLine(line, toText);
}
