/** A symbolic link that another user of the machine has made. As root we give it away, else we pass for somebody else. */
import { lchownSync, symlinkSync } from 'node:fs';
import { vi } from 'vitest';

const SOMEBODY = 4711;

/** Ends with vi.restoreAllMocks(). */
export function foreignLink(target: string, path: string): void {
  symlinkSync(target, path);
  if (process.getuid?.() === 0) lchownSync(path, SOMEBODY, SOMEBODY);
  else vi.spyOn(process, 'geteuid').mockReturnValue(SOMEBODY);
}
