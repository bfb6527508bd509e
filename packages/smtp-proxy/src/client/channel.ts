/**
 * A client's octets, in and out, in clear text or in TLS. They are read only when they are wanted, and a reply waits until
 * the client takes it, so a slow one slows itself down and fills no memory.
 */
import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import { chunkReader } from './chunk-reader.js';

const LINGER_MS = 2_000; // how long a client may take to close its side after ours

export interface ClientChannel {
  /** Resolves when the socket is closed. */
  readonly closed: Promise<void>;
  isClosed(): boolean;
  /** The next octets; null when there are no more. Gives the same ones until they are `taken`. */
  read(): Promise<Buffer | null>;
  taken(): void;
  /** Octets that were read too far; they come again. Only while nothing is being read. */
  giveBack(octets: Buffer): void;
  /** latin1. Resolves when the client has room for more, or is gone. */
  write(text: string): Promise<void>;
  /** From here on nobody waits until the client has read what we write. */
  hurry(): void;
  /**
   * Forgets what has come and was not read, since anybody may have put it there (RFC 3207, section 6; CVE-2011-0411); true
   * if there was something. Call it before 220 goes to the client, whose ClientHello may come right behind, and `startTls` next.
   */
  dropInput(): boolean;
  /**
   * The server's side of a TLS handshake: null when the channel is secure, else why it is not, and then it is closed. Octets
   * that came before belong to the handshake.
   */
  startTls(context: SecureContext, timeoutMs: number): Promise<string | null>;
  /** Closes our side, then all: when the client has closed its own or takes too long, or as soon as what we wrote is out. */
  hangUp(how: 'lingering' | 'at once'): Promise<void>;
  destroy(): void;
}

/** `onGone` is called once the connection has failed or is closed. `unreadMs`: how long a client may leave a reply unread. */
export function openChannel(
  plain: Socket,
  { onGone, unreadMs }: { onGone: () => void; unreadMs: number },
): ClientChannel {
  let socket: Socket = plain;
  let chunks = chunkReader(plain);
  let reading: Promise<Buffer | null> | null = null;
  let hurried = false;
  let stopWaiting: (() => void) | null = null; // for room
  const { promise: closed, resolve: resolveClosed } = promiseToKeep();

  const watch = (watched: Socket): void => {
    // Without a listener an error would end the process; what it means shows where we read and write.
    watched.on('error', onGone);
    watched.on('close', () => {
      onGone();
      if (watched === socket) resolveClosed();
    });
  };
  plain.setNoDelay(true);
  watch(plain);
  if (plain.closed) {
    // On its way to us: it will not say so again.
    onGone();
    resolveClosed();
  }

  const read = (): Promise<Buffer | null> => {
    reading ??= chunks.next();
    return reading;
  };

  const stopReading = (): void => {
    chunks.stop();
    reading = null;
  };

  return {
    closed,
    isClosed: () => socket.destroyed,
    read,
    taken() {
      reading = null;
    },
    giveBack: (octets) => socket.unshift(octets),
    async write(text) {
      if (!socket.writable || socket.write(text, 'latin1') || hurried) return;
      const unread = setTimeout(() => socket.destroy(), unreadMs);
      await new Promise<void>((resolve) => {
        const done = (): void => {
          socket.off('drain', done);
          socket.off('close', done);
          stopWaiting = null;
          resolve();
        };
        stopWaiting = done;
        socket.on('drain', done);
        socket.on('close', done);
      });
      clearTimeout(unread);
    },
    hurry() {
      hurried = true;
      stopWaiting?.();
    },
    dropInput() {
      stopReading();
      let dropped = false;
      while (plain.read() !== null) dropped = true;
      return dropped;
    },
    async startTls(context, timeoutMs) {
      stopReading();
      if (plain.destroyed) return 'the client has gone';
      const secure = new TLSSocket(plain, { isServer: true, secureContext: context });
      socket = secure;
      watch(secure);
      const failure = await handshake(secure, timeoutMs);
      if (failure !== null) secure.destroy();
      chunks = chunkReader(secure);
      return failure;
    },
    async hangUp(how) {
      if (how === 'at once') socket.destroySoon();
      else socket.end();
      const linger = setTimeout(() => socket.destroy(), LINGER_MS);
      void (async () => {
        while ((await read()) !== null) reading = null; // unread input would turn our close into a reset
        socket.destroySoon();
      })();
      await closed;
      clearTimeout(linger);
    },
    destroy: () => void socket.destroy(),
  };
}

/** Null when it has succeeded, else why it has not. */
function handshake(secure: TLSSocket, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const finish = (failure: string | null): void => {
      clearTimeout(timer);
      secure.off('secure', onSecure).off('error', onError).off('end', onEnd).off('close', onEnd);
      resolve(failure);
    };
    const onSecure = (): void => finish(null);
    const onError = (err: NodeJS.ErrnoException): void => finish(err.code ?? 'unknown error');
    const onEnd = (): void => finish('the client closed the connection');
    const timer = setTimeout(() => finish('it was not ended in time'), timeoutMs);
    secure.on('secure', onSecure).on('error', onError).on('end', onEnd).on('close', onEnd);
  });
}

function promiseToKeep(): { promise: Promise<void>; resolve: () => void } {
  let keep: (() => void) | undefined;
  const promise = new Promise<void>((resolve) => {
    keep = resolve;
  });
  return { promise, resolve: () => keep?.() };
}
