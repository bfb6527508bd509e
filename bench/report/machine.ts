/** On what the figures were taken: without it they say nothing. */
import { cpus, release, totalmem, type } from 'node:os';
import { run } from 'e2e/harness/program.js';
import { OURS } from '../subject.js';

export interface Machine {
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly openssl: string;
  readonly cores: number;
  readonly processor: string;
  readonly memoryMb: number;
  readonly system: string;
}

export async function thisMachine(): Promise<Machine> {
  const { status, stdout } = await run('git', ['-C', OURS.checkout, 'describe', '--always', '--dirty']);
  return {
    date: new Date().toISOString(),
    commit: status === 0 ? stdout.toString().trim() : 'not under git',
    node: process.version,
    openssl: process.versions.openssl,
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? '',
    memoryMb: Math.round(totalmem() / 1e6),
    system: `${type()} ${release()}`,
  };
}

export function machineText({ date, commit, node, openssl, cores, processor, memoryMb, system }: Machine): string {
  return `${date}, ${commit}, Node ${node}, OpenSSL ${openssl}, ${cores} x ${processor}, ${memoryMb} MB, ${system}`;
}
