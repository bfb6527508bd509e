/**
 * smtp-server's SMTPServer on LISTEN: it listens, accepts and refuses at the end; each socket goes to our own dialogue,
 * since a relay may not answer for the next hop.
 */
import type { Server, Socket } from 'node:net';
import { connect } from 'node:net';
import { lstat, unlink } from 'node:fs/promises';
import { SMTPServer } from 'smtp-server';
import type { Endpoint } from './types.js';

export interface Listener {
  /** Where it listens; the port is the real one where 0 was asked for. */
  readonly address: Endpoint;
  /** Accepts no more. Sessions go on. */
  readonly close: () => void;
}

export interface ListenOptions {
  readonly onSocket: (socket: Socket) => void;
  readonly onError: (err: Error) => void;
  /** Nothing is read from a socket: it is to go to another process. */
  readonly isPaused?: boolean;
}

/** Rejects with the system's error if it can't listen. */
export async function listen(endpoint: Endpoint, options: ListenOptions): Promise<Listener> {
  const start = (at: Endpoint): Promise<SMTPServer> => startServer(at, options);
  if (endpoint.kind === 'unix') {
    const server = await start(endpoint).catch(async (err: unknown) => {
      if (!(await isLeftover(endpoint.path, err))) throw err;
      await unlink(endpoint.path);
      return start(endpoint);
    });
    return { address: endpoint, close: () => server.close() };
  }

  if (endpoint.host !== 'localhost') {
    const server = await start(endpoint);
    return { address: { ...endpoint, port: boundPort(server) }, close: () => server.close() };
  }
  const v4 = await start({ ...endpoint, host: '127.0.0.1' });
  const port = boundPort(v4);
  const v6 = await start({ kind: 'tcp', host: '::1', port }).catch((err: NodeJS.ErrnoException) => {
    if (err.code === 'EADDRNOTAVAIL' || err.code === 'EAFNOSUPPORT') return null; // a machine without IPv6
    v4.close();
    throw err;
  });
  return {
    address: { ...endpoint, port },
    close() {
      v4.close();
      v6?.close();
    },
  };
}

function startServer(at: Endpoint, { onSocket, onError, isPaused = false }: ListenOptions): Promise<SMTPServer> {
  // The library hands its options to net.createServer, too; allowHalfOpen and pauseOnConnect are of those. A reply to a client that
  // has closed its own side must still go out.
  const options = {
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    allowHalfOpen: true,
    pauseOnConnect: isPaused,
  };
  const server = new SMTPServer(options);
  server.connect = (socket) => {
    if (hasAddress(socket, at)) onSocket(socket);
    else socket.destroy();
  };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listening = (): void => {
      server.off('error', reject);
      server.on('error', onError);
      resolve(server);
    };
    if (at.kind === 'unix') openToAnybody(() => server.listen(at.path, listening));
    else if (at.host === '' || at.host === '*') server.listen(at.port, listening);
    else server.listen(at.port, at.host, listening);
  });
}

/** A peer that has reset its connection has no address any more, and must not pass for a unix socket. */
export function hasAddress(socket: Socket, { kind }: Endpoint): boolean {
  return kind === 'unix' || socket.remoteAddress !== undefined;
}

/**
 * As with a port on loopback: the rights of its folder, and `allow`, say who gets that far. By the mask and not by chmod,
 * which would follow what somebody has put in the place of the socket meanwhile.
 */
function openToAnybody(bind: () => void): void {
  const before = process.umask(0o111); // a socket is made with 0777
  try {
    bind();
  } finally {
    process.umask(before);
  }
}

function boundPort({ server }: { server: Server }): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A socket file that nobody listens on any more: the process before us ended without its clean-up. No other file is one. */
async function isLeftover(path: string, err: unknown): Promise<boolean> {
  if (!(err instanceof Error && 'code' in err && err.code === 'EADDRINUSE')) return false;
  if (!(await lstat(path)).isSocket()) return false;
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.on('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.on('error', (failure: NodeJS.ErrnoException) => resolve(failure.code === 'ECONNREFUSED'));
  });
}
