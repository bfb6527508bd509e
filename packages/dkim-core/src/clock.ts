/** The clock. Handed in wherever a rule speaks of "now"; only this file asks the system. */
import { invalid } from './option-checks.js';

/** Now, in whole seconds since 1970, the unit of `t=` and `x=` (RFC 6376, section 3.5). */
export type Clock = () => number;

/** The clock of this machine. Hand it in as `now`. */
export const systemClock: Clock = () => Math.floor(Date.now() / 1000);

/** 12 digits, the most that t= and x= can hold. RFC 6376, section 3.5. */
export const MAX_TIME = 999_999_999_999;

/** What the clock says. Throws DkimError, DKIM_OPTION_INVALID, where that is no time in whole seconds. */
export function readClock(now: Clock): number {
  const time: unknown = now();
  if (typeof time !== 'number' || !Number.isInteger(time) || time < 0 || time > MAX_TIME) {
    throw invalid('now() must give whole seconds since 1970, as systemClock does', time);
  }
  return time;
}
