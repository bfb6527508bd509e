/** Counts verdicts: of messages as a whole, and of each signature. The words are dkim-core's own, none is a stranger's. */
import type { Result, SignatureVerdict, VerifyResult } from 'dkim-core';
import type { Metrics } from 'smtp-proxy';

const RESULTS: readonly Result[] = ['none', 'pass', 'fail', 'policy', 'temperror', 'permerror'];

export type CountVerdicts = (verified: Pick<VerifyResult, 'result' | 'signatures'>) => void;

export function verifyMetrics(metrics: Metrics): CountVerdicts {
  const messages = metrics.counter({
    name: 'dkimproxy_verified_messages_total',
    help: 'Messages that were verified, by their overall result (of DKIM alone).',
    labels: ['result'],
    known: RESULTS.map((result) => ({ result })),
  });
  const signatures = metrics.counter({
    name: 'dkimproxy_verified_signatures_total',
    help: 'Signatures that were judged, by type (dkim, domainkeys), result, and the code of the cause (none for pass).',
    labels: ['type', 'result', 'code'],
    known: [],
  });
  const count = ({ type, result, code }: SignatureVerdict): void => signatures({ type, result, code: code ?? 'none' });
  return (verified) => {
    messages({ result: verified.result });
    verified.signatures.forEach(count);
  };
}
