/** What the person at the keyboard got wrong, told in their language by whoever catches it. */
import type { UsageCode } from './usage-codes.js';
import type { Facts, Say } from './words/words.js';

/** Wrong usage, or a file that can't be used: exit status 2. */
export class UsageError extends Error {
  readonly code: UsageCode;
  readonly sentence: (say: Say) => string;

  constructor(code: UsageCode, sentence: (say: Say) => string) {
    super('wrong usage');
    this.name = 'UsageError';
    this.code = code;
    this.sentence = sentence;
  }
}

export function fault<Code extends UsageCode>(code: Code, ...facts: Facts<Code>): UsageError {
  return new UsageError(code, (say) => say(code, ...facts));
}
