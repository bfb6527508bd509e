import { constants, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { foreignLink } from '../test/foreign-link.js';
import { openTrusted, trustedPath } from './trusted-path.js';

afterEach(() => void vi.restoreAllMocks());

const folder = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'trusted-')));

test('links of our own are followed, one behind the other, absolute and relative; what does not exist yet stays', () => {
  const at = folder();
  mkdirSync(join(at, 'a'));
  symlinkSync('a', join(at, 'b'));
  symlinkSync(join(at, 'b'), join(at, 'c'));
  expect(trustedPath(join(at, 'c', 'x.log'))).toBe(join(at, 'a', 'x.log'));
  expect(trustedPath(join(at, 'no', '..', 'such', 'x.log'))).toBe(join(at, 'such', 'x.log'));
  symlinkSync('../../../../../../../../..', join(at, 'up'));
  expect(trustedPath(join(at, 'up', 'etc'))).toBe('/etc');
});

test('standard output by its name leads where it leads', () => {
  expect(trustedPath('/dev/stdout')).toMatch(/^\/proc\/.*\/fd\/1$|^\/dev\/stdout$/);
  expect(trustedPath('/dev/full')).toBe('/dev/full');
});

test('a link that another user has put there is refused, as the last name and in the middle', () => {
  const at = folder();
  writeFileSync(join(at, 'shadow'), 'root');
  foreignLink(join(at, 'shadow'), join(at, 'x.log'));
  foreignLink(at, join(at, 'folder'));
  symlinkSync(join(at, 'x.log'), join(at, 'ours')); // ours, but it leads to theirs
  const flags = constants.O_WRONLY | constants.O_APPEND;
  for (const path of ['x.log', 'folder/new.log', 'ours'].slice(0, process.getuid?.() === 0 ? 3 : 2)) {
    expect(() => openTrusted(join(at, path), flags)).toThrow(/ is a symbolic link of user \d+, who could lead us/);
  }
  expect(readFileSync(join(at, 'shadow'), 'utf8')).toBe('root');
});

test('links that lead in a circle come to an end', () => {
  const at = folder();
  symlinkSync(join(at, 'two'), join(at, 'one'));
  symlinkSync(join(at, 'one'), join(at, 'two'));
  expect(() => trustedPath(join(at, 'one'))).toThrow('too many symbolic links');
});
