/**
 * Where a peer is known to judge otherwise, each with the rule; docs/peer-differences.md tells them in words. A
 * difference is recognized by the message alone, by patterns that know nothing of the library.
 */
import type { PeerName } from './peers.js';

export interface Judged {
  peer: PeerName;
  ours: string;
  theirs: string;
  message: Buffer;
}

/** A message as far as the patterns need it; one character is an octet. */
interface Facts {
  /** The first signature field, without its CRLF. */
  signature: string;
  /** The other header fields, likewise. */
  fields: readonly string[];
  body: string;
  tags: ReadonlyMap<string, string>;
  /** b= as it stands between its semicolons. */
  b: string;
  headerCanonicalization: string;
  bodyCanonicalization: string;
  ours: string;
  theirs: string;
}

export interface Difference {
  /** What the peer does, as a predicate: `refuses ...`. */
  id: string;
  rule: string;
  peer: PeerName;
  /** `refuses`: what passes here does not there. `accepts`: the other way round. `hashes`: either, as they sign so, too. */
  effect: 'refuses' | 'accepts' | 'hashes';
  applies: (facts: Facts) => boolean;
}

const BLANK_BEFORE_COLON = /^[!-9;-~]+[ \t]+:/;
const BLANK_LINE = /\r\n[ \t]+(?:\r\n|$)/;

export const DIFFERENCES: readonly Difference[] = [
  {
    id: 'refuses a message with white space before a colon',
    rule: 'S-006',
    peer: 'dkimpy',
    effect: 'refuses',
    applies: ({ signature, fields, theirs }) =>
      theirs.startsWith('E MessageFormatError') &&
      [signature, ...fields].some((field) => BLANK_BEFORE_COLON.test(field)),
  },
  {
    id: 'refuses a message with a header line that is no field',
    rule: 'S-005',
    peer: 'dkimpy',
    effect: 'refuses',
    applies: ({ fields, theirs }) =>
      theirs.startsWith('E MessageFormatError') && fields.some((field) => !/^[!-9;-~]+[ \t]*:/.test(field)),
  },
  {
    id: 'takes "From :" for the first line of a mailbox file and drops the field',
    rule: 'S-005, S-006',
    peer: 'dkimpy',
    effect: 'hashes',
    applies: ({ fields }) => fields.some((field) => field.startsWith('From :')),
  },
  {
    id: 'refuses a message with a folded line of white space only',
    rule: 'S-008',
    peer: 'dkimpy',
    effect: 'refuses',
    applies: ({ signature, fields, theirs }) =>
      theirs.startsWith('E MessageFormatError') && [signature, ...fields].some((field) => BLANK_LINE.test(field)),
  },
  {
    id: 'hashes a From that h= does not name, if there are several',
    rule: 'S-069',
    peer: 'dkimpy',
    effect: 'hashes',
    applies: ({ fields, tags }) => countNamed(fields, 'from') > countInH(tags, 'from'),
  },
  {
    id: 'takes VT and FF in a header for white space in relaxed',
    rule: 'S-016',
    peer: 'dkimpy',
    effect: 'hashes',
    applies: ({ fields, headerCanonicalization }) =>
      headerCanonicalization === 'relaxed' && fields.some((field) => /[\v\f]/.test(field)),
  },
  {
    id: 'drops white space at the end of the signature field in simple',
    rule: 'S-064',
    peer: 'dkimpy',
    effect: 'refuses',
    applies: ({ signature, headerCanonicalization }) => headerCanonicalization === 'simple' && /[ \t]$/.test(signature),
  },
  {
    id: 'keeps white space at the end of a last line without line end in relaxed',
    rule: 'S-024',
    peer: 'dkimpy',
    effect: 'hashes',
    applies: ({ body, bodyCanonicalization }) => bodyCanonicalization === 'relaxed' && /[ \t]$/.test(body),
  },
  {
    id: 'keeps white space behind the value of b= when it leaves the value out',
    rule: 'S-063',
    peer: 'dkimpy',
    effect: 'refuses',
    applies: ({ b }) => /\s$/.test(b),
  },
  {
    id: 'does not find b= right behind the colon of the field',
    rule: 'S-063',
    peer: 'dkimpy',
    effect: 'refuses',
    applies: ({ signature }) => /^[!-9;-~]+[ \t]*:b\s*=/i.test(signature),
  },
  {
    id: 'takes what looks like b= in another tag for b=',
    rule: 'S-063',
    peer: 'dkimpy',
    effect: 'refuses',
    applies: ({ signature }) => (signature.match(/\sb\s*=/g) ?? []).length > 1,
  },
  {
    id: 'hashes the signature itself where h= names DKIM-Signature',
    rule: 'S-048',
    peer: 'dkimpy',
    effect: 'refuses',
    applies: ({ tags }) => countInH(tags, 'dkim-signature') > 0,
  },
  {
    id: 'hashes the signature itself where h= names DKIM-Signature',
    rule: 'S-048',
    peer: 'Mail::DKIM',
    effect: 'refuses',
    applies: ({ tags }) => countInH(tags, 'dkim-signature') > 0,
  },
  {
    id: 'reads tags wrongly in a signature field with white space before its colon',
    rule: 'S-006',
    peer: 'Mail::DKIM',
    effect: 'refuses',
    applies: ({ signature }) => BLANK_BEFORE_COLON.test(signature),
  },
  {
    id: 'adds no CRLF to a last line without line end in simple',
    rule: 'S-022',
    peer: 'Mail::DKIM',
    effect: 'hashes',
    applies: ({ body, bodyCanonicalization }) =>
      bodyCanonicalization === 'simple' && body !== '' && !body.endsWith('\r\n'),
  },
  {
    id: 'passes over octets of b= and bh= that are no base64',
    rule: 'S-038',
    peer: 'Mail::DKIM',
    effect: 'accepts',
    applies: ({ tags }) => !isBase64(tags.get('b')) || !isBase64(tags.get('bh')),
  },
  {
    id: 'passes over octets of b= and bh= that are no base64',
    rule: 'S-038',
    peer: 'OpenDKIM',
    effect: 'accepts',
    applies: ({ tags }) => !isBase64(tags.get('b')) || !isBase64(tags.get('bh')),
  },
  {
    id: 'takes VT and FF in base64 for white space',
    rule: 'S-038',
    peer: 'dkimpy',
    effect: 'accepts',
    applies: ({ tags }) => ['b', 'bh'].some((name) => /[\v\f]/.test(tags.get(name) ?? '')),
  },
  {
    id: 'refuses base64 without its padding',
    rule: 'S-038',
    peer: 'dkimpy',
    effect: 'refuses',
    applies: ({ tags }) => ['b', 'bh'].some((name) => (tags.get(name) ?? '').replaceAll(/\s/g, '').length % 4 !== 0),
  },
  {
    id: 'takes l=0 for no l=',
    rule: 'S-053',
    peer: 'Mail::DKIM',
    effect: 'hashes',
    applies: ({ tags }) => /^0+$/.test(tags.get('l') ?? ''),
  },
  {
    id: 'drops VT and FF at the ends of a field in relaxed',
    rule: 'S-016',
    peer: 'Mail::DKIM',
    effect: 'hashes',
    applies: ({ fields, headerCanonicalization }) =>
      headerCanonicalization === 'relaxed' && fields.some((field) => /:\s*[\v\f]|[\v\f]\s*$/.test(field)),
  },
  {
    id: 'hashes the one CRLF of an empty body in simple whole, whatever l= says',
    rule: 'S-052',
    peer: 'Mail::DKIM',
    effect: 'hashes',
    applies: ({ body, bodyCanonicalization, tags }) =>
      bodyCanonicalization === 'simple' && /^(?:\r\n)*$/.test(body) && tags.has('l'),
  },
  {
    id: 'does not leave out the value of b= with white space before its "="',
    rule: 'S-063',
    peer: 'OpenDKIM',
    effect: 'refuses',
    applies: ({ b }) => /^\s*b\s+=/.test(b),
  },
  {
    id: 'hashes the signature itself where h= names DKIM-Signature',
    rule: 'S-048',
    peer: 'OpenDKIM',
    effect: 'refuses',
    applies: ({ tags }) => countInH(tags, 'dkim-signature') > 0,
  },
  {
    id: 'gives up on a message whose From it cannot read',
    rule: 'S-099',
    peer: 'OpenDKIM',
    effect: 'refuses',
    applies: ({ theirs }) => theirs.startsWith('E feed Syntax error') || theirs === '',
  },
  {
    id: 'does not know a field with white space before its colon',
    rule: 'S-006',
    peer: 'OpenDKIM',
    effect: 'hashes',
    applies: ({ signature, fields }) => [signature, ...fields].some((field) => BLANK_BEFORE_COLON.test(field)),
  },
  {
    id: 'takes VT and FF in a header for white space in relaxed',
    rule: 'S-016',
    peer: 'OpenDKIM',
    effect: 'hashes',
    applies: ({ fields, headerCanonicalization }) =>
      headerCanonicalization === 'relaxed' && fields.some((field) => /[\v\f]/.test(field)),
  },
  {
    id: 'refuses or misreads a last line without line end in relaxed',
    rule: 'S-022',
    peer: 'OpenDKIM',
    effect: 'hashes',
    applies: ({ body, bodyCanonicalization }) =>
      bodyCanonicalization === 'relaxed' && body !== '' && !body.endsWith('\r\n'),
  },
];

/** The first that applies, as `peer: id (rule)`; null where none does. */
export function explain({ peer, ours, theirs, message }: Judged): string | null {
  const facts = { ...factsOf(message), ours, theirs };
  const weaker = ours === 'pass' ? 'refuses' : 'accepts';
  const found = DIFFERENCES.find(
    (difference) =>
      difference.peer === peer &&
      (difference.effect === weaker || difference.effect === 'hashes') &&
      difference.applies(facts),
  );
  return found === undefined ? null : `${found.peer} ${found.id} (${found.rule})`;
}

function factsOf(message: Buffer): Omit<Facts, 'ours' | 'theirs'> {
  const text = message.toString('latin1');
  const empty = text.indexOf('\r\n\r\n');
  const header = empty === -1 ? text.replace(/\r\n$/, '') : text.slice(0, empty);
  const all = header.split(/\r\n(?![ \t])/);
  const own = all.findIndex((field) => /^dkim-signature[ \t]*:/i.test(field));
  const signature = all[own] ?? '';
  const specs = signature.slice(signature.indexOf(':') + 1).split(';');
  const tags = new Map(
    specs.map((spec) => {
      const equals = spec.indexOf('=');
      return [trimmed(spec.slice(0, equals)), trimmed(spec.slice(equals + 1))] as const;
    }),
  );
  const [canonical = 'simple', body = 'simple'] = (tags.get('c') ?? 'simple').toLowerCase().split('/');
  return {
    signature,
    fields: all.filter((_, index) => index !== own),
    body: empty === -1 ? '' : text.slice(empty + 4),
    tags,
    b: specs.find((spec) => /^\s*b\s*=/.test(spec)) ?? '',
    headerCanonicalization: canonical,
    bodyCanonicalization: body,
  };
}

function trimmed(text: string): string {
  return text.replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

function isBase64(text = ''): boolean {
  return /^[A-Za-z0-9+/ \t\r\n]*(?:=[ \t\r\n]*){0,2}$/.test(text); // VT and FF are no white space here
}

function countNamed(fields: readonly string[], name: string): number {
  return fields.filter((field) => field.slice(0, field.indexOf(':')).trimEnd().toLowerCase() === name).length;
}

function countInH(tags: ReadonlyMap<string, string>, name: string): number {
  const names = (tags.get('h') ?? '').split(':').map((one) => one.trim().toLowerCase());
  return names.filter((one) => one === name).length;
}
