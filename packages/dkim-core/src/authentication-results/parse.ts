/**
 * The Authentication-Results field, read by its grammar. RFC 8601, sections 2.2 and 2.6.
 *
 * Takes what stands behind the colon, one character an octet or as text, folds and all, and gives text. Whether a field
 * claims to be ours is for `claims.ts`, which insists on less.
 */
import { checkedFlag, checkedOptions } from '../option-checks.js';
import type { Parsed } from '../parsed.js';
import { checkedValue, IN_TOKEN, IN_WORD, scanner, toText, type Scanner } from './scanner.js';

/** One `method=result` of a field. RFC 8601, section 2.2 (resinfo). */
export interface AuthenticationResult {
  /** In lower case. */
  readonly method: string;
  /** In lower case, as found: unregistered words are kept for display and decide nothing (RFC 8601, section 2.3). */
  readonly result: string;
  /** reason=, opened; null where it is absent. */
  readonly reason: string | null;
  /** `ptype.property` in lower case -> value, the first where one is repeated. */
  readonly properties: ReadonlyMap<string, string>;
}

/** What a field says. */
export interface ParsedAuthenticationResults {
  /** Empty where the field has none, which only the tolerant reading lets pass. */
  readonly authservId: string;
  /** 1, also where it is absent. */
  readonly version: number;
  /** Empty for `none`, and for a version other than 1, which is not read further (S-157). */
  readonly results: readonly AuthenticationResult[];
}

/** How a field is read. */
export interface ParseResultsOptions {
  /**
   * Reads what large receivers write against the grammar: no authserv-id, a ";" at the end, values with "/" or ":"
   * bare, words such as `action=none` between the properties (skipped). Default: false.
   */
  readonly tolerant?: boolean | undefined;
}

const MAX_COMMENT_DEPTH = 50;
const TOKEN = /^[\w!#$%&'*+.^`{|}~-]+$/; // ASCII: UTF-8 has to be quoted (RFC 2045, section 5.1)
const DOT_ATOM = /^[\w!#$%&'*+/=?^`{|}~\u0080-\uffff-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\uffff-]+)*$/;
const DOMAIN = /^[\w\u0080-\uffff-]+(?:\.[\w\u0080-\uffff-]+)*$/;
const IN_WORD_OF_DIGITS = /\d/;
const IN_KEYWORD = /[\w-]/;
const IN_VALUE = /[^\s();"]/;
const KEYWORD = /^[\w-]*[A-Za-z0-9_]$/;

/**
 * Reads the value of a field, what stands behind its colon, by the grammar. Comments are dropped, quoted strings opened.
 * RFC 8601, section 2.2. Whatever a stranger wrote there is a result, `results-syntax` where it is no such field.
 *
 * Throws DkimError, DKIM_OPTION_INVALID, for a value that is no text and for an option that cannot be.
 */
export function parseAuthenticationResults(
  value: string,
  options: ParseResultsOptions = {},
): Parsed<ParsedAuthenticationResults, 'results-syntax'> {
  const tolerant = checkedFlag(checkedOptions(options, 'parseAuthenticationResults'), 'tolerant', false);
  const scan = scanner(toText(checkedValue(value)), tolerant ? Infinity : MAX_COMMENT_DEPTH);
  scan.skipCfws();
  const withoutId = tolerant && /^\s*[\w-]+\s*(?:\/\s*1\s*)?=/.test(value.slice(0, 200));
  const id = withoutId ? { text: '' } : (scan.quotedString() ?? tokenOf(scan.run(IN_TOKEN)));
  if (id === null) return syntax('it does not begin with an authserv-id');

  scan.skipCfws();
  const version = scan.run(IN_WORD);
  if (version !== '' && !withoutId && !/^\d{1,9}$/.test(version))
    return syntax('behind the authserv-id stands neither version nor ";"');
  const number = version === '' || withoutId ? 1 : Number(version);
  if (withoutId) scan.rewind();
  if (number !== 1) return { ok: true, value: { authservId: id.text, version: number, results: [] } };

  const results: AuthenticationResult[] = [];
  let first = true;
  while (first || !scan.atEnd()) {
    scan.skipCfws();
    if (!(first && withoutId) && !scan.take(';'))
      return syntax(first ? 'it holds no result' : 'a result is not ended by ";"');
    scan.skipCfws();
    if (scan.atEnd()) {
      if (!tolerant) return syntax('it ends in ";"');
      break;
    }
    const result = readResult(scan, tolerant);
    if (result === 'none' && first) {
      scan.skipCfws();
      if (scan.atEnd()) break;
    }
    if (result === 'none' || result === 'fault') {
      if (!tolerant) return syntax('a result is not of the form method=result ptype.property=value');
      scan.skipResult();
    } else if (result !== 'other-version') {
      results.push(result);
    }
    first = false;
    scan.skipCfws();
  }
  if (scan.isBroken() && !tolerant) return syntax(`a comment is not closed or nested over ${MAX_COMMENT_DEPTH} deep`);
  return { ok: true, value: { authservId: id.text, version: 1, results } };
}

function syntax(reason: string): { ok: false; code: 'results-syntax'; reason: string } {
  return { ok: false, code: 'results-syntax', reason };
}

function tokenOf(text: string): { text: string } | null {
  return TOKEN.test(text) ? { text } : null;
}

/** One `method=result reason=... ptype.property=...`, up to the ";" or the end. */
function readResult(scan: Scanner, tolerant: boolean): AuthenticationResult | 'none' | 'other-version' | 'fault' {
  const method = scan.run(IN_KEYWORD).toLowerCase();
  scan.skipCfws();
  if (method === 'none' && (scan.atEnd() || scan.peek() === ';')) return 'none';
  let isOther = false;
  if (scan.take('/')) {
    scan.skipCfws();
    const version = scan.run(IN_WORD_OF_DIGITS);
    if (version === '') return 'fault';
    isOther = Number(version) !== 1;
    scan.skipCfws();
  }
  if (!KEYWORD.test(method) || !scan.take('=')) return 'fault';
  scan.skipCfws();
  const result = scan.run(IN_KEYWORD).toLowerCase();
  if (!KEYWORD.test(result)) return 'fault';

  let reason: string | null = null;
  const properties = new Map<string, string>();
  for (;;) {
    const spaced = scan.skipCfws();
    if (scan.atEnd() || scan.peek() === ';') break;
    const read = spaced ? readProperty(scan, tolerant) : null;
    if (read === null) {
      if (!tolerant) return 'fault';
      scan.skipWord();
    } else if (read.name === 'reason') {
      if (!tolerant && (reason !== null || properties.size > 0)) return 'fault'; // it stands before the properties
      reason ??= read.value;
    } else if (!properties.has(read.name)) {
      properties.set(read.name, read.value);
    }
  }
  return isOther ? 'other-version' : { method, result, reason, properties };
}

function readProperty(scan: Scanner, tolerant: boolean): { name: string; value: string } | null {
  const ptype = scan.run(IN_KEYWORD).toLowerCase();
  if (!KEYWORD.test(ptype)) return null;
  scan.skipCfws();
  let name = ptype;
  if (scan.take('.')) {
    scan.skipCfws();
    const property = scan.run(IN_KEYWORD).toLowerCase();
    if (!KEYWORD.test(property)) return null;
    name = `${ptype}.${property}`;
    scan.skipCfws();
  } else if (ptype !== 'reason') {
    return null;
  }
  if (!scan.take('=')) return null;
  scan.skipCfws();
  const value = readValue(scan, tolerant, name !== 'reason');
  return value === null ? null : { name, value };
}

/** A token, a quoted string or, in a property, an address or a domain. */
function readValue(scan: Scanner, tolerant: boolean, isProperty: boolean): string | null {
  const quoted = scan.quotedString();
  if (quoted !== null) {
    if (!isProperty || scan.peek() !== '@') return quoted.text;
    const domain = scan.run(IN_VALUE).slice(1);
    return tolerant || DOMAIN.test(domain) ? `${quoted.text}@${domain}` : null;
  }
  const text = scan.run(IN_VALUE);
  if (tolerant) return text;
  if (TOKEN.test(text)) return text;
  if (!isProperty) return null;
  const at = text.lastIndexOf('@');
  if (at === -1) return DOMAIN.test(text) ? text : null; // a U-label, bare (RFC 8601, section 2.5)
  const local = text.slice(0, at);
  return (local === '' || DOT_ATOM.test(local)) && DOMAIN.test(text.slice(at + 1)) ? text : null;
}
