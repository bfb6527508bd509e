/** The only I/O of dkim-check: files, standard streams, the clock. DNS is in dns-options.ts. */
import { createReadStream, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { Clock } from 'dkim-core';
import { UsageError, fault } from './usage-error.js';
import { causeOf } from './file-cause.js';
import type { Say } from './words/words.js';

export interface Io {
  /** A file's octets, or those of standard input for `-`. A UsageError where it can't be read. */
  read: (file: string) => AsyncIterable<Uint8Array>;
  /** The same, to be read as often as one likes: what can be read once only (a pipe) is kept in a file without name. */
  readAgain: (file: string) => Promise<(part?: Part) => AsyncIterable<Uint8Array>>;
  /** The names of the files in a folder, sorted, no others than regular ones; null where `path` is no folder. */
  filesIn: (path: string) => readonly string[] | null;
  /** How many octets a regular file has, or what readAgain() has kept of another; null of anything else. */
  sizeOf: (file: string) => number | null;
  /** A small file as a whole; `limit`: octets, for what may be larger than a key or a record. */
  readSmall: (file: string, limit?: number) => Buffer;
  /** Every user of the machine may read or write this file. */
  isOpenToAll: (file: string) => boolean;
  /** Octets to standard output; waits until they are taken. */
  write: (bytes: Uint8Array) => Promise<void>;
  /** A line for people to standard output. */
  print: (line: string) => Promise<void>;
  /** A line to standard error. */
  note: (line: string) => void;
  /** Text to standard error as it stands: a bar that is drawn over itself. For terminals only. */
  noteInPlace: (text: string) => void;
  /** A text in a colour, where standard output is a terminal that has colours. */
  paint: (style: Style, text: string) => string;
  /** The width of the terminal that standard output (`out`) or standard error (`err`) is; null where it is none. */
  columns: { readonly out: number | null; readonly err: number | null };
  now: Clock;
  /** Resolves when the program is told to end (SIGTERM, SIGINT). */
  told: () => Promise<void>;
  /** Gives up what was kept. */
  close: () => Promise<void>;
}

/** Octets of a file from `start` up to, but without, `end`. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

export type Style = 'red' | 'yellow' | 'green' | 'cyan' | 'bold' | 'dim';

/** What a terminal tells of itself; a pipe or a file has neither. */
type Terminal = { readonly isTTY?: boolean; readonly columns?: number };

/** The standard streams and the clock of this run. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Writable & Terminal;
  readonly stderr: Writable & Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Clock;
  /** Resolves when the program is told to end; called by commands that run until then. */
  readonly told: () => Promise<void>;
}

/** Whoever reads our output has gone, `| head` mostly. It is no fault, and there is nobody to tell. */
export class ReaderGone extends Error {}

/** Keys and records: what is larger is neither. */
const SMALL = 1_048_576;

const USUAL_COLUMNS = 80;

export function createIo({ stdin, stdout, stderr, env, now, told }: Streams, say: Say): Io {
  const hasColours = stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'; // no-color.org
  const kept: FileHandle[] = [];
  const keptSizes = new Map<string, number>();
  stdout.on('error', eachWriteHearsOfItsOwn);
  stderr.on('error', eachWriteHearsOfItsOwn);

  async function* read(file: string, part?: Part): AsyncGenerator<Uint8Array> {
    try {
      yield* file === '-' ? stdin : createReadStream(file, streamed(part));
    } catch (err) {
      throw fault('file-unreadable', { file, cause: causeOf(err, say) });
    }
  }

  async function write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      stdout.write(bytes, (err) => {
        if (!err) resolve();
        else if ('code' in err && err.code === 'EPIPE') reject(new ReaderGone());
        else reject(fault('output-unwritable', { cause: causeOf(err, say) }));
      });
    });
  }

  return {
    read: (file) => read(file),
    async readAgain(file) {
      if (file !== '-' && statSync(file, { throwIfNoEntry: false })?.isFile() !== false) {
        return (part) => (isEmpty(part) ? nothing() : read(file, part));
      }
      let handle: FileHandle;
      try {
        const folder = await mkdtemp(join(tmpdir(), 'dkim-check-'));
        try {
          handle = await open(join(folder, 'message'), 'wx+', 0o600);
          kept.push(handle);
        } finally {
          await rm(folder, { recursive: true }); // the open file lives on, whatever ends us
        }
        for await (const chunk of read(file)) await handle.appendFile(chunk);
        keptSizes.set(file, (await handle.stat()).size);
      } catch (err) {
        if (err instanceof UsageError) throw err;
        throw fault('file-unwritable', { file: tmpdir(), cause: causeOf(err, say) });
      }
      return (part) =>
        isEmpty(part) ? nothing() : handle.createReadStream({ start: 0, ...streamed(part), autoClose: false });
    },
    filesIn(path) {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
      try {
        return readdirSync(path, { withFileTypes: true })
          .filter((entry) => entry.isFile()) // a pipe would hold us for ever, and a link may lead anywhere
          .map(({ name }) => name)
          .toSorted();
      } catch (err) {
        throw fault('file-unreadable', { file: path, cause: causeOf(err, say) });
      }
    },
    sizeOf(file) {
      const stats = statSync(file, { throwIfNoEntry: false });
      return keptSizes.get(file) ?? (stats?.isFile() === true ? stats.size : null);
    },
    readSmall(file, limit = SMALL) {
      let content: Buffer;
      try {
        content = readFileSync(file);
      } catch (err) {
        throw fault('file-unreadable', { file, cause: causeOf(err, say) });
      } finally {
        // The module loader of Node 20 takes the last synchronous stat for one of its own path, and after that of a pipe
        // follows no link to a package any more.
        statSync('/');
      }
      if (content.length > limit) throw fault('file-too-large', { file, limit });
      return content;
    },
    isOpenToAll(file) {
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats !== undefined && stats.isFile() && (stats.mode & 0o007) !== 0;
    },
    write,
    print: (line) => write(Buffer.from(`${line}\n`, 'utf8')),
    note: (line) => void stderr.write(`${line}\n`),
    noteInPlace: (text) => void stderr.write(text),
    paint: (style, text) => (hasColours ? styleText(style, text, { validateStream: false }) : text),
    columns: { out: columnsOf(stdout), err: columnsOf(stderr) },
    now,
    told,
    async close() {
      for (const handle of kept) await handle.close();
    },
  };
}

/** The options of a stream that gives this part, whose last octet they name. */
const streamed = (part: Part | undefined): { start?: number; end?: number } =>
  part === undefined ? {} : { start: part.start, end: part.end - 1 };

const isEmpty = (part: Part | undefined): boolean => part !== undefined && part.end <= part.start;

async function* nothing(): AsyncGenerator<Uint8Array> {}

function columnsOf({ isTTY, columns }: Terminal): number | null {
  return isTTY === true ? (columns ?? USUAL_COLUMNS) : null;
}

function eachWriteHearsOfItsOwn(): void {}
