/**
 * `--profile`: where the time of ours goes, function by function, from V8's own sampling (`node --cpu-prof`). The files open
 * as flame graphs in the developer tools of a browser.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { significant } from './table.js';

interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0 on. */
  readonly lineNumber: number;
}

export interface SelfTime {
  readonly name: string;
  /** Of the time in which the process was not idle. */
  readonly share: number;
}

const IDLE = new Set(['(idle)', '(root)']);

/** The functions that took most, without what they called. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile, count: number): readonly SelfTime[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    if (frame === undefined || IDLE.has(frame.functionName)) continue;
    const time = timeDeltas[index] ?? 0;
    times.set(nameOf(frame), (times.get(nameOf(frame)) ?? 0) + time);
    total += time;
  }
  return [...times]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, count)
    .map(([name, time]) => ({ name, share: time / total }));
}

function nameOf({ functionName, url, lineNumber }: CallFrame): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  return url === '' ? name : `${name} ${basename(url)}:${lineNumber + 1}`;
}

/** A text for each profile in the folder. */
export function profileTexts(folder: string, count: number): readonly string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  return files.map((name) => {
    const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile;
    const lines = selfTimes(profile, count).map(
      ({ name, share }) => `${significant(share * 100).padStart(6)} %  ${name}`,
    );
    return `${join(folder, name)}\n${lines.join('\n')}`;
  });
}
