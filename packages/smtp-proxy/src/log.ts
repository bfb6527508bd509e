/** The log: pino, to standard output, a file or syslog, as JSON or as readable lines. */
import { spawn, type ChildProcess } from 'node:child_process';
import { Writable } from 'node:stream';
import { destination, pino, type DestinationStream, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';

export type Log = Logger;

export interface LogOptions {
  /** `stdout`, `syslog`, or the path of a file. */
  target: string;
  format: 'json' | 'text';
  /** What syslog calls us. */
  name: string;
}

export interface OpenLog {
  log: Log;
  /** Opens a file anew, after it was moved away; else does nothing. */
  reopen: () => void;
  /** Resolves when all is written. */
  close: () => Promise<void>;
}

/** Throws where a file can't be opened. */
export function openLog({ target, format, name }: LogOptions): OpenLog {
  if (target === 'syslog') {
    const syslog = createSyslog(name);
    const log = pino(BASE, format === 'json' ? syslog.stream : prettyTo(syslog.stream, { isSyslog: true }));
    return { log, reopen: () => {}, close: syslog.close };
  }
  // Written at once: what happened last before a crash is what somebody will look for.
  const sink = destination({ dest: target === 'stdout' ? 1 : target, sync: true });
  const log = pino(BASE, format === 'json' ? sink : prettyTo(sink, { isSyslog: false }));
  return {
    log,
    reopen: () => {
      if (target !== 'stdout') sink.reopen();
    },
    close: async () => sink.flushSync(),
  };
}

/** No process number and host in each line: the log's own place says them. */
const BASE = { base: null };

function prettyTo(to: DestinationStream, { isSyslog }: { isSyslog: boolean }): DestinationStream {
  return PinoPretty({
    destination: to,
    sync: true,
    colorize: !isSyslog && process.stdout.isTTY,
    singleLine: true,
    ...(isSyslog ? { ignore: 'time' } : { translateTime: 'SYS:yyyy-mm-dd HH:MM:ss' }),
  });
}

/**
 * util-linux's `logger`, which reads lines: Node itself can't open syslog's datagram socket. It is started with the first
 * line, and again if it should end; lines that it did not take meanwhile are kept, up to a bound.
 */
function createSyslog(name: string): { stream: Writable; close: () => Promise<void> } {
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();

  function start(): ChildProcess {
    const started = spawn('logger', ['-t', name, '-p', 'mail.info', '--id=' + process.pid], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child = started;
    ended = new Promise((resolve) => {
      const over = (): void => {
        if (child === started) child = null;
        resolve();
      };
      started.on('error', (err) => {
        process.stderr.write(`${name}: the log cannot be sent to syslog: ${err.message}\n`);
        over();
      });
      started.on('exit', over);
    });
    // A logger that has gone is started anew with the next line.
    started.stdin?.on('error', () => started.kill());
    return started;
  }

  const stream = new Writable({
    write(line: Buffer, _encoding, done) {
      const { stdin } = child ?? start();
      if (stdin) stdin.write(line, () => done());
      else done();
    },
  });
  return {
    stream,
    close: async () => {
      child?.stdin?.end();
      await ended;
    },
  };
}
