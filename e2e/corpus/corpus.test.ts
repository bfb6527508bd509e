/**
 * The test cases of other implementations, all of them, and the standards' examples. Without the corpus, which is not part
 * of the project, there is nothing to compare with.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { readCorpus } from './cases.js';
import { runKind } from './run-kind.js';

const corpus = readCorpus();
const kinds = [...new Set((corpus ?? []).map(({ kind }) => kind))];
const summary: string[] = [];

afterAll(() => {
  for (const line of summary) console.log(line);
});

describe.skipIf(corpus === null)("the peers' test cases, where they are beside this clone", () => {
  test('each case has its place', () => {
    expect(kinds.length).toBeGreaterThan(0);
  });

  test.for(kinds)('the corpus: %s', async (kind) => {
    const { lines, faults } = await runKind(
      kind,
      (corpus ?? []).filter((entry) => entry.kind === kind),
    );
    summary.push(...lines);
    expect(faults).toEqual([]);
  });
});
