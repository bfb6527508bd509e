/**
 * Why a receiver wrote "no key", cause by cause in the order of how often it is that one, each with its proof. Pure.
 *
 * DNS is asked now and the receiver asked then: what cannot be known is said to be unknown.
 */
import type { DnsReport } from '../dns/dns.js';
import type { Problem, ProblemCode } from '../problem.js';
import { isoTime } from '../record/record-report.js';
import type { Say } from '../words/words.js';
import type { NoKeyEvidence } from './evidence.js';
import { oddities } from './signature-oddities.js';

export type CauseAnswer = 'yes' | 'no' | 'unknown';
type Proof = (say: Say) => string;

export interface Cause {
  readonly number: 1 | 2 | 3 | 4 | 5 | 6;
  readonly answer: CauseAnswer;
  readonly proofs: readonly Proof[];
}

const MAX_PROOFS = 6; // lines a cause
const GOOD_BITS = 2048;

/** Problems that say where the record stands instead. */
const ELSEWHERE: ReadonlySet<ProblemCode> = new Set([
  'name-doubled',
  'name-cut',
  'underscore-missing',
  'record-at-domain',
]);
/** Problems of servers that a receiver does not get past. */
const OUT_OF_REACH: ReadonlySet<ProblemCode> = new Set(['server-silent', 'server-lame', 'server-no-tcp']);

export function noKeyCauses(evidence: NoKeyEvidence): readonly Cause[] {
  return [
    notThere(evidence),
    notThereThen(evidence),
    notReadable(evidence),
    oddSignature(evidence),
    notReachable(evidence),
    noCauses(evidence),
  ].map((cause) => Object.assign(cause, { proofs: cause.proofs.slice(0, MAX_PROOFS) }));
}

const isFailed = ({ status }: DnsReport): boolean => status === 'timeout' || status === 'server-failure';
const isAbsent = ({ status }: DnsReport): boolean =>
  status !== 'found' && status !== 'timeout' && status !== 'server-failure';
const proofOf =
  (problem: Problem): Proof =>
  (say) =>
    say('problem-line', { sentence: problem.message(say), code: problem.code });

/** 1: the record is not at the name that the signature asks for. */
function notThere({ name, answer, record, servers }: NoKeyEvidence): Cause {
  const without = servers.answers.filter(({ report }) => report.isAuthoritative && isAbsent(report));
  const proofs: readonly Proof[] = [
    (say) =>
      say('no-key-proof-answer', { name, answer: statusOf(answer, say), server: answer.server ?? say('no-key-file') }),
    ...record.problems.filter(({ code }) => ELSEWHERE.has(code)).map(proofOf),
    ...without.map(
      ({ server, report }): Proof =>
        (say) =>
          say('no-key-proof-server', { server: `${server.name} (${server.address})`, answer: statusOf(report, say) }),
    ),
  ];
  if (isAbsent(answer) || without.length > 0) return { number: 1, answer: 'yes', proofs };
  return { number: 1, answer: answer.status === 'found' ? 'no' : 'unknown', proofs };
}

/** 2: it was not there when the receiver looked, and "no such name" is remembered. */
function notThereThen({ answer, absence, now }: NoKeyEvidence): Cause {
  const seconds = answer.negativeTtl ?? absence.negativeTtl;
  const time = isoTime(now + (seconds ?? 0));
  if (isFailed(answer)) return { number: 2, answer: 'unknown', proofs: [(say) => say('no-key-proof-no-answer')] };
  if (isAbsent(answer)) {
    const proof: Proof = (say) =>
      seconds === null ? say('no-key-proof-absent') : say('no-key-proof-absent-for', { seconds, time });
    return { number: 2, answer: 'yes', proofs: [proof] };
  }
  const proof: Proof = (say) =>
    seconds === null ? say('no-key-proof-now-there') : say('no-key-proof-now-there-for', { seconds, time });
  return { number: 2, answer: 'unknown', proofs: [proof] };
}

/** 3: it is there and cannot be read as a key. */
function notReadable({ record: { found, problems, keyType, keyBits } }: NoKeyEvidence): Cause {
  if (!found) return { number: 3, answer: 'unknown', proofs: [(say) => say('no-key-proof-no-record')] };
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { number: 3, answer: 'yes', proofs: errors.map(proofOf) };
  const readable: Proof = (say) => say('no-key-proof-readable', { type: keyType ?? '', bits: keyBits ?? '' });
  if (keyType !== 'ed25519') return { number: 3, answer: 'no', proofs: [readable] };
  return { number: 3, answer: 'yes', proofs: [(say) => say('no-key-odd-ed25519'), readable] };
}

/** 4: the signature field is unusual. */
function oddSignature({ signature, isIdentityEmpty }: NoKeyEvidence): Cause {
  const found = signature === null ? [] : oddities(signature);
  const proofs: Proof[] = [...found];
  if (isIdentityEmpty) proofs.push((say) => say('no-key-proof-identity-empty'));
  if (found.length > 0 || (signature === null && isIdentityEmpty)) return { number: 4, answer: 'yes', proofs };
  if (signature === null) return { number: 4, answer: 'unknown', proofs: [(say) => say('no-key-proof-no-mail')] };
  proofs.push((say) => say('no-key-proof-signature-usual'));
  return { number: 4, answer: isIdentityEmpty ? 'unknown' : 'no', proofs };
}

/** 5: the receiver could not reach the servers. */
function notReachable({ answer, servers: { answers, problems } }: NoKeyEvidence): Cause {
  const proofs = problems.filter(({ code }) => OUT_OF_REACH.has(code)).map(proofOf);
  if (isFailed(answer)) {
    proofs.unshift((say) =>
      say('no-key-proof-server', { server: answer.server ?? say('no-key-file'), answer: statusOf(answer, say) }),
    );
  }
  if (proofs.length > 0) return { number: 5, answer: 'yes', proofs };
  if (answers.length === 0)
    return { number: 5, answer: 'unknown', proofs: [(say) => say('no-key-proof-nobody-asked')] };
  return { number: 5, answer: 'no', proofs: [(say) => say('no-key-proof-all-answer', { count: answers.length })] };
}

/** 6: what is suspected and is none: said aloud. */
function noCauses({ record: { problems, keyType, keyBits } }: NoKeyEvidence): Cause {
  const proofs: Proof[] = [];
  if (problems.some(({ code }) => code === 'testing-flag')) proofs.push((say) => say('no-key-proof-testing'));
  if (keyType === 'rsa' && keyBits !== null && keyBits < GOOD_BITS) {
    proofs.push((say) => say('no-key-proof-small', { bits: keyBits }));
  }
  return { number: 6, answer: 'no', proofs };
}

function statusOf({ status, reason, records }: DnsReport, say: Say): string {
  if (status === 'found') return say('no-key-found', { count: records.length });
  const word = say(`no-key-${status}`);
  return reason === null ? word : `${word} (${reason})`;
}
