/** Where the key of a signature cannot be used: what `dkim-check record` says of it. */
import type { Clock, DkimSignature } from 'dkim-core';
import type { Dns } from '../dns/dns.js';
import type { Problem } from '../problem.js';
import { recordReport } from '../record/record-report.js';

export type JudgeKey = (signature: DkimSignature) => Promise<readonly Problem[]>;

export function keyProblems(dns: Dns, now: Clock): JudgeKey {
  return async ({ selector, domain, algorithm, identityDomain }) =>
    (await recordReport({ selector, domain }, dns, { now: now(), signatures: [{ algorithm, identityDomain }] }))
      .problems;
}
