/**
 * Whether a message is refused: verdicts, the sender's published policies and the reject options in, a reply or none
 * out. Pure. By default everything is relayed (S-102); a failed signature never causes a 4xx (S-103).
 */
import type { Result, SignatureVerdict } from 'dkim-core';
import type { Reply } from 'smtp-proxy';

export interface RejectSettings {
  /** `reject_error`: off, 450 for what may differ later, or with `permerror` 550 as well. */
  rejectError: 'off' | 'temporary' | 'permerror';
  /** `reject_fail`: refuse where the sender's own policy asks for it. */
  rejectFail: boolean;
}

/** What a published policy says of this message; see findPolicies. */
export interface PolicyFinding {
  /** The policy asks to refuse it. */
  refuses: boolean;
  /** DNS gave no answer. */
  temporaryFailure: boolean;
  /** One sentence: which policy, of which domain, with which record. */
  reason: string;
}

export interface Refusal {
  reply: Reply;
  reason: string;
}

/** Never a reason to refuse, even with `reject_error permerror`: the sender may know more than we do. */
const NEVER_REFUSED = new Set<string>([
  'algorithm-unknown',
  'canonicalization-unknown',
  'query-method-unknown',
  'version-unsupported',
]);

export function refusalOf(
  result: Result,
  verdicts: readonly SignatureVerdict[],
  policies: readonly PolicyFinding[],
  { rejectError, rejectFail }: RejectSettings,
): Refusal | null {
  const dkim = verdicts.filter(({ type }) => type === 'dkim');
  const actedOn = dkim.filter(({ testing }) => !testing); // RFC 6376, section 3.6.1, t=y

  if (rejectFail) {
    const asked = policies.find(({ refuses }) => refuses);
    if (asked) return refuse(550, '5.7.1', asked.reason);
  }
  if (rejectError === 'off' || result === 'pass') return null;

  const temporary = actedOn.find((verdict) => verdict.result === 'temperror');
  if (temporary) return refuse(450, '4.7.5', describe(temporary));
  const policyUnknown = policies.find(({ temporaryFailure }) => temporaryFailure);
  if (rejectFail && policyUnknown) return refuse(450, '4.7.5', policyUnknown.reason);

  if (rejectError === 'permerror' && result === 'permerror') {
    const permanent = actedOn.find((verdict) => verdict.result === 'permerror' && !NEVER_REFUSED.has(verdict.code));
    if (permanent) return refuse(550, '5.7.20', describe(permanent));
  }
  return null;
}

function describe({ domain, selector, reason }: SignatureVerdict): string {
  return `DKIM signature d=${domain ?? '?'} s=${selector ?? '?'}: ${reason ?? ''}`;
}

function refuse(code: number, enhanced: string, reason: string): Refusal {
  return { reply: { code, lines: [`${enhanced} ${replyText(reason)}`] }, reason };
}

/** ASCII without controls (S-243), short enough for one line of a reply (RFC 5321, section 4.5.3.1.5). */
function replyText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 400);
}
