/**
 * `dkim(c=relaxed, a=rsa-sha256, key=/etc/x.pem)`: what one signature shall be, as configuration and map files write it.
 *
 * Names and algorithms without case, as DKIMproxy 1.4.1 took them. What cannot work today is refused with what to write
 * instead; what only changed its meaning is read so, with a remark.
 */
import type { Parsed } from 'dkim-core';
import { shown } from './shown.js';

export interface SignatureSpec {
  type: 'dkim' | 'domainkeys';
  algorithm?: 'rsa-sha256' | 'ed25519-sha256' | 'rsa-sha1';
  /** As written; canonicalization-method.ts says what it means. */
  canonicalization?: string;
  /** d=, with macros. */
  domain?: string;
  /** i=, with macros. */
  identity?: string;
  selector?: string;
  /** As written: relative to the file that names it. */
  keyfile?: string;
  /** h=, in lower case. */
  signedFields?: readonly string[];
  /** What was read otherwise than it was written. */
  remarks: readonly string[];
}

const OPTIONS: ReadonlyMap<string, 'a' | 'c' | 'd' | 'h' | 'i' | 'key' | 's'> = new Map([
  ['a', 'a'],
  ['algorithm', 'a'],
  ['c', 'c'],
  ['method', 'c'],
  ['d', 'd'],
  ['domain', 'd'],
  ['h', 'h'],
  ['headers', 'h'],
  ['i', 'i'],
  ['identity', 'i'],
  ['key', 'key'],
  ['keyfile', 'key'],
  ['s', 's'],
  ['selector', 's'],
]);
const FIELD_NAME = /^[!-9<-~]+$/; // RFC 5322, section 3.6.8, without ";", which ends a tag
/** Signing these breaks with the next server, or says what must not be said (S-113). */
const UNWISE_FIELDS = new Set([
  'return-path',
  'received',
  'bcc',
  'resent-bcc',
  'comments',
  'keywords',
  'dkim-signature',
  'domainkey-signature',
  'authentication-results',
]);

type Reading<T> = Parsed<T, 'signature-spec'>;

/** A comma list of signatures; commas inside parentheses belong to the signature. */
export function parseSignatureSpecs(text: string): Reading<readonly SignatureSpec[]> {
  const specs: SignatureSpec[] = [];
  for (const part of splitOutsideParentheses(text)) {
    const spec = parseSignatureSpec(part.trim());
    if (!spec.ok) return spec;
    specs.push(spec.value);
  }
  return { ok: true, value: specs };
}

function splitOutsideParentheses(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  const last = text.slice(start);
  return parts.length > 0 && last.trim() === '' ? parts : [...parts, last];
}

function parseSignatureSpec(text: string): Reading<SignatureSpec> {
  const open = text.indexOf('(');
  const type = (open === -1 ? text : text.slice(0, open)).trim().toLowerCase();
  if (type !== 'dkim' && type !== 'domainkeys') {
    return refuse(`${shown(text)} is no signature; write dkim(...) or domainkeys(...)`);
  }
  if (open !== -1 && !text.endsWith(')')) return refuse(`${shown(text)} lacks its closing parenthesis`);
  const inner = open === -1 ? '' : text.slice(open + 1, -1);
  if (closesEarly(inner)) return refuse(`${shown(text)} goes on behind its closing parenthesis; a comma belongs there`);
  const options = new Map<string, string>();
  for (const option of inner.split(',')) {
    if (option.trim() === '') continue;
    const equals = option.indexOf('=');
    const asWritten = option.slice(0, Math.max(equals, 0)).trim();
    const written = asWritten.toLowerCase();
    if (equals === -1) return refuse(`${shown(option.trim())} in ${type}(...) is not of the form name=value`);
    if (written === 'l') return refuse('l= is not written: anybody could add to such a mail. Take it out');
    const name = OPTIONS.get(written);
    if (name === undefined) {
      return refuse(`${shown(asWritten)} is no option of ${type}(...); there are a, c, d, h, i, key and s`);
    }
    if (options.has(name)) return refuse(`${name}= stands twice in ${type}(...)`);
    options.set(name, option.slice(equals + 1).trim());
  }
  return complete(type, options);
}

/** `a) dkim(b`: between two signatures a comma was forgotten. */
function closesEarly(inner: string): boolean {
  let depth = 0;
  for (const char of inner) {
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    if (depth < 0) return true;
  }
  return false;
}

function complete(type: SignatureSpec['type'], options: ReadonlyMap<string, string>): Reading<SignatureSpec> {
  const remarks: string[] = [];
  const spec: SignatureSpec = { type, remarks };
  const algorithm = options.get('a')?.toLowerCase();
  if (algorithm !== undefined) {
    const known = type === 'domainkeys' ? ['rsa-sha1'] : ['rsa-sha256', 'ed25519-sha256', 'rsa-sha1'];
    if (!isAlgorithm(algorithm) || !known.includes(algorithm)) {
      const choice = type === 'domainkeys' ? 'rsa-sha1, the only one of DomainKeys' : 'rsa-sha256 or ed25519-sha256';
      return refuse(`a=${shown(options.get('a') ?? '')} cannot be used for ${type}; write ${choice}`);
    }
    if (type === 'dkim' && algorithm === 'rsa-sha1') {
      remarks.push('a=rsa-sha1 is read as rsa-sha256: RFC 8301 forbids SHA-1, and the key is the same');
      spec.algorithm = 'rsa-sha256';
    } else {
      spec.algorithm = algorithm;
      if (options.get('a') !== algorithm) {
        remarks.push(`a=${options.get('a') ?? ''} is written as a=${algorithm}: some receivers refuse capitals`);
      }
    }
  }
  const c = options.get('c');
  if (c !== undefined) spec.canonicalization = c;
  const d = options.get('d');
  if (d !== undefined) spec.domain = d;
  const i = options.get('i');
  if (i !== undefined) spec.identity = i;
  const s = options.get('s');
  if (s !== undefined) spec.selector = s;
  const key = options.get('key');
  if (key !== undefined) spec.keyfile = key;

  const h = options.get('h');
  if (h !== undefined) {
    const written = h.split(':').map((name) => name.trim());
    const bad = written.find((name) => !FIELD_NAME.test(name.toLowerCase()));
    if (bad !== undefined) return refuse(`h= has ${shown(bad)}, which is no name of a header field`);
    const names = written.map((name) => name.toLowerCase());
    if (!names.includes('from')) return refuse('h= does not name From, which every signature must cover. Add from');
    const unwise = names.filter((name) => UNWISE_FIELDS.has(name));
    if (unwise.length > 0)
      remarks.push(`h= names ${unwise.join(', ')}: later servers change that, which breaks the signature`);
    spec.signedFields = names;
  }
  return { ok: true, value: spec };
}

function isAlgorithm(text: string): text is 'rsa-sha256' | 'ed25519-sha256' | 'rsa-sha1' {
  return text === 'rsa-sha256' || text === 'ed25519-sha256' || text === 'rsa-sha1';
}

function refuse(reason: string): { ok: false; code: 'signature-spec'; reason: string } {
  return { ok: false, code: 'signature-spec', reason };
}
