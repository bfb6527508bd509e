/** Our own programs, as they are installed: bin/*.js on top of dist, started with a configuration file or with flags. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, start, waitFor, type Background, type Finished } from './program.js';
import type { Stage } from './stage.js';

export type App = 'dkimproxy-out' | 'dkimproxy-in' | 'dkim-check';

export interface Daemon extends Background {
  /** Its configuration file. */
  readonly conf: string;
  /** The lines of its log, parsed. */
  logLines(): readonly Readonly<Record<string, unknown>>[];
  /** The most memory it ever had resident, in octets. */
  peakMemory(): number;
  /** The memory that it has resident now, in octets. */
  memory(): number;
  /** The numbers of the descriptors that it has open. */
  descriptors(): readonly number[];
  /** The process numbers of its workers. */
  workers(): readonly number[];
}

/** `checkout`: the folder of another state of the project, built. Default: the one that this file belongs to. */
export function binOf(app: App, checkout?: string): string {
  if (checkout !== undefined) return join(checkout, 'apps', app, 'bin', `${app}.js`);
  const beside = fileURLToPath(new URL(`../../apps/${app}/bin/${app}.js`, import.meta.url));
  // From dist it is a folder further.
  return existsSync(beside) ? beside : fileURLToPath(new URL(`../../../apps/${app}/bin/${app}.js`, import.meta.url));
}

type StartOptions = NonNullable<Parameters<typeof start>[3]>;

export interface DaemonOptions extends StartOptions {
  /** As for binOf. */
  readonly checkout?: string;
  /** For Node itself. */
  readonly nodeFlags?: readonly string[];
}

let count = 0;

/** Starts it and waits until it listens. `lines`: its configuration file. */
export async function startDaemon(
  stage: Stage,
  app: App,
  lines: string,
  flags: readonly string[] = [],
  { checkout, nodeFlags = [], ...options }: DaemonOptions = {},
): Promise<Daemon> {
  count += 1;
  const conf = stage.write(`${app}-${count}.conf`, lines);
  const program = start(
    stage,
    process.execPath,
    [...nodeFlags, binOf(app, checkout), `--conf_file=${conf}`, ...flags],
    options,
  );
  await waitFor(`${app} to listen`, () => {
    const status = program.status();
    if (status !== undefined) throw new Error(`${app} ended with ${status}:\n${program.output()}`);
    return program.output().includes('"msg":"ready"');
  });
  return {
    ...program,
    conf,
    logLines: () =>
      program
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line): Readonly<Record<string, unknown>> => JSON.parse(line)),
    peakMemory: () => memoryOf(program.pid, 'VmHWM'),
    memory: () => memoryOf(program.pid, 'VmRSS'),
    descriptors: () => readdirSync(`/proc/${program.pid}/fd`).map(Number),
    workers: () => childrenOf(program.pid),
  };
}

function childrenOf(pid: number): readonly number[] {
  const words = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return words.filter((word) => word !== '').map(Number);
}

function memoryOf(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  const [, kilobytes = ''] =
    new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** Runs it to its end. */
export function runApp(app: App, args: readonly string[], options: Parameters<typeof run>[2] = {}): Promise<Finished> {
  return run(process.execPath, [binOf(app), ...args], options);
}
