/** One connection of an SMTP client that writes the very octets it is told to, and hears whole replies, or the end. */
import { connect, type Socket } from 'node:net';

export interface RawClient {
  readonly socket: Socket;
  /** The next whole reply, its lines joined by LF; `closed` when the other side has ended or broken the connection. */
  reply(): Promise<string>;
  write(octets: string | Uint8Array): void;
  /** Writes a line and hears the reply to it. */
  say(line: string): Promise<string>;
  /** What has come and was not asked for by `reply`. */
  unread(): string;
}

const WHOLE_REPLY = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/;

/** Never rejects: a connection that is refused is one that says `closed`. */
export function rawClient(port: number, { allowHalfOpen = false } = {}): RawClient {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen });
  let text = '';
  let ended = false;
  let wake: (() => void) | null = null;
  const end = (): void => {
    ended = true;
    wake?.();
  };
  socket.on('data', (octets: Buffer) => {
    text += octets.toString('latin1');
    wake?.();
  });
  socket.on('error', end).on('end', end).on('close', end);

  const reply = async (): Promise<string> => {
    for (;;) {
      const whole = WHOLE_REPLY.exec(text)?.[0];
      if (whole !== undefined) {
        text = text.slice(whole.length);
        return whole.trimEnd().replaceAll('\r\n', '\n');
      }
      if (ended) return text === '' ? 'closed' : `not a reply: ${JSON.stringify(text)}`;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = null;
    }
  };
  const write = (octets: string | Uint8Array): void => {
    if (socket.writable) socket.write(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets);
  };
  return {
    socket,
    reply,
    write,
    say(line) {
      write(`${line}\r\n`);
      return reply();
    },
    unread: () => text,
  };
}
