/** DNS as an administrator needs to see it: what a name has, who says so, and until when another answer may be remembered. */
import type { TxtAnswer, TxtResolver } from 'dkim-core';

export interface DnsReport {
  readonly status: TxtAnswer['status'];
  /** One clause for people where there is more to say. */
  readonly reason: string | null;
  /** Each record as its strings, one character an octet; empty unless `found`. */
  readonly records: readonly (readonly string[])[];
  /** The aliases (CNAME) that were followed, in order. */
  readonly aliases: readonly string[];
  /** Seconds that the answer may live on in caches; null where nobody says. */
  readonly ttl: number | null;
  /** Of a negative answer: how long it may be remembered, in seconds (RFC 2308, section 5), and the zone that says so. */
  readonly negativeTtl: number | null;
  readonly zone: string | null;
  /** Who answered, ADDRESS or ADDRESS:PORT; null: a file. */
  readonly server: string | null;
  readonly isAuthoritative: boolean;
  /** An answer came, whatever it said. */
  readonly hasAnswered: boolean;
  /** The answer was too long for UDP, and TCP failed. */
  readonly wasCut: boolean;
  /** The server failed, and has an answer when it is asked not to check signatures: DNSSEC of the zone is broken. */
  readonly isBogus: boolean;
}

/** One of the servers that a zone is delegated to. */
export interface NameServer {
  readonly name: string;
  readonly address: string;
}

export interface Zone {
  readonly name: string;
  readonly servers: readonly NameServer[];
  /** Servers that the zone names and that have no address. */
  readonly withoutAddress: readonly string[];
}

export interface Dns {
  /** For dkim-core: answers are kept for this run. */
  readonly resolveTxt: TxtResolver;
  /** Null: answers come from a file, and there are no servers to be asked. */
  readonly servers: readonly string[] | null;
  /** TXT records of a name (ASCII, without final dot). Never rejects. `server`: this one alone, without recursion. */
  readonly txt: (name: string, server?: NameServer) => Promise<DnsReport>;
  /** The zone that a name is in and who serves it; null where nobody can tell, and for a file. */
  readonly zoneOf: (name: string) => Promise<Zone | null>;
  /** The serial number of the zone on this server; null where it does not say. */
  readonly serialOf: (server: NameServer, zone: string) => Promise<number | null>;
  /** Why this server does not answer over TCP, or null where it does (RFC 7766): one of the zone, or one of `servers`. */
  readonly tcpFault: (server: NameServer | string, name: string) => Promise<string | null>;
}
