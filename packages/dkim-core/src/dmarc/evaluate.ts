/** DMARC of one message: its policy, and whether anything that passed is aligned. RFC 9989, section 5.3; S-172, S-175. */
import { checkedResolver } from '../resolver/ask-txt.js';
import type { TxtAnswer, TxtResolver } from '../resolver/txt-resolver.js';
import type { SignatureVerdict } from '../verdict.js';
import { toALabels } from '../text/domain-name.js';
import { alignDmarc } from './alignment.js';
import { lookUpDmarcPolicy, type DmarcPolicyLookup } from './policy.js';

/** What is known of a message. */
export interface DmarcEvidence {
  /** The domain of From: `dmarcAuthorDomain`. */
  readonly authorDomain: string;
  /** The verdicts of `verify`; only DKIM signatures that pass count. */
  readonly signatures: readonly Pick<SignatureVerdict, 'type' | 'result' | 'domain'>[];
  /** The domain of MAIL FROM where SPF passed (the null sender's is that of HELO); null where it did not, or nobody asked. */
  readonly spfDomain: string | null;
}

/** RFC 9989, section 9.1. permerror is what `dmarcAuthorDomain` refuses. */
export type DmarcEvaluation = { readonly policy: DmarcPolicyLookup } & (
  | {
      readonly result: 'pass';
      /** What is aligned, and its domain. */
      readonly by: 'dkim' | 'spf';
      readonly domain: string;
    }
  | { readonly result: 'none' | 'fail' }
  | { readonly result: 'temperror'; readonly reason: string }
);

/** One aligned pass suffices; an error of DNS counts only where none is found. Each name is asked for once. */
export async function evaluateDmarc(
  { authorDomain, signatures, spfDomain }: DmarcEvidence,
  resolveTxt: TxtResolver,
): Promise<DmarcEvaluation> {
  const once = askingOnce(checkedResolver(resolveTxt));
  const policy = await lookUpDmarcPolicy(authorDomain, once);
  if (policy.result === 'none') return { result: 'none', policy };
  if (policy.result === 'temperror') return { result: 'temperror', reason: policy.reason, policy };

  const { dkimAlignment, spfAlignment } = policy.record;
  const signers = signatures.flatMap(({ type, result, domain }) =>
    type === 'dkim' && result === 'pass' && domain !== null ? (toALabels(domain) ?? []) : [],
  );
  const proven = [
    ...[...new Set(signers)].map((domain) => ({ by: 'dkim', domain, mode: dkimAlignment }) as const),
    ...(spfDomain === null ? [] : [{ by: 'spf', domain: spfDomain, mode: spfAlignment } as const]),
  ].toSorted((one, other) => Number(other.domain === authorDomain) - Number(one.domain === authorDomain));
  let failure: string | null = null;
  for (const { by, domain, mode } of proven) {
    const alignment = await alignDmarc({ author: authorDomain, proven: domain, mode }, once);
    if (alignment.result === 'aligned') return { result: 'pass', by, domain, policy };
    if (alignment.result === 'temperror') failure ??= alignment.reason;
  }
  return failure === null ? { result: 'fail', policy } : { result: 'temperror', reason: failure, policy };
}

function askingOnce(resolveTxt: TxtResolver): TxtResolver {
  const answers = new Map<string, Promise<TxtAnswer>>();
  return (name) => {
    const known = answers.get(name) ?? resolveTxt(name);
    answers.set(name, known);
    return known;
  };
}
