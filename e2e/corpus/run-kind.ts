/** Runs all cases of one kind and counts. */
import { rightOf, type CorpusCase } from './cases.js';
import { DISPUTED } from './disputed.js';
import type { Judgement } from './judgement.js';
import { JUDGES, NOT_YET } from './kinds.js';
import { overrulingOf } from './overruled.js';

export interface KindOutcome {
  /** The counts, and below them what needs a word. */
  lines: readonly string[];
  /** What must not be: a case that fails, a disputed one that doesn't, a kind that nobody knows. */
  faults: readonly string[];
}

export async function runKind(kind: string, cases: readonly CorpusCase[]): Promise<KindOutcome> {
  const judge = JUDGES[kind];
  if (judge === undefined) {
    const faults = NOT_YET.includes(kind) ? [] : [`nobody judges the kind ${kind}, and it is not listed as missing`];
    return { lines: [`${kind}: 0 passed, 0 failed, ${cases.length} skipped (not built yet)`], faults };
  }
  const count = { passed: 0, failed: 0, skipped: 0 };
  const overruled: string[] = [];
  const remarks: string[] = [];
  const faults: string[] = [];
  for (const entry of cases) {
    const name = `${entry.source}/${entry.id}`;
    const overruling = overrulingOf(entry);
    if (overruling !== null) overruled.push(`${name} (${overruling.rule})`);
    const judgement = await attempt(() => judge(entry, overruling?.right ?? rightOf(entry)));
    const isRight = 'notJudged' in judgement || judgement.length === 0;
    const dispute = DISPUTED[name];
    if ('notJudged' in judgement) {
      count.skipped += 1;
      remarks.push(`  not judged: ${name}: ${judgement.notJudged}`);
    } else {
      count[isRight ? 'passed' : 'failed'] += 1;
      if (!isRight && dispute === undefined) faults.push(`${name}: ${judgement.join('; ')}`);
    }
    if (dispute !== undefined) {
      remarks.push(`  failed, and we believe to be right: ${name}: ${dispute}`);
      if (isRight) faults.push(`${name} does not fail any more: take it off the list of disputed cases`);
    }
  }
  if (overruled.length > 0) remarks.unshift(`  judged by a rule: ${overruled.join(', ')}`);
  const { passed, failed, skipped } = count;
  return { lines: [`${kind}: ${passed} passed, ${failed} failed, ${skipped} skipped`, ...remarks], faults };
}

/** No case may throw. */
async function attempt(judge: () => Judgement | Promise<Judgement>): Promise<Judgement> {
  try {
    return await judge();
  } catch (err) {
    return [`thrown: ${String(err)}`];
  }
}
