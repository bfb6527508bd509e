/** All that this library knows of DNS: a name in, the TXT records or the kind of failure out. */

/**
 * What DNS says of the TXT records of one name (RFC 6376, section 3.6.2; RFC 2308). For a verifier `no-such-name`,
 * `no-such-record` and `invalid-name` are permanent (permerror), `timeout` and `server-failure` are not (temperror): what
 * may be different later must never be given as one of the former.
 */
export type TxtAnswer =
  | {
      /** The name has TXT records. */
      status: 'found';
      /** One text a record, its character-strings joined with nothing between (RFC 6376, section 3.6.2.2); one character an octet. */
      records: readonly string[];
      /** How long the answer may be kept, in seconds, where the source says so. */
      ttl?: number | undefined;
    }
  | {
      status:
        | 'no-such-name' // NXDOMAIN: nothing has this name
        | 'no-such-record' // the name is there, without TXT records (NODATA)
        | 'timeout' // no answer in time
        | 'server-failure' // SERVFAIL, REFUSED, an answer that cannot be read, no server to be reached: anything else
        | 'invalid-name'; // the name cannot be asked for: an empty label, one over 63 octets, more than 253 in all
      /** What happened, one clause for people; it ends in the reason of a verdict. */
      reason?: string | undefined;
    };

/**
 * Asks for the TXT records of a name (ASCII, without final dot). Never throws or rejects: every failure is a status.
 * nodeResolver, memoryResolver and cachingResolver are ready-made.
 */
export type TxtResolver = (name: string) => Promise<TxtAnswer>;
