/** Opens a session to the next hop: connects, hears the greeting, says EHLO, becomes secure where that is asked for. */
import { connect as openSocket, isIP, type Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { DialogueTrace } from '../dialogue-trace.js';
import type { Endpoint, NextHopTls, Reply } from '../types.js';
import { openDialogue, type Dialogue, type NextHop } from './connection.js';
import { describeReply } from './reply.js';
import type { Timeouts } from './timeouts.js';

export type OpenedNextHop =
  | { readonly ok: true; readonly nextHop: NextHop }
  /** `reply` is the greeting that the client gets instead of ours: no enhanced code (S-210). */
  | { readonly ok: false; readonly reply: Reply; readonly reason: string };

export interface NextHopSettings {
  readonly relay: Endpoint;
  /** Null: STARTTLS is not asked for. */
  readonly relayTls: NextHopTls | null;
  readonly hostname: string;
  readonly timeouts: Timeouts;
}

export interface OpeningParts {
  readonly trace: DialogueTrace;
  /** Aborts when the client has gone meanwhile. */
  readonly signal: AbortSignal;
}

export async function openNextHop(
  { relay, relayTls, hostname, timeouts }: NextHopSettings,
  { trace, signal }: OpeningParts,
): Promise<OpenedNextHop> {
  const down = (reason: string): OpenedNextHop => ({
    ok: false,
    reply: { code: 421, lines: [`${hostname} Service not available, the next hop ${reason}`] },
    reason: `the next hop ${reason}`,
  });
  if (signal.aborted) return down('is not needed any more');

  const socket =
    relay.kind === 'unix' ? openSocket(relay.path) : openSocket({ host: relay.host, port: relay.port, noDelay: true });
  const abort = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    const failure = await connected(socket, timeouts.connect);
    if (failure !== null) return down(failure);
    const lmtp = relay.lmtp ?? false;
    const dialogue = openDialogue(socket, { hostname, lmtp, timeouts, trace });
    const { nextHop } = dialogue;
    const greeting = await dialogue.awaitReply(timeouts.greeting);
    if (greeting.result === 'lost') return down(`did not greet: ${greeting.reason}`);
    if (greeting.reply.code !== 220) {
      nextHop.quit();
      const refusal = greeting.reply.code >= 400;
      if (!refusal) return down('greeted with an unknown code');
      return { ok: false, reply: greeting.reply, reason: `the next hop greeted with ${describeReply(greeting.reply)}` };
    }

    for (let isSecure = relayTls === null; ; isSecure = true) {
      const hello = await nextHop.hello();
      if (hello.result === 'lost') return down(`did not answer ${lmtp ? 'LHLO' : 'EHLO'}: ${hello.reason}`);
      const { reply } = hello;
      if (reply.code !== 250) {
        nextHop.quit();
        if (reply.code >= 500) return down(`does not speak ${lmtp ? 'LMTP' : 'SMTP'}`);
        if (reply.code !== 421) return down(`refused ${lmtp ? 'LHLO' : 'EHLO'} with ${reply.code}`);
        return { ok: false, reply, reason: `the next hop answered EHLO with ${describeReply(reply)}` };
      }
      if (isSecure || relayTls === null) return { ok: true, nextHop };
      const failure = await startTls(dialogue, relay, relayTls, timeouts);
      if (failure !== null) {
        nextHop.quit();
        return down(failure);
      }
    }
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Null when the session is secure, else why it is not. RFC 3207. */
async function startTls(
  dialogue: Dialogue,
  relay: Endpoint,
  { verify, ca, name }: NextHopTls,
  timeouts: Timeouts,
): Promise<string | null> {
  const { nextHop } = dialogue;
  if (!nextHop.capabilities.has('STARTTLS')) return 'does not offer STARTTLS';
  const go = await nextHop.command('STARTTLS', timeouts.greeting);
  if (go.result === 'lost') return `did not answer STARTTLS: ${go.reason}`;
  if (go.reply.code !== 220) return `refused STARTTLS with ${go.reply.code}`;
  const peer = name ?? (relay.kind === 'tcp' ? relay.host : 'localhost');
  const options: ConnectionOptions = { rejectUnauthorized: verify, host: peer };
  if (isIP(peer) === 0) options.servername = peer;
  if (ca !== null) options.ca = ca;
  return dialogue.secure(options, timeouts.greeting);
}

/** Null when the connection stands, else why it does not. */
function connected(socket: Socket, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const done = (failure: string | null): void => {
      clearTimeout(timer);
      socket.off('connect', onConnect);
      socket.off('close', onClose);
      if (failure !== null) socket.destroy();
      resolve(failure);
    };
    const onConnect = (): void => done(null);
    const onClose = (): void => done('closed the connection');
    const timer = setTimeout(() => done('does not answer'), timeoutMs);
    socket.on('connect', onConnect);
    socket.on('close', onClose);
    // Stays on: an error without a listener would end the process.
    socket.on('error', (err: NodeJS.ErrnoException) => done(connectFailure(err)));
  });
}

/** In words of ours: the system's text names addresses and paths of this machine. */
function connectFailure(err: NodeJS.ErrnoException): string {
  if (err.code === 'ECONNREFUSED') return 'refused the connection';
  if (err.code === 'ENOTFOUND' || err.code === 'EAI_AGAIN') return 'has no address';
  if (err.code === 'ENOENT') return 'is not running';
  return `cannot be reached (${err.code ?? 'unknown error'})`;
}
