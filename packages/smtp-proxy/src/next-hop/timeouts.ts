/** How long each step may take. RFC 5321, section 4.5.3.2; S-212, S-213. */

/** All in milliseconds. */
export interface Timeouts {
  /** Until the connection to the next hop stands. */
  readonly connect: number;
  /** Until the next hop has greeted, and again until it has answered EHLO. */
  readonly greeting: number;
  /** MAIL, and the small commands: RSET, NOOP, XFORWARD. */
  readonly mail: number;
  readonly rcpt: number;
  /** From DATA to 354. */
  readonly data: number;
  /** Until the next hop has taken one piece of the message. */
  readonly block: number;
  /** From the final dot to its reply. */
  readonly end: number;
  /** How long a client may owe us its next octets. It never counts while we wait for the next hop. */
  readonly idle: number;
}
