/** All that is known of a message: its verdicts, and what was looked for because of them. */
import type { VerifyResult } from 'dkim-core';
import type { Diagnoses } from './diagnosis/diagnose.js';
import type { Difference } from './diagnosis/difference.js';
import type { NoKeyEvidence } from './no-key/evidence.js';

export interface Judged {
  readonly verdict: VerifyResult;
  /** Why signatures do not pass, in the order of the verdict. */
  readonly diagnoses: Diagnoses;
  /** To the message as it left; null without it. */
  readonly difference: Difference | null;
  /** For each signature that a receiver found no key for. */
  readonly noKey: readonly NoKeyEvidence[];
}
