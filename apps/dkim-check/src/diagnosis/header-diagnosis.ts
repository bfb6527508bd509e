/** What was done to the signed header fields of a signature that does not fit: each known change is undone in turn. */
import { fieldValue, headerCanonicalizations, type DkimSignature, type HeaderField } from 'dkim-core';
import { problem, type Problem } from '../problem.js';
import type { Budget } from './budget.js';
import { copiedFields } from './copied-fields.js';
import { excerpt, type Finding } from './finding.js';
import { coveredFields, hashedOctets, replaced, withOnTop, type HeaderState } from './header-state.js';
import { headerTrials, uniformTrials, type Trial } from './header-trials.js';
import { variantContext } from './variant-context.js';

export interface HeaderQuestion {
  readonly state: HeaderState;
  readonly signature: DkimSignature;
  /** All fields of the message: where values may have come from. */
  readonly fields: readonly HeaderField[];
  /** Those of the message as it left; none where it is not at hand. */
  readonly originals: readonly HeaderField[];
  readonly fits: (input: Uint8Array) => boolean;
  readonly budget: Budget;
  /** For two changes at once: there are too many pairs to try all. */
  readonly pairBudget: Budget;
}

const MOST_COPIES_TOLD = 10;

/** What would have to be undone, and the octets that fit then. */
interface Found {
  readonly problems: readonly Problem[];
  readonly state: HeaderState;
  /** Null where it is told without that proof. */
  readonly restored: Buffer | null;
}

export interface HeaderDiagnosis {
  readonly findings: readonly Finding[];
  /** The header fits as it stands. */
  readonly isUnchanged: boolean;
}

export function diagnoseHeader(question: HeaderQuestion): HeaderDiagnosis {
  if (tried(question.state, question) !== null) return { findings: [], isUnchanged: true };
  const found = searched(question);
  return { findings: found === null ? [] : findingsOf(found, question), isUnchanged: false };
}

function searched(question: HeaderQuestion): Found | null {
  const { state, signature, fields, originals } = question;
  const copied = fromCopies(originals.length > 0 ? originals : copiedFields(state.own), question);
  if (copied !== null && copied.restored !== null) return copied;

  const singles = headerTrials(state, signature, variantContext(fields, signature));
  return (
    firstThatFits(uniformTrials(state, signature), question) ??
    firstThatFits(singles, question) ??
    pairThatFits(singles, question) ??
    copied
  );
}

function findingsOf({ problems, state, restored }: Found, question: HeaderQuestion): readonly Finding[] {
  const findings = problems.map((each) => ({ problem: each, restored }));
  const { signature } = question;
  if (restored === null || signature.headerCanonicalization === 'relaxed') return findings;
  const [before, now] = [state, question.state].map((each) => hashedOctets(each, signature, 'relaxed'));
  if (!before || !now?.equals(before)) return findings; // relaxed would not forgive it
  return [...findings, { problem: problem('info', 'header-would-pass-relaxed'), restored }];
}

/** The octets that fit; null where they don't, or nothing more may be tried. */
function tried(state: HeaderState, { signature, fits, budget }: HeaderQuestion): Buffer | null {
  const input = hashedOctets(state, signature);
  return input !== null && budget.spend(input.length) && fits(input) ? input : null;
}

function firstThatFits(trials: readonly Trial[], question: HeaderQuestion): Found | null {
  for (const { apply, problem: of } of trials) {
    const state = apply(question.state);
    const restored = tried(state, question);
    if (restored !== null) return { problems: [of()], state, restored };
    if (question.budget.isUsedUp()) return null;
  }
  return null;
}

/** Two fields that were changed, each in a way of its own. */
function pairThatFits(trials: readonly Trial[], asked: HeaderQuestion): Found | null {
  const question = { ...asked, budget: asked.pairBudget };
  const likely = trials.filter(({ isLikely }) => isLikely);
  for (const [index, first] of likely.entries()) {
    const once = first.apply(question.state);
    for (const second of likely.slice(index + 1)) {
      if (first.field === second.field) continue;
      const state = second.apply(once);
      const restored = tried(state, question);
      if (restored !== null) return { problems: [first.problem(), second.problem()], state, restored };
      if (question.budget.isUsedUp()) return null;
    }
  }
  return null;
}

/** What the signer wrote down itself, against what is there now. */
function fromCopies(copies: readonly HeaderField[], question: HeaderQuestion): Found | null {
  const { state, signature } = question;
  const canonicalize = headerCanonicalizations[signature.headerCanonicalization];
  const same = (one: HeaderField, other: HeaderField): boolean =>
    Buffer.from(canonicalize(one)).equals(canonicalize(other));
  const signedCopies = copies.filter(({ key }) => signature.signedFields.includes(key)).slice(0, 200);
  const covered = coveredFields(state, signature);
  const untouched = new Set(covered.filter((field) => signedCopies.some((copy) => same(copy, field))));
  const changed = signedCopies.filter((copy) => !covered.some((field) => same(copy, field)));
  let restored = state;
  const problems = changed.map((copy) => {
    const now = covered.find((field) => field.key === copy.key && !untouched.has(field));
    if (now === undefined) {
      restored = withOnTop(restored, copy);
      return problem('error', 'header-field-removed', { field: copy.name, value: excerpt(fieldValue(copy)) });
    }
    untouched.add(now);
    restored = replaced(restored, now, copy);
    const [was, is] = [copy, now].map((field) => excerpt(fieldValue(field)));
    return problem('error', 'header-changed', { field: copy.name, was: was ?? '', now: is ?? '' });
  });
  if (problems.length === 0) return null;
  return { problems: problems.slice(0, MOST_COPIES_TOLD), state: restored, restored: tried(restored, question) };
}
