import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
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
