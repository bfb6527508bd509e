import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { foreignLink } from '../test/foreign-link.js';
import { writePidFile } from './pid-file.js';

afterEach(() => void vi.restoreAllMocks());

const folder = (): string => mkdtempSync(join(tmpdir(), 'pid-'));

test('the number, a line end, readable by all, writable by us; nothing else stays in the folder', () => {
  const at = folder();
  for (const pid of [123_456, 7]) {
    writePidFile(join(at, 'x.pid'), pid);
    expect(readFileSync(join(at, 'x.pid'), 'utf8')).toBe(`${pid}\n`);
  }
  expect(statSync(join(at, 'x.pid')).mode & 0o777).toBe(0o644);
  expect(readdirSync(at)).toEqual(['x.pid']);
});

test('a link that somebody else has put there: refused, and what it leads to stays as it is', () => {
  const at = folder();
  writeFileSync(join(at, 'passwd'), 'root');
  foreignLink(join(at, 'passwd'), join(at, 'x.pid'));
  expect(() => writePidFile(join(at, 'x.pid'), 7)).toThrow('is a symbolic link of user');
  expect(readFileSync(join(at, 'passwd'), 'utf8')).toBe('root');
});

test('a hard link that somebody else has put there: the other name of the file keeps its content', () => {
  const at = folder();
  writeFileSync(join(at, 'passwd'), 'root');
  linkSync(join(at, 'passwd'), join(at, 'x.pid'));
  writePidFile(join(at, 'x.pid'), 7);
  expect(readFileSync(join(at, 'passwd'), 'utf8')).toBe('root');
  expect(readFileSync(join(at, 'x.pid'), 'utf8')).toBe('7\n');
});

test('a link of ours is followed; a device is written to and not replaced', () => {
  const at = folder();
  symlinkSync('there.pid', join(at, 'x.pid'));
  writePidFile(join(at, 'x.pid'), 7);
  expect(readFileSync(join(at, 'there.pid'), 'utf8')).toBe('7\n');
  writePidFile('/dev/null', 7);
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('a folder in its place is a fault, and nothing is left behind', () => {
  const at = folder();
  expect(() => writePidFile(at, 7)).toThrow('EISDIR');
  expect(() => writePidFile(join(at, 'no', 'x.pid'), 7)).toThrow('ENOENT');
  expect(existsSync(at)).toBe(true);
  expect(readdirSync(at)).toEqual([]);
});
