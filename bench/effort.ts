/** How long and how often to measure. */

export interface Effort {
  readonly rounds: number;
  /** Of one library contestant in one round. */
  readonly seconds: number;
  /** Before the first round, of a contestant that a just-in-time compiler makes faster meanwhile. */
  readonly warmUpSeconds: number;
  /** The mails that a proxy of ours has seen before the first round. */
  readonly warmUpMails: number;
  /** Of one proxy in one round. */
  readonly proxySeconds: number;
  /** Mails of a first run, which tells how many go into the time above. */
  readonly firstMails: number;
  /** No more sessions at a time. */
  readonly mostSessions: number;
  /** No mail is larger. In octets. */
  readonly largestMail: number;
  /** A share of what rows do that count operations instead of seconds. */
  readonly share: number;
}

export const FULL: Effort = {
  rounds: 5,
  seconds: 0.35,
  warmUpSeconds: 2,
  warmUpMails: 1500,
  proxySeconds: 1.5,
  firstMails: 200,
  mostSessions: Number.POSITIVE_INFINITY,
  largestMail: Number.POSITIVE_INFINITY,
  share: 1,
};

/** Everything once, as little as can be: for finding errors. Its figures mean nothing. */
export const SHORT: Effort = {
  rounds: 1,
  seconds: 0,
  warmUpSeconds: 0,
  warmUpMails: 1,
  proxySeconds: 0.01,
  firstMails: 3,
  mostSessions: 3,
  largestMail: 64 * 1024,
  share: 0.002,
};
