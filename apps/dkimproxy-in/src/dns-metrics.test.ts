import { cachingResolver, type TxtAnswer } from 'dkim-core';
import { expect, test } from 'vitest';
import { countingMetrics } from '../../../packages/smtp-proxy/test/counting-metrics.js';
import { dnsMetrics } from './dns-metrics.js';

test('questions with their time and answer; look-ups by where the answer came from', async () => {
  const metrics = countingMetrics();
  const clock = { ms: 0 };
  const dns = dnsMetrics(metrics, () => clock.ms);
  const answers: Record<string, TxtAnswer> = {
    'a.example': { status: 'found', records: ['x'] },
    'b.example': { status: 'no-such-name' },
    'c.example': { status: 'timeout' },
  };
  const resolve = dns.lookups(
    cachingResolver(
      dns.questions(async (name) => {
        clock.ms += 250;
        return answers[name] ?? { status: 'server-failure' };
      }),
      { now: () => clock.ms / 1000 },
    ),
  );
  await Promise.all([resolve('a.example'), resolve('a.example'), resolve('b.example')]); // the second waits for the first
  await resolve('A.example');
  await resolve('c.example');
  await resolve('b.example');

  expect(metrics.counts()).toEqual({
    'dkimproxy_dns_answers_total{found}': 1,
    'dkimproxy_dns_answers_total{no-such-name}': 1,
    'dkimproxy_dns_answers_total{timeout}': 1,
    'dkimproxy_dns_lookups_total{dns}': 3,
    'dkimproxy_dns_lookups_total{cache}': 3,
  });
  expect(metrics.measured('dkimproxy_dns_question_seconds')).toHaveLength(3);
  expect(Math.min(...metrics.measured('dkimproxy_dns_question_seconds'))).toBe(0.25);
});
