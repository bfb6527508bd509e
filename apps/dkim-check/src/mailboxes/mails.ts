/**
 * The messages behind the names on a command line: files, standard input, mbox files, Maildir folders (`cur` and `new`;
 * `tmp` holds what is not delivered yet), and other folders, whose .eml files are taken.
 *
 * One after the other and never all: a mailbox of any size costs the same memory.
 */
import { join } from 'node:path';
import type { Io } from '../io.js';
import { UsageError, fault } from '../usage-error.js';
import { isMbox, mboxRanges } from './mbox.js';
import { unquoted, type QuotedLines, type Quoting } from './from-quoting.js';

export interface Mail {
  /** The file it is in. */
  readonly file: string;
  /** It is one of a mailbox; else the file is the message. */
  readonly isInMailbox: boolean;
  /** How much of all is behind us with it, 0 to 1. */
  readonly done: number;
  /** Its octets, as often as one likes; `quoting` matters for an mbox alone, `seen` is filled in as they go by. */
  readonly open: (quoting?: Quoting, seen?: QuotedLines) => AsyncIterable<Uint8Array>;
}

/** What could not be read, in the place of its messages. */
export interface UnreadableMail {
  readonly file: string;
  readonly isInMailbox: boolean;
  readonly unreadable: UsageError;
}

const HEAD = 1000; // octets that tell an mbox
const EMPTY_LINE = 2; // octets behind a message at most

export async function* mailsOf(names: readonly string[], io: Io): AsyncGenerator<Mail | UnreadableMail> {
  for (const [index, name] of names.entries()) {
    try {
      for await (const mail of mailsIn(name, io)) yield { ...mail, done: (index + mail.done) / names.length };
    } catch (err) {
      if (!(err instanceof UsageError)) throw err;
      yield { file: name, isInMailbox: false, unreadable: err };
    }
  }
}

/** The message with this number (from 0) alone, as one that stands by itself. A UsageError where there is none. */
export async function* mailNumber(
  mails: AsyncIterable<Mail | UnreadableMail>,
  number: number,
): AsyncGenerator<Mail | UnreadableMail> {
  let index = 0;
  for await (const mail of mails) {
    if (index === number) {
      yield { ...mail, isInMailbox: false };
      return;
    }
    index += 1;
  }
  throw fault('message-missing', { number, count: index });
}

async function* mailsIn(name: string, io: Io): AsyncGenerator<Mail> {
  const files = filesOfFolder(name, io);
  if (files === null) {
    yield* mailsOfFile(name, io);
    return;
  }
  for (const [index, file] of files.entries()) {
    const open = await io.readAgain(file);
    yield { file, isInMailbox: true, done: (index + 1) / files.length, open: () => open() };
  }
}

/** The messages of a folder, by name; null where it is none. */
function filesOfFolder(path: string, io: Io): readonly string[] | null {
  const own = path === '-' ? null : io.filesIn(path);
  if (own === null) return null;
  const delivered = ['cur', 'new'].map((folder) => join(path, folder));
  const inMaildir = delivered.map((folder) => io.filesIn(folder)?.map((file) => join(folder, file)) ?? null);
  if (inMaildir.some((files) => files !== null)) return inMaildir.flatMap((files) => files ?? []);
  const files = own.filter((file) => /\.eml$/i.test(file)).map((file) => join(path, file));
  if (files.length === 0) throw fault('folder-without-mail', { folder: path });
  return files;
}

async function* mailsOfFile(file: string, io: Io): AsyncGenerator<Mail> {
  const open = await io.readAgain(file);
  if (!isMbox(await headOf(open({ start: 0, end: HEAD })))) {
    yield { file, isInMailbox: false, done: 1, open: () => open() };
    return;
  }
  const size = io.sizeOf(file);
  for await (const range of mboxRanges(open())) {
    yield {
      file,
      isInMailbox: true,
      done: size === null ? 0 : Math.min(1, (range.end + EMPTY_LINE) / size),
      open: (quoting = 'mboxrd', seen) => unquoted(open(range), quoting, seen),
    };
  }
}

async function headOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}
