/** Runs other programs: once to their end with input and output, or in the background until the stage ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Stage } from './stage.js';

export interface Finished {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  /** Added to the environment of the test run. */
  readonly env?: Readonly<Record<string, string>>;
  /** In milliseconds; the program is killed then and the promise rejects. Default: a minute. */
  readonly timeoutMs?: number;
}

/** Runs a program to its end, whatever its exit status. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { input = '', cwd, env, timeoutMs = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, ...(cwd === undefined ? {} : { cwd }) });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${program} ${args.join(' ')} did not end within ${timeoutMs} ms`));
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => {}); // a program may end without reading its input
    child.stdin.end(input);
    child.on('error', (err) => {
      clearTimeout(timer);
      reject(err);
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

/** Runs a program that must end with 0; answers its standard output. */
export async function runWell(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await run(program, args, options);
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stderr}${stdout.toString()}`);
  }
  return stdout.toString();
}

export interface Background {
  readonly pid: number;
  /** What it has written so far, standard output and standard error together. */
  output(): string;
  /** The exit status so far: undefined while it runs, null after a signal. */
  status(): number | null | undefined;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit status, null after a signal. */
  ended(): Promise<number | null>;
  /** TERM by its pid, KILL after ten seconds. */
  end(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGTERM'); // only if a test run breaks off: the stage has ended them else
});

/** Starts a program in a process group of its own; the stage ends it. */
export function start(
  stage: Stage,
  program: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    /** How much of its output is kept, the last of it, in characters. Default: all. */
    readonly keep?: number;
  } = {},
): Background {
  const { cwd = stage.folder, env, keep = Number.POSITIVE_INFINITY } = options;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  let output = '';
  let status: number | null | undefined;
  let fault: Error | undefined;
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', (err) => {
      fault = err;
      status = null;
      running.delete(child);
      resolve(null);
    });
    child.on('close', (code) => {
      status = code;
      running.delete(child);
      resolve(code);
    });
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > 2 * keep) output = output.slice(-keep);
    });
  }
  const background: Background = {
    pid: child.pid ?? -1,
    output: () => (fault === undefined ? output : `${output}${fault.message}\n`),
    status: () => status,
    signal: (name) => void child.kill(name),
    ended: () => ended,
    async end() {
      if (status !== undefined) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
  stage.onEnd(() => background.end());
  return background;
}

/** Asks until the answer is neither undefined nor false; the message says what was waited for. */
export async function waitFor<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 20_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
