/**
 * A next hop that fails as it is told: at each place of a session it says something else, dawdles, falls silent or goes.
 * It remembers which messages it took, and whether it had said so. It knows nothing of the programs under test.
 */
import type { Socket } from 'node:net';
import type { Stage } from './stage.js';
import { startTcpServer, type TcpServer } from './tcp-server.js';

/** `BODY` is the moment when the first octets of a message arrive, `END` when its final dot has. */
export type Place =
  | 'GREETING'
  | 'EHLO'
  | 'XFORWARD'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'BODY'
  | 'END'
  | 'RSET'
  | 'NOOP'
  | 'QUIT';

export interface Act {
  /** Instead of its usual reply, without the last CRLF; nothing where it is empty. */
  readonly says?: string;
  readonly and?: 'closes' | 'resets' | 'is silent' | 'takes no more';
  /** Waits before all that. */
  readonly afterMs?: number;
  /** Says it octet by octet, at this distance. */
  readonly octetEveryMs?: number;
  /** Reads the message in pieces, with this pause between them. */
  readonly readEveryMs?: number;
  /** At END: keeps the message, whatever it says. Default: if it says 2xx. */
  readonly takes?: boolean;
}

export interface TakenMail {
  /** The MAIL command as it came. */
  readonly mail: string;
  /** First and last octets of the message as it came over the wire, latin1. */
  readonly head: string;
  readonly tail: string;
  /** In octets, dots doubled, without the final dot. */
  readonly size: number;
  /** It has said 250, as far as it knows. */
  said: boolean;
}

/** How much of a message a session has seen. */
export type Seen = 'nothing of the message' | 'a part of the message' | 'the whole message';

export interface HopSession {
  readonly commands: string[];
  seen: Seen;
  readonly socket: Socket;
  /** The last MAIL command. */
  mail: string;
}

export interface FaultyNextHop extends TcpServer {
  /** Those that are open. */
  readonly sessions: ReadonlySet<HopSession>;
  /** How many there were. */
  sessionsSoFar(): number;
}

export interface HopBehaviour {
  /** What is special at this place; undefined is as usual. */
  act: (place: Place, session: HopSession) => Act | undefined;
  /** Ends a session in which nothing was said for so long, in milliseconds; asked for each new session. */
  idleMs?: () => number | undefined;
  /** A message was taken. */
  onTaken: (mail: TakenMail, session: HopSession) => void;
  readonly keywords?: readonly string[];
}

const KEYWORDS = [
  'PIPELINING',
  'SIZE 0',
  '8BITMIME',
  'SMTPUTF8',
  'DSN',
  'ENHANCEDSTATUSCODES',
  'XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT',
];
const END_OF_DATA = '\r\n.\r\n';
const HEAD = 4096;
const TAIL = 256;

export async function startFaultyNextHop(
  stage: Stage,
  { act, onTaken, idleMs = () => undefined, keywords = KEYWORDS }: HopBehaviour,
): Promise<FaultyNextHop> {
  const sessions = new Set<HopSession>();
  let soFar = 0;
  const usual: Partial<Record<string, string>> = {
    GREETING: '220 next.example ESMTP',
    EHLO: ['next.example', ...keywords].map((word, at) => `250${at < keywords.length ? '-' : ' '}${word}`).join('\r\n'),
    DATA: '354 go on',
    MAIL: '250 2.1.0 Ok',
    RCPT: '250 2.1.5 Ok',
    QUIT: '221 2.0.0 Bye',
  };
  const OTHERS = '250 2.0.0 Ok';

  const serve = (socket: Socket): void => {
    const session: HopSession = { commands: [], seen: 'nothing of the message', socket, mail: '' };
    sessions.add(session);
    soFar += 1;
    const limit = idleMs();
    if (limit !== undefined) socket.setTimeout(limit, () => socket.end('421 4.4.2 next.example Idle too long\r\n'));
    socket.on('close', () => sessions.delete(session));

    let waiting: Buffer = Buffer.alloc(0); // command octets, or what may be the begin of an end of data
    let body: { head: Buffer[]; headSize: number; tail: Buffer; size: number } | null = null;
    let deaf = false; // reads on, takes nothing in
    let busy = false; // a reply takes its time; further input waits

    const say = async (text: string, octetEveryMs: number | undefined): Promise<void> => {
      if (octetEveryMs === undefined) {
        socket.write(text, 'latin1');
        return;
      }
      for (const octet of text) {
        await pause(octetEveryMs);
        socket.write(octet, 'latin1');
      }
    };

    const perform = (given: Act, fallback: string, after: (reply: string) => void): void => {
      const reply = given.says ?? (given.and === 'is silent' ? '' : fallback);
      if (given.and !== undefined) deaf = true;
      const finish = (): void => {
        after(reply);
        if (given.and === 'closes') socket.end();
        if (given.and === 'resets') socket.resetAndDestroy();
        if (given.and === 'takes no more') socket.pause();
      };
      if (given.afterMs === undefined && given.octetEveryMs === undefined) {
        if (reply !== '') socket.write(`${reply}\r\n`, 'latin1');
        finish();
        return;
      }
      busy = true;
      void (async () => {
        await pause(given.afterMs ?? 0);
        if (reply !== '') await say(`${reply}\r\n`, given.octetEveryMs);
        finish();
        busy = false;
        read();
      })();
    };

    const keep = (octets: Buffer): void => {
      if (body === null || octets.length === 0) return;
      if (body.headSize < HEAD) {
        body.head.push(Buffer.from(octets.subarray(0, HEAD - body.headSize)));
        body.headSize += Math.min(octets.length, HEAD - body.headSize);
      }
      body.tail =
        octets.length >= TAIL
          ? Buffer.from(octets.subarray(-TAIL))
          : Buffer.concat([body.tail, octets]).subarray(-TAIL);
      body.size += octets.length;
    };

    const takeBody = (): boolean => {
      if (body === null) return false;
      const end = waiting.indexOf(END_OF_DATA);
      if (end < 0) {
        const safe = Math.max(waiting.length - (END_OF_DATA.length - 1), 0);
        keep(waiting.subarray(0, safe));
        waiting = waiting.subarray(safe);
        return false;
      }
      keep(waiting.subarray(0, end + 2));
      waiting = waiting.subarray(end + END_OF_DATA.length);
      session.seen = 'the whole message';
      const { head, tail, size } = body;
      body = null;
      const given = act('END', session) ?? {};
      perform(given, OTHERS, (reply) => {
        if (!(given.takes ?? reply.startsWith('2'))) return;
        const whole = Buffer.concat(head).toString('latin1');
        const said = /^2\d\d(?: |$)/m.test(reply) && socket.writable;
        onTaken(
          { mail: session.mail, head: whole.slice(2), tail: tail.toString('latin1'), size: size - 2, said },
          session,
        );
      });
      return true;
    };

    const takeCommand = (): boolean => {
      const end = waiting.indexOf('\r\n');
      if (end < 0) return false;
      const line = waiting.toString('latin1', 0, end);
      waiting = waiting.subarray(end + 2);
      session.commands.push(line);
      const verb = line.split(' ')[0]?.toUpperCase() ?? '';
      if (verb === 'MAIL') session.mail = line;
      const given = (isPlace(verb) ? act(verb, session) : undefined) ?? {};
      perform(given, usual[verb] ?? OTHERS, (reply) => {
        if (verb === 'QUIT' && given.and === undefined) socket.end();
        if (verb !== 'DATA' || !reply.startsWith('354')) return;
        body = { head: [], headSize: 0, tail: Buffer.alloc(0), size: 0 };
        waiting = Buffer.concat([Buffer.from('\r\n'), waiting]); // a dot on the first line is at a line's begin
        session.seen = 'nothing of the message';
      });
      return true;
    };

    let readEveryMs: number | undefined;
    const read = (): void => {
      for (let isMore = true; isMore;) isMore = !deaf && !busy && (body === null ? takeCommand() : takeBody());
    };
    socket.on('data', (octets: Buffer) => {
      if (deaf) return;
      waiting = waiting.length === 0 ? octets : Buffer.concat([waiting, octets]);
      if (body !== null && session.seen === 'nothing of the message') {
        session.seen = 'a part of the message';
        const given = act('BODY', session);
        if (given !== undefined) {
          ({ readEveryMs } = given);
          if (readEveryMs === undefined) {
            socket.pause(); // so that its sender is still at it when it hears us
            return perform(given, '', () => {});
          }
        }
      }
      if (readEveryMs !== undefined) {
        socket.pause();
        setTimeout(() => socket.resume(), readEveryMs);
      }
      read();
    });
    perform(act('GREETING', session) ?? {}, usual['GREETING'] ?? OTHERS, () => {});
  };

  return { ...(await startTcpServer(stage, serve)), sessions, sessionsSoFar: () => soFar };
}

const PLACES: ReadonlySet<string> = new Set<Place>([
  'EHLO',
  'XFORWARD',
  'MAIL',
  'RCPT',
  'DATA',
  'RSET',
  'NOOP',
  'QUIT',
]);

function isPlace(verb: string): verb is Place {
  return PLACES.has(verb);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
