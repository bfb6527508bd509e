/** Ties a test to a promise: the test's name carries the id, and coverage.test.ts sees that none is forgotten. */
import { test } from 'vitest';
import { REQUIREMENTS } from '../requirements.js';

/** `proves('load', 'more words', ...)`: a test that proves the promise. */
export function proves(id: string, words: string, body: () => Promise<void>, timeoutMs?: number): void {
  const requirement = REQUIREMENTS.find((each) => each.id === id);
  if (requirement === undefined) throw new Error(`${id} is no requirement; see e2e/requirements.ts`);
  const run = requirement.knownFailure === undefined ? test : test.fails;
  run(`${id}: ${words}`, body, timeoutMs);
}
