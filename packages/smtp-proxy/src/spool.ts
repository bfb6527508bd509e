/**
 * Keeps one message: in memory, and where it is past a threshold and there is no room for more, in a temporary file that
 * has no name any more. It can be read again at will, also by two readers at a time. A message of any size costs bounded
 * memory (DESIGN.md's promise 6).
 *
 * `write` only takes; `settle` moves what must not stay to the disk. The file is unlinked as soon as it is
 * open, so nothing stays behind, whatever ends the process.
 */
import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SpoolMemory } from './spool-memory.js';
import type { SpoolSpace } from './spool-space.js';

const FIRST_BLOCK = 4 * 1024; // most mail is small
const BLOCK = 64 * 1024;
const MOSTLY = 3 / 4; // so that no more than a third over what is counted is held
/**
 * From this up to BLOCK octets are kept as they lie: most of what one reading of a socket gives. Copied, with the garbage that
 * makes, they were a seventh of the CPU of a mail of 2 MB.
 */
const AS_THEY_LIE = BLOCK * MOSTLY;
/** Up to this many octets a loop is faster than `set`: 20 MB of bare LFs took 1.7 s without, 0.7 s with it. */
const SHORT = 16;
const READ_PIECE = 128 * 1024; // each reading is a way to the thread pool, too
/** How many blocks a reader gets in one turn of the event loop; what comes from the file lets others in by itself. */
const IN_ONE_TURN = 4;
const GONE = 'The message is gone: its session has ended, or it was not kept.';

export interface Spool {
  /** Takes the next octets; copies small pieces and keeps large ones, so nobody may change them afterwards. */
  write(octets: Uint8Array): void;
  /** To be awaited after some writes, before more input is read: that is the back-pressure. Never fails, see `fault`. */
  settle(): Promise<void>;
  /** In octets. */
  size(): number;
  /** Octets that are in memory now. */
  inMemory(): number;
  /** The first octet, undefined if there is none. */
  firstOctet(): number | undefined;
  /** Why the message could not be kept; nothing is kept then. */
  fault(): Error | null;
  /** All octets, in large pieces that are the reader's own to keep but not to change. Throws if the file can't be read. */
  read(): AsyncGenerator<Uint8Array>;
  /** From here on octets are counted and not kept: the message is refused, whatever follows. */
  discard(): void;
  /** Ends it all. A reader that is in the middle fails. */
  close(): Promise<void>;
}

/** The spool files together are as large as they may be. */
export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError';
}

export interface SpoolPlace {
  readonly dir: string;
  /** In octets. */
  readonly threshold: number;
}

/** What all spools share. */
export interface SpoolShares {
  /** Of the disk. */
  readonly space: SpoolSpace;
  /** Of the memory, past the threshold. */
  readonly memory: SpoolMemory;
}

export function createSpool({ dir, threshold }: SpoolPlace, { space, memory }: SpoolShares): Spool {
  let blocks: Buffer[] = []; // what is not in the file, in order
  let filled = 0; // octets in the last block
  let inMemory = 0;
  let inFile = 0;
  let first: number | undefined;
  let file: FileHandle | null = null;
  let fault: Error | null = null;
  let closed = false;
  let discarding = false;
  let taken = 0; // octets of `space`
  let held = 0; // octets of `memory`
  let size = 0; // octets that came, also those that were not kept

  const drop = (): void => {
    blocks = [];
    filled = 0;
    inMemory = 0;
    memory.giveBack(held);
    held = 0;
  };

  const mayStay = (): boolean => {
    if (file !== null) return inMemory <= BLOCK;
    const more = inMemory - threshold - held;
    if (more <= 0) return true;
    if (!memory.take(more, held)) return false;
    held += more;
    return true;
  };

  /** The file, and what it takes of the disk, too. */
  const dropAll = async (): Promise<void> => {
    drop();
    const open = file;
    file = null;
    const free = taken;
    taken = 0;
    try {
      await open?.close();
    } finally {
      space.giveBack(free);
    }
  };

  const fillBlocks = (octets: Uint8Array): void => {
    for (let from = 0; from < octets.length;) {
      let block = blocks.at(-1);
      if (block === undefined || filled === block.length) {
        block = Buffer.allocUnsafeSlow(block === undefined && inFile === 0 ? FIRST_BLOCK : BLOCK);
        blocks.push(block);
        filled = 0;
      }
      const part = octets.subarray(from, from + block.length - filled);
      block.set(part, filled);
      filled += part.length;
      from += part.length;
    }
  };

  const keepAsItLies = (octets: Uint8Array): void => {
    const last = blocks.length - 1;
    const block = blocks[last];
    if (block !== undefined) {
      const part = block.subarray(0, filled);
      blocks[last] = filled < block.length * MOSTLY ? copyOf(part) : part;
    }
    blocks.push(Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength));
    filled = octets.length;
  };

  const moveToFile = async (): Promise<void> => {
    if (!(await space.take(inMemory))) throw new SpoolFullError('The spool files take all the space they may take.');
    taken += inMemory;
    file ??= await openUnlinked(dir);
    const moving = blocks.map((block, index) => (index === blocks.length - 1 ? block.subarray(0, filled) : block));
    const octets = inMemory;
    await writeWhole(file, moving, inFile);
    inFile += octets;
    drop(); // not before: until then they are in memory, and nobody else may have that room
  };

  return {
    write(octets) {
      if (octets.length === 0 || closed) return;
      first ??= octets[0];
      size += octets.length;
      if (fault !== null || discarding) return;
      const block = blocks.at(-1);
      if (octets.length >= AS_THEY_LIE && octets.length <= BLOCK) keepAsItLies(octets);
      else if (block === undefined || block.length - filled < octets.length) fillBlocks(octets);
      else if (octets.length > SHORT) {
        block.set(octets, filled);
        filled += octets.length;
      } else {
        for (let at = 0; at < octets.length; at += 1) block[filled + at] = octets[at] ?? 0;
        filled += octets.length;
      }
      inMemory += octets.length;
    },
    async settle() {
      if (fault !== null || closed) return;
      try {
        if (discarding) await dropAll();
        else if (!mayStay()) await moveToFile();
      } catch (err) {
        fault = err instanceof Error ? err : new Error(String(err));
        await dropAll().catch(() => undefined); // the fault is known; that such a file cannot be closed says no more
      }
    },
    size: () => size,
    inMemory: () => inMemory,
    discard() {
      discarding = true;
    },
    firstOctet: () => first,
    fault: () => fault,
    async *read() {
      if (fault !== null) throw fault;
      let at = 0;
      while (at < inFile) {
        if (closed || discarding || file === null) throw new Error(GONE);
        const piece = Buffer.allocUnsafeSlow(Math.min(READ_PIECE, inFile - at));
        const { bytesRead } = await file.read(piece, 0, piece.length, at);
        if (bytesRead === 0) throw new Error(`The spool file ends after ${at} octets, ${inFile} were written.`);
        at += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
      const rest = blocks;
      const restFilled = filled;
      for (const [index, block] of rest.entries()) {
        if (index > 0 && index % IN_ONE_TURN === 0) await nextTurn(); // nobody else shall wait until all is computed
        if (closed || discarding) throw new Error(GONE);
        const piece = index === rest.length - 1 ? block.subarray(0, restFilled) : block;
        at += piece.length;
        yield piece;
      }
      if (at !== size) throw new Error(GONE); // half a message must never pass for a whole one
    },
    async close() {
      if (closed) return;
      closed = true;
      await dropAll();
    },
  };
}

/** Of its own size: what was set aside and is not filled would count for nobody. */
function copyOf(octets: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(octets.length);
  octets.copy(copy);
  return copy;
}

async function openUnlinked(dir: string): Promise<FileHandle> {
  const path = join(dir, `dkimproxy-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
  } catch (err) {
    await file.close();
    throw err;
  }
  return file;
}

/** All of them at once: each way to the thread pool and back costs more than the octets do. */
async function writeWhole(file: FileHandle, blocks: readonly Buffer[], position: number): Promise<void> {
  let left = blocks;
  for (let at = position; left.length > 0;) {
    const { bytesWritten } = await file.writev(left, at);
    at += bytesWritten;
    left = behind(left, bytesWritten);
  }
}

/** What is left of them when so many octets are taken away; a disk may take less than it was given. */
function behind(blocks: readonly Buffer[], octets: number): readonly Buffer[] {
  let left = octets;
  for (const [index, block] of blocks.entries()) {
    if (left < block.length) return [block.subarray(left), ...blocks.slice(index + 1)];
    left -= block.length;
  }
  return [];
}
