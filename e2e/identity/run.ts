/** Sends messages through the built programs and judges what leaves. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ed25519Key } from '../harness/keys.js';
import type { Stage } from '../harness/stage.js';
import { dotsDoubled, exactClient, onTheWire, type ExactClient } from './client.js';
import { judge, type Route, type Verdict } from './judge.js';
import { SENDER_DOMAIN, type TestMessage } from './messages.js';
import { startProgram } from './programs.js';
import { random, type Random } from './random.js';
import { exactSink, type ExactSink } from './sink.js';

const SESSIONS = 6; // at a time
const CUT_UP_TO = 8 * 1024; // octets of a message
const MANY_CUTS = 100; // so that a message full of dots does not take seconds
const FEW_CUTS = 6;
const MANY = 0.2; // of the small messages have many cuts

export interface World {
  readonly route: Route;
  readonly port: number;
  readonly sink: ExactSink;
  readonly key: KeyObject;
  /** Messages under way by index. */
  readonly underWay: Map<number, UnderWay>;
}

interface UnderWay {
  /** What must leave, below the added lines. */
  readonly message: TestMessage;
  readonly huge: boolean;
  readonly tell: (verdict: Verdict) => void;
}

/** A sink, and one program or both in front of it. `options`: lines for the configuration of each. */
export async function startWorld(
  stage: Stage,
  route: Route,
  options: Partial<Record<'out' | 'in', string>> = {},
): Promise<World> {
  const key = await ed25519Key(stage);
  const underWay = new Map<number, UnderWay>();
  const publicKey = createPublicKey(readFileSync(key.file));
  const sink = await exactSink(stage, (rcpt) => {
    const found = underWay.get(Number(/<m(\d+)@/.exec(rcpt)?.[1]));
    if (found === undefined) throw new Error(`a message came for ${rcpt}, which nobody sent`);
    return judge(found.message, { route, key: publicKey, huge: found.huge }, found.tell);
  });
  let port = sink.port;
  if (route !== 'dkimproxy-out') {
    port = await startProgram(stage, 'dkimproxy-in', { relay: port, key, lines: options.in ?? '' });
  }
  if (route !== 'dkimproxy-in') {
    port = await startProgram(stage, 'dkimproxy-out', { relay: port, key, lines: options.out ?? '' });
  }
  return { route, port, sink, key: publicKey, underWay };
}

export interface Report {
  readonly messages: number;
  readonly octets: number;
  readonly signed: number;
  /** In octets, of the messages as they came. */
  readonly medianSize: number;
  readonly seconds: number;
  /** Each with its index, by which it can be made again. */
  readonly mismatches: readonly string[];
}

export interface Plan {
  readonly seed: number;
  readonly count: number;
  readonly make: (index: number) => TestMessage;
  readonly huge?: boolean;
  /** What must leave instead of the message itself; null if it must be refused. */
  readonly expect?: (message: TestMessage) => TestMessage | null;
}

/** How far ahead of the replies the client writes. */
type Haste = 'step by step' | 'envelope at once' | 'all at once';

/** Several mails a connection, several connections at a time. */
export async function sendAll(
  world: World,
  { seed, count, make, huge = false, expect = (message) => message }: Plan,
): Promise<Report> {
  const begin = performance.now();
  const mismatches: string[] = [];
  const sizes: number[] = [];
  let next = 0;
  let octets = 0;
  let signed = 0;

  const session = async (): Promise<void> => {
    while (next < count) {
      const first = next;
      const rng = random(seed ^ 0x5eed, first);
      const haste = rng.pick<Haste>(huge ? ['step by step'] : ['step by step', 'envelope at once', 'all at once']);
      const batch = Array.from(
        { length: Math.min(huge ? 1 : 1 + rng.below(30), count - first) },
        (_, at) => first + at,
      );
      next += batch.length;
      const verdicts = new Map<number, Verdict>();
      const messages = batch.map((index) => {
        const message = make(index);
        const expected = expect(message);
        sizes.push(message.size);
        const tell = (verdict: Verdict): void => void verdicts.set(index, verdict);
        if (expected !== null) world.underWay.set(index, { message: expected, huge, tell });
        return { message, end: expected === null ? 550 : 250 };
      });
      try {
        await sendBatch(world.port, messages, haste, rng, huge);
      } catch (err) {
        mismatches.push(
          `messages ${first} to ${next - 1}, ${haste}: ${err instanceof Error ? err.message : String(err)}`,
        );
      }
      for (const { index } of messages.filter(({ end }) => end === 250).map(({ message }) => message)) {
        const verdict = verdicts.get(index);
        world.underWay.delete(index);
        octets += verdict?.octets ?? 0;
        if (verdict?.signed === true) signed += 1;
        if (verdict === undefined) mismatches.push(`message ${index}: it did not arrive`);
        else if (verdict.fault !== null) mismatches.push(`message ${index}, ${haste}: ${verdict.fault}`);
      }
    }
  };
  await Promise.all(Array.from({ length: huge ? 2 : SESSIONS }, session));
  return {
    messages: sizes.length,
    octets,
    signed,
    medianSize: sizes.sort((a, b) => a - b)[sizes.length >> 1] ?? 0,
    seconds: (performance.now() - begin) / 1000,
    mismatches,
  };
}

async function sendBatch(
  port: number,
  messages: readonly { message: TestMessage; end: number }[],
  haste: Haste,
  rng: Random,
  huge: boolean,
): Promise<void> {
  const client = await exactClient(port);
  try {
    await client.code();
    await client.write('EHLO client.example\r\n');
    await expectCodes(client, [250]);
    const ahead = haste === 'all at once';
    const answers = ahead ? answersTo(client, messages) : undefined;
    for (const { message, end } of messages) {
      const envelope = [`MAIL FROM:<taro@${SENDER_DOMAIN}>`, `RCPT TO:<m${message.index}@sink.example>`, 'DATA'];
      if (haste === 'step by step') {
        for (const [at, line] of envelope.entries()) {
          await client.write(`${line}\r\n`);
          await expectCodes(client, [at === 2 ? 354 : 250]);
        }
      } else {
        await client.write(`${envelope.join('\r\n')}\r\n`);
        if (!ahead) await expectCodes(client, [250, 250, 354]);
      }
      if (huge) await writeHuge(client, message);
      else await writeCut(client, onTheWire(Buffer.concat([...message.pieces()])), rng);
      if (!ahead) await expectCodes(client, [end]);
    }
    await client.write('QUIT\r\n');
    await answers;
    await expectCodes(client, [221]);
    await client.closed;
    if (client.unread() !== '') throw new Error(`unasked: ${client.unread()}`);
  } finally {
    client.destroy();
  }
}

async function answersTo(client: ExactClient, mails: readonly { end: number }[]): Promise<void> {
  for (const { end } of mails) await expectCodes(client, [250, 250, 354, end]);
}

async function expectCodes(client: ExactClient, codes: readonly number[]): Promise<void> {
  for (const code of codes) {
    const reply = await client.reply();
    if (!reply.startsWith(`${code}`)) throw new Error(`${JSON.stringify(reply)} where ${code} should come`);
  }
}

async function writeHuge(client: ExactClient, message: TestMessage): Promise<void> {
  for (const piece of message.pieces()) await client.write(dotsDoubled(piece));
  await client.write('.\r\n');
}

/** Small ones in segments, cut around dots at the begin of lines and around the end; some tiny ones octet by octet. */
async function writeCut(client: ExactClient, wire: Buffer, rng: Random): Promise<void> {
  if (wire.length > CUT_UP_TO) return client.write(wire);
  const most = rng.chance(MANY) ? MANY_CUTS : FEW_CUTS;
  const cuts = wire.length <= most ? [...wire.keys()] : cutsAroundDots(wire, most, rng);
  await client.writeInTurns([...cuts, wire.length].map((cut, at) => wire.subarray(cuts[at - 1] ?? 0, cut)));
}

/** Positions from before the CRLF to behind what follows the dot: about so many of them, and some of the end's. */
function cutsAroundDots(wire: Buffer, most: number, rng: Random): number[] {
  const cuts: number[] = [];
  for (let at = wire.indexOf('\r\n.'); at >= 0; at = wire.indexOf('\r\n.', at + 2)) {
    for (let cut = at; cut <= at + 5; cut += 1) cuts.push(cut);
  }
  const share = most / Math.max(cuts.length, 1);
  const inOrder = [...new Set(cuts)].sort((a, b) => a - b); // dots near each other have some in common
  return inOrder.filter((cut) => rng.chance(cut >= wire.length - 5 ? 0.5 : share));
}
