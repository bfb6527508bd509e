/**
 * A peer as one long-lived process. A question is a line, `V LENGTH` or `S C ALGORITHM NAMES LENGTH`, and LENGTH octets
 * of message; the answer is a line with its length, and so many octets: for V a word for each signature from the top
 * (`pass`, or another that says why not), for S the signature field; `E reason` where the peer refuses.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { Stage } from '../harness/stage.js';

export interface PeerProcess {
  ask(order: string, message: Uint8Array): Promise<Buffer>;
}

interface Question {
  order: string;
  message: Uint8Array;
  resolve: (answer: Buffer) => void;
}

/** A peer that breaks down over a message has answered, too; a new process takes the questions that were left. */
export function startPeer(stage: Stage, program: string, args: readonly string[]): PeerProcess {
  const waiting: Question[] = [];
  let isOver = false;
  let child = spawnOne();

  function spawnOne(): ChildProcessWithoutNullStreams {
    const process = spawn(program, args);
    let pending: Buffer = Buffer.alloc(0);
    let complaint = '';
    process.stderr.on('data', (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-2000)));
    process.stdin.on('error', () => {}); // told by "close"
    process.stdout.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      for (;;) {
        const line = pending.indexOf('\n');
        if (line === -1) return;
        const length = Number(pending.toString('latin1', 0, line));
        if (pending.length < line + 1 + length) return;
        waiting.shift()?.resolve(Buffer.from(pending.subarray(line + 1, line + 1 + length)));
        pending = pending.subarray(line + 1 + length);
      }
    });
    process.on('close', (code, signal) => {
      if (isOver) return;
      const why = `E broke down: ${code ?? signal ?? ''} ${complaint}`.replaceAll(/\s+/g, ' ').trim();
      waiting.shift()?.resolve(Buffer.from(why));
      child = spawnOne();
      for (const question of waiting) put(question);
    });
    return process;
  }

  function put({ order, message }: Question): void {
    child.stdin.write(`${order} ${message.length}\n`);
    child.stdin.write(message);
  }

  stage.onEnd(async () => {
    isOver = true;
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  });
  return {
    ask: (order, message) =>
      new Promise((resolve) => {
        const question = { order, message, resolve };
        waiting.push(question);
        put(question);
      }),
  };
}
