import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSpool, type Spool } from './spool.js';
import { spoolSpace } from './spool-space.js';

const UNLIMITED = spoolSpace(() => ({ dir: tmpdir(), limit: Number.MAX_SAFE_INTEGER }));

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
  { size: 300_000, piece: 77, threshold: 200_000 },
  { size: 300_000, piece: 300_000, threshold: 200_000 },
])(
  'a message of $size octets in pieces of $piece comes back, twice, past $threshold from a file',
  async ({ size, piece, threshold }) => {
    const spool = createSpool({ dir: tmpdir(), threshold }, UNLIMITED);
    const octets = pattern(size);
    for (let at = 0; at < size; at += piece) {
      const part = Buffer.from(octets.subarray(at, at + piece));
      spool.write(part);
      part.fill(0); // it was copied
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

test('the file has no name any more, and is closed at the end', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'spool-'));
  const spool = createSpool({ dir, threshold: 10 }, UNLIMITED);
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
  const spool = createSpool({ dir: join(tmpdir(), 'no', 'such', 'folder'), threshold: 10 }, UNLIMITED);
  spool.write(pattern(100));
  await spool.settle();
  expect(spool.fault()).toMatchObject({ code: 'ENOENT' });
  spool.write(pattern(100_000));
  await spool.settle();
  expect(spool.size()).toBe(100_100); // what came is counted
  await expect(octetsOf(spool)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a reader fails when the spool is closed under it', async () => {
  const spool = createSpool({ dir: tmpdir(), threshold: 10 }, UNLIMITED);
  onTestFinished(() => spool.close());
  spool.write(pattern(300_000));
  await spool.settle();
  const reader = spool.read();
  await reader.next();
  await spool.close();
  await expect(reader.next()).rejects.toThrow('The message is gone');
});
