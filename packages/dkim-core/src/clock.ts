/** The clock. Handed in wherever a rule speaks of "now"; only this file asks the system. */

/** Now, in whole seconds since 1970, the unit of `t=` and `x=` (RFC 6376, section 3.5). */
export type Clock = () => number;

export const systemClock: Clock = () => Math.floor(Date.now() / 1000);
