/**
 * A next hop that does what a test tells it: answers, refuses, stalls or dies at each command. It says itself what it
 * saw, octet by octet, and knows nothing of the code under test.
 */
import { createServer, type Socket } from 'node:net';

/** What it does at one place: sends this text (lines joined by CRLF, sent with a last CRLF), or more. */
export type Act =
  | string
  | {
      readonly reply?: string;
      readonly close?: boolean;
      readonly reset?: boolean;
      readonly stall?: boolean;
      readonly afterMs?: number;
    };

export interface Script {
  /** By verb: GREETING, EHLO, MAIL, RCPT, DATA, END (the final dot), RSET, NOOP, XFORWARD, QUIT. A list is used up one by one, its last entry stays. */
  readonly [place: string]: Act | readonly Act[] | ((line: string) => Act) | undefined;
}

export interface SeenSession {
  /** Every command line, in order, latin1. */
  readonly commands: string[];
  /** Every message that came with its final dot, as it went over the wire: dots doubled, without the dot line. */
  readonly wire: Buffer[];
  closed: boolean;
}

export interface ScriptedNextHop {
  readonly port: number;
  readonly sessions: SeenSession[];
  /** The messages that were accepted, dots taken off. */
  messages(): Buffer[];
  close(): Promise<void>;
}

const EHLO =
  '250-next.example\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-ETRN\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-DSN\r\n250-SMTPUTF8\r\n250-CHUNKING\r\n250 XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT';

const USUAL: Record<string, string> = {
  GREETING: '220 next.example ESMTP',
  EHLO,
  HELO: '250 next.example',
  LHLO: EHLO,
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 go ahead',
  END: '250 2.0.0 Ok: queued as ABC123',
  RSET: '250 2.0.0 Ok',
  NOOP: '250 2.0.0 Ok',
  XFORWARD: '250 2.0.0 Ok',
  QUIT: '221 2.0.0 Bye',
};

export async function scriptedNextHop(
  script: Script = {},
  {
    onBody,
    listen,
    diesAfter = Number.POSITIVE_INFINITY,
  }: {
    onBody?: (socket: Socket, octets: number) => void;
    listen?: string;
    /** Each session ends when this many octets were said. */
    diesAfter?: number;
  } = {},
): Promise<ScriptedNextHop> {
  const sessions: SeenSession[] = [];
  const accepted: Buffer[] = [];
  const sockets = new Set<Socket>();
  const used = new Map<string, number>();

  const actAt = (place: string, line: string): Act => {
    const given = script[place];
    if (given === undefined) return USUAL[place] ?? '500 5.5.2 what?';
    if (typeof given === 'function') return given(line);
    if (!isList(given)) return given;
    const turn = used.get(place) ?? 0;
    used.set(place, turn + 1);
    return given[Math.min(turn, given.length - 1)] ?? '';
  };

  const server = createServer((socket) => {
    const seen: SeenSession = { commands: [], wire: [], closed: false };
    sessions.push(seen);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      seen.closed = true;
      sockets.delete(socket);
    });
    let waiting = Buffer.alloc(0);
    let inData = false;
    let said = 0;
    let mute = false;
    let bodyOctets = 0;
    let parts: Buffer[] = [];
    let tail = Buffer.from('\r\n');

    const perform = (act: Act): string => {
      const {
        reply = '',
        close = false,
        reset = false,
        stall = false,
        afterMs = 0,
      } = typeof act === 'string' ? { reply: act } : act;
      const go = (): void => {
        const text = reply === '' ? '' : `${reply}\r\n`.slice(0, diesAfter - said);
        said += text.length;
        if (text !== '') socket.write(text, 'latin1');
        if (said >= diesAfter) {
          mute = true;
          socket.end();
        }
        if (close) socket.end();
        if (reset) socket.resetAndDestroy();
      };
      if (close || reset || stall) mute = true;
      if (afterMs > 0) setTimeout(go, afterMs);
      else go();
      return reply;
    };

    perform(actAt('GREETING', ''));
    socket.on('data', (octets: Buffer) => {
      if (mute) return;
      if (!inData) waiting = Buffer.concat([waiting, octets]);
      else takeBody(octets);
      for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
        if (inData || mute) return;
        const line = waiting.toString('latin1', 0, end);
        waiting = waiting.subarray(end + 2);
        seen.commands.push(line);
        const verb = line.split(' ')[0]?.toUpperCase() ?? '';
        const reply = perform(actAt(verb, line));
        if (verb === 'QUIT') socket.end();
        if (verb === 'DATA' && reply.startsWith('354')) {
          inData = true;
          parts = [];
          tail = Buffer.from('\r\n');
          const rest = waiting;
          waiting = Buffer.alloc(0);
          if (rest.length > 0) takeBody(rest);
        }
      }
    });

    function takeBody(octets: Buffer): void {
      const joined = Buffer.concat([tail, octets]);
      bodyOctets += octets.length;
      const end = joined.indexOf('\r\n.\r\n');
      if (end < 0) {
        parts.push(octets);
        tail = joined.subarray(-4);
        onBody?.(socket, bodyOctets);
        return;
      }
      const whole = Buffer.concat([...parts, octets]);
      const length = whole.length - (joined.length - end) + 2;
      const wire = whole.subarray(0, Math.max(length, 0));
      waiting = Buffer.from(joined.subarray(end + 5));
      seen.wire.push(wire);
      inData = false;
      const reply = perform(actAt('END', ''));
      if (reply.startsWith('2')) accepted.push(unstuffed(wire));
    }
  });
  await new Promise<void>((resolve) => {
    if (listen === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(listen, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    sessions,
    messages: () => accepted,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isList(act: Act | readonly Act[]): act is readonly Act[] {
  return Array.isArray(act);
}

/** By RFC 5321, section 4.5.2: a line that begins with a dot loses it. */
export function unstuffed(wire: Buffer): Buffer {
  return Buffer.from(wire.toString('latin1').replace(/(^|\r\n)\./g, '$1'), 'latin1');
}
