import { chownSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { foreignLink } from '../test/foreign-link.js';
import { openLogFile } from './log-file.js';

afterEach(() => void vi.restoreAllMocks());

test('while a disk is full 1 MiB of lines waits; what comes then is dropped, counted, and said afterwards', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const path = join(mkdtempSync(join(tmpdir(), 'log-file-')), 'x.log');
  symlinkSync('/dev/full', path);
  const log = openLogFile(path, { name: 'stamp', owner: null, lostLine: (count) => `${count} lost\n` });

  const line = `${'x'.repeat(999)}\n`;
  for (let sent = 0; sent < 3000; sent += 1) log.write(line, 30);
  rmSync(path);
  expect(log.reopen()).toBeNull(); // a disk with room
  log.write('last\n', 30);
  await log.close();

  // 1048 of 1000 octets are less than 1 MiB, 1049 are more.
  expect(readFileSync(path, 'utf8')).toBe(`${line.repeat(1049)}1951 lost\nlast\n`);
});

test('a link that another user has put in the place of the log: refused, nothing is written or given away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-file-'));
  writeFileSync(join(folder, 'shadow'), 'root');
  foreignLink(join(folder, 'shadow'), join(folder, 'x.log'));
  foreignLink(join(folder, 'new'), join(folder, 'y.log')); // made by us, it would be theirs
  const options = { name: 'stamp', owner: { uid: 4711, gid: 4711 }, lostLine: String };
  for (const name of ['x.log', 'y.log']) {
    expect(() => openLogFile(join(folder, name), options)).toThrow('is a symbolic link of user');
  }
  expect(readFileSync(join(folder, 'shadow'), 'utf8')).toBe('root');
  expect(statSync(join(folder, 'new'), { throwIfNoEntry: false })).toBeUndefined();
});

test.skipIf(process.getuid?.() !== 0)(
  'a new log belongs to who will write it; one that was there stays whose it is',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-file-'));
    writeFileSync(join(folder, 'old.log'), '');
    chownSync(join(folder, 'old.log'), 1234, 1234);
    for (const name of ['new.log', 'old.log']) {
      const options = { name: 'stamp', owner: { uid: 4711, gid: 4712 }, lostLine: String };
      await openLogFile(join(folder, name), options).close();
    }
    expect(statSync(join(folder, 'new.log'))).toMatchObject({ uid: 4711, gid: 4712 });
    expect(statSync(join(folder, 'old.log'))).toMatchObject({ uid: 1234, gid: 1234 });
  },
);
