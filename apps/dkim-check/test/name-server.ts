/** A DNS server on loopback whose answers a test writes: UDP, and TCP where it is asked for. */
import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { decode, encode, type Packet } from 'dns-packet';
import { onOnePort } from './one-port.js';

export interface NameServer {
  /** ADDRESS:PORT, for --nameserver. */
  readonly at: string;
  readonly close: () => void;
}

type Answer = Partial<Packet> & { rcode?: number };

export async function nameServer(
  answer: (question: { name: string; isUnchecked: boolean }) => Answer,
  { tcp }: { tcp: boolean },
): Promise<NameServer> {
  const replyTo = (message: Buffer): Buffer => {
    const query = decode(message);
    const name = query.questions?.[0]?.name.toLowerCase() ?? '';
    const { rcode = 0, flags = 0, ...rest } = answer({ name, isUnchecked: query.flag_cd });
    return encode({ type: 'response', id: query.id ?? 0, questions: query.questions, flags: flags | rcode, ...rest });
  };
  const udp = createSocket('udp4');
  udp.on('message', (message, peer) => udp.send(replyTo(message), peer.port, peer.address));
  const server: Server | null = tcp
    ? createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', (chunk) => {
          const octets = replyTo(chunk.subarray(2));
          const length = Buffer.alloc(2);
          length.writeUInt16BE(octets.length);
          socket.end(Buffer.concat([length, octets]));
        });
      })
    : null;
  if (server === null) await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  const port = server === null ? udp.address().port : await onOnePort(udp, server);
  return {
    at: `127.0.0.1:${port}`,
    close() {
      udp.close();
      server?.close();
    },
  };
}
