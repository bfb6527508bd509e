import { fstatSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { createSpool, type Spool } from './spool.js';
import { spoolMemory, type SpoolMemory } from './spool-memory.js';
import { spoolSpace } from './spool-space.js';

const DISK = spoolSpace(() => ({ dir: tmpdir(), limit: Number.MAX_SAFE_INTEGER }));
const ON_DISK = { space: DISK, memory: spoolMemory(() => 0) };

async function octetsOf(spool: Spool): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of spool.read()) pieces.push(piece);
  return Buffer.concat(pieces);
}

const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

const pattern = (size: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) % 256));

test.each([
  { size: 0, piece: 1, threshold: 10 },
  { size: 1, piece: 1, threshold: 10 },
  { size: 10, piece: 3, threshold: 10 },
  { size: 11, piece: 3, threshold: 10 },
  { size: 4096, piece: 4096, threshold: 0 },
  { size: 70_000, piece: 999, threshold: 262_144 },
  { size: 300_000, piece: 65_536, threshold: 1000 },
  { size: 300_000, piece: 65_536, threshold: 300_000 },
  { size: 300_000, piece: 49_152, threshold: 300_000 },
  { size: 300_000, piece: 49_151, threshold: 200_000 },
  { size: 300_000, piece: 77, threshold: 200_000 },
  { size: 300_000, piece: 300_000, threshold: 200_000 },
])(
  'a message of $size octets in pieces of $piece comes back, twice, past $threshold from a file',
  async ({ size, piece, threshold }) => {
    const spool = createSpool({ dir: tmpdir(), threshold }, ON_DISK);
    const octets = pattern(size);
    for (let at = 0; at < size; at += piece) {
      const part = Buffer.from(octets.subarray(at, at + piece));
      spool.write(part);
      if (piece < 49_152) part.fill(0); // it was copied
      await spool.settle();
    }
    expect(spool.size()).toBe(size);
    expect(spool.firstOctet()).toBe(octets[0]);
    expect((await octetsOf(spool)).equals(octets)).toBe(true);
    const [one, other] = await Promise.all([octetsOf(spool), octetsOf(spool)]);
    expect(one.equals(octets) && other.equals(octets)).toBe(true);
    await spool.close();
  },
);

test('large pieces between small ones come back in their order', async () => {
  const spool = createSpool({ dir: tmpdir(), threshold: 400_000 }, ON_DISK);
  onTestFinished(() => spool.close());
  const octets = pattern(400_000);
  let at = 0;
  for (let turn = 0; at < octets.length; turn += 1) {
    const length = [3, 50_000, 65_536, 20, 5000, 65_537][turn % 6] ?? 0;
    spool.write(Buffer.from(octets.subarray(at, at + length)));
    at += length;
  }
  await spool.settle();
  expect(spool.inMemory()).toBe(400_000);
  expect((await octetsOf(spool)).equals(octets)).toBe(true);
});

/** Those that are in use. */
function octetsOfBuffers(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let times = 0; times < 3; times += 1) collect(); // what one finds is given back by the next
  return process.memoryUsage().arrayBuffers;
}

test.each([
  { small: 1, large: 49_152 },
  { small: 16_383, large: 49_152 },
  { small: 49_151, large: 65_536 },
])('$small octets between pieces of $large hold no more memory than a third over what is counted', (sizes) => {
  const before = octetsOfBuffers();
  const spool = createSpool({ dir: tmpdir(), threshold: 400_000 }, ON_DISK);
  onTestFinished(() => spool.close());
  const small = Buffer.alloc(sizes.small);
  for (let times = 0; times < 200; times += 1) {
    spool.write(small);
    spool.write(new Uint8Array(sizes.large));
  }
  expect(spool.inMemory()).toBe(200 * (sizes.small + sizes.large));
  expect((octetsOfBuffers() - before) / spool.inMemory()).toBeLessThan(4 / 3);
});

test('the file has no name any more, and is closed at the end', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'spool-'));
  const spool = createSpool({ dir, threshold: 10 }, ON_DISK);
  const before = await openFiles();
  spool.write(pattern(100_000));
  await spool.settle();
  expect(await readdir(dir)).toEqual([]);
  expect(await openFiles()).toBe(before + 1);
  await spool.close();
  await spool.close();
  expect(await openFiles()).toBe(before);
});

test('a message that can’t be kept is a fault of the spool, and nothing is held', async () => {
  const spool = createSpool({ dir: join(tmpdir(), 'no', 'such', 'folder'), threshold: 10 }, ON_DISK);
  spool.write(pattern(100));
  await spool.settle();
  expect(spool.fault()).toMatchObject({ code: 'ENOENT' });
  spool.write(pattern(100_000));
  await spool.settle();
  expect(spool.size()).toBe(100_100); // what came is counted
  await expect(octetsOf(spool)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('others get their turn while a large message in memory is read', async () => {
  const spool = createSpool({ dir: tmpdir(), threshold: 2_000_000 }, ON_DISK);
  onTestFinished(() => spool.close());
  spool.write(pattern(1_000_000));
  await spool.settle();
  let turns = 0;
  const count = (): void => {
    turns += 1;
    if (turns < 1000) setImmediate(count);
  };
  setImmediate(count);
  expect(await octetsOf(spool)).toHaveLength(1_000_000);
  expect(turns).toBeGreaterThanOrEqual(3);
  turns = 1000;
});

test('a reader fails when the spool is closed under it', async () => {
  const spool = createSpool({ dir: tmpdir(), threshold: 10 }, ON_DISK);
  onTestFinished(() => spool.close());
  spool.write(pattern(300_000));
  await spool.settle();
  const reader = spool.read();
  await reader.next();
  await spool.close();
  await expect(reader.next()).rejects.toThrow('The message is gone');
});

async function filled(size: number, memory: SpoolMemory): Promise<Spool> {
  const spool = createSpool({ dir: tmpdir(), threshold: 1000 }, { space: DISK, memory });
  onTestFinished(() => spool.close());
  for (let left = size; left > 0; left -= 500) {
    spool.write(pattern(Math.min(left, 500)));
    await spool.settle();
  }
  return spool;
}

test('past the threshold messages stay in memory while there is room for all of them', async () => {
  const memory = spoolMemory(() => 60_000);
  const before = await openFiles();
  const spools = await Promise.all([filled(13_000, memory), filled(13_000, memory), filled(13_000, memory)]);
  for (const spool of spools) expect(spool.inMemory()).toBe(13_000);
  expect(await openFiles()).toBe(before);
  for (const spool of spools) expect(await octetsOf(spool)).toHaveLength(13_000);
});

test('one that is more than a fifth of that goes to a file, and gives back what it had', async () => {
  const memory = spoolMemory(() => 60_000);
  const large = await filled(13_001, memory);
  expect(large.inMemory()).toBe(0); // it went as a whole
  expect(await octetsOf(large)).toHaveLength(13_001);
  expect(memory.take(60_000 / 5, 0)).toBe(true);
  for (let times = 1; times < 5; times += 1) expect(memory.take(60_000 / 5, 0)).toBe(true);
  expect(memory.take(1, 0)).toBe(false);
});

test('however many come at a time, they have no more memory than is theirs, and give it back at the end', async () => {
  const memory = spoolMemory(() => 60_000);
  let most = 0;
  let taken = 0;
  const counted: SpoolMemory = {
    take(octets, held) {
      const isTaken = memory.take(octets, held);
      taken += isTaken ? octets : 0;
      most = Math.max(most, taken);
      return isTaken;
    },
    giveBack(octets) {
      taken -= octets;
      memory.giveBack(octets);
    },
  };
  const spools = await Promise.all(Array.from({ length: 40 }, () => filled(9000, counted)));
  expect(most).toBeGreaterThan(50_000);
  expect(most).toBeLessThanOrEqual(60_000);
  for (const spool of spools) {
    expect(await octetsOf(spool)).toHaveLength(9000);
    await spool.close();
  }
  for (let times = 0; times < 5; times += 1) expect(memory.take(12_000, 0)).toBe(true);
});

test('a message on its way to the disk has its memory until it is there', async () => {
  const memory = spoolMemory(() => 60_000);
  const onDisk: number[] = [];
  const large = await filled(20_000, {
    take: (octets, held) => memory.take(octets, held),
    giveBack(octets) {
      if (octets > 0) onDisk.push(octetsOfSpoolFiles());
      memory.giveBack(octets);
    },
  });
  expect(onDisk).toEqual([13_500]); // all that had come when there was no more room
  expect(await octetsOf(large)).toHaveLength(20_000);
});

/** They have no name any more. */
function octetsOfSpoolFiles(): number {
  return readdirSync('/proc/self/fd')
    .filter(isSpoolFile)
    .reduce((sum, fd) => sum + fstatSync(Number(fd)).size, 0);
}

function isSpoolFile(fd: string): boolean {
  try {
    return /dkimproxy-[0-9a-f-]+ \(deleted\)$/.test(readlinkSync(`/proc/self/fd/${fd}`));
  } catch {
    return false; // it was closed meanwhile
  }
}

test('a message that is not kept any more gives its memory back', async () => {
  const memory = spoolMemory(() => 60_000);
  const spool = await filled(13_000, memory);
  spool.discard();
  await spool.settle();
  for (let times = 0; times < 5; times += 1) expect(memory.take(12_000, 0)).toBe(true);
});
