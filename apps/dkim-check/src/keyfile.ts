/** `--keyfile FILE`: the private key that signs. */
import { DkimError, loadSigningKey, type SigningKey } from 'dkim-core';
import { fault } from './usage-error.js';
import type { Io } from './io.js';

export function keyFrom(file: string, io: Io): SigningKey {
  const content = io.readSmall(file);
  try {
    return loadSigningKey(content, { name: file });
  } catch (err) {
    if (!(err instanceof DkimError)) throw err;
    throw fault('keyfile-unusable', { cause: err.message });
  }
}
