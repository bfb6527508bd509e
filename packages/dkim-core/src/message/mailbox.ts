/**
 * The addresses of From, Sender and the like. RFC 5322, sections 3.4 and 4.4; RFC 6854 (groups).
 *
 * A real grammar, since the author decides who signs and whose policy counts: quoted strings, nested comments,
 * groups and source routes are read, not searched through (S-012). Linear time for any input.
 */
import { toALabels } from '../text/domain-name.js';
import { decodeUtf8 } from '../text/utf8.js';

/** One address of a field. RFC 5322, section 3.4.1 (addr-spec). */
export interface Mailbox {
  /** The address without comments and display name: `local@domain`, as written. Text, not octets. */
  address: string;
  /** As written, its quotes included. */
  localPart: string;
  /** As written. */
  domain: string;
}

type Token = { kind: 'word' | 'quoted' | 'special'; text: string };

const SPECIALS = new Set('<>,;:@[]');
const MAX_TOKENS = 1000; // of one address; a domain has 127 labels at most, and a megabyte of tokens costs memory

/**
 * `text`: the value of the field, one character an octet. Gives the addresses that are whole, in order; what is no
 * address is left out. Members of a group are addresses like others, an empty group has none.
 */
export function parseAddressList(text: string): readonly Mailbox[] {
  return [...mailboxesIn(text)];
}

/** The same, one after the other: who wants the first reads no further. */
export function* mailboxesIn(text: string): Generator<Mailbox, undefined> {
  let outside: Token[] = []; // of this mailbox, before or without "<"
  let inside: Token[] | null = null; // between "<" and ">"
  let closed = false; // ">" was seen

  function flush(): Mailbox | null {
    const mailbox = toMailbox(inside ?? outside, inside !== null);
    const isWhole = inside === null || closed;
    outside = [];
    inside = null;
    closed = false;
    return isWhole ? mailbox : null;
  }

  for (const token of tokens(text)) {
    if (inside !== null && !closed) {
      if (token.kind === 'special' && token.text === '>') closed = true;
      else if (inside.length <= MAX_TOKENS) inside.push(token);
    } else if (token.kind === 'special' && (token.text === ',' || token.text === ';')) {
      const mailbox = flush();
      if (mailbox !== null) yield mailbox;
    } else if (token.kind === 'special' && token.text === '<' && inside === null) {
      inside = [];
    } else if (token.kind === 'special' && token.text === ':') {
      outside = []; // it was the name of a group
    } else if (inside === null && outside.length <= MAX_TOKENS) {
      outside.push(token);
    }
  }
  const last = flush();
  if (last !== null) yield last;
}

function* tokens(text: string): Generator<Token> {
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === ' ' || char === '\t' || char === '\r' || char === '\n') {
      at += 1;
    } else if (char === '(') {
      at = endOfComment(text, at);
    } else if (char === '"') {
      const end = endOfQuoted(text, at);
      yield { kind: 'quoted', text: text.slice(at, end) };
      at = end;
    } else if (SPECIALS.has(char)) {
      yield { kind: 'special', text: char };
      at += 1;
    } else {
      let end = at + 1;
      while (end < text.length && !' \t\r\n("<>,;:@[]'.includes(text.charAt(end))) end += 1;
      yield { kind: 'word', text: text.slice(at, end) };
      at = end;
    }
  }
}

/** Index behind the comment that begins at `start`; comments nest. The end of the text if it is never closed. */
function endOfComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function endOfQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '"') return at + 1;
  }
  return text.length;
}

function toMailbox(all: readonly Token[], inAngles: boolean): Mailbox | null {
  if (all.length > MAX_TOKENS) return null;
  let parts = all;
  if (inAngles && isSpecial(parts[0], '@')) {
    const colon = parts.findIndex((token) => isSpecial(token, ':')); // a source route, RFC 5322, section 4.4
    if (colon === -1) return null;
    parts = parts.slice(colon + 1);
  }
  const at = parts.findLastIndex((token) => isSpecial(token, '@'));
  if (at <= 0) return null;
  const local = parts.slice(0, at);
  const domainParts = parts.slice(at + 1);
  if (!isOneWord(local) || !isOneWord(domainParts)) return null;
  const localPart = decodeUtf8(local.map(({ text }) => text).join(''));
  const domain = decodeUtf8(domainParts.map(({ text }) => text).join(''));
  if (localPart === null || domain === null) return null;
  if (domainParts.some(({ kind }) => kind !== 'word') || toALabels(domain) === null) return null;
  return { address: `${localPart}@${domain}`, localPart, domain };
}

/** Words and quoted strings that belong together: a blank may stand only beside a dot (obs-local-part, obs-domain). */
function isOneWord(parts: readonly Token[]): boolean {
  return (
    parts.length > 0 &&
    parts.every((token, index) => {
      if (token.kind === 'special') return false;
      const before = parts[index - 1];
      if (before === undefined) return true;
      return before.text.endsWith('.') || token.text.startsWith('.');
    })
  );
}

function isSpecial(token: Token | undefined, text: string): boolean {
  return token?.kind === 'special' && token.text === text;
}
