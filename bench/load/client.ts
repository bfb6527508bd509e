/**
 * `node client.js ORDER`: a mail client that does what smtp-source does and times each mail; the order and the answer are
 * JSON. It does no more than it must, so that it is not what is measured. At the end of its standard input it stops.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RECIPIENT, SENDER, type LoadOrder, type Timings } from './order.js';

const order = JSON.parse(process.argv[2] ?? '') as LoadOrder;
const message = readFileSync(order.file);
if (message.includes('\r\n.')) throw new Error(`${order.file} has a line that begins with a dot`);

const stop = new AbortController();
process.stdin.on('end', () => stop.abort()).resume();

const latenciesMs: number[] = [];
let begun = 0;
const start = performance.now();
await Promise.all(Array.from({ length: order.sessions }, sendMails));
const answer: Timings = {
  mails: latenciesMs.length,
  seconds: (performance.now() - start) / 1000,
  latenciesMs,
};
console.log(JSON.stringify(answer));
process.exit();

async function sendMails(_: unknown, index: number): Promise<void> {
  if (order.pauseMs > 0) await sleep((order.pauseMs * index) / order.sessions); // not all at the same moment
  let session: Session | null = null;
  while (!stop.signal.aborted && (order.mails === null || begun < order.mails)) {
    begun += 1;
    const at = performance.now();
    session ??= await open();
    await session.send();
    latenciesMs.push(performance.now() - at);
    if (!order.kept) {
      await session.close();
      session = null;
    }
    if (order.pauseMs > 0) await sleep(order.pauseMs);
  }
  await session?.close();
}

interface Session {
  send(): Promise<void>;
  close(): Promise<void>;
}

async function open(): Promise<Session> {
  const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
  const reply = replies(socket);
  const command = (line: string): Promise<void> => {
    socket.write(`${line}\r\n`);
    return reply();
  };
  await reply();
  await command('EHLO client.bench.example');
  return {
    async send() {
      await command(`MAIL FROM:<${SENDER}>`);
      await command(`RCPT TO:<${RECIPIENT}>`);
      await command('DATA');
      socket.cork();
      socket.write(message);
      socket.write('.\r\n');
      socket.uncork();
      await reply();
    },
    async close() {
      await command('QUIT');
      const closed = once(socket, 'close');
      socket.end();
      await closed;
    },
  };
}

/** Each call waits for one reply, of any number of lines; a refusal is an error. */
function replies(socket: Socket): () => Promise<void> {
  let text = '';
  let waiting: { resolve: () => void; reject: (err: Error) => void } | null = null;
  const settle = (): void => {
    const end = /^(\d)\d\d (?:.*)\r\n/m.exec(text);
    if (end === null || waiting === null) return;
    const { resolve, reject } = waiting;
    waiting = null;
    const reply = text;
    text = text.slice(end.index + end[0].length);
    if (end[1] === '2' || end[1] === '3') resolve();
    else reject(new Error(`the server answered ${reply}`));
  };
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    settle();
  });
  socket.on('error', (err) => waiting?.reject(err));
  socket.on('end', () => waiting?.reject(new Error('the server closed the connection')));
  return () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      settle();
    });
}
