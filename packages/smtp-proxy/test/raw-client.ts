/** A client that writes the very octets it is told to, and reads replies. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface RawClient {
  readonly socket: Socket;
  /** The next whole reply: its lines joined by LF; `closed` when the other side has closed. */
  reply(): Promise<string>;
  /** Writes text as latin1, or octets, and does not wait. */
  write(text: string | Uint8Array): void;
  /** A line, and the reply to it. */
  say(line: string): Promise<string>;
  /** Resolves when the other side has closed. */
  closed: Promise<void>;
}

export async function rawClient(at: { port: number } | { path: string }): Promise<RawClient> {
  const socket = 'path' in at ? connect(at.path) : connect({ host: '127.0.0.1', port: at.port, noDelay: true });
  const client = rawClientOn(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return client;
}

/** The client's side of a TLS handshake on its socket, with any certificate; rejects if it fails. */
export async function secured({ socket }: RawClient): Promise<RawClient> {
  socket.removeAllListeners('data');
  const secure = connectTls({ socket, rejectUnauthorized: false });
  const client = rawClientOn(secure);
  await new Promise<void>((resolve, reject) => {
    secure.once('secureConnect', resolve);
    secure.once('error', reject);
    secure.once('close', () => reject(new Error('closed in the handshake')));
  });
  return client;
}

function rawClientOn(socket: Socket): RawClient {
  let text = '';
  let ended = false;
  let wake: (() => void) | undefined;
  socket.on('data', (octets: Buffer) => {
    text += octets.toString('latin1');
    wake?.();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    const end = (): void => {
      ended = true;
      wake?.();
      resolve();
    };
    socket.on('end', end);
    socket.on('close', end);
  });

  const reply = async (): Promise<string> => {
    for (;;) {
      const whole = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/.exec(text)?.[0];
      if (whole !== undefined) {
        text = text.slice(whole.length);
        return whole.trimEnd().replaceAll('\r\n', '\n');
      }
      if (ended) return text === '' ? 'closed' : `not a reply: ${JSON.stringify(text)}`;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const write = (octets: string | Uint8Array): void => {
    socket.write(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets);
  };
  return {
    socket,
    reply,
    write,
    closed,
    say(line) {
      write(`${line}\r\n`);
      return reply();
    },
  };
}
