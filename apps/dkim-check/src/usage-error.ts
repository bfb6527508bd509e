/** What the person at the keyboard got wrong, told in their language by whoever catches it. */
import type { Facts, Say, WordCode } from './words/words.js';

/** Wrong usage, or a file that can't be used: exit status 2. */
export class UsageError extends Error {
  readonly code: WordCode;
  readonly sentence: (say: Say) => string;

  constructor(code: WordCode, sentence: (say: Say) => string) {
    super('wrong usage');
    this.name = 'UsageError';
    this.code = code;
    this.sentence = sentence;
  }
}

export function fault<Code extends WordCode>(code: Code, ...facts: Facts<Code>): UsageError {
  return new UsageError(code, (say) => say(code, ...facts));
}
