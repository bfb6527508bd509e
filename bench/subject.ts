/** A state of this project whose speed is measured: a folder in which it lies, built. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Subject {
  readonly name: string;
  /** The folder that has packages/ and apps/ in it. */
  readonly checkout: string;
}

/** The checkout that this file belongs to. It runs from bench/dist. */
export const OURS: Subject = { name: 'ours', checkout: fileURLToPath(new URL('../..', import.meta.url)) };

export function coreEntryOf({ checkout }: Subject): string {
  return join(checkout, 'packages/dkim-core/dist/index.js');
}
