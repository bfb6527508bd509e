/** The doors of the chain: is somebody there, and what do they say to a mail. */
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import type { HostPort } from '../respond/host-port.js';
import type { TestMail } from './test-mail.js';

const CONNECT_MS = 5000;

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

/** Null where it was taken; else what was answered. */
export async function sendTest({ host, port }: HostPort, { from, to, raw }: TestMail): Promise<string | null> {
  const transport = createTransport({ host, port, secure: false, ignoreTLS: true, connectionTimeout: CONNECT_MS });
  try {
    await transport.sendMail({ envelope: { from, to: [to] }, raw });
    return null;
  } catch (err) {
    if (!(err instanceof Error)) throw err;
    return 'response' in err && typeof err.response === 'string' ? err.response : err.message;
  } finally {
    transport.close();
  }
}
