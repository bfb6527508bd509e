/** A TCP server on loopback that ends with its stage, and its connections with it. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { freePort } from './ports.js';
import type { Stage } from './stage.js';

export interface TcpServer {
  readonly port: number;
  /** Refuses connections from now on, and ends those that stand. */
  readonly stop: () => Promise<void>;
  /** Listens again after `stop`, on the same port. */
  readonly start: () => Promise<void>;
}

/** `serve` gets each connection; the port is a free one, unless given. */
export async function startTcpServer(
  stage: Stage,
  serve: (socket: Socket) => void,
  givenPort?: number,
): Promise<TcpServer> {
  const port = givenPort ?? (await freePort());
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // shows at the other end, or as a mail that does not come
    serve(socket);
  });
  const start = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening'); // rejects where the server has an error instead
  };
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await start();
  stage.onEnd(stop);
  return { port, start, stop };
}
