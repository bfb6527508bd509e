/** Runs cases through us and the peers, in both directions, and collects where we disagree. */
import fc from 'fast-check';
import { sign, verify, type DkimSignatureRequest } from 'dkim-core';
import { explain } from './differences.js';
import { differentialCase, NAMES_PEERS_DO_NOT_SIGN, type Case, type Oddity } from './generator.js';
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
  /** Peer -> how many messages it signed, and how many it would not. */
  signedBy: ReadonlyMap<string, { signed: number; refused: number }>;
  /** Changed messages in which we still found a signature. */
  changed: number;
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

  const signedBy = new Map<string, { signed: number; refused: number }>();
  let changed = 0;

  /** `rightful`: the signature is one that the standards let pass, so we have to. */
  async function compare(of: string, message: Buffer, peers: readonly Peer[], rightful = false): Promise<string> {
    const ours = await ourVerdict(message, world);
    if (rightful && ours !== 'pass') unexplained.push({ of, peer: 'the standards', ours, theirs: 'pass', message });
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
    return ours;
  }

  async function one({ message: text, layout, mutation }: Case, turn: number): Promise<void> {
    const message = Buffer.from(text, 'latin1');
    const able = world.peers.filter(({ algorithms }) => algorithms.includes(layout.algorithm));
    const now = Math.floor(Date.now() / 1000);

    const written = await asWeWriteIt(message, { layout, world, now });
    await compare('ours, as we write it', written, able, true);
    const byHand = await signByLayout(text, layout, world, now);
    await compare('ours, laid out by hand', byHand, able, true);

    const signer = able[turn % able.length];
    const theirs = signer === undefined ? null : await signedByPeer(signer, message, layout);
    if (signer !== undefined && theirs !== null) await compare(`of ${signer.name}`, theirs, able);

    const originals = [written, byHand, ...(theirs === null ? [] : [theirs])];
    const mutant = mutate(originals[turn % originals.length] ?? written, mutation);
    if (mutant === null) return;
    const ours = await compare('one octet changed', mutant, able);
    if (ours !== '') changed += 1;
  }

  async function signedByPeer(signer: Peer, message: Buffer, layout: Case['layout']): Promise<Buffer | null> {
    const names = [...new Set(layout.names.map((name) => name.toLowerCase()))].filter(
      (name) => name !== 'dkim-signature' && !NAMES_PEERS_DO_NOT_SIGN.has(name),
    );
    const field = await signer.sign(message, layout.canonicalization, layout.algorithm, names);
    const count = signedBy.get(signer.name) ?? { signed: 0, refused: 0 };
    count[field === null ? 'refused' : 'signed'] += 1;
    signedBy.set(signer.name, count);
    return field === null ? null : Buffer.concat([field, message]);
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
  return { messages, compared, signedBy, changed, explained, unexplained };
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
    ...(layout.identity === null ? {} : { identity: '@mail.example.org' }),
    ...(layout.lessLength === null ? {} : { bodyLength: layout.lessLength === 0 ? 'whole' : 0 }),
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
