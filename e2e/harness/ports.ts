/**
 * Free loopback ports. They lie below the range from which the system takes the ports of outgoing connections, and each
 * test process begins to look at another place, so that files that run side by side do not take each other's.
 */
import { createSocket } from 'node:dgram';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { waitFor, type Background } from './program.js';

const LOWEST = 11_000;
const COUNT = 21_000; // up to 32,000; Linux takes outgoing ports from 32,768 on

let next = (process.pid * 131) % COUNT;

/** A port that is free for TCP and UDP on 127.0.0.1 and was not handed out by this process before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries += 1) {
    const port = LOWEST + next;
    next = (next + 1) % COUNT;
    if ((await freeForTcp(port)) && (await freeForUdp(port))) return port;
  }
  throw new Error('no free port');
}

function freeForTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function freeForUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}

/** Waits until something listens on a TCP port, at any address or at this; if `program` ends before, its output is in the error. */
export async function listening(
  port: number,
  program?: Background,
  { address, timeoutMs = 20_000 }: { address?: string; timeoutMs?: number } = {},
): Promise<void> {
  await waitFor(
    `port ${port}${program === undefined ? '' : ` of process ${program.pid}, which wrote:\n${program.output()}`}`,
    async () => {
      const status = program?.status();
      if (status !== undefined) throw new Error(`ended with ${status} before it listened:\n${program?.output()}`);
      return isListening(port, address);
    },
    timeoutMs,
  );
}

/** Asks the system's table and not the port itself: a connection would be a session for the program behind it. */
async function isListening(port: number, address?: string): Promise<boolean> {
  if (!existsSync('/proc/net/tcp')) return connects(port, address);
  const wanted = `${address === undefined ? '' : inTable(address)}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6'].some(
    (file) =>
      existsSync(file) &&
      readFileSync(file, 'utf8')
        .split('\n')
        .some((line) => {
          const [, local, , state] = line.trim().split(/\s+/);
          return state === '0A' && local?.endsWith(wanted);
        }),
  );
}

/** An IPv4 address as the system's table has it: one number, in the machine's order of octets. */
function inTable(address: string): string {
  const octets = Uint8Array.from(address.split('.'), Number);
  const [number = 0] = new Uint32Array(octets.buffer);
  return number.toString(16).toUpperCase().padStart(8, '0');
}

function connects(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
