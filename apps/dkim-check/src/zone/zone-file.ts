/**
 * A zone file as text: its entries, each with its line and its owner as it was written. RFC 1035, section 5.1; RFC 2308, section 4.
 *
 * It has to read what name servers refuse as well, so nothing here stops at the first fault. Linear time.
 */

export interface ZoneEntry {
  /** Of its first octet, from 1. */
  readonly line: number;
  /** As written; of an entry that leaves it out the one before. */
  readonly owner: string;
  /** The origin that holds there, without final dot; null where none is known. */
  readonly origin: string | null;
  /** In upper case. */
  readonly type: string;
  /** What stands behind the type. */
  readonly data: readonly ZoneToken[];
  /** What stands behind the first ";" outside of quotes on one of its lines; null where nothing does. */
  readonly comment: string | null;
}

export interface ZoneToken {
  /** Escapes read: one character an octet. */
  readonly text: string;
  readonly isQuoted: boolean;
}

export interface ZoneFault {
  readonly line: number;
  readonly what:
    | 'quote-open'
    | 'parenthesis-open'
    | 'parenthesis-alone'
    | 'type-missing'
    | 'name-too-long'
    | 'directive-unknown'
    | 'included';
  readonly text: string;
}

export interface ZoneReading {
  readonly entries: readonly ZoneEntry[];
  readonly faults: readonly ZoneFault[];
}

const CLASSES: ReadonlySet<string> = new Set(['IN', 'CH', 'HS', 'CS']);
const TTL = /^(?:\d+[smhdw]?)+$/i;
const TYPE = /^[A-Z][A-Z0-9]*$/;
const MAX_NAME = 253; // RFC 1035, section 2.3.4, as text without final dot; longer names would cost each line below them
/** What says nothing of a key; $GENERATE is BIND's own, for rows of hosts. */
const SILENT: ReadonlySet<string> = new Set(['$TTL', '$ORIGIN', '$GENERATE']);
const MAX_LABEL = 63;

interface Line {
  readonly line: number;
  readonly tokens: readonly ZoneToken[];
  /** It begins with a blank: the owner is that of the entry before. */
  readonly isIndented: boolean;
  readonly comment: string | null;
}

/** `text`: one character an octet. `origin`: the name of the zone, without final dot, where the file does not say it first. */
export function readZoneFile(text: string, origin: string | null): ZoneReading {
  const faults: ZoneFault[] = [];
  const entries: ZoneEntry[] = [];
  let owner: string | null = '@'; // null: one that no name can be, told of already
  let current = origin;
  for (const { line, tokens, isIndented, comment } of linesOf(text, faults)) {
    const [first, ...rest] = tokens;
    if (first === undefined) continue;
    if (!isIndented && !first.isQuoted && first.text.startsWith('$')) {
      const directive = first.text.toUpperCase();
      if (directive === '$ORIGIN') {
        const next = absolute(rest[0]?.text ?? '', current);
        if (next !== null && isTooLong(next)) faults.push({ line, what: 'name-too-long', text: rest[0]?.text ?? '' });
        else current = next ?? current;
      }
      if (directive === '$INCLUDE') faults.push({ line, what: 'included', text: rest[0]?.text ?? '' });
      else if (!SILENT.has(directive)) faults.push({ line, what: 'directive-unknown', text: first.text });
      continue;
    }
    if (!isIndented) {
      owner = first.text;
      if (isTooLong(absolute(owner, current) ?? owner)) {
        faults.push({ line, what: 'name-too-long', text: owner });
        owner = null;
      }
    }
    if (owner === null) continue;
    const behind = (isIndented ? tokens : rest).slice();
    while (behind[0] !== undefined && !behind[0].isQuoted && isTtlOrClass(behind[0].text)) behind.shift();
    const [type, ...data] = behind;
    if (type === undefined || type.isQuoted || !TYPE.test(type.text.toUpperCase())) {
      faults.push({ line, what: 'type-missing', text: type?.text ?? owner });
      continue;
    }
    entries.push({ line, owner, origin: current, type: type.text.toUpperCase(), data, comment });
  }
  return { entries, faults };
}

function isTooLong(name: string): boolean {
  return name.length > MAX_NAME || name.split('.').some((label) => label.length > MAX_LABEL);
}

function isTtlOrClass(text: string): boolean {
  return TTL.test(text) || CLASSES.has(text.toUpperCase());
}

/** The whole name, without final dot; null where it is relative and no origin is known. */
export function absolute(name: string, origin: string | null): string | null {
  if (name === '@') return origin;
  if (name.endsWith('.')) return name.slice(0, -1);
  return origin === null ? null : `${name}.${origin}`;
}

/** Entries as lines: parentheses join several, quotes may hold anything. */
function linesOf(text: string, faults: ZoneFault[]): readonly Line[] {
  const lines: Line[] = [];
  let line = 1;
  let depth = 0;
  let tokens: ZoneToken[] = [];
  let comment: string | null = null;
  let start = 1;
  let isIndented = false;
  let isFresh = true; // nothing of the entry was read yet
  let at = 0;

  function finish(): void {
    if (tokens.length > 0) lines.push({ line: start, tokens, isIndented, comment });
    tokens = [];
    comment = null;
    isIndented = false;
    isFresh = true;
  }
  function begin(): void {
    if (isFresh) start = line;
    isFresh = false;
  }

  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '\n') {
      if (depth === 0) finish();
      line += 1;
      at += 1;
    } else if (character === '\r') {
      at += 1;
    } else if (character === ' ' || character === '\t') {
      if (isFresh) isIndented = true;
      begin();
      at += 1;
    } else if (character === ';') {
      const end = endOfLine(text, at);
      comment ??= text.slice(at + 1, end);
      at = end;
    } else if (character === '(') {
      begin();
      depth += 1;
      at += 1;
    } else if (character === ')') {
      if (depth === 0) faults.push({ line, what: 'parenthesis-alone', text: ')' });
      depth = Math.max(0, depth - 1);
      at += 1;
    } else {
      begin();
      const token = character === '"' ? quoted(text, at) : bare(text, at);
      if (!token.isClosed) faults.push({ line, what: 'quote-open', text: token.text });
      tokens.push({ text: token.text, isQuoted: character === '"' });
      at = token.end;
    }
  }
  if (depth > 0) faults.push({ line: start, what: 'parenthesis-open', text: '(' });
  finish();
  return lines;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

interface ReadToken {
  text: string;
  end: number;
  isClosed: boolean;
}

/** A string that is never closed ends with its line, or one slip would swallow the file. */
function quoted(text: string, from: number): ReadToken {
  const parts: string[] = [];
  let at = from + 1;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '"') return { text: parts.join(''), end: at + 1, isClosed: true };
    if (character === '\n') break;
    const { octet, length } = octetAt(text, at);
    parts.push(octet);
    at += length;
  }
  return { text: parts.join(''), end: at, isClosed: false };
}

function bare(text: string, from: number): ReadToken {
  const parts: string[] = [];
  let at = from;
  while (at < text.length && !/[\s;()"]/.test(text[at] ?? '')) {
    const { octet, length } = octetAt(text, at);
    parts.push(octet);
    at += length;
  }
  return { text: parts.join(''), end: at, isClosed: true };
}

/** `\DDD` is the octet of that number, a backslash before anything else is that character. */
function octetAt(text: string, at: number): { octet: string; length: number } {
  if (text[at] !== '\\') return { octet: text[at] ?? '', length: 1 };
  const digits = text.slice(at + 1, at + 4);
  if (/^\d{3}$/.test(digits) && Number(digits) < 256) return { octet: String.fromCharCode(Number(digits)), length: 4 };
  const next = text[at + 1];
  if (next === undefined || next === '\n') return { octet: '\\', length: 1 };
  return { octet: next, length: 2 };
}
