/**
 * What receivers found, as their fields in a message tell it: Authentication-Results (RFC 8601), ARC-Authentication-Results
 * (RFC 8617) and their X- kin, each result explained. Whoever sent the message can have written such fields: they are read,
 * shown and explained, and decide nothing.
 */
import { fieldValue, parseAuthenticationResults, type HeaderField, type MessageHeader } from 'dkim-core';
import { problem, type Problem } from '../problem.js';
import { foreignMessagesIn, type ForeignCode } from './foreign-messages.js';
import { clausesOfField, splitAuthservId } from './results-clauses.js';

export interface ForeignMethodResult {
  readonly method: string;
  readonly result: string;
  /** `ptype.property` -> value. */
  readonly properties: ReadonlyMap<string, string>;
  /** The whole as it stands there, comments included, cut where it is long. */
  readonly text: string;
}

export interface ForeignResult {
  /** The name of the field as written. */
  readonly field: string;
  readonly authservId: string | null;
  /** A name that people know, else the authserv-id, else the name of the field. */
  readonly receiver: string;
  readonly results: readonly ForeignMethodResult[];
  /** What the results mean, each once. */
  readonly problems: readonly Problem[];
}

const FIELD = /^(?:[a-z0-9-]{1,60}-)?authentication-results(?:-original)?$/;
const OF_DKIMPROXY = 'x-dkim-authentication-results'; // one word, as 1.4.1 wrote it
const MAX_FIELDS = 20;
const MAX_RESULTS = 50;
const MAX_SHOWN = 300; // characters of a result
const MAX_NAME = 100; // and of an authserv-id

const RECEIVERS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)google\.com$/, 'Gmail'],
  [/(?:^|\.)yahoo\.co\.jp$/, 'Yahoo! JAPAN'],
  [/(?:^|\.)(?:yahoo\.com|yahoodns\.net|aol\.com)$/, 'Yahoo'],
  [/(?:^|\.)(?:outlook\.com|microsoft\.com)$/, 'Microsoft'],
  [/(?:^|\.)(?:icloud|me|mac)\.com$/, 'iCloud'],
];

/** Good to know; all else that is said of a result is a warning. */
const HARMLESS: ReadonlySet<ForeignCode> = new Set(['foreign-pass', 'foreign-domainkeys']);

/** One for each field, top of the message first. */
export function foreignResults(header: Pick<MessageHeader, 'fields'>): readonly ForeignResult[] {
  const fields = header.fields.filter(({ key }) => FIELD.test(key)).slice(0, MAX_FIELDS);
  const read = fields.map(readField);
  const ofDkim = new Set(read.filter(({ results }) => hasDkim(results)).map(({ authservId }) => authservId));
  return read.map((each) => {
    const { field, authservId, receiver, results } = each;
    return { field, authservId, receiver, results, problems: problemsOf(each, ofDkim.has(authservId)) };
  });
}

type Read = Omit<ForeignResult, 'problems'> & { readonly isEmpty: boolean };

function readField(field: HeaderField): Read {
  const value = textOf(fieldValue(field));
  if (field.key === OF_DKIMPROXY) {
    return {
      field: field.name,
      authservId: null,
      receiver: 'dkimproxy',
      results: resultsIn([`dkim=${value.trim()}`]),
      isEmpty: false,
    };
  }
  const clauses = clausesOfField(value);
  const isArc = /^i ?= ?\d{1,3}$/.test(clauses[0] ?? '');
  const split = splitAuthservId(isArc ? clauses.slice(1) : clauses);
  const authservId = split.authservId?.slice(0, MAX_NAME) ?? null;
  const texts = split.results;
  return {
    field: field.name,
    authservId,
    receiver: receiverOf(field, authservId, value),
    results: resultsIn(texts),
    isEmpty: authservId !== null && texts.every((text) => text === ''),
  };
}

function resultsIn(clauses: readonly string[]): readonly ForeignMethodResult[] {
  return clauses.slice(0, MAX_RESULTS).flatMap((clause) => {
    const parsed = parseAuthenticationResults(`x; ${clause}`, { tolerant: true });
    const [first] = parsed.ok ? parsed.value.results : [];
    if (first === undefined) return [];
    const { method, result, properties } = first;
    return [
      { method, result, properties, text: clause.length > MAX_SHOWN ? `${clause.slice(0, MAX_SHOWN)}...` : clause },
    ];
  });
}

function problemsOf({ receiver, results, isEmpty, field }: Read, hasDkimElsewhere: boolean): readonly Problem[] {
  const codes = new Set(results.flatMap(({ text }) => foreignMessagesIn(text).map(({ code }) => code)));
  const problems = [...codes].map((code) =>
    problem(HARMLESS.has(code) ? 'info' : 'warning', code as Exclude<ForeignCode, 'foreign-no-dkim-result'>),
  );
  if (isEmpty) problems.push(problem('info', 'foreign-empty-results'));
  const isOwn = !field.toLowerCase().startsWith('arc-');
  if (isOwn && !hasDkimElsewhere && results.some(({ method }) => method === 'spf')) {
    problems.push(problem('warning', 'foreign-no-dkim-result', { receiver }));
  }
  return problems;
}

const hasDkim = (results: readonly ForeignMethodResult[]): boolean =>
  results.some(({ method }) => method === 'dkim' || method === 'domainkeys');

function receiverOf({ key, name }: HeaderField, authservId: string | null, value: string): string {
  const id = authservId?.toLowerCase() ?? '';
  const known = RECEIVERS.find(([pattern]) => pattern.test(id))?.[1];
  if (known !== undefined) return known;
  if (key.startsWith('x-ms-') || /\bsender ip is\b/i.test(value)) return 'Microsoft';
  return authservId ?? name;
}

/** Octets of UTF-8, one a character, become text; others stay as they are. */
function textOf(value: string): string {
  const text = Buffer.from(value, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? value : text;
}
