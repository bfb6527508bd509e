/** What the tests of `respond` share: mails as Postfix hands them over, answers read, a listener, and a next hop. */
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { check, vector, type Outcome } from './run-check.js';

/** The key that the mail of RFC 6376, A.2, is signed with. */
export const dns = vector('rfc6376-A.2.dns.json');
export const signed = readFileSync(vector('rfc6376-A.2.eml'), 'latin1');
export const PATHS = 'Return-Path: <joe@football.example.com>\r\nDelivered-To: sa-test@example.org\r\n';

/** A mail as Postfix hands it over, with fields of its own above. */
export const arrived = (fields = '', paths = PATHS): string => `${paths}${fields}${signed}`;
export const answer = (input: string, args: readonly string[] = []): Promise<Outcome> =>
  check(['respond', '-', '--records', dns, ...args], { input });

/** The one text part of a reply, decoded. */
export function textOf(reply: string): string {
  const [head = '', ...rest] = reply.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  return /quoted-printable/i.test(head)
    ? Buffer.from(
        body
          .replaceAll(/=\r\n/g, '')
          .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16))),
        'latin1',
      ).toString('utf8')
    : body;
}

export interface Session {
  readonly port: number;
  /** Standard error so far. */
  readonly log: () => string;
  readonly end: () => Promise<Outcome>;
}

/** What tells a program to end: `stop` resolves `told`. */
export function ending(): { told: Promise<void>; stop: () => void } {
  const controller = new AbortController();
  const told = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()));
  return { told, stop: () => controller.abort() };
}

/** Runs `respond --listen` until it is told to end. */
export async function listening(args: readonly string[]): Promise<Session> {
  let text = '';
  const { told, stop } = ending();
  let outcome: Promise<Outcome> | undefined;
  const port = await new Promise<number>((resolve, reject) => {
    const running = check(['respond', '--listen', '127.0.0.1:0', '--records', dns, ...args], {
      told,
      onErr(piece) {
        text += piece;
        const [, found] = /^listening .*:(\d+)$/m.exec(text) ?? [];
        if (found !== undefined) resolve(Number(found));
      },
    });
    running.then(({ err }) => reject(new Error(err)), reject);
    outcome = running;
  });
  const ended = outcome ?? Promise.reject(new Error('never started'));
  const session = {
    port,
    log: () => text,
    end: () => {
      stop();
      return ended;
    },
  };
  sessions.push(session);
  return session;
}

const sessions: Session[] = [];
const servers: Server[] = [];

/** Ends what a test has started. */
export async function endSessions(): Promise<void> {
  for (const session of sessions.splice(0)) await session.end();
  for (const server of servers.splice(0)) server.close();
}

/** Says each line when the last one was answered, the message in one go; the replies, last lines of each. */
export function dialogue(
  port: number,
  lines: readonly string[],
  onReply: (reply: string) => void = () => {},
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const replies: string[] = [];
    const rest = [...lines];
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\r\n'); end !== -1; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (line[3] === '-') continue;
        replies.push(line);
        onReply(line);
        const next = rest.shift();
        if (next !== undefined) socket.write(`${next}\r\n`, 'latin1');
      }
    });
    socket.on('close', () => resolve(replies));
    socket.on('error', reject);
  });
}

/** A next hop that keeps what it gets; it answers the end of data with `end`. */
export async function nextHop(
  end: () => string = () => '250 2.0.0 Ok',
  rcpt = '250 Ok',
): Promise<{ port: number; got: () => string }> {
  let got = '';
  const server = createServer((socket) => {
    socket.write('220 hop.example ESMTP\r\n');
    let isData = false;
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      got += text;
      if (isData) {
        if (!got.endsWith('\r\n.\r\n')) return;
        isData = false;
        socket.write(`${end()}\r\n`);
      } else if (text.startsWith('DATA')) {
        isData = true;
        socket.write('354 Go on\r\n');
      } else if (text.startsWith('QUIT')) socket.end('221 Bye\r\n');
      else socket.write(text.startsWith('RCPT') ? `${rcpt}\r\n` : '250 Ok\r\n');
    });
    socket.on('error', () => {});
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, got: () => got };
}

export const mailTo = (from: string, message: string): readonly string[] => [
  'EHLO client.example',
  `MAIL FROM:<${from}>`,
  'RCPT TO:<sa-test@example.org>',
  'DATA',
  `${message}.`,
  'QUIT',
];
