/**
 * What systemd is told of us: ready, reloading, stopping, a line of status. sd_notify(3), systemd-notify(1).
 *
 * Node has no datagram unix sockets, so it goes through the program systemd-notify. That one sends from a process of its own:
 * the unit needs NotifyAccess=all. Nothing here ever holds up mail: a message that can't be sent is told in the log, once.
 */
import { spawn } from 'node:child_process';
import type { Log } from './log.js';

const PROGRAM = 'systemd-notify';
const LONGEST_MS = 10_000; // it waits until systemd has taken the message

export interface ServiceManager {
  ready(status: string): void;
  /** `ready` follows, whatever becomes of it. */
  reloading(): void;
  /** Resolves when it is told, or can't be. */
  stopping(): Promise<void>;
}

/** `socket`: what NOTIFY_SOCKET says; undefined where nobody wants to know. `monotonicUs`: CLOCK_MONOTONIC. */
export function serviceManager(
  socket: string | undefined,
  { log, monotonicUs }: { log: Log; monotonicUs: () => bigint },
): ServiceManager {
  if (!socket) return { ready: () => undefined, reloading: () => undefined, stopping: () => Promise.resolve() };
  let last: Promise<void> = Promise.resolve(); // one after the other: the order means something
  let hasFailed = false;

  const fail = (reason: string): void => {
    if (!hasFailed)
      log.warn({ reason }, 'systemd cannot be told how we are; Type=notify needs the program systemd-notify');
    hasFailed = true;
  };
  const send = (assignments: readonly string[]): Promise<void> =>
    new Promise((resolve) => {
      const env = { ...process.env, NOTIFY_SOCKET: socket };
      const child = spawn(PROGRAM, assignments, { env, stdio: 'ignore', timeout: LONGEST_MS });
      child.on('error', (err) => {
        fail(err.message);
        resolve();
      });
      child.on('exit', (status) => {
        if (status !== 0) fail(`it ended with ${status ?? 'a signal'}`);
        resolve();
      });
    });
  const tell = (assignments: () => readonly string[]): Promise<void> => {
    last = last.then(() => send(assignments()));
    return last;
  };

  return {
    ready: (status) => void tell(() => ['READY=1', `STATUS=${status}`]),
    // Asked for when it is sent: systemd compares it with the time at which it sent the signal (Type=notify-reload).
    reloading: () =>
      void tell(() => ['RELOADING=1', `MONOTONIC_USEC=${monotonicUs()}`, 'STATUS=Reading the configuration']),
    stopping: () => tell(() => ['STOPPING=1', 'STATUS=Finishing the sessions in progress']),
  };
}
