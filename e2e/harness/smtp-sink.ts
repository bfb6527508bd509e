/** A last stop for mail that keeps what arrives, octet by octet, and refuses what it is told to. */
import type { Socket } from 'node:net';
import { waitFor } from './program.js';
import type { Stage } from './stage.js';
import { startTcpServer } from './tcp-server.js';

export interface ReceivedMail {
  /** The MAIL command, as it came. */
  readonly mail: string;
  /** The RCPT commands that were accepted, as they came. */
  readonly rcpt: readonly string[];
  /** The message, dots taken off; with `keep` only its first octets. */
  readonly data: Buffer;
  /** In octets, dots still doubled. */
  readonly wireSize: number;
}

export interface SinkOptions {
  readonly port?: number;
  readonly keywords?: readonly string[];
  /** The reply to a command line, or to `.` for the end of data; undefined accepts, null closes the connection. */
  readonly reply?: (line: string) => string | null | undefined;
  /** How long it takes to answer the end of data, in milliseconds. */
  readonly endAfterMs?: number;
  /** How many octets of a message are kept. Default: all. */
  readonly keep?: number;
}

export interface SmtpSink {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Every command line of all sessions, as it came. */
  readonly commands: readonly string[];
  /** Waits until so many mails have come. */
  received(count: number, timeoutMs?: number): Promise<readonly ReceivedMail[]>;
  /** Forgets the mails so far. */
  clear(): void;
  stop(): Promise<void>;
}

const KEYWORDS = ['PIPELINING', 'SIZE 0', '8BITMIME', 'SMTPUTF8', 'DSN', 'ENHANCEDSTATUSCODES'];
const END_OF_DATA = '\r\n.\r\n';

export async function startSink(stage: Stage, options: SinkOptions = {}): Promise<SmtpSink> {
  const { keywords = KEYWORDS, reply = () => undefined, endAfterMs = 0, keep = Number.POSITIVE_INFINITY } = options;
  const mails: ReceivedMail[] = [];
  const commands: string[] = [];

  const serve = (socket: Socket): void => {
    socket.write('220 sink.example ESMTP\r\n');
    let mail = '';
    let rcpt: string[] = [];
    let pending: Buffer = Buffer.alloc(0);
    let body: { chunks: Buffer[]; kept: number; size: number } | null = null;

    const execute = (line: string): void => {
      commands.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      const ours = reply(line);
      if (ours === null) {
        socket.destroy();
      } else if (ours !== undefined) {
        socket.write(`${ours}\r\n`, 'latin1');
      } else if (verb === 'EHLO') {
        socket.write(
          ['sink.example', ...keywords].map((word, at) => `250${at < keywords.length ? '-' : ' '}${word}\r\n`).join(''),
        );
      } else if (verb === 'MAIL') {
        mail = line;
        rcpt = [];
        socket.write('250 2.1.0 Ok\r\n');
      } else if (verb === 'RCPT') {
        rcpt.push(line);
        socket.write('250 2.1.5 Ok\r\n');
      } else if (verb === 'DATA') {
        body = { chunks: [], kept: 0, size: 0 };
        pending = Buffer.concat([Buffer.from('\r\n'), pending]); // so that a dot on the first line is at a line's begin
        socket.write('354 go on\r\n');
      } else if (verb === 'QUIT') {
        socket.end('221 2.0.0 Bye\r\n');
      } else {
        socket.write('250 2.0.0 Ok\r\n');
      }
    };

    const keepPart = (part: Buffer): void => {
      if (body === null) return;
      body.size += part.length;
      if (body.kept >= keep) return;
      body.chunks.push(Buffer.from(part.subarray(0, keep - body.kept))); // a copy: the chunk's memory is reused
      body.kept += part.length;
    };

    socket.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      for (;;) {
        if (body !== null) {
          const end = pending.indexOf(END_OF_DATA);
          if (end < 0) {
            const safe = Math.max(pending.length - (END_OF_DATA.length - 1), 0);
            keepPart(pending.subarray(0, safe));
            pending = pending.subarray(safe);
            return;
          }
          keepPart(pending.subarray(0, end + 2));
          pending = pending.subarray(end + END_OF_DATA.length);
          const answer = reply('.');
          if (answer === null) {
            socket.destroy();
            return;
          }
          if (answer === undefined || answer.startsWith('2')) {
            const data = withoutDots(Buffer.concat(body.chunks).subarray(2));
            mails.push({ mail, rcpt, data, wireSize: body.size - 2 });
          }
          body = null;
          const ending = `${answer ?? `250 2.0.0 Ok: queued as SINK${mails.length}`}\r\n`;
          if (endAfterMs === 0) socket.write(ending, 'latin1');
          else setTimeout(() => socket.write(ending, 'latin1'), endAfterMs);
        } else {
          const end = pending.indexOf('\r\n');
          if (end < 0) return;
          const line = pending.toString('latin1', 0, end);
          pending = pending.subarray(end + 2);
          execute(line);
        }
      }
    });
  };

  const { port, stop } = await startTcpServer(stage, serve, options.port);
  return {
    port,
    mails,
    commands,
    async received(count, timeoutMs = 30_000) {
      await waitFor(`${count} mails in the sink`, () => mails.length >= count, timeoutMs);
      return mails;
    },
    clear: () => void mails.splice(0),
    stop,
  };
}

/** RFC 5321, section 4.5.2: a line that begins with a dot loses it. */
function withoutDots(data: Buffer): Buffer {
  if (!data.includes('\n.') && data[0] !== 0x2e) return data;
  return Buffer.from(data.toString('latin1').replaceAll(/(^|\r\n)\./g, '$1'), 'latin1');
}
