/** A message as callers have it: in one piece or in chunks. */
export type MessageSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array> | Uint8Array;

/** Hands each chunk to `write` and waits where that waits. */
export async function pour(source: MessageSource, write: (chunk: Uint8Array) => void | Promise<void>): Promise<void> {
  if (source instanceof Uint8Array) {
    await write(source);
    return;
  }
  for await (const chunk of source) {
    const pause = write(chunk);
    if (pause !== undefined) await pause;
  }
}
