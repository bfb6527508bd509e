/**
 * A socket's octets, a chunk at a time and only when asked for: what is not wanted stays with the sender. A socket's own async
 * iterator does the same, with a handful of promises for each chunk.
 */
import type { Socket } from 'node:net';

export interface ChunkReader {
  /** All that has come, at least one octet; null when there is no more, or the connection has failed. One call at a time. */
  next(): Promise<Buffer | null>;
  /** Leaves the socket to another reader. Who waits for a chunk gets null. */
  stop(): void;
}

export function chunkReader(socket: Socket): ChunkReader {
  let settle: ((chunk: Buffer | null) => void) | null = null; // who waits

  const isOver = (): boolean => socket.readableEnded || socket.destroyed || socket.errored !== null;
  const take = (): Buffer | null => (isOver() ? null : (socket.read() as Buffer | null));
  const wake = (): void => {
    if (settle === null) return;
    const chunk = take();
    if (chunk === null && !isOver()) return;
    const waiting = settle;
    settle = null;
    waiting(chunk);
  };
  const events = ['readable', 'end', 'error', 'close'] as const;
  for (const event of events) socket.on(event, wake);

  return {
    next() {
      const chunk = take();
      if (chunk !== null || isOver()) return Promise.resolve(chunk);
      return new Promise((resolve) => {
        settle = resolve;
      });
    },
    stop() {
      for (const event of events) socket.off(event, wake);
      settle?.(null);
      settle = null;
    },
  };
}
