/** Runs dkim-check as main.ts does, with streams and a clock of the test's own, in a folder of its own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { run } from '../src/run.js';

export interface Outcome {
  status: number;
  bytes: Buffer;
  out: string;
  err: string;
}

export interface Around {
  input?: Iterable<Uint8Array> | string;
  env?: Record<string, string>;
  now?: number;
  stdout?: Writable;
  /** Standard error is a terminal of so many columns. */
  columns?: number;
  /** Resolves when it is told to end. */
  told?: Promise<void>;
  /** Hears each piece of standard error as it comes. */
  onErr?: (text: string) => void;
}

/** 2026-11-25T12:00:00Z */
export const NOW = 1_795_608_000;

export async function check(args: readonly string[], around: Around = {}): Promise<Outcome> {
  const out = sink();
  const { input = '', env = {}, now = NOW, stdout = out.stream, columns, told, onErr } = around;
  const err = sink(onErr);
  const status = await run(args, {
    env,
    version: '1.2.3',
    stdin: octetsOf(input),
    stdout,
    stderr: columns === undefined ? err.stream : Object.assign(err.stream, { isTTY: true, columns }),
    now: () => now,
    told: () => told ?? new Promise(() => {}),
  });
  return { status, bytes: out.bytes(), out: out.bytes().toString('utf8'), err: err.bytes().toString('utf8') };
}

async function* octetsOf(input: Iterable<Uint8Array> | string): AsyncGenerator<Uint8Array> {
  yield* typeof input === 'string' ? [Buffer.from(input, 'utf8')] : input;
}

function sink(onText: (text: string) => void = () => {}): { stream: Writable; bytes: () => Buffer } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      onText(chunk.toString('utf8'));
      done();
    },
  });
  return { stream, bytes: () => Buffer.concat(chunks) };
}

/** A folder for one file of tests: `path` names, `write` makes a file in it. */
export function openFolder(): {
  path: (name: string) => string;
  write: (name: string, content: string | Uint8Array) => string;
  read: (name: string) => Buffer;
  remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'dkim-check-test-'));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    read: (name) => readFileSync(path(name)),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The RFCs' own example messages and their DNS, kept with dkim-core's tests. */
export const vector = (name: string): string =>
  fileURLToPath(new URL(`../../../packages/dkim-core/test/vectors/${name}`, import.meta.url));
