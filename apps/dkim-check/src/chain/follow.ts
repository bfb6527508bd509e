/** Sends the mail, waits for it where it comes back, and judges it as a receiver would. All that is started here has ended at the end. */
import { randomUUID } from 'node:crypto';
import { alignDmarc, verify, type Clock, type TxtResolver, type VerifyResult } from 'dkim-core';
import type { Dns } from '../dns/dns.js';
import { addressText, nexthopText } from '../postfix/address.js';
import type { Problem } from '../problem.js';
import { recordReport } from '../record/record-report.js';
import type { HostPort } from '../respond/host-port.js';
import { listenForMail } from '../respond/listener.js';
import type { ChainFile, Planned } from './chain-file.js';
import type { Arrived, ChainFacts } from './judge-chain.js';
import { isOfPlan } from './makers.js';
import { sendByCommand, sendTest, whyUnreachable, type Handed } from './send-test.js';
import { changesOf, isTestMail, testMail } from './test-mail.js';

/** How the mail goes in: to the signer itself, to a server, or by the sendmail command. */
export type Way =
  | { readonly kind: 'signer' }
  | { readonly kind: 'server'; readonly server: HostPort }
  | { readonly kind: 'command'; readonly path: string };

export interface Trip {
  readonly from: string;
  readonly to: string;
  readonly way: Way;
  /** Where it comes back: at the relay address of the file, here, or not at all, since it is for somebody's mailbox. */
  readonly back: 'relay' | 'nowhere' | HostPort;
  readonly seconds: number;
}

export interface Surroundings {
  readonly dns: Dns;
  readonly resolveTxt: TxtResolver;
  readonly now: Clock;
}

/** Rejects where it can't listen, and where there is no such command. */
export async function follow(chain: ChainFile, trip: Trip, around: Surroundings): Promise<ChainFacts> {
  const { from, to, way, seconds } = trip;
  const relay = text(chain.relay);
  const doors = { from, to };
  const noSigner = await whyUnreachable(chain.listen);
  if (noSigner !== null) return { ...doors, end: 'signer-down', listen: text(chain.listen), reason: noSigner };

  const mail = testMail({ from, to, token: `dkim-check-${randomUUID()}`, now: around.now() });
  let found: (octets: Buffer) => void = nobodyWaits;
  const arrival = new Promise<Buffer>((resolve) => (found = resolve));
  const door = doorOf(way, chain);
  const noRelay = trip.back === 'relay' ? null : await whyUnreachable(chain.relay);
  if (noRelay !== null) return { ...doors, end: 'relay-down', relay, reason: noRelay };
  if (trip.back === 'nowhere') {
    const { taken, reply } = await handOver(way, chain, mail, seconds * 1000);
    return { ...doors, ...(taken ? { end: 'sent', reply } : { end: 'refused', server: door, reply }) };
  }
  const back = trip.back === 'relay' ? chain.relay : { ...trip.back, lmtp: false };
  const listener = await listenForMail({
    ...back,
    async onMail({ octets }) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of octets) chunks.push(chunk);
      const whole = Buffer.concat(chunks);
      if (!isTestMail(whole, mail)) throw new Error('It is the mail of somebody else, who shall keep it.');
      found(whole);
    },
  });
  try {
    const { taken, reply } = await handOver(way, chain, mail, seconds * 1000);
    if (!taken) return { ...doors, end: 'refused', server: door, reply };
    const arrived = await within(arrival, seconds * 1000);
    if (arrived === null) {
      if (trip.back === 'relay') return { ...doors, end: 'lost-direct', seconds, relay, reply };
      const nexthop = nexthopText({ kind: 'tcp', host: back.host, port: back.port });
      // The signer says 250 only when its next hop has.
      const hop = way.kind === 'signer' ? relay : door;
      return { ...doors, end: 'lost', seconds, place: text(back), hop, reply, nexthop };
    }
    return {
      ...doors,
      end: 'arrived',
      ...(await judged(arrived, chain, trip, around)),
      changes: changesOf(mail, arrived),
    };
  } finally {
    await listener.close();
  }
}

async function judged(
  arrived: Buffer,
  chain: ChainFile,
  { from, way }: Trip,
  { dns, resolveTxt, now }: Surroundings,
): Promise<Omit<Arrived, 'from' | 'to' | 'end' | 'changes'>> {
  const verdict = await verify([arrived], { resolveTxt, now });
  const { planned, problems: planProblems } = chain.plan(from);
  return {
    verdict,
    planned,
    planProblems,
    canSign: planned.length > 0 && planned.every(({ keyfile }) => chain.keys.has(keyfile)),
    hasClosedKeys: chain.hasClosedKeys,
    passedBy:
      way.kind === 'signer'
        ? null
        : {
            service: serviceOf(way),
            listen: nexthopText({ kind: 'tcp', host: chain.listen.host, port: chain.listen.port }),
          },
    isAligned: await isAligned(verdict, from, resolveTxt),
    ...(await recordsOf(verdict, planned, chain, { dns, now })),
  };
}

/** What is to be said of the key records of its signatures, each record once; with the private key beside, where the signature is of this file. */
async function recordsOf(
  { signatures }: VerifyResult,
  planned: readonly Planned[],
  chain: ChainFile,
  { dns, now }: { dns: Dns; now: Clock },
): Promise<Pick<Arrived, 'recordProblems' | 'fitting'>> {
  const recordProblems: Problem[] = [];
  const fitting: string[] = [];
  const seen = new Set<string>();
  for (const { type, selector, domain } of signatures) {
    if (type !== 'dkim' || selector === null || domain === null) continue;
    const name = `${selector}._domainkey.${domain}`.toLowerCase();
    if (seen.has(name)) continue;
    seen.add(name);
    const keyfile = planned.find((plan) => isOfPlan({ type, selector, domain }, plan))?.keyfile;
    const key = keyfile === undefined ? undefined : chain.keys.get(keyfile);
    const demands = keyfile === undefined || key === undefined ? {} : { key: { key, file: keyfile } };
    const { problems, matches } = await recordReport({ selector, domain }, dns, { ...demands, now: now() });
    recordProblems.push(...problems);
    if (matches === true && keyfile !== undefined) fitting.push(keyfile);
  }
  return { recordProblems, fitting };
}

/** Whether DMARC counts a signature that passes (relaxed mode); null where none passes or DNS did not say. */
async function isAligned({ signatures }: VerifyResult, from: string, resolveTxt: TxtResolver): Promise<boolean | null> {
  const author = from.slice(from.lastIndexOf('@') + 1).toLowerCase();
  let answer: boolean | null = null;
  for (const { type, result, domain } of signatures) {
    if (type !== 'dkim' || result !== 'pass' || domain === null) continue;
    const aligned = await alignDmarc({ author, proven: domain.toLowerCase(), mode: 'relaxed' }, resolveTxt);
    if (aligned.result === 'aligned') return true;
    if (aligned.result === 'temperror') return null;
    answer = false;
  }
  return answer;
}

const text = ({ host, port }: HostPort): string => addressText({ kind: 'tcp', host, port });

const doorOf = (way: Way, { listen }: ChainFile): string =>
  way.kind === 'command' ? way.path : text(way.kind === 'server' ? way.server : listen);

const serviceOf = (way: Exclude<Way, { kind: 'signer' }>): string =>
  way.kind === 'command' ? 'pickup' : text(way.server);

const handOver = (way: Way, { listen }: ChainFile, mail: Parameters<typeof sendTest>[1], ms: number): Promise<Handed> =>
  way.kind === 'command'
    ? sendByCommand(way.path, mail, ms)
    : sendTest(way.kind === 'server' ? { ...way.server, lmtp: false } : listen, mail, ms);

function nobodyWaits(): void {}

/** The value, or null where it takes longer. */
async function within<T>(value: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), milliseconds)));
  try {
    return await Promise.race([value, end]);
  } finally {
    clearTimeout(timer);
  }
}
