/** Counts what was signed, and why not. */
import type { Metrics } from 'smtp-proxy';
import type { SigningFacts } from './log-line.js';

/** Signing domains with a count of their own; a provider may have thousands, and each is a series for ever. */
const MOST_DOMAINS = 100;

export interface SignatureFacts {
  readonly type: 'dkim' | 'domainkeys';
  readonly domain: string;
}

export interface CountedMessage {
  readonly action: SigningFacts['action'];
  /** Why none, or what failed: `no-rule` where the configuration has no signature for it, else a code of dkim-core. */
  readonly reason: string;
  readonly signatures: readonly SignatureFacts[];
}

export type CountSigning = (message: CountedMessage) => void;

export function signMetrics(metrics: Metrics): CountSigning {
  const messages = metrics.counter({
    name: 'dkimproxy_signing_messages_total',
    help: 'Messages that came to be signed, by what was done (signed, skipped, error) and the reason class (none for signed).',
    labels: ['action', 'reason'],
    known: [{ action: 'signed', reason: 'none' }],
  });
  const signatures = metrics.counter({
    name: 'dkimproxy_signatures_total',
    help: `Signatures made, by type and signing domain; the first ${MOST_DOMAINS} domains have a count each, the rest is other.`,
    labels: ['type', 'domain'],
    known: [],
    most: { domain: MOST_DOMAINS },
  });
  return ({ action, reason, signatures: made }) => {
    messages({ action, reason });
    for (const { type, domain } of made) signatures({ type, domain: domain.toLowerCase() });
  };
}
