/**
 * The Authentication-Results field, read. RFC 8601, sections 2.2, 2.6 and 5.
 *
 * Two readers: one by the grammar, for what a field says, and one that wants no more than the authserv-id, for fields
 * that claim to be ours. Both take what stands behind the colon, one character an octet or as text, folds and all, and
 * give text.
 * They walk the text once; comments are counted, not recursed into.
 */
import { checkedFlag, checkedOptions, invalid } from '../option-checks.js';
import type { Parsed } from '../parsed.js';
import { toALabels } from '../text/domain-name.js';
import { trimFws } from '../text/folding-white-space.js';
import { decodeUtf8 } from '../text/utf8.js';

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
const MAX_HEAD = 4096; // characters that are looked at for a hidden name
const INVISIBLE = /["\\\s\0-\x20\x7f-\x9f\p{Cf}]/gu;
const ENCODED_WORD = /=\?[^?\s]*\?([qb])\?([^?\s]*)\?=/gi;
const TOKEN = /^[\w!#$%&'*+.^`{|}~-]+$/; // ASCII: UTF-8 has to be quoted (RFC 2045, section 5.1)
const DOT_ATOM = /^[\w!#$%&'*+/=?^`{|}~\u0080-\uffff-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\uffff-]+)*$/;
const DOMAIN = /^[\w\u0080-\uffff-]+(?:\.[\w\u0080-\uffff-]+)*$/;
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

/**
 * The authserv-id that a field claims, for a reader that does not insist on the grammar (S-160, S-161): without
 * comments and quotes, up to what can't be in a token. Null where there is none.
 */
export function claimedAuthservId(value: string): string | null {
  const { authservId } = readClaim(value);
  return authservId;
}

/**
 * Whether a field must go before our own results are written (RFC 8601, section 5): it claims our authserv-id, well
 * formed or not, or it has a version that we can't read. `value` is what stands behind the colon. Names compare without
 * case, U-labels equal to their A-labels.
 *
 * Throws DkimError, DKIM_OPTION_INVALID, for arguments that are no texts.
 */
export function claimsAuthservId(value: string, authservId: string): boolean {
  const claim = readClaim(checkedValue(value));
  if (typeof authservId !== 'string') throw invalid('authservId must be a text, a domain name mostly', authservId);
  if (claim.version !== null && claim.version !== 1) return true;
  const own = comparable(authservId);
  if (claim.authservId !== null && comparable(claim.authservId) === own) return true;
  return lenientNames(toText(value)).some((name) => comparable(name) === own);
}

function checkedValue(value: unknown): string {
  if (typeof value === 'string') return value;
  throw invalid('The value of a field must be a text, as fieldValue gives it', value);
}

/**
 * The names that readers find who insist on less than the grammar: they join tokens around comments and white space,
 * drop quotes, backslashes and characters that nobody sees, or decode encoded words first.
 */
function lenientNames(text: string): readonly string[] {
  let depth = 0;
  let head = ''; // before the first ";", without comments
  for (const char of text.slice(0, MAX_HEAD)) {
    if (char === '(') depth += 1;
    else if (char === ')') depth = Math.max(depth - 1, 0);
    else if (char === ';' && depth === 0) break;
    else if (depth === 0) head += char;
  }
  const bare = head.replace(INVISIBLE, '');
  const decoded = decodeWords(head).split(';', 1)[0] ?? '';
  return [bare, bare.replace(/1$/, ''), decoded.replace(INVISIBLE, '')]; // "1" may be the version
}

/** RFC 2047, section 2, in any charset as if it were UTF-8: what is sought is ASCII mostly. */
function decodeWords(text: string): string {
  return text.replace(ENCODED_WORD, (_, encoding: string, word: string) => {
    if (encoding.toLowerCase() === 'b') return Buffer.from(word, 'base64').toString('utf8');
    const octets = word.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/gi, (_octet, hex: string) => {
      return String.fromCharCode(Number.parseInt(hex, 16));
    });
    return toText(octets);
  });
}

function readClaim(value: string): { authservId: string | null; version: number | null } {
  // Controls count as blanks here, as they do for readers that trim them away.
  const scan = scanner(toText(value).replace(CONTROLS, ' '), Infinity);
  scan.skipCfws();
  let quoted = scan.quotedString();
  if (quoted === null && scan.take('"')) quoted = { text: scan.run(IN_OPEN_QUOTE) }; // never closed
  const id = trimFws(quoted === null ? scan.run(IN_TOKEN) : quoted.text);
  scan.skipCfws();
  const word = scan.run(IN_WORD);
  const isVersion = (id !== '' || quoted !== null) && /^\d+$/.test(word);
  return { authservId: id === '' ? null : id, version: isVersion ? Number(word) : null };
}

/** Without case, final dot, and the difference of U-labels and A-labels; IDNA knows other dots, too (RFC 3490, section 3.1). */
function comparable(id: string): string {
  const text = id.replace(/[\u3002\uff0e\uff61]/g, '.');
  return toALabels(text) ?? text.toLowerCase().replace(/\.$/, '');
}

/** Octets of UTF-8, one a character, become text (RFC 8601, section 1.5.2); text and other octets stay as they are. */
function toText(value: string): string {
  return /[^\0-\u00ff]/.test(value) ? value : (decodeUtf8(value) ?? value);
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

const CONTROLS = /[\0-\x1f\x7f]/g;
const IN_TOKEN = /[^\s()<>@,;:\\"/[\]?=]/;
const IN_OPEN_QUOTE = /[^\s;"]/;
const IN_WORD = /[^\s();]/;
const IN_WORD_OF_DIGITS = /\d/;
const IN_KEYWORD = /[\w-]/;
const IN_VALUE = /[^\s();"]/;

interface Scanner {
  atEnd(): boolean;
  /** A comment was open at the end or nested too deep. What stands behind its "(" was not read. */
  isBroken(): boolean;
  peek(): string;
  take(char: string): boolean;
  /** The longest run of such characters from here, may be empty. */
  run(of: RegExp): string;
  /** Comments and white space; true if there was any. */
  skipCfws(): boolean;
  /** Opened; null, and nothing read, where no well-formed one begins here. */
  quotedString(): { text: string } | null;
  /** To the next white space, ";" or comment. */
  skipWord(): void;
  /** To the next ";" outside of comments and quoted strings. */
  skipResult(): void;
  /** To the start. */
  rewind(): void;
}

function scanner(text: string, maxDepth: number): Scanner {
  let position = 0;
  let broken = false;
  let unclosedQuote = text.length; // from here on no quoted string is closed: it is looked for once only

  const skipComment = (): void => {
    let depth = 0;
    for (; position < text.length; position += 1) {
      const char = text[position];
      if (char === '\\') position += 1;
      else if (char === '(') depth += 1;
      else if (char === ')') depth -= 1;
      if (depth > maxDepth) break;
      if (depth === 0) {
        position += 1;
        return;
      }
    }
    broken = true;
    position = text.length;
  };

  const self: Scanner = {
    atEnd: () => position >= text.length,
    isBroken: () => broken,
    peek: () => text[position] ?? '',
    take(char) {
      if (text[position] !== char) return false;
      position += 1;
      return true;
    },
    run(of) {
      const start = position;
      while (position < text.length && of.test(text[position] ?? '')) position += 1;
      return text.slice(start, position);
    },
    skipCfws() {
      const start = position;
      while (position < text.length) {
        const char = text[position] ?? '';
        if (char === '(') skipComment();
        else if (isSpace(char)) position += 1;
        else break;
      }
      return position > start;
    },
    quotedString() {
      if (text[position] !== '"' || position >= unclosedQuote) return null;
      let content = '';
      for (let index = position + 1; index < text.length; index += 1) {
        const char = text[index] ?? '';
        if (char === '"') {
          position = index + 1;
          return { text: content };
        }
        if (char === '\\') index += 1;
        const taken = text[index] ?? '';
        if (taken !== '\r' && taken !== '\n') content += taken;
      }
      unclosedQuote = position;
      return null;
    },
    skipWord() {
      if (self.quotedString() !== null) return;
      position += 1;
      while (position < text.length && !isSpace(text[position] ?? '') && !';('.includes(text[position] ?? ''))
        position += 1;
    },
    skipResult() {
      while (position < text.length && text[position] !== ';') {
        if (!self.skipCfws()) self.skipWord();
      }
    },
    rewind() {
      position = 0;
    },
  };
  return self;
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}
