/** What the system counted for a process and its children. proc(5). */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

const TICKS_PER_SECOND = 100; // USER_HZ, which is 100 on every architecture that Node runs on

/** CPU time so far, in user and system mode, of a process and of the children that it has now. In seconds. */
export function cpuSecondsOf(pid: number): number {
  const own = statOf(pid);
  return childrenOf(pid).reduce(
    (total, child) => total + cpuSecondsOf(child),
    (own.user + own.system) / TICKS_PER_SECOND,
  );
}

/** The most memory that was resident in any one of them, and in how many. In octets. */
export function peakMemoryOf(pid: number): { readonly octets: number; readonly processes: number } {
  const children = childrenOf(pid).map(peakMemoryOf);
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return {
    octets: Math.max(Number(kilobytes) * 1024, ...children.map(({ octets }) => octets)),
    processes: children.reduce((total, { processes }) => total + processes, 1),
  };
}

/** How busy all cores together have been since `since`: 1 is completely. */
export function busyShare(since: CoreTimes): number {
  const now = coreTimes();
  return (now.busy - since.busy) / (now.total - since.total);
}

export interface CoreTimes {
  readonly busy: number;
  readonly total: number;
}

export function coreTimes(): CoreTimes {
  const times = cpus().map((core) => core.times);
  const total = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { total, busy: total - times.reduce((sum, { idle }) => sum + idle, 0) };
}

function statOf(pid: number): { user: number; system: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' '); // a program's name may hold blanks
  return { user: Number(fields[11]), system: Number(fields[12]) };
}

function childrenOf(pid: number): readonly number[] {
  const words = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return words.filter((word) => word !== '').map(Number);
}
