/** What the options and maps come to: checked, and ready to be asked for each message. */
import type { DkimMethod, DomainkeysMethod } from './canonicalization-method.js';
import type { Template } from './macros.js';
import type { SenderField } from './responsible-sender.js';

interface PlannedBase {
  /** Null: what `domain` or the map says. */
  readonly domain: Template | null;
  readonly selector: string;
  /** Whole, as `resolvePath` made it. */
  readonly keyfile: string;
  readonly signedFields: readonly string[] | undefined;
}

export interface PlannedDkim extends PlannedBase {
  readonly type: 'dkim';
  /** Absent: what the key can do. */
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256' | undefined;
  readonly canonicalization: DkimMethod;
  readonly identity: Template | null;
}

export interface PlannedDomainkeys extends PlannedBase {
  readonly type: 'domainkeys';
  readonly canonicalization: DomainkeysMethod;
}

/** A signature, but for d= and i=, which are filled in for each message. */
export type PlannedSignature = PlannedDkim | PlannedDomainkeys;

/** A line of a map. */
export interface PlannedEntry {
  readonly key: string;
  readonly line: number;
  readonly signatures: readonly PlannedSignature[];
}

export interface SigningPolicy {
  /** In A-labels. */
  readonly domains: readonly string[];
  /** The signature lines; empty where a map alone decides. */
  readonly signatures: readonly PlannedSignature[];
  readonly senderMap: ReadonlyMap<string, PlannedEntry> | null;
  readonly listIdMap: ReadonlyMap<string, PlannedEntry> | null;
  readonly senderFields: readonly SenderField[];
  readonly signInvalidFrom: boolean;
  readonly oversignedFields: readonly string[] | undefined;
  readonly expiresAfter: number | undefined;
}
