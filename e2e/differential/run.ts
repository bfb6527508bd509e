/** Runs cases through us and the peers, in both directions, and collects where we disagree. */
import fc from 'fast-check';
import { sign, verify, type DkimSignatureRequest } from 'dkim-core';
import { explain } from './differences.js';
import { differentialCase, type Case, type Oddity } from './generator.js';
import { signByLayout } from './hand-layout.js';
import { DOMAIN, type Peer, type World } from './peers.js';

export interface Disagreement {
  /** Which direction: `ours, as we write it`, `ours, laid out by hand`, `of dkimpy`, `one octet changed`. */
  of: string;
  peer: string;
  ours: string;
  theirs: string;
  message: Buffer;
}

export interface DifferentialReport {
  messages: number;
  /** Verdicts compared. */
  compared: number;
  /** Known differences -> how often. */
  explained: ReadonlyMap<string, number>;
  unexplained: readonly Disagreement[];
}

export interface RunOptions {
  runs: number;
  seed: number;
  /** Cases with that oddity and no other, or with none. */
  only?: Oddity | 'none' | null;
  /** Ends early at so many unexplained disagreements. */
  most?: number;
  progress?: (messages: number) => void;
}

const BATCH = 100;
const AT_ONCE = 8;

export async function runDifferential(
  world: World,
  { runs, seed, only = null, most = 20, progress }: RunOptions,
): Promise<DifferentialReport> {
  const explained = new Map<string, number>();
  const unexplained: Disagreement[] = [];
  let compared = 0;
  let messages = 0;

  async function compare(of: string, message: Buffer, peers: readonly Peer[]): Promise<void> {
    const ours = await ourVerdict(message, world);
    const answers = await Promise.all(
      peers.map(async (peer) => ({ peer: peer.name, theirs: await peer.verify(message) })),
    );
    for (const { peer, theirs } of answers) {
      compared += 1;
      if (passes(ours) === passes(theirs)) continue;
      const why = explain({ peer, ours, theirs, message });
      if (why !== null) explained.set(why, (explained.get(why) ?? 0) + 1);
      else unexplained.push({ of, peer, ours, theirs, message });
    }
  }

  async function one({ message: text, layout, mutation }: Case, turn: number): Promise<void> {
    const message = Buffer.from(text, 'latin1');
    const able = world.peers.filter(({ algorithms }) => algorithms.includes(layout.algorithm));
    const now = Math.floor(Date.now() / 1000);

    const written = await asWeWriteIt(message, { layout, world, now });
    await compare('ours, as we write it', written, able);
    const byHand = await signByLayout(text, layout, world, now);
    await compare('ours, laid out by hand', byHand, able);

    const signer = able[turn % able.length];
    const names = [...new Set(layout.names.map((name) => name.toLowerCase()))].filter(
      (name) => name !== 'dkim-signature',
    );
    const theirs = await signer?.sign(message, layout.canonicalization, layout.algorithm, names);
    if (signer !== undefined && theirs !== null && theirs !== undefined) {
      await compare(`of ${signer.name}`, Buffer.concat([theirs, message]), able);
    }
    const changed = mutate(turn % 2 === 0 ? written : byHand, mutation);
    if (changed !== null) await compare('one octet changed', changed, able);
  }

  while (messages < runs && unexplained.length < most) {
    const count = Math.min(BATCH, runs - messages);
    const cases = fc.sample(differentialCase(only), { seed: seed + messages, numRuns: count });
    for (let at = 0; at < cases.length; at += AT_ONCE) {
      await Promise.all(cases.slice(at, at + AT_ONCE).map((entry, index) => one(entry, messages + at + index)));
    }
    messages += count;
    progress?.(messages);
  }
  return { messages, compared, explained, unexplained };
}

/** One signature, by our own signer. */
async function asWeWriteIt(
  message: Buffer,
  { layout, world, now }: { layout: Case['layout']; world: World; now: number },
): Promise<Buffer> {
  const request: DkimSignatureRequest = {
    type: 'dkim',
    domain: DOMAIN,
    selector: world.selectors[layout.algorithm],
    key: world.keys[layout.algorithm],
    canonicalization: layout.canonicalization as DkimSignatureRequest['canonicalization'],
    ...(layout.shortC ? {} : { signedFields: layout.names }),
    ...(layout.closed ? {} : { oversignedFields: [] }),
    ...(layout.expiration ? { expiresAfter: 3600 } : {}),
    ...(layout.copies === null ? {} : { copiedFields: ['from', 'subject', 'x-odd'] }),
  };
  const { fields } = await sign(message, { signatures: [request], now: () => now, signInvalidFrom: true });
  return Buffer.concat([fields, message]);
}

/** What the cryptography says: l= and several From are left to a receiver's own rules. */
async function ourVerdict(message: Buffer, { resolveTxt }: World): Promise<string> {
  const { signatures } = await verify(message, {
    resolveTxt,
    now: () => Math.floor(Date.now() / 1000),
    domainkeys: false,
    acceptUnsignedBody: true,
    acceptUnsignedFrom: true,
  });
  return signatures.map(({ result, code }) => (code === null ? result : `${result}_(${code})`)).join(' ');
}

function passes(verdicts: string): boolean {
  return verdicts.split(' ').includes('pass');
}

/** Null where the change would make a bare CR or LF, or is none. */
function mutate(message: Buffer, { place, octet }: Case['mutation']): Buffer | null {
  const at = Math.floor(place * message.length);
  const before = message[at];
  if (before === undefined || before === octet || [before, octet].some((one) => one === 0x0d || one === 0x0a))
    return null;
  const changed = Buffer.from(message);
  changed[at] = octet;
  return changed;
}
