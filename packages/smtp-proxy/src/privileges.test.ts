import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { checkIdentity, closedFolders, dropPrivileges, isInGroup, ownerFor, userMay } from './privileges.js';

afterEach(() => void vi.restoreAllMocks());

/** Debian, Alpine and others: nobody is nobody's owner. */
const NOBODY = 'nobody';

test('the mode bits of a file and of all folders above it say what a user may', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rights-'));
  const dir = join(folder, 'a');
  const file = join(dir, 'key.pem');
  mkdirSync(dir);
  writeFileSync(file, '');
  const may = (folderMode: number, fileMode: number): [boolean, boolean] => {
    chmodSync(folder, folderMode);
    chmodSync(file, fileMode);
    return [userMay(NOBODY, 'read', file), userMay(NOBODY, 'write', file)];
  };
  expect(may(0o755, 0o644)).toEqual([true, false]);
  expect(may(0o755, 0o666)).toEqual([true, true]);
  expect(may(0o755, 0o640)).toEqual([false, false]);
  expect(may(0o711, 0o644)).toEqual([true, false]);
  expect(may(0o700, 0o666)).toEqual([false, false]);
});

test('the folders that a user cannot pass, the outermost first, each with the bit that is missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rights-'));
  const inner = join(folder, 'a');
  const file = join(inner, 'b', 'key.pem');
  mkdirSync(join(inner, 'b'), { recursive: true });
  writeFileSync(file, '');
  chmodSync(inner, 0o750);
  expect(closedFolders(NOBODY, file)).toEqual([
    { folder, command: `chmod o+x ${folder}` },
    { folder: inner, command: `chmod o+x ${inner}` },
  ]);
  chmodSync(folder, 0o711);
  chmodSync(inner, 0o701);
  expect(closedFolders(NOBODY, file)).toEqual([]);
  expect(closedFolders('root', file)).toEqual([]);
});

test('root may all; of a user that does not exist nothing is said here', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'rights-')), 'x');
  writeFileSync(file, '', { mode: 0o600 });
  expect(userMay('root', 'write', file)).toBe(true);
  expect(userMay('no-such-user-here', 'read', file)).toBe(true);
});

test('groups of ours, and of a user', () => {
  expect(isInGroup(null, process.getgid?.() ?? -1)).toBe(true);
  expect(isInGroup('root', 0)).toBe(true);
  expect(isInGroup(NOBODY, 0)).toBe(false);
  expect(isInGroup('no-such-user-here', 0)).toBe(false);
});

test('only root can become another user', () => {
  vi.spyOn(process, 'getuid').mockReturnValue(4711);
  expect(() => checkIdentity({ user: 'root', group: null })).toThrow('only root can become another user');
  expect(() => checkIdentity({ user: null, group: null })).not.toThrow();
  expect(ownerFor({ user: 'root', group: null })).toBeNull();
});

test('groups go first, then the group, the user last: after that nothing could be given up any more', () => {
  const steps: unknown[] = [];
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  vi.spyOn(process, 'setgroups').mockImplementation((groups) => void steps.push(['groups', groups.includes(0)]));
  vi.spyOn(process, 'setgid').mockImplementation((gid) => void steps.push(['gid', gid === 0]));
  vi.spyOn(process, 'setuid').mockImplementation((uid) => void steps.push(['uid', uid === 0]));
  dropPrivileges({ user: NOBODY, group: null });
  expect(steps).toEqual([
    ['groups', false],
    ['gid', false],
    ['uid', false],
  ]);
});

test('a group given by name or number goes beside those of the user', () => {
  const groups: unknown[] = [];
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  vi.spyOn(process, 'setgroups').mockImplementation((list) => void groups.push(list));
  const setgid = vi.spyOn(process, 'setgid').mockReturnValue();
  vi.spyOn(process, 'setuid').mockReturnValue();
  dropPrivileges({ user: NOBODY, group: '4711' });
  expect(setgid).toHaveBeenCalledWith(4711);
  expect(groups).toEqual([expect.arrayContaining([4711])]);
});

test('without user and group nothing changes', () => {
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  const setuid = vi.spyOn(process, 'setuid').mockReturnValue();
  dropPrivileges({ user: null, group: null });
  expect(setuid).not.toHaveBeenCalled();
});
