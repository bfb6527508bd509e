/** What a verifier is told. Units, defaults and sources stand at each option. */
import type { Clock } from '../clock.js';
import { DEFAULT_MAX_HEADER_FIELDS, DEFAULT_MAX_HEADER_SIZE } from '../message/message-reader.js';
import {
  checkedFlag,
  checkedFunction,
  checkedNumber,
  checkedOptions,
  checkedTexts,
  checkedWord,
  invalid,
} from '../option-checks.js';
import { checkedResolver } from '../resolver/ask-txt.js';
import type { TxtResolver } from '../resolver/txt-resolver.js';
import { toALabels } from '../text/domain-name.js';

/** How a message is verified; `resolveTxt` and `now` are needed. RFC 6376, section 6; RFC 8301. */
export interface VerifyOptions {
  /** Asks DNS: nodeResolver(), best in a cachingResolver. Its timeouts and retries are its own; no answer becomes `temperror`. */
  resolveTxt: TxtResolver;
  /**
   * When the message came, in whole seconds since 1970, the unit of `t=` and `x=` (RFC 6376, section 3.5): systemClock,
   * or for a mail of old days a function that gives its time. Called once, when the header is whole.
   */
  now: Clock;
  /** Look at DKIM-Signature fields. Default: true. */
  dkim?: boolean | undefined;
  /** Look at DomainKey-Signature fields. Default: true. They never count in `result`. */
  domainkeys?: boolean | undefined;
  /** The smallest RSA key that can pass, in bits, at least 512. Default: 1024, the least that RFC 8301, section 3.2, allows. */
  minRsaBits?: number | undefined;
  /** The largest RSA key that is computed with, in bits, at least 4096 (RFC 8301, section 3.2). Default: 8192. */
  maxRsaBits?: number | undefined;
  /** How many signatures of a message are looked at. Default: 20. */
  maxSignatures?: number | undefined;
  /** How many signing domains of a message are asked for keys. Default: 10 (RFC 6376, section 8.4). */
  maxDnsDomains?: number | undefined;
  /** For all key look-ups of a message together, in whole milliseconds, at most an hour. Default: 20,000. */
  dnsMessageTimeoutMs?: number | undefined;
  /** Let pass a signature whose l= leaves part of the body unsigned. Default: false (RFC 6376, section 8.2). */
  acceptUnsignedBody?: boolean | undefined;
  /** Let pass a signature that covers fewer From fields than stand there. Default: false (RFC 6376, section 8.15). */
  acceptUnsignedFrom?: boolean | undefined;
  /** Names of fields that h= must name, without ":"; their case does not count. Default: none but From. */
  requiredFields?: readonly string[] | undefined;
  /** Signing domains that are not accepted, each exactly and without "*": public suffixes, for instance. Default: none (RFC 6376, section 8.14). */
  refusedDomains?: readonly string[] | undefined;
  /** A t= more than 300 s ahead: `warn` adds a warning, `refuse` makes it permerror. Default: warn. */
  futureSignatures?: 'warn' | 'refuse' | undefined;
  /** rsa-sha1: `refuse` makes it permerror (RFC 8301), `policy` computes it and never lets it pass, for archives. Default: refuse. */
  rsaSha1?: 'refuse' | 'policy' | undefined;
  /** In octets, or Infinity; signatures of a message with a longer header get `header-too-large`. Default: 1 MiB. */
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
  maxHeaderSize: number;
  maxHeaderFields: number;
}

const FIELD_NAME = /^[!-9;-~]+$/; // RFC 5322, section 3.6.8 (ftext)
const MAX_TIMEOUT_MS = 3_600_000; // far beyond any use; a longer timer could overflow and fire at once

/** Completes the options. Throws DkimError, DKIM_OPTION_INVALID: what is not understood must not decide for the sender. */
export function verifyRules(options: VerifyOptions): VerifyRules {
  checkedOptions(options, 'A verifier');
  checkedResolver(options.resolveTxt);
  checkedFunction(options, 'now', { what: 'which gives whole seconds since 1970', example: 'systemClock' });
  const minRsaBits = checkedNumber(options, 'minRsaBits', { fallback: 1024, least: 512 });
  const maxRsaBits = checkedNumber(options, 'maxRsaBits', { fallback: 8192, least: 4096 });
  if (minRsaBits > maxRsaBits) throw invalid(`minRsaBits must not be above maxRsaBits, ${maxRsaBits}`, minRsaBits);
  const domains = { words: 'domain names without "*"', test: (text: string) => toALabels(text) !== null };
  const fields = { words: 'names of header fields, without ":"', test: (text: string) => FIELD_NAME.test(text) };
  return {
    dkim: checkedFlag(options, 'dkim', true),
    domainkeys: checkedFlag(options, 'domainkeys', true),
    minRsaBits,
    maxRsaBits,
    maxSignatures: checkedNumber(options, 'maxSignatures', { fallback: 20, least: 1 }),
    maxDnsDomains: checkedNumber(options, 'maxDnsDomains', { fallback: 10, least: 1 }),
    dnsMessageTimeoutMs: checkedNumber(options, 'dnsMessageTimeoutMs', {
      fallback: 20_000,
      least: 1,
      most: MAX_TIMEOUT_MS,
    }),
    acceptUnsignedBody: checkedFlag(options, 'acceptUnsignedBody', false),
    acceptUnsignedFrom: checkedFlag(options, 'acceptUnsignedFrom', false),
    requiredFields: checkedTexts(options, 'requiredFields', fields).map((name) => name.toLowerCase()),
    refusedDomains: new Set(checkedTexts(options, 'refusedDomains', domains).flatMap((name) => toALabels(name) ?? [])),
    futureSignatures: checkedWord(options, 'futureSignatures', ['warn', 'refuse'], 'warn'),
    rsaSha1: checkedWord(options, 'rsaSha1', ['refuse', 'policy'], 'refuse'),
    maxHeaderSize: headerLimit(options, 'maxHeaderSize', DEFAULT_MAX_HEADER_SIZE),
    maxHeaderFields: headerLimit(options, 'maxHeaderFields', DEFAULT_MAX_HEADER_FIELDS),
  };
}

function headerLimit(options: VerifyOptions, name: 'maxHeaderSize' | 'maxHeaderFields', fallback: number): number {
  return options[name] === Infinity ? Infinity : checkedNumber(options, name, { fallback, least: 1 });
}
