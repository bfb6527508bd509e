/** What is to be said of a message as a whole, whatever its signatures. */
import type { VerifyResult } from 'dkim-core';
import { problem, type Problem } from '../problem.js';

/** A signature that stands below what was read of the header has no verdict of its own to say so. */
export function messageProblems({ header }: Pick<VerifyResult, 'header'>): readonly Problem[] {
  if (!header.tooLarge) return [];
  return [problem('error', 'header-not-all-read', { fields: header.fields.length })];
}
