/** What a signer is told, and what it answers. */
import type { Clock } from '../clock.js';
import type { SigningKey } from '../keys/signing-key.js';
import type { MessageHeader } from '../message/header-field.js';
import type { DkimCanonicalization, DomainkeysCanonicalization } from '../canonicalization/names.js';

/** One DKIM-Signature to make. RFC 6376, section 3.5. */
export interface DkimSignatureRequest {
  /** Which kind of signature this is. */
  type: 'dkim';
  /** d=, the signing domain. U-labels are written as A-labels (S-123). */
  domain: string;
  /** s=, the selector: the key record stands at `selector._domainkey.domain`. U-labels are written as A-labels. */
  selector: string;
  /** What loadSigningKey or generateSigningKey gave. RSA or Ed25519 (RFC 8301; RFC 8463). */
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
  /** x=, in whole seconds after t=, at least 1; x= has 12 digits at most. Default: none is written. */
  expiresAfter?: number | undefined;
  /** l=: signs only so many octets of the canonical body, or all of them and says how many. Dangerous (section 8.2). Default: none. */
  bodyLength?: number | 'whole' | undefined;
  /** z=: names of fields to copy into the signature, for diagnosis. Default: none. */
  copiedFields?: readonly string[] | undefined;
}

/** One DomainKey-Signature to make. RFC 4870, section 3.3. Historic: no receiver trusts it. */
export interface DomainkeysSignatureRequest {
  /** Which kind of signature this is. */
  type: 'domainkeys';
  /** d=. The domain of Sender, else of From, has to be this or under it. */
  domain: string;
  /** s=, the selector: the key record stands at `selector._domainkey.domain`. */
  selector: string;
  /** What loadSigningKey or generateSigningKey gave. RSA: DomainKeys knows nothing else. */
  key: SigningKey;
  /** a=. Default: `rsa-sha1`, the only one there is (RFC 4870, section 3.3). */
  algorithm?: 'rsa-sha1' | undefined;
  /** c=, of header and body. Default: `nofws`. */
  canonicalization?: DomainkeysCanonicalization | undefined;
  /** h=. `all` leaves it out: every field below is signed. Default: the name of each field of the message. */
  signedFields?: readonly string[] | 'all' | undefined;
}

/** One signature to make, of either kind; `type` says which. */
export type SignatureRequest = DkimSignatureRequest | DomainkeysSignatureRequest;

/** What sign and createSigner are told. */
export interface SignOptions {
  /** What to sign with, or a function that decides when the header is known, at once or later. */
  signatures:
    | readonly SignatureRequest[]
    | ((header: MessageHeader) => readonly SignatureRequest[] | PromiseLike<readonly SignatureRequest[]>);
  /** For t= and x=, in whole seconds since 1970; asked once, when the header is known (RFC 6376, section 3.5). */
  now: Clock;
  /** Make DKIM signatures also where From is absent or repeated. Default: false (RFC 6376, sections 3.8 and 8.15). */
  signInvalidFrom?: boolean | undefined;
  /** A longer header is not signed. In octets, or Infinity. Default: 1 MiB. */
  maxHeaderSize?: number | undefined;
  /** A header of more fields is not signed. A whole number from 1, or Infinity. Default: 10,000. */
  maxHeaderFields?: number | undefined;
}

/** Why a signature was not made. For programs: stable. */
export type SigningFault =
  | 'from-invalid' // the message has no From, or several: RFC 6376, sections 3.8 and 8.15; signInvalidFrom signs it all the same
  | 'not-applicable' // DomainKeys only: the sender is not under d=, or the message has such a signature: RFC 4870, section 3.5
  | 'option-invalid' // the request asks for what cannot be written
  | 'key-unusable' // the key was not loaded here, is of another type than is asked for, or cannot sign
  | 'header-too-large' // beyond maxHeaderSize or maxHeaderFields, or so that the signature would be
  | 'line-ends' // the header has LF and not one CRLF: RFC 5322, section 2.1
  | 'first-line' // the message begins with white space, which would make its first line part of the signature: RFC 5322, section 2.2.3
  | 'internal-error'; // a fault of this library

/** What became of one request: a signature, or why there is none. One that fails does not harm the others. */
export type SigningOutcome =
  | {
      /** A signature was made. */
      made: true;
      /** As in the request. */
      type: SignatureRequest['type'];
      /** d= as it is written: in A-labels. */
      domain: string;
      /** s= as it is written: in A-labels. */
      selector: string;
      /** a=. */
      algorithm: 'rsa-sha256' | 'ed25519-sha256' | 'rsa-sha1';
      /** i= as asked for; null without it. For domainkeys the address it stands for. */
      identity: string | null;
      /** The whole field, with its CRLF; one character an octet. */
      field: string;
    }
  | {
      /** None was made. */
      made: false;
      /** As in the request. */
      type: SignatureRequest['type'];
      /** As in the request; empty where that has no text. */
      domain: string;
      /** As in the request; empty where that has no text. */
      selector: string;
      /** Why, for programs. */
      code: SigningFault;
      /** Why, for people: one English sentence. What it quotes of the message is escaped and cut. */
      reason: string;
    };

/** What sign and a signer's end() give. */
export interface SignResult {
  /** The lines to put in front of the message's first octet; empty if no signature was made. */
  fields: Uint8Array;
  /** One for each request, in their order. */
  signatures: readonly SigningOutcome[];
}
