/**
 * The DKIM-Signature field: its tags, checked and typed. RFC 6376, sections 3.5 and 6.1.1; RFC 8301; RFC 8463; RFC 8616.
 *
 * Everything that the field alone can be wrong about is found here, in the order of S-098; expiry and local rules are
 * the verifier's business. What could be read is told even where the signature is void, so that a verdict can name it.
 */
import type { DkimCanonicalization } from '../canonicalization/names.js';
import { fieldValue, type HeaderField } from '../message/header-field.js';
import type { Parsed } from '../parsed.js';
import { parseBase64 } from '../text/base64.js';
import { isSameOrSubdomain, keyRecordName, parseDomain, parseSelector } from '../text/domain-name.js';
import { dropFws, trimFws } from '../text/folding-white-space.js';
import { parseIdentity } from '../text/identity.js';
import { decodeQuotedPrintable } from '../text/quoted-printable.js';
import { quote } from '../text/quote.js';
import { decodeUtf8 } from '../text/utf8.js';
import type { SignatureFacts, SignatureFault, VerdictWarning } from '../verdict.js';
import { MAX_SIGNATURE_FIELD, readTagList, type TagSpec } from './tag-list.js';

/** a= of a signature that can be read. rsa-sha1 is read and refused later (RFC 8301, section 3.1). */
export type DkimAlgorithm = 'rsa-sha256' | 'ed25519-sha256' | 'rsa-sha1';

type Canonicalizations = readonly [header: DkimCanonicalization, body: DkimCanonicalization];

/** The tags of a signature without fault. */
export interface DkimSignature {
  algorithm: DkimAlgorithm;
  headerCanonicalization: DkimCanonicalization;
  bodyCanonicalization: DkimCanonicalization;
  /** d= and s= in A-labels. */
  domain: string;
  selector: string;
  /** The domain of i=, in A-labels. */
  identityDomain: string;
  /** Where the key is asked for. */
  keyName: string;
  /** h=, in lower case, in its order. */
  signedFields: readonly string[];
  bodyHash: Uint8Array;
  signature: Uint8Array;
  /** l=; null without it. */
  bodyLength: bigint | null;
  /** t= and x=, in seconds since 1970. */
  timestamp: number | null;
  expiration: number | null;
  /** The octets of the field that the hash leaves out: the value of b= and the white space around it (S-063). */
  signatureRange: { start: number; end: number };
}

/** What was read, of a void field as well, and the signature or the first fault. */
export interface DkimSignatureReading {
  facts: SignatureFacts;
  parsed: Parsed<DkimSignature, SignatureFault>;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const REQUIRED = ['v', 'a', 'b', 'bh', 'd', 'h', 's'];
const ALGORITHMS: ReadonlyMap<string, DkimAlgorithm> = new Map([
  ['rsa-sha256', 'rsa-sha256'],
  ['ed25519-sha256', 'ed25519-sha256'],
  ['rsa-sha1', 'rsa-sha1'],
]);
/** Header and body; a name alone is that of the header. */
const CANONICALIZATIONS: ReadonlyMap<string, Canonicalizations> = new Map([
  ['simple', ['simple', 'simple']],
  ['relaxed', ['relaxed', 'simple']],
  ['simple/simple', ['simple', 'simple']],
  ['simple/relaxed', ['simple', 'relaxed']],
  ['relaxed/simple', ['relaxed', 'simple']],
  ['relaxed/relaxed', ['relaxed', 'relaxed']],
]);
const TIMES = ['t', 'x'];
const FIELD_NAME = /^[!-9;-~]+$/; // RFC 5322, section 3.6.8 (ftext)

/** Reads one DKIM-Signature field. Never throws, whatever stands in it. */
export function parseDkimSignature(field: HeaderField): DkimSignatureReading {
  const facts = emptyFacts();
  if (field.bytes.length > MAX_SIGNATURE_FIELD) {
    return {
      facts,
      parsed: refuse('tag-syntax', `the field is longer than ${MAX_SIGNATURE_FIELD.toLocaleString('en')} octets`),
    };
  }
  const text = fieldValue(field);
  const { specs, fault } = readTagList(text, ['b', 'bh']);
  readFacts(facts, specs);
  if (fault !== null) return { facts, parsed: { ok: false, ...fault } };
  if (decodeUtf8(text) === null) {
    return { facts, parsed: refuse('tag-syntax', 'the field has octets that are neither ASCII nor UTF-8') };
  }
  return { facts, parsed: check(specs, field.valueStart, facts) };
}

function check(
  specs: ReadonlyMap<string, TagSpec>,
  valueStart: number,
  facts: SignatureFacts,
): Parsed<DkimSignature, SignatureFault> {
  const value = (name: string): string | null => specs.get(name)?.value ?? null;

  const version = value('v');
  if (version !== null && version !== '1') {
    return refuse('version-unsupported', `v=${quote(version)} is not a version of DKIM that is known; it is 1`);
  }
  const missing = REQUIRED.filter((name) => !specs.has(name));
  if (missing.length > 0) {
    const names = missing.map((name) => `${name}=`).join(', ');
    return refuse('tag-missing', `${names} ${missing.length === 1 ? 'is' : 'are'} missing`);
  }
  const empty = REQUIRED.find((name) => value(name) === '');
  if (empty !== undefined) return refuse('tag-value', `${empty}= is empty`);

  const algorithm = ALGORITHMS.get(facts.algorithm ?? '');
  if (algorithm === undefined) {
    return refuse('algorithm-unknown', `a=${quote(value('a') ?? '')} names no signature algorithm that is known`);
  }
  const signature = parseBase64(facts.signature ?? '');
  if (!signature.ok) return refuse('tag-value', `b= cannot be decoded: ${signature.reason}`);
  const bodyHash = parseBase64(value('bh') ?? '');
  if (!bodyHash.ok) return refuse('tag-value', `bh= cannot be decoded: ${bodyHash.reason}`);
  const hashLength = algorithm === 'rsa-sha1' ? 20 : 32;
  if (bodyHash.value.bytes.length !== hashLength) {
    const hash = algorithm === 'rsa-sha1' ? 'sha1' : 'sha256';
    return refuse('tag-value', `bh= holds ${bodyHash.value.bytes.length} octets, ${hash} has ${hashLength}`);
  }
  const canonicalization = parseCanonicalization(value('c'));
  if (!canonicalization.ok) return canonicalization;

  const domain = parseDomain(decodeUtf8(value('d') ?? '') ?? '');
  if (!domain.ok) return domain;
  const selector = parseSelector(decodeUtf8(value('s') ?? '') ?? '');
  if (!selector.ok) return selector;
  const keyName = keyRecordName(selector.value, domain.value);
  if (keyName === null) return refuse('domain-invalid', 'selector and domain together are longer than 253 octets');

  const signedFields = namesIn(value('h') ?? '');
  const badName = signedFields.find((name) => !FIELD_NAME.test(name));
  if (badName !== undefined) {
    return refuse(
      'tag-value',
      badName === '' ? 'h= has an empty name' : `h= has ${quote(badName)}, which is no field name`,
    );
  }
  const bodyLength = value('l');
  if (bodyLength !== null && !/^[0-9]{1,76}$/.test(bodyLength)) {
    return refuse('tag-value', `l=${quote(bodyLength)} is not a number of octets`);
  }
  for (const name of TIMES) {
    const time = value(name);
    if (time !== null && !/^[0-9]{1,12}$/.test(time)) {
      return refuse('tag-value', `${name}=${quote(time)} is not a time in seconds of at most 12 digits`);
    }
  }
  const methods = value('q');
  if (methods !== null && !methods.split(':').some((method) => trimFws(method).toLowerCase() === 'dns/txt')) {
    return refuse('query-method-unknown', `q=${quote(methods)} names no way to get the key that is known`);
  }
  const identity = identityDomainOf(value('i'), domain.value);
  if (!identity.ok) return identity;
  if (identity.value !== domain.value && !isSameOrSubdomain(identity.value, domain.value)) {
    const why = `i=${quote(facts.identity ?? '')} is not under d=${quote(facts.domain ?? '')}`;
    return refuse('identity-outside-domain', why);
  }
  if (!signedFields.includes('from')) return refuse('from-not-signed', 'h= does not name From');
  const [timestamp, expiration] = [numberOf(value('t')), numberOf(value('x'))];
  if (timestamp !== null && expiration !== null && expiration <= timestamp) {
    return refuse('timestamps-inconsistent', `x=${expiration} is not after t=${timestamp}`);
  }

  const warnings: VerdictWarning[] = [];
  if (selector.value.includes('_')) warnings.push('selector-underscore');
  if (!signature.value.padded || !bodyHash.value.padded) warnings.push('base64-padding');
  facts.warnings = warnings;
  const range = specs.get('b') ?? { start: 0, end: 0 };
  return {
    ok: true,
    value: {
      algorithm,
      headerCanonicalization: canonicalization.value[0],
      bodyCanonicalization: canonicalization.value[1],
      domain: domain.value,
      selector: selector.value,
      identityDomain: identity.value,
      keyName,
      signedFields,
      bodyHash: bodyHash.value.bytes,
      signature: signature.value.bytes,
      bodyLength: bodyLength === null ? null : BigInt(bodyLength),
      timestamp,
      expiration,
      signatureRange: { start: valueStart + range.start, end: valueStart + range.end },
    },
  };
}

/** h=, in lower case. In a loop: split() and map() took half as long again. */
function namesIn(text: string): readonly string[] {
  const names: string[] = [];
  const lower = text.toLowerCase();
  let start = 0;
  for (let colon = lower.indexOf(':'); colon !== -1; colon = lower.indexOf(':', start)) {
    names.push(trimFws(lower.slice(start, colon)));
    start = colon + 1;
  }
  names.push(trimFws(lower.slice(start)));
  return names;
}

function numberOf(digits: string | null): number | null {
  return digits === null ? null : Number(digits);
}

function parseCanonicalization(text: string | null): Parsed<Canonicalizations, 'canonicalization-unknown'> {
  const value = CANONICALIZATIONS.get(text === null ? 'simple' : text.toLowerCase());
  if (value !== undefined) return { ok: true, value };
  return refuse('canonicalization-unknown', `c=${quote(text ?? '')} names no canonicalization that is known`);
}

/** Gives the domain of i= in A-labels; that of d= where i= is absent (S-049, S-050). */
function identityDomainOf(text: string | null, domain: string): Parsed<string, 'tag-value'> {
  if (text === null) return { ok: true, value: domain };
  const octets = decodeQuotedPrintable(text);
  if (octets === null) return refuse('tag-value', `i=${quote(text)} is not well-formed quoted-printable`);
  const decoded = decodeUtf8(octets);
  if (decoded === null) return refuse('tag-value', `i=${quote(text)} is neither ASCII nor UTF-8`);
  const identity = parseIdentity(decoded);
  return identity.ok ? { ok: true, value: identity.value.domain } : identity;
}

/** What can be told of any field, void or not. */
function readFacts(facts: SignatureFacts, specs: ReadonlyMap<string, TagSpec>): void {
  const text = (name: string): string | null => {
    const value = specs.get(name)?.value;
    return value === undefined ? null : decodeUtf8(value);
  };
  facts.domain = text('d');
  facts.selector = text('s');
  facts.algorithm = text('a')?.toLowerCase() ?? null;
  facts.signature = specs.has('b') ? dropFws(specs.get('b')?.value ?? '') : null;
  const canonicalization = parseCanonicalization(specs.get('c')?.value ?? null);
  facts.canonicalization = canonicalization.ok ? `${canonicalization.value[0]}/${canonicalization.value[1]}` : null;
  const length = specs.get('l')?.value ?? '';
  if (/^[0-9]{1,76}$/.test(length)) {
    const octets = BigInt(length);
    facts.bodyLength = octets > MAX_SAFE ? octets : Number(octets);
  }
  const identity = specs.get('i')?.value;
  if (identity !== undefined) {
    const decoded = decodeQuotedPrintable(identity);
    facts.identity = decoded === null ? null : decodeUtf8(decoded);
  } else if (facts.domain !== null) {
    facts.identity = `@${facts.domain}`;
  }
}

function emptyFacts(): SignatureFacts {
  return {
    type: 'dkim',
    domain: null,
    selector: null,
    identity: null,
    identityField: null,
    algorithm: null,
    canonicalization: null,
    bodyLength: null,
    keyBits: null,
    testing: false,
    signature: null,
    warnings: [],
  };
}

function refuse<Code extends SignatureFault>(code: Code, reason: string): { ok: false; code: Code; reason: string } {
  return { ok: false, code, reason };
}
