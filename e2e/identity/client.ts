/**
 * A client that writes the very octets it is told to, in the very pieces it is told to, and as far ahead of the replies
 * as it is told to. RFC 2920 allows some of this; some is rude, but must work.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

const REPLY_MS = 120_000; // a busy machine is no failure

export interface ExactClient {
  /** The code of the next reply; rejects when the server closes instead. */
  code(): Promise<number>;
  /** The next reply as it came, CRLFs and all. */
  reply(): Promise<string>;
  /** Writes octets and waits until there is room for more. */
  write(octets: string | Uint8Array): Promise<void>;
  /** Writes each piece in a turn of its own, so that most go as a segment each. */
  writeInTurns(pieces: readonly Uint8Array[]): Promise<void>;
  /** The same, and waits until the other side has read each piece, which is slow but sure. */
  writeSegments(pieces: readonly Uint8Array[]): Promise<void>;
  /** Everything that has come and was not asked for. */
  unread(): string;
  /** Resolves when the other side has closed. */
  closed: Promise<void>;
  destroy(): void;
}

export async function exactClient(port: number): Promise<ExactClient> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let text = '';
  let ended: Error | null = null;
  let wake: (() => void) | null = null;
  socket.on('data', (octets: Buffer) => {
    text += octets.toString('latin1');
    wake?.();
  });
  const closed = new Promise<void>((resolve) => {
    const end = (why: Error): void => {
      ended ??= why;
      wake?.();
      resolve();
    };
    socket.on('error', end);
    socket.on('end', () => end(new Error('the server ended the session')));
    socket.on('close', () => end(new Error('the server closed the connection')));
  });

  const reply = async (): Promise<string> => {
    for (;;) {
      const whole = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/.exec(text)?.[0];
      if (whole !== undefined) {
        text = text.slice(whole.length);
        return whole;
      }
      if (ended !== null) throw new Error(`${ended.message}; unread: ${JSON.stringify(text)}`);
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no reply; unread: ${JSON.stringify(text)}`)), REPLY_MS);
        wake = () => {
          clearTimeout(timer);
          wake = null;
          resolve();
        };
      });
    }
  };

  const write = (octets: string | Uint8Array): Promise<void> => {
    const room = socket.write(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets);
    if (room || ended !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });
  };

  return {
    reply,
    code: async () => Number((await reply()).slice(0, 3)),
    write,
    async writeInTurns(pieces) {
      for (const piece of pieces) {
        if (piece.length === 0) continue;
        await write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async writeSegments(pieces) {
      for (const piece of pieces) {
        if (piece.length === 0) continue;
        await write(piece);
        await whenRead(socket);
      }
    },
    unread: () => text,
    closed,
    destroy: () => void socket.destroy(),
  };
}

/** A client that has said EHLO and heard the reply. */
export async function hello(port: number): Promise<ExactClient> {
  const client = await exactClient(port);
  await client.reply();
  await client.write('EHLO client.example\r\n');
  await client.reply();
  return client;
}

/** A message as it goes over the wire: dots doubled, closed by the end of data. RFC 5321, section 4.5.2. */
export function onTheWire(message: Buffer): Buffer {
  return Buffer.concat([dotsDoubled(message), Buffer.from('.\r\n')]);
}

/** Of a message, or of a part of it that begins and ends with whole lines. */
export function dotsDoubled(lines: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  if (lines[0] === 0x2e) parts.push(Buffer.from('.'));
  for (let at = lines.indexOf('\r\n.'); at >= 0; at = lines.indexOf('\r\n.', at + 2)) {
    parts.push(lines.subarray(from, at + 2), Buffer.from('.'));
    from = at + 2;
  }
  parts.push(lines.subarray(from));
  return Buffer.concat(parts);
}

/**
 * Waits until the program at the other end has read all that was written: the system tells how many octets wait for it.
 * Where it does not tell, some turns of the event loop are given.
 */
async function whenRead(socket: Socket): Promise<void> {
  for (let turn = 0; turn < 10_000; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    const unread = octetsUnread(socket.localPort ?? 0, socket.remotePort ?? 0);
    if (unread === 0 || (unread === null && turn > 3)) return;
  }
  throw new Error('the other end does not read');
}

/** Octets that wait at the other end of this connection over loopback; null if the system does not tell. */
function octetsUnread(local: number, remote: number): number | null {
  let table: string;
  try {
    table = readFileSync('/proc/net/tcp', 'latin1');
  } catch {
    return null;
  }
  const at = table.indexOf(` ${inTable(remote)} ${inTable(local)} `);
  const unread = / [0-9A-F]{2} [0-9A-F]{8}:([0-9A-F]{8}) /.exec(table.slice(Math.max(at, 0), at + 80))?.[1];
  return at < 0 || unread === undefined ? null : Number.parseInt(unread, 16);
}

/** A port of 127.0.0.1 as the table has it. */
function inTable(port: number): string {
  return `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
}
