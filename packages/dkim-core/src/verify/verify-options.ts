/** What a verifier is told. Units, defaults and sources stand at each option. */
import type { Clock } from '../clock.js';
import { DkimError } from '../errors.js';
import type { TxtResolver } from '../resolver/txt-resolver.js';
import { toALabels } from '../text/domain-name.js';

export interface VerifyOptions {
  /** Asks DNS. Its timeouts and retries are its own; no answer becomes `temperror`. */
  resolveTxt: TxtResolver;
  /** When the message came, in whole seconds since 1970, the unit of `t=` and `x=` (RFC 6376, section 3.5). */
  now: Clock;
  /** Look at DKIM-Signature fields. Default: true. */
  dkim?: boolean | undefined;
  /** Look at DomainKey-Signature fields. Default: true. They never count in `result`. */
  domainkeys?: boolean | undefined;
  /** The smallest RSA key that can pass, in bits. Default: 1024, the least that RFC 8301, section 3.2, allows. */
  minRsaBits?: number | undefined;
  /** The largest RSA key that is computed with, in bits. Default: 8192; 4096 must be possible (RFC 8301, section 3.2). */
  maxRsaBits?: number | undefined;
  /** How many signatures of a message are looked at. Default: 20. */
  maxSignatures?: number | undefined;
  /** How many signing domains of a message are asked for keys. Default: 10 (RFC 6376, section 8.4). */
  maxDnsDomains?: number | undefined;
  /** For all key look-ups of a message together, in milliseconds. Default: 20,000. */
  dnsMessageTimeoutMs?: number | undefined;
  /** Let pass a signature whose l= leaves part of the body unsigned. Default: false (RFC 6376, section 8.2). */
  acceptUnsignedBody?: boolean | undefined;
  /** Let pass a signature that covers fewer From fields than stand there. Default: false (RFC 6376, section 8.15). */
  acceptUnsignedFrom?: boolean | undefined;
  /** Names of fields that h= must name. Default: none but From. */
  requiredFields?: readonly string[] | undefined;
  /** Signing domains that are not accepted, each exactly: public suffixes, for instance. Default: none (RFC 6376, section 8.14). */
  refusedDomains?: readonly string[] | undefined;
  /** A t= more than 300 s ahead: `warn` adds a warning, `refuse` makes it permerror. Default: warn. */
  futureSignatures?: 'warn' | 'refuse' | undefined;
  /** rsa-sha1: `refuse` makes it permerror (RFC 8301), `policy` computes it and never lets it pass, for archives. Default: refuse. */
  rsaSha1?: 'refuse' | 'policy' | undefined;
  /** In octets; signatures of a message with a longer header get `header-too-large`. Default: 1 MiB. */
  maxHeaderSize?: number | undefined;
  /** Likewise for the number of fields. Default: 10,000. */
  maxHeaderFields?: number | undefined;
}

/** All options in force. */
export interface VerifyRules {
  dkim: boolean;
  domainkeys: boolean;
  minRsaBits: number;
  maxRsaBits: number;
  maxSignatures: number;
  maxDnsDomains: number;
  dnsMessageTimeoutMs: number;
  acceptUnsignedBody: boolean;
  acceptUnsignedFrom: boolean;
  /** In lower case. */
  requiredFields: readonly string[];
  /** A-labels. */
  refusedDomains: ReadonlySet<string>;
  futureSignatures: 'warn' | 'refuse';
  rsaSha1: 'refuse' | 'policy';
}

/** Throws DkimError, DKIM_OPTION_INVALID. */
export function verifyRules(options: VerifyOptions): VerifyRules {
  const number = (name: keyof VerifyOptions, fallback: number, least: number): number => {
    const value = options[name] ?? fallback;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least) {
      throw new DkimError('DKIM_OPTION_INVALID', `${name} must be a whole number of at least ${least}.`);
    }
    return value;
  };
  number('maxHeaderSize', 1, 1);
  number('maxHeaderFields', 1, 1);
  return {
    dkim: options.dkim ?? true,
    domainkeys: options.domainkeys ?? true,
    minRsaBits: number('minRsaBits', 1024, 512),
    maxRsaBits: number('maxRsaBits', 8192, 4096),
    maxSignatures: number('maxSignatures', 20, 1),
    maxDnsDomains: number('maxDnsDomains', 10, 1),
    dnsMessageTimeoutMs: number('dnsMessageTimeoutMs', 20_000, 1),
    acceptUnsignedBody: options.acceptUnsignedBody ?? false,
    acceptUnsignedFrom: options.acceptUnsignedFrom ?? false,
    requiredFields: (options.requiredFields ?? []).map((name) => name.toLowerCase()),
    refusedDomains: new Set((options.refusedDomains ?? []).map((name) => toALabels(name) ?? name)),
    futureSignatures: options.futureSignatures ?? 'warn',
    rsaSha1: options.rsaSha1 ?? 'refuse',
  };
}
