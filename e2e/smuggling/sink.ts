/** A next hop on a port that is as lenient as the sender of a session's first mail says: `MAIL FROM:<3@leniency.example>`. */
import type { Stage } from '../harness/stage.js';
import { startTcpServer } from '../harness/tcp-server.js';
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
  const sessions: LenientSession[] = [];
  const { port } = await startTcpServer(stage, (socket) => {
    const session = lenientSession((mail) => LENIENCIES[Number(/<(\d+)@leniency/.exec(mail)?.[1])] ?? STRICT);
    sessions.push(session);
    socket.write('220 sink.example ESMTP\r\n');
    socket.on('data', (octets: Buffer) => {
      const said = session.take(octets.toString('latin1'));
      if (said !== '') socket.write(said);
      if (said.endsWith('221 Bye\r\n')) socket.end();
    });
  });
  return { port, sessions };
}
