/** A worker process of job.ts, seen from here: one job at a time. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Stage } from 'e2e/harness/stage.js';
import type { Sample } from '../measure/race.js';
import { writeJob, type Answer, type Job } from './job.js';

export interface Worker {
  readonly name: string;
  /** Whether a just-in-time compiler makes it faster as it works. */
  readonly warmsUp: boolean;
  /** Does the job over and over for so long, once at least. */
  run(job: Job, seconds: number): Promise<Sample>;
}

export function startWorker(stage: Stage, name: string, program: string, args: readonly string[]): Worker {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = once(child, 'error').then(([err]) => {
    throw err;
  });
  failed.catch(() => {}); // told by the next job
  stage.onEnd(async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  });
  return {
    name,
    warmsUp: program === process.execPath,
    async run(job, seconds) {
      child.stdin.write(writeJob(job, seconds));
      const line = await Promise.race([answers.next(), failed]);
      if (line.done === true) throw new Error(`${name} ended over ${job.operation} ${job.file}`);
      const answer = JSON.parse(line.value) as Answer;
      if ('error' in answer) throw new Error(`${name}, ${job.operation} ${job.file}: ${answer.error}`);
      return answer;
    },
  };
}
