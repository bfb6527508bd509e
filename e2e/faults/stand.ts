/** Where a fault is tried: one of our programs between a client and a next hop that do what the row says. */
import { startDaemon, type Daemon } from '../harness/daemon.js';
import { startFaultyNextHop, type Act, type FaultyNextHop, type Place, type Seen } from '../harness/faulty-next-hop.js';
import { freePort } from '../harness/ports.js';
import { runWell, waitFor } from '../harness/program.js';
import { rawClient, type RawClient } from '../harness/raw-client.js';
import type { Stage } from '../harness/stage.js';

export type Program = 'dkimproxy-out' | 'dkimproxy-in';

/** What the next hop does at each place; places that are not named go as usual. */
export type HopScript = Partial<Record<Place, Act>>;

/** The next hop does the same thing at one place or at several. */
export function at(places: Place | readonly Place[], act: Act): HopScript {
  return Object.fromEntries([places].flat().map((place) => [place, act]));
}

export interface Stand {
  readonly program: Program;
  readonly port: number;
  readonly hop: FaultyNextHop;
  daemon(): Daemon;
  /** What the next hop does from now on; forgets what it saw. */
  script(script: HopScript, limits?: { readonly idleMs?: number | undefined }): Promise<void>;
  /** Answers what the next hop got since then. */
  hopGot(): string;
  /** The log since then: warnings, errors, and the outcome of each message. */
  logged(): readonly string[];
  /** Ends the program without any warning and starts it again. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Resolves when the program has as many descriptors open as it had before its first client. */
  settled(): Promise<void>;
}

export interface StandParts {
  readonly program: Program;
  /** Its configuration, but for listen and relay. */
  readonly lines: string;
  /** How many descriptors it may open beside those that it has open when it is idle. */
  readonly moreFiles?: number;
  /** Instead of the faulty next hop. */
  readonly relayPort?: number;
}

export async function openStand(stage: Stage, { program, lines, moreFiles, relayPort }: StandParts): Promise<Stand> {
  const port = await freePort();
  let script: HopScript = {};
  let idleMs: number | undefined;
  let taken: string[] = [];
  let most: Seen = 'nothing of the message';
  const hop = await startFaultyNextHop(stage, {
    act: (place, session) => {
      if (place === 'END') most = 'the whole message';
      if (place === 'BODY' && most !== 'the whole message') most = session.seen;
      return script[place];
    },
    idleMs: () => idleMs,
    onTaken: ({ said, head }) => {
      const [, result = 'none'] = /^Authentication-Results:[^]*?\bdkim=(\w+)/.exec(head) ?? [];
      taken.push(`the mail${said ? '' : ', but says nothing'}${result === 'none' ? '' : `, dkim=${result}`}`);
    },
  });
  const conf = `listen 127.0.0.1:${port}\nrelay 127.0.0.1:${relayPort ?? hop.port}\nhostname proxy.example\n${lines}`;
  let daemon = await startDaemon(stage, program, conf);
  let before = 0;
  let logFrom = 0;

  const settled = async (): Promise<void> => {
    await waitFor('the descriptors of the session to be closed', () => daemon.descriptors().length <= before);
  };
  /** What is opened at the start and with the first mail stays open; half a second without a change is rest. */
  const begin = async (): Promise<void> => {
    if (relayPort === undefined) await wholeMail(port);
    let since = Date.now();
    before = daemon.descriptors().length;
    await waitFor('the program to come to rest', () => {
      const now = daemon.descriptors().length;
      if (now !== before) since = Date.now();
      before = now;
      return Date.now() - since > 500;
    });
  };
  await begin();
  if (moreFiles !== undefined) {
    await runWell('prlimit', [`--pid=${daemon.pid}`, `--nofile=${limitFor(moreFiles, daemon.descriptors())}`]);
  }

  return {
    program,
    port,
    hop,
    daemon: () => daemon,
    async script(next, limits = {}) {
      for (const { socket } of hop.sessions) socket.destroy();
      await waitFor('the sessions of the row before to end', () => hop.sessions.size === 0);
      script = next;
      idleMs = limits.idleMs;
      taken = [];
      most = 'nothing of the message';
      logFrom = daemon.logLines().length;
    },
    hopGot: () => (taken.length > 0 ? taken.join(', ') : most),
    logged: () => daemon.logLines().slice(logFrom).flatMap(logText),
    async kill() {
      daemon.signal('SIGKILL');
      await daemon.ended();
    },
    async restart() {
      script = {};
      daemon = await startDaemon(stage, program, conf);
      await begin();
      logFrom = daemon.logLines().length;
    },
    settled,
  };
}

/** The limit is one for numbers, not for how many are open: below it there shall be so many free ones. */
function limitFor(free: number, open: readonly number[]): number {
  let limit = 0;
  for (let left = free; left > 0; limit += 1) if (!open.includes(limit)) left -= 1;
  return limit;
}

/** A line as the table has it: how bad, and which outcome or words. */
function logText(line: Readonly<Record<string, unknown>>): readonly string[] {
  const level = { 40: 'warn', 50: 'error', 60: 'fatal' }[String(line['level'])] ?? 'info';
  if (typeof line['outcome'] === 'string') return [`${level}: outcome ${line['outcome']}`];
  return level === 'info' ? [] : [`${level}: ${String(line['msg'])}`];
}

/** What a client heard at the end, and how its session went on. */
export interface Heard {
  /** Place and reply, of the first that was not what it hoped for; or of the end of data. */
  readonly hears: string;
  readonly ends: string;
}

const SENDER = 'taro@example.net';
export const STEPS = ['GREETING', 'EHLO', 'XFORWARD', 'MAIL', 'RCPT', 'DATA', 'END'] as const;
type Step = (typeof STEPS)[number];

const LINES: Readonly<Record<Exclude<Step, 'GREETING' | 'END'>, string>> = {
  EHLO: 'EHLO client.example',
  XFORWARD: 'XFORWARD ADDR=192.0.2.1',
  MAIL: `MAIL FROM:<${SENDER}>`,
  RCPT: 'RCPT TO:<hanako@example.org>',
  DATA: 'DATA',
};

/** A message of about so many octets, dots doubled, without the final dot. */
export function messageText(size = 500): string {
  const header = `From: Taro <${SENDER}>\r\nTo: Hanako <hanako@example.org>\r\nSubject: a test\r\nMessage-ID: <1@client.example>\r\n\r\n`;
  return header + `${'x'.repeat(70)}\r\n`.repeat(Math.ceil(Math.max(size - header.length, 1) / 72));
}

/** A client in a dialogue that goes well up to some place. */
export interface Talk extends RawClient {
  readonly stand: Stand;
  /** Goes up to a place without doing it; throws if a reply on the way is not what it hoped for. */
  upTo(step: Step): Promise<void>;
  /** From where it is: goes on to the end of data and beyond, and tells what it hears. */
  toTheEnd(message?: string): Promise<Heard>;
  /** The reply that comes now belongs to that place; tells how it goes on from there. */
  hear(place: string): Promise<Heard>;
}

export function openTalk(stand: Stand, { allowHalfOpen = false } = {}): Talk {
  const client = rawClient(stand.port, { allowHalfOpen });
  let next = 0;

  const perform = async (step: Step, message: string): Promise<string> => {
    if (step === 'GREETING') return client.reply();
    return client.say(step === 'END' ? `${message}.` : LINES[step]);
  };

  const after = async (place: string, reply: string): Promise<Heard> => {
    const hears = `${place} ${reply.replaceAll('\n', ' / ')}`;
    const over = (ends: string): Heard => {
      client.socket.destroy();
      return { hears, ends };
    };
    if (reply === 'closed') return over('closed');
    const noop = await client.say('NOOP');
    if (noop === 'closed') return over('closed');
    if (noop.startsWith('250')) {
      const bye = await client.say('QUIT');
      return over(bye.startsWith('221') ? 'goes on' : `QUIT ${bye}`);
    }
    const end = await client.reply();
    return over(end === 'closed' ? `${noop.slice(0, 9)} at the next command, closed` : `${noop}, then ${end}`);
  };

  return {
    ...client,
    stand,
    async upTo(step) {
      for (; STEPS[next] !== step; next += 1) {
        const reply = await perform(STEPS[next] ?? 'END', '');
        if (!hoped(reply)) throw new Error(`the client heard "${reply}" at ${STEPS[next]}`);
      }
    },
    async toTheEnd(message = messageText()) {
      for (; next < STEPS.length; next += 1) {
        const step = STEPS[next] ?? 'END';
        const reply = await perform(step, message);
        if (!hoped(reply) || step === 'END') return after(step, reply);
      }
      throw new Error('the client has come to its end before');
    },
    hear: async (place) => after(place, await client.reply()),
  };
}

function hoped(reply: string): boolean {
  return /^(?:2|354)/.test(reply);
}

/** A mail as it should be; throws unless the client hears 250. */
async function wholeMail(port: number): Promise<void> {
  const client = rawClient(port);
  for (const step of STEPS) {
    const reply =
      step === 'GREETING' ? await client.reply() : await client.say(step === 'END' ? `${messageText()}.` : LINES[step]);
    if (!hoped(reply)) throw new Error(`the first mail heard "${reply}" at ${step}`);
  }
  await client.say('QUIT');
  client.socket.destroy();
}
