/** Who made a signature: told by d= and s=, since a signer writes no name of its own into the mail. */
import type { VerifyResult } from 'dkim-core';
import type { Planned } from './chain-file.js';

type Made = Pick<VerifyResult['signatures'][number], 'type' | 'domain' | 'selector'>;

export const isOfPlan = ({ type, domain, selector }: Made, plan: Planned): boolean =>
  type === plan.type && same(domain, plan.domain) && same(selector, plan.selector);

/** Names in DNS have no case. */
const same = (one: string | null, other: string): boolean => one?.toLowerCase() === other.toLowerCase();

/** So many of `planned` are like this one. */
export const timesPlanned = (made: Made, planned: readonly Planned[]): number =>
  planned.filter((plan) => isOfPlan(made, plan)).length;
