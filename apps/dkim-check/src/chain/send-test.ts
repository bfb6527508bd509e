/** The doors of the chain: is somebody there, and what do they say to a mail. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import type { HostPort } from '../respond/host-port.js';
import type { Door } from './chain-file.js';
import type { TestMail } from './test-mail.js';

const CONNECT_MS = 5000;

/** What was answered at the end. */
export interface Handed {
  readonly taken: boolean;
  readonly reply: string;
}

/** Null where somebody answers; else the system's word for why not: ECONNREFUSED, ETIMEDOUT. */
export function whyUnreachable({ host, port }: HostPort): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const end = (word: string | null) => (): void => {
      socket.destroy();
      resolve(word);
    };
    socket.on('connect', end(null)).on('timeout', end('ETIMEDOUT'));
    socket.on('error', (err) => end('code' in err && typeof err.code === 'string' ? err.code : err.message)());
  });
}

export async function sendTest(
  { host, port, lmtp }: Door,
  { from, to, raw }: TestMail,
  timeoutMs: number,
): Promise<Handed> {
  const transport = createTransport({
    host,
    port,
    lmtp,
    secure: false,
    ignoreTLS: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: timeoutMs, // what answers and says nothing is no mail server
    socketTimeout: timeoutMs,
  });
  try {
    const { response } = await transport.sendMail({ envelope: { from, to: [to] }, raw });
    return { taken: true, reply: response };
  } catch (err) {
    if (!(err instanceof Error)) throw err;
    return { taken: false, reply: 'response' in err && typeof err.response === 'string' ? err.response : err.message };
  } finally {
    transport.close();
  }
}

const MOST_SAID = 2000;

/**
 * By the sendmail command, as web programs and cron do: Postfix takes such mail in by pickup, past the entries of
 * master.cf that listen. Rejects with the system's error where there is no such program.
 */
export function sendByCommand(path: string, { from, to, raw }: TestMail, timeoutMs: number): Promise<Handed> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, ['-i', '-f', from, '--', to], {
      stdio: ['pipe', 'ignore', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.setEncoding('latin1').on('data', (text: string) => (said = (said + text).slice(-MOST_SAID)));
    child.on('error', reject);
    child.on('close', (status, signal) => {
      const last = said.trim().split('\n').at(-1) ?? '';
      resolve({ taken: status === 0, reply: [`exit status ${status ?? signal}`, last].filter(Boolean).join(': ') });
    });
    child.stdin.on('error', hearsOfItsEnd); // it ended before it had read all
    child.stdin.end(raw.replaceAll('\r\n', '\n'));
  });
}

function hearsOfItsEnd(): void {}
