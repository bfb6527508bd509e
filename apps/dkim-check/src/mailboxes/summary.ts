/** Many verdicts as a few lines: how often which domain, selector, result and cause, and where the first one is. */
import { messageProblems } from '../diagnosis/message-problems.js';
import type { Judged } from '../judged.js';
import { causeOf } from './cause.js';
import { tableLines } from '../report/table.js';
import { visibleText } from '../visible-text.js';
import type { Say } from '../words/words.js';

export interface Summary {
  readonly add: (place: { file: string; index: number }, judged: Pick<Judged, 'verdict' | 'diagnoses'>) => void;
  readonly lines: (say: Say) => readonly string[];
  readonly messages: () => number;
}

interface Row {
  count: number;
  /** Type, domain, selector, result, code. */
  readonly cells: readonly string[];
  readonly first: string;
}

const MOST_ROWS = 1000; // strangers choose domains and selectors; what is beyond is counted in one row
const NOTHING = '-';

export function createSummary(): Summary {
  const rows = new Map<string, Row>();
  const results = new Map<string, number>();
  let messages = 0;

  const count = (cells: readonly string[], first: string): void => {
    const key = JSON.stringify(cells);
    const row = rows.get(key);
    if (row !== undefined) row.count += 1;
    else if (rows.size < MOST_ROWS || cells === OTHERS) rows.set(key, { count: 1, cells, first });
    else count(OTHERS, first);
  };

  return {
    add({ file, index }, { verdict: { result, signatures, header }, diagnoses }) {
      messages += 1;
      results.set(result, (results.get(result) ?? 0) + 1);
      const first = `${visibleText(file)} #${index}`;
      if (signatures.length === 0) {
        const [fault] = messageProblems({ header });
        count([NOTHING, NOTHING, NOTHING, 'none', fault?.code ?? NOTHING], first);
      }
      for (const [at, signature] of signatures.entries()) {
        const { type, domain, selector, result: each } = signature;
        const name = domain === null ? NOTHING : visibleText(domain.toLowerCase());
        const key = selector === null ? NOTHING : visibleText(selector);
        count([type, name, key, each, causeOf(signature, diagnoses[at]) ?? NOTHING], first);
      }
    },
    lines(say) {
      const head = [
        say('summary-count'),
        say('summary-type'),
        say('summary-domain'),
        say('summary-selector'),
        say('summary-result'),
        say('summary-cause'),
        say('summary-first'),
      ];
      const sorted = [...rows.values()].toSorted((one, other) => compared(one.cells, other.cells));
      const body = sorted.map((row) => [
        String(row.count),
        ...(row.cells === OTHERS ? [NOTHING, say('summary-others'), ...row.cells.slice(2)] : row.cells),
        row.first,
      ]);
      const told = [...results]
        .map(([result, times]) => `${result} ${times}`)
        .toSorted((one, other) => (one < other ? -1 : 1));
      return [
        say('summary-title', { messages, results: told.join(', ') }),
        ...tableLines([head, ...body]).map((line) => `  ${line}`),
        ...(sorted.some(({ cells }) => (cells[4] ?? NOTHING) !== NOTHING) ? [say('summary-hint')] : []),
      ];
    },
    messages: () => messages,
  };
}

const OTHERS: readonly string[] = [NOTHING, '\u{10ffff}', NOTHING, NOTHING, NOTHING]; // the last when sorted

/** By domain, then selector, result, cause and type. */
function compared(one: readonly string[], other: readonly string[]): number {
  for (const at of [1, 2, 3, 4, 0]) {
    const [left = '', right = ''] = [one[at], other[at]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
