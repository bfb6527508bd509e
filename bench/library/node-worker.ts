/** `node node-worker.js CONTESTANT KEYFILE RECORDFILE [ENTRY]`: does the jobs of job.ts, from memory, in this one process. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Contestant } from './operations/contestant.js';
import { floor, hashAlone, rsaAlone } from './operations/floor.js';
import { nodemailer } from './operations/nodemailer.js';
import { ours } from './operations/ours.js';
import { readJob, type Answer } from './job.js';

const [name = '', keyFile = '', recordFile = '', entry = ''] = process.argv.slice(2);

const contestants: Readonly<Record<string, () => Contestant | Promise<Contestant>>> = {
  ours: () => ours(entry, keyFile, readFileSync(recordFile, 'utf8')),
  floor: () => floor(keyFile),
  hash: hashAlone,
  rsa: () => rsaAlone(keyFile),
  nodemailer: () => nodemailer(keyFile),
};

const open = contestants[name];
if (open === undefined) throw new Error(`there is no contestant ${name}`);
const contestant = await open();

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await work(line).catch((err: unknown) => ({ error: String(err) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function work(line: string): Promise<Answer> {
  const { job, seconds } = readJob(line);
  const operation = contestant(job, readFileSync(job.file));
  let count = 0;
  let wallSeconds = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  do {
    await operation();
    count += 1;
    wallSeconds = (performance.now() - start) / 1000;
  } while (wallSeconds < seconds);
  const { user, system } = process.cpuUsage(cpu);
  return { count, wallSeconds, cpuSeconds: (user + system) / 1e6 };
}
