/**
 * Why a receiver wrote "no key", cause by cause in the order of how often it is that one, each with its proof. Pure.
 *
 * DNS is asked now and the receiver asked then: what cannot be known is said to be unknown.
 */
import { parseKeyRecord, type KeyRecord } from 'dkim-core';
import type { DnsReport } from '../dns/dns.js';
import type { Say } from '../words/words.js';
import type { NoKeyEvidence, ServerEvidence } from './evidence.js';
import { oddities, type Oddity } from './signature-oddities.js';

export type CauseAnswer = 'yes' | 'no' | 'unknown';
type Proof = (say: Say) => string;

export interface Cause {
  readonly number: 1 | 2 | 3 | 4 | 5 | 6;
  readonly answer: CauseAnswer;
  readonly proofs: readonly Proof[];
}

const MAX_PROOFS = 6; // lines a cause

export function noKeyCauses(evidence: NoKeyEvidence): readonly Cause[] {
  return [
    notThere(evidence),
    notThereThen(evidence),
    notReadable(evidence.answer),
    oddSignature(evidence),
    notReachable(evidence),
    noCauses(evidence.answer),
  ];
}

const isFailed = ({ status }: DnsReport): boolean => status === 'timeout' || status === 'server-failure';
const isAbsent = ({ status }: DnsReport): boolean =>
  ['no-such-name', 'no-such-record', 'invalid-name'].includes(status);

/** 1: the record is not at the name that the signature asks for. */
function notThere({ name, answer, servers }: NoKeyEvidence): Cause {
  const without = (servers ?? []).filter(({ answer: said }) => said.isAuthoritative && isAbsent(said));
  const proofs: Proof[] = [
    (say) => say('no-key-proof-answer', { name, answer: statusOf(answer, say), server: serverOf(answer, say) }),
  ];
  for (const { server, answer: said } of without) {
    proofs.push((say) => say('no-key-proof-server', { server: shown(server), answer: statusOf(said, say) }));
  }
  if (isAbsent(answer) || without.length > 0) return { number: 1, answer: 'yes', proofs: proofs.slice(0, MAX_PROOFS) };
  return { number: 1, answer: answer.status === 'found' ? 'no' : 'unknown', proofs };
}

/** 2: it was not there when the receiver looked, and "no such name" is remembered. */
function notThereThen({ answer, absence, now }: NoKeyEvidence): Cause {
  const seconds = answer.negativeTtl ?? absence.negativeTtl;
  const until = (): string => new Date((now + (seconds ?? 0)) * 1000).toISOString();
  if (isAbsent(answer)) {
    const proof: Proof = (say) =>
      seconds === null ? say('no-key-proof-absent') : say('no-key-proof-absent-for', { seconds, time: until() });
    return { number: 2, answer: 'yes', proofs: [proof] };
  }
  if (answer.status !== 'found')
    return { number: 2, answer: 'unknown', proofs: [(say) => say('no-key-proof-no-answer')] };
  const proof: Proof = (say) =>
    seconds === null ? say('no-key-proof-now-there') : say('no-key-proof-now-there-for', { seconds, time: until() });
  return { number: 2, answer: 'unknown', proofs: [proof] };
}

/** 3: it is there and cannot be read as a key. */
function notReadable({ status, records }: DnsReport): Cause {
  if (status !== 'found') return { number: 3, answer: 'unknown', proofs: [(say) => say('no-key-proof-no-record')] };
  const proofs: Proof[] = [];
  let isReadable = true;
  if (records.length > 1) {
    isReadable = false;
    proofs.push((say) => say('no-key-proof-several', { count: records.length }));
  }
  for (const strings of records.slice(0, MAX_PROOFS)) {
    const parsed = parseKeyRecord(strings.join(''));
    if (!parsed.ok) {
      isReadable = false;
      proofs.push((say) => say('no-key-proof-fault', { sentence: say(parsed.code), code: parsed.code }));
    } else if (parsed.value.publicKey === null) {
      isReadable = false;
      proofs.push((say) => say('no-key-proof-fault', { sentence: say('key-revoked'), code: 'key-revoked' }));
    } else {
      proofs.push((say) => say('no-key-proof-readable', { type: parsed.value.keyType }));
    }
  }
  return { number: 3, answer: isReadable ? 'no' : 'yes', proofs };
}

/** 4: the signature field is unusual. */
function oddSignature({ signature, isIdentityEmpty }: NoKeyEvidence): Cause {
  const found = signature === null ? [] : oddities(signature);
  const proofs: Proof[] = found.map((oddity) => (say) => oddityText(oddity, say));
  if (isIdentityEmpty) proofs.push((say) => say('no-key-proof-identity-empty'));
  if (found.length > 0 || (signature === null && isIdentityEmpty)) return { number: 4, answer: 'yes', proofs };
  if (signature === null) return { number: 4, answer: 'unknown', proofs: [(say) => say('no-key-proof-no-mail')] };
  proofs.push((say) => say('no-key-proof-signature-usual'));
  return { number: 4, answer: isIdentityEmpty ? 'unknown' : 'no', proofs };
}

/** 5: the receiver could not reach the servers. */
function notReachable({ answer, servers }: NoKeyEvidence): Cause {
  const proofs: Proof[] = [];
  if (isFailed(answer)) {
    proofs.push((say) =>
      say('no-key-proof-resolver', { server: serverOf(answer, say), answer: statusOf(answer, say) }),
    );
  }
  for (const each of servers ?? []) proofs.push(...faultsOf(each));
  if (proofs.length > 0) return { number: 5, answer: 'yes', proofs: proofs.slice(0, MAX_PROOFS) };
  if (servers === null) return { number: 5, answer: 'unknown', proofs: [(say) => say('no-key-proof-nobody-asked')] };
  return { number: 5, answer: 'no', proofs: [(say) => say('no-key-proof-all-answer', { count: servers.length })] };
}

function faultsOf({ server, answer, tcpFault }: ServerEvidence): readonly Proof[] {
  const proofs: Proof[] = [];
  if (isFailed(answer)) {
    proofs.push((say) => say('no-key-proof-server', { server: shown(server), answer: statusOf(answer, say) }));
  } else if (!answer.isAuthoritative) {
    proofs.push((say) => say('no-key-proof-lame', { server: shown(server) }));
  }
  if (tcpFault !== null) proofs.push((say) => say('no-key-proof-tcp', { server: shown(server), reason: tcpFault }));
  return proofs;
}

/** 6: what is suspected and is none: said aloud. */
function noCauses({ records }: DnsReport): Cause {
  const keys = records.flatMap((strings): readonly KeyRecord[] => {
    const parsed = parseKeyRecord(strings.join(''));
    return parsed.ok ? [parsed.value] : [];
  });
  const isTesting = keys.some(({ flags }) => flags.includes('y'));
  return { number: 6, answer: 'no', proofs: isTesting ? [(say) => say('no-key-proof-testing')] : [] };
}

function statusOf({ status, reason, records }: DnsReport, say: Say): string {
  if (status === 'found') return say('no-key-found', { count: records.length });
  const word = say(`no-key-${status}`);
  return reason === null ? word : `${word} (${reason})`;
}

const serverOf = ({ server }: DnsReport, say: Say): string => server ?? say('no-key-file');

const shown = ({ name, address }: { name: string; address: string }): string => `${name} [${address}]`;

function oddityText(oddity: Oddity, say: Say): string {
  if ('found' in oddity) return say(`no-key-odd-${oddity.kind}`, { found: oddity.found });
  return say(`no-key-odd-${oddity.kind}`);
}
