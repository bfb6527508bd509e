/** The only I/O of dkim-check: files, standard streams, the clock, DNS. */
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemClock, type Clock } from 'dkim-core';
import { fault } from './command.js';
import { causeOf } from './file-cause.js';
import type { Say } from './words/words.js';

export interface Io {
  /** A file's octets, or those of standard input for `-`. A UsageError where it can't be read. */
  read: (file: string) => AsyncIterable<Uint8Array>;
  /** A small file as a whole. */
  readSmall: (file: string) => Buffer;
  /** A name under which standard input can be read again and again; a file is its own. */
  keep: (file: string) => Promise<string>;
  /** Octets to standard output; waits until they are taken. */
  write: (bytes: Uint8Array) => Promise<void>;
  /** A line for people to standard output. */
  print: (line: string) => Promise<void>;
  /** A line to standard error. */
  note: (line: string) => void;
  now: Clock;
  /** Removes what was kept. */
  close: () => void;
}

const SMALL = 1_048_576;

export function createIo(say: Say): Io {
  let folder: string | null = null;

  async function* read(file: string): AsyncGenerator<Uint8Array> {
    const stream: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file);
    try {
      for await (const chunk of stream) yield chunk;
    } catch (err) {
      throw fault('file-unreadable', { file, cause: causeOf(err, say) });
    }
  }

  async function write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(bytes, (err) => {
        if (err) reject(fault('output-unwritable', { cause: causeOf(err, say) }));
        else resolve();
      });
    });
  }

  return {
    read,
    readSmall(file) {
      let content: Buffer;
      try {
        content = readFileSync(file);
      } catch (err) {
        throw fault('file-unreadable', { file, cause: causeOf(err, say) });
      }
      if (content.length > SMALL) throw fault('file-too-large', { file, limit: SMALL });
      return content;
    },
    async keep(file) {
      if (file !== '-') return file;
      folder ??= mkdtempSync(join(tmpdir(), 'dkim-check-'));
      const kept = join(folder, 'message');
      await pipeline(read(file), createWriteStream(kept, { mode: 0o600 }));
      return kept;
    },
    write,
    print: (line) => write(Buffer.from(`${line}\n`, 'utf8')),
    note: (line) => void process.stderr.write(`${line}\n`),
    now: systemClock,
    close() {
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    },
  };
}
