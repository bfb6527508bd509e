import { fstatSync, mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isJournal, journalLine } from './journal.js';

test('systemd.exec(5): standard output is the journal if device and inode are those of JOURNAL_STREAM', () => {
  const fd = openSync(join(mkdtempSync(join(tmpdir(), 'journal-')), 'x'), 'w');
  const { dev, ino } = fstatSync(fd);
  expect(isJournal(`${dev}:${ino}`, fd)).toBe(true);
  for (const other of [undefined, '', `${dev}:${ino + 1}`, `${dev}`]) expect(isJournal(other, fd)).toBe(false);
});

test.each([
  [60, '<2>'],
  [50, '<3>'],
  [40, '<4>'],
  [30, '<6>'],
  [20, '<7>'],
])('sd-daemon(3): level %d is %s', (level, prefix) => {
  expect(journalLine('x\n', level)).toBe(`${prefix}x\n`);
});
