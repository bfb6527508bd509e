/**
 * The way to syslog: util-linux's `logger`, which reads lines. Node itself can't open syslog's datagram socket. `logger` is
 * started with the first line, and again if it should end; lines that it did not take are given to the next one.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { LONGEST_LINE } from './log-line.js';
import type { LogSink } from './log-sink.js';
import { severityOf } from './severity.js';

const PROGRAM = 'logger';
const MOST_WAITING = 1024 * 1024; // octets that wait for it; what comes then is dropped and counted
const LARGEST = LONGEST_LINE + 192; // octets; what is longer it would cut, and take the rest for a line of its own
const PAUSE_MS = 10_000; // from one start of it to the next
const SOCKET = '/dev/log';
const CLOSE_MS = 2000;

/** Is there a `logger`, and something that it can send to? `path`: the folders of programs, as in PATH. */
export function findSyslog(path: string): { hasProgram: boolean; hasSocket: boolean } {
  const hasProgram = path.split(delimiter).some((dir) => {
    try {
      accessSync(join(dir, PROGRAM), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return { hasProgram, hasSocket: existsSync(SOCKET) };
}

/** `name`: what syslog calls us. */
export function openSyslog(name: string): LogSink {
  let running: ChildProcess | null = null;
  let notBefore = 0;
  let dropped = 0;

  function start(): ChildProcess {
    // In a session of its own: Ctrl-C is for us, and our last lines are still to come.
    const options = ['-t', name, '--prio-prefix', `--id=${process.pid}`, '--size', String(LARGEST)];
    notBefore = Date.now() + PAUSE_MS;
    const child = spawn(PROGRAM, options, { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
    child.on('error', (err) => {
      process.stderr.write(`${name}: the log cannot be sent to syslog: ${err.message}\n`);
      forget(child);
    });
    child.on('exit', () => forget(child));
    child.stdin?.on('error', () => forget(child)); // each line's own callback has it, too
    return child;
  }

  function forget(child: ChildProcess): void {
    if (running === child) running = null;
  }

  function send(line: string, { isSecondTry }: { isSecondTry: boolean }): void {
    if (running === null && Date.now() < notBefore) {
      dropped += 1;
      return;
    }
    const child = (running ??= start());
    const { stdin } = child;
    if (stdin === null || stdin.writableLength > MOST_WAITING) {
      dropped += 1;
      return;
    }
    const lost = dropped;
    dropped = 0;
    const note = lost === 0 ? '' : `${priorityOf(40)}${lost} lines could not be logged\n`;
    stdin.write(note + line, (err) => {
      if (!err) return;
      forget(child);
      if (isSecondTry) dropped += 1;
      else send(line, { isSecondTry: true });
    });
  }

  return {
    write: (line, level) => send(priorityOf(level) + line, { isSecondTry: false }),
    reopen: () => null,
    close: () =>
      new Promise((resolve) => {
        if (running === null) return resolve();
        const timer = setTimeout(resolve, CLOSE_MS);
        running.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        running.stdin?.end();
      }),
  };
}

/** As `logger --prio-prefix` reads it: facility mail, and the severity. */
function priorityOf(level: number): string {
  return `<${2 * 8 + severityOf(level)}>`;
}
