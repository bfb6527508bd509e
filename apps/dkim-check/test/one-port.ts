import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Server } from 'node:net';

/**
 * Puts a name server of a test on one loopback port for UDP and TCP, and says which. TCP is first to choose: what is
 * free for UDP is often the port of somebody's outgoing connection, and seldom the other way round.
 */
export async function onOnePort(udp: Socket, tcp: Server): Promise<number> {
  for (;;) {
    await once(tcp.listen(0, '127.0.0.1'), 'listening');
    const address = tcp.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    const isBound = await new Promise<boolean>((resolve) => {
      udp.once('error', () => resolve(false));
      udp.bind(address.port, '127.0.0.1', () => resolve(true));
    });
    udp.removeAllListeners('error');
    if (isBound) return address.port;
    await new Promise((resolve) => tcp.close(resolve));
  }
}
