import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { filesFromCopies, filesOnDisk } from './input-files.js';

const forbidden = vi.hoisted(() => new Set<string>());

/** Root may read all: that a file is closed to us is played. */
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    readFileSync: (path: string) => {
      if (forbidden.has(path))
        throw Object.assign(new Error(`EACCES: permission denied, open '${path}'`), { code: 'EACCES' });
      return fs.readFileSync(path);
    },
  };
});

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'files-')), 'x.pem');
  writeFileSync(path, 'first', { mode: 0o640 });
  forbidden.clear();
});

test('a file that may not be read any more is what it was, and is told of', () => {
  const start = filesOnDisk();
  expect(start.read(path).toString()).toBe('first');
  forbidden.add(path);
  const reload = filesOnDisk(start.copies);
  expect(reload.read(path).toString()).toBe('first');
  expect([...reload.kept]).toEqual([path]);
  expect(reload.rights(path)).toBeNull();
  const again = filesOnDisk(reload.copies);
  expect(again.read(path).toString()).toBe('first');
});

test('a file that is gone, or was never read, is none', () => {
  const start = filesOnDisk();
  start.read(path);
  expect(() => filesOnDisk(start.copies).read(`${path}.gone`)).toThrow('ENOENT');
  forbidden.add(path);
  expect(() => filesOnDisk().read(path)).toThrow('EACCES');
});

test('what is there counts, not the copy', () => {
  const start = filesOnDisk();
  start.read(path);
  writeFileSync(path, 'second');
  const reload = filesOnDisk(start.copies);
  expect(reload.read(path).toString()).toBe('second');
  expect(reload.kept.size).toBe(0);
  expect((reload.rights(path)?.mode ?? 0) & 0o777).toBe(0o640);
});

test('another process reads from the copies alone', () => {
  const start = filesOnDisk();
  start.read(path);
  writeFileSync(path, 'second');
  const files = filesFromCopies(structuredClone(start.copies));
  expect(files.read(path).toString()).toBe('first');
  expect(files.rights(path)).toBeNull();
  expect(() => files.read('/etc/hostname')).toThrow('/etc/hostname was not read');
});
