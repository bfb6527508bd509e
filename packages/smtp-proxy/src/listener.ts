/**
 * smtp-server's SMTPServer on LISTEN: it listens, accepts and refuses at the end; each socket goes to our own dialogue,
 * since a relay may not answer for the next hop.
 */
import type { Server, Socket } from 'node:net';
import { connect } from 'node:net';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { lstat, unlink } from 'node:fs/promises';
import { SMTPServer } from 'smtp-server';
import type { Endpoint } from './types.js';

export interface Listener {
  /** Where it listens; the port is the real one where 0 was asked for. */
  readonly address: Endpoint;
  /** Accepts no more. Sessions go on. */
  readonly close: () => void;
}

/** What to listen on: an address to bind, or a socket that is bound already. */
export type ListenPlace = Endpoint | { readonly kind: 'inherited'; readonly fd: number; readonly lmtp?: boolean };

/** Where a client has come in, as far as its session needs to know. */
export type Entrance = Pick<Endpoint, 'kind' | 'lmtp'>;

export interface ListenOptions {
  readonly onSocket: (socket: Socket, entrance: Entrance) => void;
  readonly onError: (err: Error) => void;
  /** Nothing is read from a socket: it is to go to another process. */
  readonly isPaused?: boolean;
}

/** Rejects with the system's error if it can't listen. */
export async function listen(endpoint: ListenPlace, options: ListenOptions): Promise<Listener> {
  const start = (at: ListenPlace): Promise<SMTPServer> => startServer(at, options);
  if (endpoint.kind === 'inherited') {
    const server = await start(endpoint);
    return { address: boundAddress(server, endpoint), close: () => server.close() };
  }
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

function startServer(at: ListenPlace, { onSocket, onError, isPaused = false }: ListenOptions): Promise<SMTPServer> {
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
  let bound: Entrance = { kind: at.kind === 'unix' ? 'unix' : 'tcp', lmtp: at.lmtp ?? false };
  // Its own listener makes each connection a number of random octets and comes back a turn of the event loop later: a thirtieth of
  // what a mail costs.
  server.server.removeAllListeners('connection').on('connection', (socket) => {
    if (hasAddress(socket, bound)) onSocket(socket, bound);
    else socket.destroy();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listening = (): void => {
      server.off('error', reject);
      server.on('error', onError);
      if (at.kind === 'inherited') bound = boundAddress(server, at);
      resolve(server);
    };
    if (at.kind === 'inherited') server.listen({ fd: at.fd }, listening);
    else if (at.kind === 'unix') openToAnybody(() => server.listen(at.path, listening));
    else if (at.host === '' || at.host === '*') server.listen(at.port, listening);
    else server.listen(at.port, at.host, listening);
  });
}

/** A peer that has reset its connection has no address any more, and must not pass for a unix socket. */
export function hasAddress(socket: Socket, { kind }: Entrance): boolean {
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

function boundAddress({ server }: { server: Server }, { fd, lmtp = false }: { fd: number; lmtp?: boolean }): Endpoint {
  const address = server.address();
  if (typeof address === 'object' && address !== null) {
    return { kind: 'tcp', host: address.address, port: address.port, lmtp };
  }
  return { kind: 'unix', path: unixPathOf(fd), lmtp };
}

const UNIX_SOCKETS = '/proc/net/unix';

/** Node knows only the paths that it has bound itself; Linux tells the others. Empty elsewhere. */
function unixPathOf(fd: number): string {
  if (!existsSync(UNIX_SOCKETS)) return '';
  const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
  const rows = readFileSync(UNIX_SOCKETS, 'utf8').split('\n');
  const row = rows.map((each) => each.trim().split(/\s+/)).find((columns) => columns[6] === inode);
  return row?.slice(7).join(' ') ?? '';
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
