/** Why a file could not be read or written, in words for people. */
import type { Say, WordCode } from './words/words.js';

const CAUSES: ReadonlyMap<string, Extract<WordCode, `cause-${string}`>> = new Map([
  ['ENOENT', 'cause-missing'],
  ['EACCES', 'cause-permission'],
  ['EPERM', 'cause-permission'],
  ['EISDIR', 'cause-folder'],
  ['ENOTDIR', 'cause-not-a-folder'],
  ['EEXIST', 'cause-exists'],
  ['ENOSPC', 'cause-no-space'],
  ['EROFS', 'cause-read-only'],
]);

export function causeOf(err: unknown, say: Say): string {
  const code = err instanceof Error && 'code' in err ? String(err.code) : '';
  const word = CAUSES.get(code);
  if (word !== undefined) return say(word);
  return err instanceof Error ? err.message : String(err);
}
