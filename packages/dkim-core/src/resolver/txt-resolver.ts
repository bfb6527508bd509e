/** All that this library knows of DNS: a name in, the TXT records or the kind of failure out. */

export type TxtAnswer =
  | {
      status: 'found';
      /** One text a record, its character-strings joined with nothing between (RFC 6376, section 3.6.2.2); one character an octet. */
      records: readonly string[];
      /** How long the answer may be kept, in seconds, where the source says so. */
      ttl?: number;
    }
  | { status: 'no-such-name' | 'no-such-record' | 'timeout' | 'server-failure' | 'invalid-name' };

/** Asks for the TXT records of a name (ASCII, without final dot). Never rejects: every failure is a status. */
export type TxtResolver = (name: string) => Promise<TxtAnswer>;
