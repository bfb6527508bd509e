/** A next hop on a port that is as lenient as the sender of a session's first mail says: `MAIL FROM:<3@leniency.example>`. */
import { createServer, type Socket } from 'node:net';
import { freePort } from '../harness/ports.js';
import type { Stage } from '../harness/stage.js';
import { LENIENCIES, lenientSession, STRICT, type Leniency, type LenientSession } from './lenient.js';

export interface LenientSink {
  readonly port: number;
  /** In the order in which they came. */
  readonly sessions: readonly LenientSession[];
}

/** The address that asks for it. */
export function senderFor(leniency: Leniency): string {
  return `${LENIENCIES.indexOf(leniency)}@leniency.example`;
}

export async function lenientSink(stage: Stage): Promise<LenientSink> {
  const port = await freePort();
  const sessions: LenientSession[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const session = lenientSession((mail) => LENIENCIES[Number(/<(\d+)@leniency/.exec(mail)?.[1])] ?? STRICT);
    sessions.push(session);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // shows at the client
    socket.write('220 sink.example ESMTP\r\n');
    socket.on('data', (octets: Buffer) => {
      const said = session.take(octets.toString('latin1'));
      if (said !== '') socket.write(said);
      if (said.endsWith('221 Bye\r\n')) socket.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  stage.onEnd(async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return { port, sessions };
}
