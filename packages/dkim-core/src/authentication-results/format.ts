/**
 * Verdicts as an Authentication-Results field. RFC 8601, sections 2.2 and 2.7.1; RFC 6008 (header.b); RFC 5617,
 * section 5.4 (dkim-adsp); RFC 5451, section 6.2 (domainkeys).
 *
 * Most of what is written here comes from strangers. So every value is checked against what its place allows and left
 * out where it does not fit; nothing is repaired by cutting characters away. White space and folds stand between
 * values, never inside one.
 */
import { toALabels, parseDomain, parseSelector } from '../text/domain-name.js';
import { decodeUtf8, isAscii } from '../text/utf8.js';
import type { SignatureVerdict } from '../verdict.js';

export interface AuthenticationResults {
  /** The name under which results are given, unique in the administrative domain (RFC 8601, section 2.5). */
  readonly authservId: string;
  /** In the order of the fields, top first. Null: nothing was checked, which is written as `none` (S-150). */
  readonly verdicts: readonly SignatureVerdict[] | null;
  /** No `dkim=none` where only DomainKeys was looked at. Default: true. */
  readonly dkimChecked?: boolean;
  /** The outcome of an ADSP look-up, and the address of From that it speaks of. */
  readonly adsp?: { readonly result: string; readonly author: string } | null;
  /** The message is an internationalized one: a local part in UTF-8 may be written (S-125). Default: false, it is left out. */
  readonly allowUtf8?: boolean;
}

const FIELD_NAME = 'Authentication-Results:';
const MAX_COLUMNS = 77;
const TAB_COLUMNS = 8;
const MAX_FIELD = 10 * 1024; // octets; above that, several fields (S-155)
const MAX_VALUE = 900; // octets; a value can't be folded and a line has 998 at most
const MAX_COMMENT = 200;
const MIN_B = 8; // RFC 6008, section 4

const TOKEN = /^[\w!#$%&'*+.^`{|}~-]+$/;
const DOT_ATOM = /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u;
const ALGORITHM = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const BASE64 = /^[A-Za-z0-9+/=]+$/;
const CONTROL = /[\0-\x1f\x7f-\x9f\u2028\u2029]|\p{Surrogate}/u;

/** One field or, where it would grow over 10 KB, several; each folded, each with its CRLF. */
export function formatAuthenticationResults(results: AuthenticationResults): Uint8Array {
  const start = [FIELD_NAME, formatAuthservId(results.authservId)];
  const fields: string[][][] = [];
  let size = Infinity;
  for (const result of resultWords(results)) {
    const length = result.reduce((sum, word) => sum + word.length + 1, 0);
    if (size + length > MAX_FIELD) {
      fields.push([start]);
      size = 0;
    }
    fields.at(-1)?.push(result);
    size += length;
  }
  return Buffer.from(fields.map(fold).join(''), 'utf8');
}

/** Each result as the words between which a line may be folded; `none` if there is no result at all. */
function resultWords({ verdicts, dkimChecked = true, adsp, allowUtf8 = false }: AuthenticationResults): string[][] {
  const results: string[][] = [];
  const dkim = (verdicts ?? []).filter(({ type }) => type === 'dkim');
  if (verdicts !== null && dkimChecked && dkim.length === 0) results.push(['dkim=none']);
  const starts = startsOfB(dkim);
  for (const verdict of verdicts ?? []) {
    const start = verdict.type === 'dkim' && verdict.signature !== null ? starts.get(verdict.signature) : undefined;
    results.push(verdict.type === 'dkim' ? dkimWords(verdict, start, allowUtf8) : domainKeysWords(verdict));
  }
  if (adsp)
    results.push([`dkim-adsp=${adsp.result}`, ...property('header.from', formatAddress(adsp.author, allowUtf8))]);
  return results.length === 0 ? [['none']] : results;
}

function dkimWords(verdict: SignatureVerdict, b: StartOfB | undefined, allowUtf8: boolean): string[] {
  const { domain, identity, selector, algorithm } = verdict;
  return [
    `dkim=${verdict.result}`,
    ...commentWords(remarks(verdict, b?.copied ?? false)),
    ...(verdict.code === null ? [] : [`reason=${verdict.code}`]),
    ...property('header.d', domain === null ? null : formatDomain(domain)),
    ...property('header.i', identity === null ? null : formatAddress(identity, allowUtf8)),
    ...property('header.s', selector === null ? null : formatSelector(selector)),
    ...property('header.a', algorithm !== null && ALGORITHM.test(algorithm) ? algorithm.toLowerCase() : null),
    ...property('header.b', b === undefined ? null : formatValue(b.text)),
    ...(verdict.result === 'policy' ? [`policy.dkim-rules=${verdict.code}`] : []),
  ];
}

/** Domains only: the result deserves no more weight (S-127). */
function domainKeysWords(verdict: SignatureVerdict): string[] {
  const { domain, identity, identityField } = verdict;
  const sender = identity === null ? null : formatDomain(identity.slice(identity.lastIndexOf('@') + 1));
  return [
    `domainkeys=${verdict.result}`,
    ...commentWords(remarks(verdict, false)),
    ...(verdict.code === null ? [] : [`reason=${verdict.code}`]),
    ...property('header.d', domain === null ? null : formatDomain(domain)),
    ...(identityField === null ? [] : property(`header.${identityField}`, sender)),
  ];
}

function remarks(verdict: SignatureVerdict, copied: boolean): string {
  const list: string[] = [];
  if (verdict.code === 'signature-mismatch') list.push('signature did not verify');
  else if (verdict.code === 'body-hash-mismatch') list.push('body hash did not verify');
  else if (verdict.reason !== null) list.push(verdict.reason);
  if (copied) list.push('copy of a signature');
  if (verdict.testing) list.push('test mode');
  return list.join('; ');
}

interface StartOfB {
  readonly text: string;
  /** Another signature of the message has the same b=, so even the whole can't tell them apart (S-268). */
  readonly copied: boolean;
}

/** For each b=, the start of it that no other signature of the message shares; one sort, whatever the number. */
function startsOfB(verdicts: readonly SignatureVerdict[]): ReadonlyMap<string, StartOfB> {
  const counts = new Map<string, number>();
  for (const { signature } of verdicts) {
    if (signature !== null && BASE64.test(signature)) counts.set(signature, (counts.get(signature) ?? 0) + 1);
  }
  const sorted = [...counts.keys()].sort();
  const starts = new Map<string, StartOfB>();
  sorted.forEach((b, index) => {
    const shared = Math.max(sharedStart(b, sorted[index - 1] ?? ''), sharedStart(b, sorted[index + 1] ?? ''));
    const copied = (counts.get(b) ?? 0) > 1;
    const length = copied ? b.length : Math.max(MIN_B, shared + 1);
    starts.set(b, { text: b.slice(0, Math.min(length, MAX_VALUE - 2)), copied });
  });
  return starts;
}

function sharedStart(one: string, other: string): number {
  const end = Math.min(one.length, other.length);
  let length = 0;
  while (length < end && one[length] === other[length]) length += 1;
  return length;
}

function property(name: string, value: string | null): string[] {
  return value === null ? [] : [`${name}=${value}`];
}

/** `value` of RFC 2045: a token where possible, else a quoted string; null where neither can hold it. */
function formatValue(text: string): string | null {
  const value = TOKEN.test(text) ? text : quoteString(text);
  return value === null || value.length > MAX_VALUE ? null : value;
}

function quoteString(text: string): string | null {
  return CONTROL.test(text) ? null : `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}

function formatAuthservId(authservId: string): string {
  const value = toALabels(authservId) ?? formatValue(authservId);
  if (value === null) throw new TypeError('An authserv-id holds no control characters and has 900 characters at most.');
  return value;
}

/** Octets held one a character become text; what is text already stays. Null where octets are no UTF-8. */
function toText(text: string): string | null {
  return /[^\0-\u00ff]/.test(text) ? text : decodeUtf8(text);
}

function formatDomain(domain: string): string | null {
  const parsed = parseDomain(toText(domain) ?? '');
  return parsed.ok ? parsed.value : null;
}

function formatSelector(selector: string): string | null {
  const parsed = parseSelector(toText(selector) ?? '');
  return parsed.ok && parsed.value.length <= MAX_VALUE ? parsed.value : null;
}

/** [[local-part] "@"] domain-name (S-152). Without "@" it is a domain. */
function formatAddress(address: string, allowUtf8: boolean): string | null {
  const text = toText(address);
  if (text === null) return null;
  const at = text.lastIndexOf('@');
  const domain = toALabels(text.slice(at + 1));
  if (domain === null) return null;
  if (at === -1) return domain;
  const local = unquoteLocalPart(text.slice(0, at));
  if (!isAscii(local) && !allowUtf8) return null;
  const written = local === '' || DOT_ATOM.test(local) ? local : quoteString(local);
  return written === null || written.length > MAX_VALUE - 256 ? null : `${written}@${domain}`;
}

function unquoteLocalPart(local: string): string {
  return /^"(?:[^"\\]|\\.)*"$/s.test(local) ? local.slice(1, -1).replace(/\\(.)/gs, '$1') : local;
}

/** A comment's words; it may be folded at each space. Printable ASCII, since it quotes strangers (S-153). */
function commentWords(text: string): string[] {
  if (text === '') return [];
  const cut = text.length > MAX_COMMENT ? `${text.slice(0, MAX_COMMENT)}...` : text;
  const safe = cut.replace(/[^\x20-\x7e]/gu, '?').replace(/[()\\]/g, String.raw`\$&`);
  return `(${safe})`.split(' ').filter((word) => word !== '');
}

/** Groups are ended by ";", but for the last. One that does not fit on the rest of a line begins its own, of under 78 columns. */
function fold(groups: readonly (readonly string[])[]): string {
  let text = '';
  let column = 0;
  for (const [number, words] of groups.entries()) {
    const end = number === groups.length - 1 ? '' : ';';
    const whole = words.reduce((sum, word) => sum + 1 + word.length, end.length);
    for (const [index, bare] of words.entries()) {
      const word = index === words.length - 1 ? bare + end : bare;
      const needed = index === 0 ? whole : 1 + word.length;
      if (text === '') {
        text = word;
        column = word.length;
      } else if (column + needed <= MAX_COLUMNS) {
        text += ` ${word}`;
        column += 1 + word.length;
      } else {
        text += `\r\n\t${word}`;
        column = TAB_COLUMNS + word.length;
      }
    }
  }
  return `${text}\r\n`;
}
