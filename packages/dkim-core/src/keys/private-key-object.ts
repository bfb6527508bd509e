/**
 * Signing keys and the library's private key objects behind them. A file of its own, which no public type imports: so the
 * package's types need none of Node's.
 *
 * Private numbers stay in a WeakMap: whoever prints a SigningKey sees its type and size.
 */
import type { KeyObject } from 'node:crypto';
import { DkimError } from '../errors.js';
import type { SigningKey } from './signing-key.js';

const privateKeys = new WeakMap<SigningKey, () => KeyObject>();

/** Freezes the key and remembers how its private half is had. */
export function registerKey(key: SigningKey, get: () => KeyObject): SigningKey {
  const frozen = Object.freeze(key);
  privateKeys.set(frozen, get);
  return frozen;
}

/** The library's key object, made once. Throws DkimError, DKIM_KEY_UNUSABLE, for a key that was not made here. */
export function privateKeyOf(key: SigningKey): KeyObject {
  const get = privateKeys.get(key);
  if (get === undefined) {
    throw new DkimError(
      'DKIM_KEY_UNUSABLE',
      'The key was not made by loadSigningKey: hand in what loadSigningKey or generateSigningKey gave, not its PEM, a KeyObject or a copy.',
    );
  }
  return get();
}
