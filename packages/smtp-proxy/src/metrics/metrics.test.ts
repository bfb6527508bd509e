import { expect, test } from 'vitest';
import { boundedLabels, OTHER } from './metrics.js';

test('the first values of a bounded label stay, the rest is other; no other label is touched', () => {
  const bounded = boundedLabels<'domain' | 'type'>({ domain: 2 });
  const of = (domain: string): string => Object.values(bounded({ type: domain, domain })).join(' ');
  expect(['a', 'b', 'c', 'a', 'b', 'd'].map(of)).toEqual(['a a', 'b b', `c ${OTHER}`, 'a a', 'b b', `d ${OTHER}`]);
});
