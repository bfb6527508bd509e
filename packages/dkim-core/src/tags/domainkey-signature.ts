/** The DomainKey-Signature field: its tags, checked and typed. RFC 4870, section 3.3; S-127 to S-133. Historic. */
import type { DomainkeysCanonicalization } from '../canonicalization/names.js';
import { fieldValue, type HeaderField } from '../message/header-field.js';
import type { Parsed } from '../parsed.js';
import { parseBase64 } from '../text/base64.js';
import { keyRecordName, parseDomain, parseSelector } from '../text/domain-name.js';
import { dropFws, trimFws } from '../text/folding-white-space.js';
import { quote } from '../text/quote.js';
import { decodeUtf8 } from '../text/utf8.js';
import type { SignatureFacts, SignatureFault } from '../verdict.js';
import { MAX_SIGNATURE_FIELD, readTagList } from './tag-list.js';

/** The tags of a signature without fault. */
export interface DomainkeySignature {
  canonicalization: DomainkeysCanonicalization;
  /** d= and s= in A-labels. */
  domain: string;
  selector: string;
  /** Where the key is asked for. */
  keyName: string;
  /** h=, in lower case; null where it is absent: then all fields below are signed (S-130). */
  signedFields: readonly string[] | null;
  signature: Buffer;
}

/** What was read, of a void field as well, and the signature or the first fault. */
export interface DomainkeySignatureReading {
  facts: SignatureFacts;
  parsed: Parsed<DomainkeySignature, SignatureFault>;
}

const FIELD_NAME = /^[!-9;-~]+$/;

/** Reads one DomainKey-Signature field. Never throws, whatever stands in it. */
export function parseDomainkeySignature(field: HeaderField): DomainkeySignatureReading {
  const facts: SignatureFacts = {
    type: 'domainkeys',
    domain: null,
    selector: null,
    identity: null,
    identityField: null,
    algorithm: 'rsa-sha1',
    canonicalization: 'simple',
    bodyLength: null,
    keyBits: null,
    testing: false,
    signature: null,
    warnings: [],
  };
  if (field.bytes.length > MAX_SIGNATURE_FIELD) {
    return {
      facts,
      parsed: refuse('tag-syntax', `the field is longer than ${MAX_SIGNATURE_FIELD.toLocaleString('en')} octets`),
    };
  }
  const { specs, fault } = readTagList(fieldValue(field), ['b']);
  const value = (name: string): string | null => {
    const octets = specs.get(name)?.value;
    return octets === undefined ? null : decodeUtf8(octets);
  };
  facts.domain = value('d');
  facts.selector = value('s');
  facts.algorithm = value('a')?.toLowerCase() ?? 'rsa-sha1';
  facts.canonicalization = value('c')?.toLowerCase() ?? 'simple';
  facts.signature = value('b') === null ? null : dropFws(value('b') ?? '');
  if (fault !== null) return { facts, parsed: { ok: false, ...fault } };

  const missing = ['b', 'd', 's'].filter((name) => dropFws(value(name) ?? '') === '');
  if (missing.length > 0) {
    const names = missing.map((name) => `${name}=`).join(', ');
    return { facts, parsed: refuse('tag-missing', `${names} ${missing.length === 1 ? 'is' : 'are'} missing`) };
  }
  return { facts, parsed: check(facts, value) };
}

function check(
  facts: SignatureFacts,
  value: (name: string) => string | null,
): Parsed<DomainkeySignature, SignatureFault> {
  if (facts.algorithm !== 'rsa-sha1') {
    return refuse('algorithm-unknown', `a=${quote(facts.algorithm ?? '')} is not rsa-sha1, the only one of DomainKeys`);
  }
  const signature = parseBase64(value('b') ?? '');
  if (!signature.ok) return refuse('tag-value', `b= cannot be decoded: ${signature.reason}`);
  const canonicalization = facts.canonicalization;
  if (canonicalization !== 'simple' && canonicalization !== 'nofws') {
    return refuse('canonicalization-unknown', `c=${quote(canonicalization ?? '')} is neither simple nor nofws`);
  }
  const domain = parseDomain(value('d') ?? '');
  if (!domain.ok) return domain;
  const selector = parseSelector(value('s') ?? '');
  if (!selector.ok) return selector;
  const keyName = keyRecordName(selector.value, domain.value);
  if (keyName === null) return refuse('domain-invalid', 'selector and domain together are longer than 253 octets');
  const method = value('q');
  if (method !== null && method.toLowerCase() !== 'dns') {
    return refuse('query-method-unknown', `q=${quote(method)} is not dns`);
  }
  const names = value('h');
  const signedFields = names === null ? null : names.split(':').map((name) => trimFws(name).toLowerCase());
  const badName = signedFields?.find((name) => !FIELD_NAME.test(name));
  if (badName !== undefined) return refuse('tag-value', `h= has ${quote(badName)}, which is no field name`);
  return {
    ok: true,
    value: {
      canonicalization,
      domain: domain.value,
      selector: selector.value,
      keyName,
      signedFields,
      signature: signature.value.bytes,
    },
  };
}

function refuse<Code extends SignatureFault>(code: Code, reason: string): { ok: false; code: Code; reason: string } {
  return { ok: false, code, reason };
}
