/** An SMTP client that does what it is told, octet by octet, also what no mail program would do. */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface SmtpReply {
  readonly code: number;
  /** Each line without its code. */
  readonly lines: readonly string[];
  /** The lines with their code, joined by a line feed. */
  readonly text: string;
}

export interface Outgoing {
  readonly from: string;
  readonly to: readonly string[];
  /** Exact bytes, dots as they are in the message. */
  readonly data: Uint8Array;
  /** Parameters of MAIL: `BODY=8BITMIME SMTPUTF8`. */
  readonly parameters?: string;
}

export interface Delivery {
  readonly mail: SmtpReply;
  readonly rcpt: readonly SmtpReply[];
  /** The reply to the end of data; null if DATA was not reached. */
  readonly end: SmtpReply | null;
}

export interface SmtpClient {
  readonly greeting: SmtpReply;
  /** Writes octets as they are, waits for nothing. */
  write(bytes: string | Uint8Array): void;
  /** The same, and waits until the socket has taken them: for messages that are larger than memory should be. */
  writeAll(bytes: Uint8Array): Promise<void>;
  /** The next reply; rejects when the server closes instead. */
  reply(): Promise<SmtpReply>;
  /** Writes one line and reads one reply. */
  command(line: string): Promise<SmtpReply>;
  /** STARTTLS, then EHLO again; whose certificate it is does not matter here. */
  startTls(): Promise<SmtpReply>;
  loginPlain(user: string, password: string): Promise<SmtpReply>;
  /** MAIL, RCPT and DATA, one after the other. */
  deliver(mail: Outgoing): Promise<Delivery>;
  quit(): Promise<void>;
  destroy(): void;
}

export interface ConnectOptions {
  /** Default: `EHLO client.example`; null says nothing after the greeting. */
  readonly hello?: string | null;
  /** Written before the greeting is read: a PROXY header. */
  readonly before?: string;
  /** TLS from the first octet on, as on port 465. */
  readonly implicitTls?: boolean;
  /** In milliseconds, for each reply. Default: a minute. */
  readonly timeoutMs?: number;
}

const TLS_OPTIONS = { rejectUnauthorized: false };

/** Connects to 127.0.0.1, reads the greeting and says hello. */
export async function connectSmtp(port: number, options: ConnectOptions = {}): Promise<SmtpClient> {
  const { hello = 'EHLO client.example', before = '', implicitTls = false, timeoutMs = 60_000 } = options;
  const target = { port, host: '127.0.0.1' };
  let socket: Socket = implicitTls ? connectTls({ ...target, ...TLS_OPTIONS }) : connectTcp(target);
  let replies = replyReader(socket, timeoutMs);
  if (before !== '') socket.write(before, 'latin1');

  const command = (line: string): Promise<SmtpReply> => {
    socket.write(`${line}\r\n`, 'latin1');
    return replies.next();
  };
  const greeting = await replies.next();
  if (hello !== null) await command(hello);

  return {
    greeting,
    write: (bytes) => void (typeof bytes === 'string' ? socket.write(bytes, 'latin1') : socket.write(bytes)),
    writeAll: (bytes) =>
      new Promise((resolve, reject) => socket.write(bytes, (err) => (err ? reject(err) : resolve()))),
    reply: () => replies.next(),
    command,
    async startTls() {
      const answer = await command('STARTTLS');
      if (answer.code !== 220) return answer;
      replies.release();
      socket = connectTls({ socket, ...TLS_OPTIONS });
      replies = replyReader(socket, timeoutMs);
      return command(hello ?? 'EHLO client.example');
    },
    loginPlain: (user, password) => command(`AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`),
    async deliver({ from, to, data, parameters = '' }) {
      const mail = await command(`MAIL FROM:<${from}>${parameters === '' ? '' : ` ${parameters}`}`);
      const rcpt: SmtpReply[] = [];
      for (const recipient of to) rcpt.push(await command(`RCPT TO:<${recipient}>`));
      const accepted = mail.code === 250 && rcpt.some(({ code }) => code >= 250 && code <= 252);
      if (!accepted) return { mail, rcpt, end: null };
      const go = await command('DATA');
      if (go.code !== 354) return { mail, rcpt, end: go };
      socket.write(dotStuffed(data));
      return { mail, rcpt, end: await replies.next() };
    },
    async quit() {
      await command('QUIT').catch(() => {}); // the server may have closed already
      socket.destroy();
    },
    destroy: () => void socket.destroy(),
  };
}

/** A message as it goes over the wire: dots doubled, closed by the end of data. RFC 5321, section 4.5.2. */
export function dotStuffed(data: Uint8Array): Buffer {
  const text = Buffer.from(data).toString('latin1').replaceAll(/^\./gm, '..');
  return Buffer.from(`${text}${text === '' || text.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1');
}

function replyReader(socket: Socket, timeoutMs: number): { next(): Promise<SmtpReply>; release(): void } {
  let text = '';
  let closed: Error | undefined;
  let wake: (() => void) | null = null;
  const onData = (chunk: Buffer): void => {
    text += chunk.toString('latin1');
    wake?.();
  };
  const onClose = (): void => {
    closed ??= new Error('the server closed the connection');
    wake?.();
  };
  const onError = (err: Error): void => {
    closed = err;
    wake?.();
  };
  socket.on('data', onData).on('close', onClose).on('error', onError);
  return {
    async next() {
      const end = Date.now() + timeoutMs;
      for (;;) {
        const whole = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(text);
        if (whole !== null) {
          text = text.slice(whole[0].length);
          const lines = whole[0].slice(0, -2).split('\r\n');
          return {
            code: Number(lines.at(-1)?.slice(0, 3)),
            lines: lines.map((line) => line.slice(4)),
            text: lines.join('\n'),
          };
        }
        if (closed !== undefined) throw closed;
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`no reply within ${timeoutMs} ms`)), end - Date.now());
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    release: () => void socket.off('data', onData).off('close', onClose),
  };
}
