/** Sends mail, and takes it at the other end: with Postfix's smtp-source and smtp-sink where they are, else with ours. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort, listening } from 'e2e/harness/ports.js';
import { runWell, start } from 'e2e/harness/program.js';
import type { Stage } from 'e2e/harness/stage.js';
import type { Bench } from '../bench.js';
import { RECIPIENT, SENDER, type LoadOrder, type Timings } from './order.js';

const SMTP_SOURCE = '/usr/sbin/smtp-source';
const SMTP_SINK = '/usr/sbin/smtp-sink';
const BACKLOG = '1000';
const TIMEOUT_MS = 300_000;

export const hasPostfixTools = existsSync(SMTP_SOURCE) && existsSync(SMTP_SINK);

/** Answers its port. */
export async function startBlackHole(stage: Stage): Promise<number> {
  const port = await freePort();
  const program = hasPostfixTools
    ? start(stage, SMTP_SINK, [...asNobody(), '-4', '-m', BACKLOG, `127.0.0.1:${port}`, BACKLOG])
    : start(stage, process.execPath, [programOf('sink'), String(port)]);
  await listening(port, program);
  return port;
}

/** smtp-sink does not run as root. */
function asNobody(): readonly string[] {
  return process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
}

/** How long it takes, in seconds. Rejects where a mail is refused. */
export async function sendAll(
  bench: Bench,
  order: Omit<LoadOrder, 'mails' | 'pauseMs'> & { mails: number },
): Promise<number> {
  if (!hasPostfixTools) return (await startClient({ ...order, pauseMs: 0 }).done).seconds;
  const { port, sessions, mails, file, kept } = order;
  const size = ['-s', String(sessions), '-m', String(mails), '-F', bench.mails.withLf(file)];
  const envelope = ['-M', 'client.bench.example', '-f', SENDER, '-t', RECIPIENT];
  const begin = performance.now();
  await runWell(SMTP_SOURCE, ['-4', '-C', '5', ...size, ...envelope, ...(kept ? ['-d'] : []), `127.0.0.1:${port}`], {
    timeoutMs: TIMEOUT_MS,
  });
  return (performance.now() - begin) / 1000;
}

export interface Client {
  readonly done: Promise<Timings>;
  /** After the mails that are on their way. */
  stop(): Promise<Timings>;
}

/** Our own client, in a process of its own: it knows how long each mail took. */
export function startClient(order: LoadOrder): Client {
  const child = spawn(process.execPath, [programOf('client'), JSON.stringify(order)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const finish = async (): Promise<Timings> => {
    const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    if (status !== 0) throw new Error(`the mail client ended with ${String(status)}`);
    return JSON.parse(output) as Timings;
  };
  const done = finish();
  return {
    done,
    stop() {
      child.stdin.end();
      return done;
    },
  };
}

function programOf(name: 'client' | 'sink'): string {
  return fileURLToPath(new URL(`${name}.js`, import.meta.url));
}
