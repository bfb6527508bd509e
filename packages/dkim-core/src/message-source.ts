/** A message as callers have it, and the one check that it is bytes: what is no byte would be hashed as something else. */
import { isUint8Array } from 'node:util/types';
import { DkimError } from './errors.js';
import { kindOf } from './option-checks.js';

/**
 * A message, its lines ended with CRLF: in one piece, or in chunks cut anywhere, a Node stream for instance. Each chunk
 * must stay as it is until the next one is asked for, those of the header until the header is over. RFC 5322, section 2.
 */
export type MessageSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array> | Uint8Array;

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['a string', ": use Buffer.from(text, 'latin1') or open the stream without encoding"],
  ['an ArrayBuffer', ': use new Uint8Array(buffer)'],
  ['a Promise', ': await it first'],
]);

/** Hands each chunk to `write` and waits where that waits. Rejects with DkimError, DKIM_MESSAGE_INVALID, where it is no message. */
export async function pour(source: MessageSource, write: (chunk: Uint8Array) => void | Promise<void>): Promise<void> {
  if (isUint8Array(source)) {
    await write(source);
    return;
  }
  for await (const chunk of chunksOf(source)) {
    const pause = write(chunk);
    if (pause !== undefined) await pause;
  }
}

/** The chunks of a message. What each of them is, checkedBytes says. Throws DkimError, DKIM_MESSAGE_INVALID. */
export function chunksOf(source: MessageSource): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (isUint8Array(source)) return [source];
  const isIterable =
    typeof source === 'object' &&
    (source as unknown) !== null &&
    !ArrayBuffer.isView(source) && // numbers of another width
    (Symbol.asyncIterator in source || Symbol.iterator in source);
  if (!isIterable) throw notBytes(source);
  return source;
}

/** The chunk itself, of whichever realm. Throws DkimError, DKIM_MESSAGE_INVALID. */
export function checkedBytes(chunk: Uint8Array): Uint8Array {
  if (!isUint8Array(chunk)) throw notBytes(chunk);
  return chunk;
}

function notBytes(value: unknown): DkimError {
  const kind = kindOf(value);
  const remedy = REMEDIES.get(kind) ?? '';
  return new DkimError('DKIM_MESSAGE_INVALID', `A message is a Uint8Array or chunks of them; got ${kind}${remedy}.`);
}
