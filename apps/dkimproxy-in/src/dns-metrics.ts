/** Counts what is asked of the DNS, around the resolver and around its cache: dkim-core itself counts nothing. */
import type { TxtAnswer, TxtResolver } from 'dkim-core';
import { SECONDS, type Metrics } from 'smtp-proxy';

const STATUSES: readonly TxtAnswer['status'][] = [
  'found',
  'no-such-name',
  'no-such-record',
  'timeout',
  'server-failure',
  'invalid-name',
];

export interface DnsMetrics {
  /** Around the resolver that asks: each call is a question to the DNS. */
  questions(resolveTxt: TxtResolver): TxtResolver;
  /** Around the cache, in front of what `questions` made. */
  lookups(resolveTxt: TxtResolver): TxtResolver;
}

/** `now` in milliseconds, a clock that does not jump. */
export function dnsMetrics(metrics: Metrics, now: () => number): DnsMetrics {
  const answered = metrics.counter({
    name: 'dkimproxy_dns_answers_total',
    help: 'Questions to the DNS, by the kind of the answer.',
    labels: ['status'],
    known: STATUSES.map((status) => ({ status })),
  });
  const took = metrics.histogram({
    name: 'dkimproxy_dns_question_seconds',
    help: 'How long the DNS took to answer one question, with all tries.',
    buckets: SECONDS,
  });
  const looked = metrics.counter({
    name: 'dkimproxy_dns_lookups_total',
    help: 'Names that were looked up, by where the answer came from: cache (hit; or asked for already) or dns (miss).',
    labels: ['source'],
    known: [{ source: 'cache' }, { source: 'dns' }],
  });
  let asked = 0;

  return {
    questions: (resolveTxt) => async (name) => {
      asked += 1;
      const began = now();
      const answer = await resolveTxt(name);
      took((now() - began) / 1000);
      answered({ status: answer.status });
      return answer;
    },
    lookups: (resolveTxt) => (name) => {
      // The cache decides before it gives its promise: what it asks, it asks within this call.
      const before = asked;
      const answer = resolveTxt(name);
      looked({ source: asked === before ? 'cache' : 'dns' });
      return answer;
    },
  };
}
