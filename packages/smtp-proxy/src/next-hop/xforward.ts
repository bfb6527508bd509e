/** XFORWARD: who the client of the client was. Postfix XFORWARD_README; S-220 to S-225. */
import type { ClientAttributes } from './client-attributes.js';

/** The attributes there are, in the order in which Postfix writes them. */
export const XFORWARD_ATTRIBUTES: readonly string[] = ['NAME', 'ADDR', 'PORT', 'PROTO', 'HELO', 'IDENT', 'SOURCE'];

/** The first command of a transaction sets all that it does not name to unknown (S-221). */
export function mergeXforward(known: ClientAttributes, given: ClientAttributes): ClientAttributes {
  const start: Iterable<[string, string | null]> =
    known.size > 0 ? known : XFORWARD_ATTRIBUTES.map((name) => [name, null]);
  return new Map([...start, ...given]);
}
