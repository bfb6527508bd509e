/** What a signer is told, and what it answers. */
import type { Clock } from '../clock.js';
import type { SigningKey } from '../keys/private-key.js';
import type { MessageHeader } from '../message/header-field.js';
import type { DkimCanonicalization } from '../tags/dkim-signature.js';
import type { DomainkeysCanonicalization } from '../tags/domainkey-signature.js';

/** One DKIM-Signature to make. RFC 6376, section 3.5. */
export interface DkimSignatureRequest {
  type: 'dkim';
  /** d=, the signing domain. U-labels are written as A-labels (S-123). */
  domain: string;
  /** s=. */
  selector: string;
  key: SigningKey;
  /** a=. Default: what the key can do, `rsa-sha256` or `ed25519-sha256`. rsa-sha1 is refused (RFC 8301). */
  algorithm?: 'rsa-sha256' | 'ed25519-sha256' | undefined;
  /** i=, `user@domain` or `@domain`, in d= or under it. Default: none is written. */
  identity?: string | undefined;
  /** c=, header/body. Default: `relaxed/relaxed`. */
  canonicalization?: `${DkimCanonicalization}/${DkimCanonicalization}` | undefined;
  /** Names of the fields to sign, each instance of them; From always is. Default: the list of RFC 6376, section 5.4.1, and its like. */
  signedFields?: readonly string[] | undefined;
  /** Names to mention once more in h= than they stand, so that none can be added; empty: none. Default: From, To, Subject and their like. */
  oversignedFields?: readonly string[] | undefined;
  /** x=, in seconds after t=. Default: none is written. */
  expiresAfter?: number | undefined;
  /** l=: signs only so many octets of the canonical body, or all of them and says how many. Dangerous (section 8.2). Default: none. */
  bodyLength?: number | 'whole' | undefined;
  /** z=: names of fields to copy into the signature, for diagnosis. Default: none. */
  copiedFields?: readonly string[] | undefined;
}

/** One DomainKey-Signature to make. RFC 4870, section 3.3. Historic: no receiver trusts it. */
export interface DomainkeysSignatureRequest {
  type: 'domainkeys';
  /** d=. The domain of Sender, else of From, has to be this or under it. */
  domain: string;
  selector: string;
  /** RSA. */
  key: SigningKey;
  algorithm?: 'rsa-sha1' | undefined;
  /** c=. Default: `nofws`. */
  canonicalization?: DomainkeysCanonicalization | undefined;
  /** h=. `all` leaves it out: every field below is signed. Default: the name of each field of the message. */
  signedFields?: readonly string[] | 'all' | undefined;
}

export type SignatureRequest = DkimSignatureRequest | DomainkeysSignatureRequest;

export interface SignOptions {
  /** What to sign with, or a function that decides when the header is known. */
  signatures:
    | readonly SignatureRequest[]
    | ((header: MessageHeader) => readonly SignatureRequest[] | Promise<readonly SignatureRequest[]>);
  /** For t= and x=, in whole seconds since 1970. */
  now: Clock;
  /** Make DKIM signatures also where From is absent or repeated. Default: false (RFC 6376, sections 3.8 and 8.15). */
  signInvalidFrom?: boolean | undefined;
  /** A longer header is not signed, in octets. Default: 1 MiB. */
  maxHeaderSize?: number | undefined;
  /** A header of more fields is not signed. Default: 10,000. */
  maxHeaderFields?: number | undefined;
}

/** What became of one request. One that fails does not harm the others. */
export type MadeSignature =
  | {
      made: true;
      type: 'dkim' | 'domainkeys';
      domain: string;
      selector: string;
      algorithm: string;
      /** i= as asked for; absent without it. For domainkeys the address it stands for. */
      identity?: string;
      /** The whole field, with its CRLF. */
      field: string;
    }
  | {
      made: false;
      type: 'dkim' | 'domainkeys';
      domain: string;
      selector: string;
      /** `not-applicable`: such a message gets no such signature; all else is `error`. */
      cause: 'error' | 'not-applicable';
      /** One English sentence. */
      reason: string;
    };

export interface SignResult {
  /** The lines to put in front of the message's first octet; empty if no signature was made. */
  fields: Uint8Array;
  /** In the order of the requests. */
  signatures: readonly MadeSignature[];
}
