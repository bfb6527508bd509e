/** Who takes part in the library's rows: each state of ours, the floor, and the peers that are installed. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lacking, type Need } from 'e2e/harness/needs.js';
import { runWell } from 'e2e/harness/program.js';
import type { Stage } from 'e2e/harness/stage.js';
import type { BenchKey } from '../bench-key.js';
import type { ProfilingFlags } from '../profiling.js';
import { coreEntryOf, OURS, type Subject } from '../subject.js';
import type { Job } from './job.js';
import { startWorker, type Worker } from './worker.js';

export const FLOOR = 'floor';
export const HASH_ALONE = 'hash';
export const RSA_ALONE = 'rsa';
export const LIBOPENDKIM = 'libopendkim';

interface Peer {
  readonly name: string;
  readonly needs: readonly Need[];
  readonly can: (job: Job) => boolean;
  start(stage: Stage, key: BenchKey): Promise<Worker>;
}

const any = (): boolean => true;

export const PEERS: readonly Peer[] = [
  {
    name: LIBOPENDKIM,
    needs: ['gcc', 'libc6-dev', 'libopendkim-dev'],
    can: any,
    async start(stage, key) {
      const program = join(stage.folder, 'libopendkim');
      await runWell('cc', ['-O2', '-D_GNU_SOURCE', '-o', program, sourceOf('libopendkim.c'), '-lopendkim']);
      return startWorker(stage, LIBOPENDKIM, program, [key.file, key.recordFile]);
    },
  },
  {
    name: 'nodemailer',
    needs: [],
    can: ({ operation, canonicalization }) => operation === 'sign' && canonicalization === 'relaxed',
    start: async (stage, key) => startNodeWorker(stage, 'nodemailer', key),
  },
  {
    name: 'Mail::DKIM',
    needs: ['libmail-dkim-perl'],
    can: any,
    start: async (stage, key) =>
      startWorker(stage, 'Mail::DKIM', '/usr/bin/perl', [sourceOf('mail-dkim.pl'), key.file, key.recordFile]),
  },
  {
    name: 'dkimpy',
    needs: ['python3-dkim'],
    can: any,
    start: async (stage, key) =>
      startWorker(stage, 'dkimpy', '/usr/bin/python3', [sourceOf('dkimpy.py'), key.file, key.recordFile]),
  },
];

export function peersFor(job: Job): readonly string[] {
  return PEERS.filter(({ needs, can }) => lacking(needs).length === 0 && can(job)).map(({ name }) => name);
}

/** Starts each contestant at its first job, and only then. */
export function openContestants(
  stage: Stage,
  key: BenchKey,
  subjects: readonly Subject[],
  profilingFlags: ProfilingFlags,
) {
  const started = new Map<string, Promise<Worker>>();
  const start = async (name: string): Promise<Worker> => {
    const subject = subjects.find((subject) => subject.name === name);
    if (subject !== undefined) {
      const nodeFlags = subject === OURS ? profilingFlags('dkim-core') : [];
      return startNodeWorker(stage, 'ours', key, { entry: coreEntryOf(subject), nodeFlags });
    }
    const peer = PEERS.find((peer) => peer.name === name);
    return peer === undefined ? startNodeWorker(stage, name, key) : peer.start(stage, key);
  };
  return (name: string): Promise<Worker> => {
    const worker = started.get(name) ?? start(name);
    started.set(name, worker);
    return worker;
  };
}

function startNodeWorker(
  stage: Stage,
  name: string,
  key: BenchKey,
  { entry = '', nodeFlags = [] }: { entry?: string; nodeFlags?: readonly string[] } = {},
): Worker {
  const program = fileURLToPath(new URL('node-worker.js', import.meta.url));
  return startWorker(stage, name, process.execPath, [...nodeFlags, program, name, key.file, key.recordFile, entry]);
}

/** The peers' programs lie beside the sources, not beside what is built of them. */
function sourceOf(name: string): string {
  return fileURLToPath(new URL(`../../library/peers/${name}`, import.meta.url));
}
