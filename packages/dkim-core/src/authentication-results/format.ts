/**
 * Verdicts as an Authentication-Results field. RFC 8601, sections 2.2 and 2.7.1; RFC 6008 (header.b); RFC 5617,
 * section 5.4 (dkim-adsp); RFC 5451, section 6.2 (domainkeys).
 *
 * Most of what is written here comes from strangers. So every value is checked against what its place allows and left
 * out where it does not fit; nothing is repaired by cutting characters away. White space and folds stand between
 * values, never inside one.
 */
import { checkedFlag, checkedOptions, invalid } from '../option-checks.js';
import { toALabels, parseDomain, parseSelector } from '../text/domain-name.js';
import { isAscii } from '../text/utf8.js';
import type { SignatureVerdict } from '../verdict.js';

/** A result of dkim-adsp. RFC 5617, section 5.4. */
export type AdspResult =
  | 'none' // no record
  | 'pass' // the author's domain signed it
  | 'unknown' // not signed; the practice is unknown
  | 'fail' // not signed; the practice is all
  | 'discard' // not signed; the practice is discardable
  | 'nxdomain' // the author's domain does not exist
  | 'temperror'
  | 'permerror';

/** What a field is to say. RFC 8601, section 2.2. */
export interface ResultsToFormat {
  /** The name under which results are given, unique in the administrative domain (RFC 8601, section 2.5). */
  readonly authservId: string;
  /** In the order of the fields, top first. Null: nothing was checked, which is written as `none` (S-150). */
  readonly verdicts: readonly SignatureVerdict[] | null;
  /** No `dkim=none` where only DomainKeys was looked at. Default: true. */
  readonly dkimChecked?: boolean | undefined;
  /** The outcome of an ADSP look-up, and the address of From that it speaks of. Default: null, none is written. */
  readonly adsp?: { readonly result: AdspResult; readonly author: string } | null | undefined;
  /** The message is an internationalized one: a local part in UTF-8 may be written (S-125). Default: false, it is left out. */
  readonly allowUtf8?: boolean | undefined;
}

const FIELD_NAME = 'Authentication-Results:';
const MAX_COLUMNS = 77;
const TAB_COLUMNS = 8;
const MAX_FIELD = 10 * 1024; // octets; above that, several fields (S-155)
const MAX_VALUE = 900; // octets; a value can't be folded and a line has 998 at most
const MAX_COMMENT = 200;
const MAX_UNREAD = 20; // of signatures that were not looked at; the others share one result, as a message may have thousands
const MIN_B = 8; // RFC 6008, section 4

const ADSP_RESULTS: ReadonlySet<string> = new Set<AdspResult>([
  'none',
  'pass',
  'unknown',
  'fail',
  'discard',
  'nxdomain',
  'temperror',
  'permerror',
]);
/** Keyword of RFC 5321, section 4.1.2, as our own words are written. */
const KEYWORD = /^[a-z](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const TOKEN = /^[\w!#$%&'*+.^`{|}~-]+$/;
const DOT_ATOM = /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u;
const ALGORITHM = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const BASE64 = /^[A-Za-z0-9+/=]+$/;
const CONTROL = /[\0-\x1f\x7f-\x9f\u2028\u2029]|\p{Surrogate}/u;

/**
 * One field or, where it would grow over 10 KB, several; each folded, each with its CRLF, in UTF-8. RFC 8601, section 2.2.
 *
 * It goes in front of the first octet of a message. One that begins with white space would become part of it: put another
 * field between.
 *
 * Throws DkimError, DKIM_OPTION_INVALID, for an authserv-id that no field can hold, and for verdicts that are none: what
 * verify() gave is written, what was changed on its way is checked first.
 */
export function formatAuthenticationResults(results: ResultsToFormat): Uint8Array {
  checkResults(results);
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

/** All that is written as it stands, and the kind of all else: a verdict may come out of JSON. */
function checkResults(results: ResultsToFormat): void {
  const { verdicts, adsp } = checkedOptions(results, 'formatAuthenticationResults');
  checkedFlag(results, 'dkimChecked', true);
  checkedFlag(results, 'allowUtf8', false);
  if (verdicts !== null && !Array.isArray(verdicts)) {
    throw invalid('verdicts must be a list, or null where nothing was checked', verdicts);
  }
  for (const verdict of verdicts ?? []) checkVerdict(checkedOptions(verdict, 'each of verdicts'));
  if (adsp === undefined || adsp === null) return;
  const { result, author } = checkedOptions(adsp, 'adsp');
  if (!ADSP_RESULTS.has(result)) throw invalid(`adsp.result must be ${[...ADSP_RESULTS].join(' or ')}`, result);
  if (typeof author !== 'string') throw invalid('adsp.author must be an address', author);
}

const TEXTS = ['domain', 'selector', 'identity', 'algorithm', 'signature', 'reason'] as const;

function checkVerdict(verdict: SignatureVerdict): void {
  const { type, result, code, identityField } = verdict;
  if (type !== 'dkim' && type !== 'domainkeys') throw invalid('type of a verdict must be dkim or domainkeys', type);
  if (!isKeyword(result)) throw invalid('result of a verdict must be one of those of verify()', result);
  if (result === 'pass' ? code !== null : !isKeyword(code)) {
    throw invalid('code of a verdict must be one of those of verify(), null for a pass and for nothing else', code);
  }
  if (identityField !== null && identityField !== 'from' && identityField !== 'sender') {
    throw invalid('identityField of a verdict must be from or sender, or null', identityField);
  }
  for (const name of TEXTS) {
    const text: unknown = verdict[name];
    if (text !== null && typeof text !== 'string') throw invalid(`${name} of a verdict must be a text, or null`, text);
  }
  if (typeof verdict.testing !== 'boolean')
    throw invalid('testing of a verdict must be true or false', verdict.testing);
}

function isKeyword(word: unknown): word is string {
  return typeof word === 'string' && KEYWORD.test(word);
}

/** Each result as the words between which a line may be folded; `none` if there is no result at all. */
function resultWords({ verdicts, dkimChecked = true, adsp, allowUtf8 = false }: ResultsToFormat): string[][] {
  const results: string[][] = [];
  const dkim = (verdicts ?? []).filter(({ type }) => type === 'dkim');
  if (verdicts !== null && dkimChecked && dkim.length === 0) results.push(['dkim=none']);
  const starts = startsOfB(dkim);
  const unread = new Map<string, number>(); // `METHOD CODE` -> how many of these were not looked at
  for (const verdict of verdicts ?? []) {
    if (verdict.code === 'signature-limit' || verdict.code === 'header-too-large') {
      const kind = `${verdict.type} ${verdict.code}`;
      const count = (unread.get(kind) ?? 0) + 1;
      unread.set(kind, count);
      if (count > MAX_UNREAD) continue;
    }
    const start = verdict.type === 'dkim' && verdict.signature !== null ? starts.get(verdict.signature) : undefined;
    results.push(verdict.type === 'dkim' ? dkimWords(verdict, start, allowUtf8) : domainKeysWords(verdict));
  }
  for (const [kind, count] of unread) {
    if (count <= MAX_UNREAD) continue;
    const [method = '', code = ''] = kind.split(' ');
    const comment = `${count - MAX_UNREAD} more were not looked at`;
    results.push([`${method}=policy`, ...commentWords(comment), `reason=${code}`, `policy.dkim-rules=${code}`]);
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

/** What begins like an encoded word is broken up: a reader that decodes these first would read another field. */
function quoteString(text: string): string | null {
  return CONTROL.test(text) ? null : `"${text.replace(/["\\]|(?<==)\?/g, String.raw`\$&`)}"`;
}

function formatAuthservId(authservId: string): string {
  if (typeof authservId !== 'string') throw invalid('authservId must be a text, a domain name mostly', authservId);
  const value = authservId === '' ? null : (toALabels(authservId) ?? formatValue(authservId));
  if (value !== null) return value;
  throw invalid(`authservId must have 1 to ${MAX_VALUE} characters, none of them a control`, authservId);
}

function formatDomain(domain: string): string | null {
  const parsed = parseDomain(domain);
  return parsed.ok ? parsed.value : null;
}

function formatSelector(selector: string): string | null {
  const parsed = parseSelector(selector);
  return parsed.ok && parsed.value.length <= MAX_VALUE ? parsed.value : null;
}

/** [[local-part] "@"] domain-name (S-152). Without "@" it is a domain. */
function formatAddress(address: string, allowUtf8: boolean): string | null {
  const at = address.lastIndexOf('@');
  const domain = toALabels(address.slice(at + 1));
  if (domain === null) return null;
  if (at === -1) return domain;
  const local = unquoteLocalPart(address.slice(0, at));
  if (!isAscii(local) && !allowUtf8) return null;
  const written = local === '' || (DOT_ATOM.test(local) && !local.includes('=?')) ? local : quoteString(local);
  return written === null || Buffer.byteLength(written) > MAX_VALUE - 256 ? null : `${written}@${domain}`;
}

function unquoteLocalPart(local: string): string {
  return /^"(?:[^"\\]|\\.)*"$/s.test(local) ? local.slice(1, -1).replace(/\\(.)/gs, '$1') : local;
}

/** A comment's words; it may be folded at each space. Printable ASCII, since it quotes strangers (S-153). */
function commentWords(text: string): string[] {
  if (text === '') return [];
  const cut = text.length > MAX_COMMENT ? `${text.slice(0, MAX_COMMENT)}...` : text;
  const safe = cut.replace(/[^\x20-\x7e]/gu, '?').replace(/[()\\]|(?<==)\?/g, String.raw`\$&`);
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
