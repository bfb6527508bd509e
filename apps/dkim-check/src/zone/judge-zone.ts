/** A zone file's records of DKIM and its neighbours, judged before they are published. S-240; pure. */
import { isSameOrSubdomain, parseKeyRecord } from 'dkim-core';
import { problem, type Problem } from '../problem.js';
import { judgeRecord, MAX_RECORD } from '../record/judge-record.js';
import { zoneLine } from '../zone-line.js';
import { absolute, readZoneFile, type ZoneEntry, type ZoneFault } from './zone-file.js';

export interface ZoneRemark {
  readonly line: number;
  readonly problem: Problem;
}

export interface ZoneKey {
  readonly line: number;
  /** The whole name, without final dot. */
  readonly name: string;
  readonly keyType: 'rsa' | 'ed25519' | null;
  readonly keyBits: number | null;
}

export interface ZoneReport {
  /** The key records that are published by this file. */
  readonly keys: readonly ZoneKey[];
  /** In the order of the file, so many as anybody reads. */
  readonly remarks: readonly ZoneRemark[];
  /** How many more there are. */
  readonly omitted: number;
  readonly hasErrors: boolean;
}

const MAX_STRING = 255;
const SHOWN = 60; // characters of a line that cannot be read
const MOST_REMARKS = 200;
/** Names that belong to DKIM, its policies or DMARC, however they are misspelt. */
const OURS = /(?:^|\.)_?(?:domainkey|dmarc|adsp)(?:\.|$)/i;
/** Of U+2018 to U+201F, U+300C to U+300F and U+FF02 the octets in UTF-8, where a string begins. */
const SMART_QUOTE = /^(?:\xe2\x80[\x98-\x9f]|\xe3\x80[\x8c-\x8f]|\xef\xbc\x82)/;
/** `s1.domainkey.example.org` */
const BARE_NAME = /(^|\.)domainkey(\.|$)/i;
const KEY_NAME = /^(?!_policy\.|_adsp\.)[^.].*?\._domainkey(?:\.|$)/i;

/**
 * `zone`: its name, without final dot; null where the file says it ($ORIGIN, or the name of the SOA record). `word`: a text as one
 * word of a command.
 */
export function judgeZone(text: string, zone: string | null, word: (text: string) => string): ZoneReport {
  const { entries, faults } = readZoneFile(text, zone ?? zoneIn(text));
  const apex = zone ?? apexOf(entries);
  const remarks: ZoneRemark[] = faults.map((fault) => ({ line: fault.line, problem: faultProblem(fault, word) }));
  const keys: ZoneKey[] = [];
  const firstOf = new Map<string, number>();
  for (const entry of entries) {
    const name = absolute(entry.owner, entry.origin);
    if ((entry.type !== 'TXT' && entry.type !== 'CNAME') || !OURS.test(name ?? entry.owner)) continue;
    const at = (found: Problem): void => void remarks.push({ line: entry.line, problem: found });
    if (name === null) {
      at(problem('error', 'zone-origin-unknown', { name: entry.owner }));
      continue;
    }
    const misplaced = apex === null ? null : placeProblem(entry, name, apex);
    if (misplaced !== null) at(misplaced);
    if (misplaced?.code === 'name-outside-zone') continue; // never published: what it says is nobody's concern
    if (entry.type === 'CNAME') continue; // what it leads to stands elsewhere
    if (entry.data.some(({ text: octets, isQuoted }) => !isQuoted && SMART_QUOTE.test(octets))) {
      at(problem('error', 'zone-smart-quotes')); // the semicolon behind them cut the rest off
      continue;
    }
    for (const found of stringProblems(entry, name)) at(found);
    if (BARE_NAME.test(name) && isWholeKey(entry.data.map((token) => token.text))) {
      const want = name.replace(BARE_NAME, '$1_domainkey$2');
      at(problem('error', 'underscore-missing', { found: name, name: want }));
    }
    if (!KEY_NAME.test(name)) continue;

    const strings = entry.data.map((token) => token.text);
    if (strings.reduce((sum, string) => sum + string.length, 0) > MAX_RECORD) continue; // told of
    const judged = judgeRecord(strings, name);
    for (const found of judged.problems) at(found);
    if (judged.key !== null) keys.push({ line: entry.line, name, keyType: judged.key.type, keyBits: judged.key.bits });
    const key = name.toLowerCase();
    if (firstOf.has(key)) at(problem('error', 'key-records-several', { n: 2 }));
    else firstOf.set(key, entry.line);
  }
  const sorted = remarks.toSorted((one, other) => one.line - other.line);
  return {
    keys,
    remarks: sorted.slice(0, MOST_REMARKS),
    omitted: Math.max(0, sorted.length - MOST_REMARKS),
    hasErrors: sorted.some(({ problem: { severity } }) => severity === 'error'),
  };
}

/** The absolute owner of the SOA record, where the file has one. */
function zoneIn(text: string): string | null {
  return apexOf(readZoneFile(text, null).entries);
}

function apexOf(entries: readonly ZoneEntry[]): string | null {
  const soa = entries.find(({ type }) => type === 'SOA');
  if (soa !== undefined) return absolute(soa.owner, soa.origin);
  return entries.find(({ origin }) => origin !== null)?.origin ?? null;
}

function placeProblem({ owner, origin }: ZoneEntry, name: string, zone: string): Problem | null {
  if (!isSameOrSubdomain(name, zone)) {
    return problem('error', 'name-outside-zone', { name: owner, zone, want: wantedName(owner, zone) });
  }
  const isRelative = !owner.endsWith('.');
  const base = origin ?? zone;
  if (
    isRelative &&
    (owner.toLowerCase() === base.toLowerCase() || owner.toLowerCase().endsWith(`.${base.toLowerCase()}`))
  ) {
    return problem('error', 'name-doubled', { name: owner, doubled: `${name}.` });
  }
  return null;
}

/** The labels down to the one with the underscore, which is where the slip mostly begins. */
function wantedName(owner: string, zone: string): string {
  const labels = owner.replace(/\.$/, '').split('.');
  const last = labels.findLastIndex((label) => label.startsWith('_'));
  const short = labels.slice(0, last + 1).join('.');
  return short === '' ? `${zone}.` : `${short} (= ${short}.${zone}.)`;
}

function stringProblems({ data, comment }: ZoneEntry, name: string): readonly Problem[] {
  const problems: Problem[] = [];
  const long = data.find((token) => token.text.length > MAX_STRING);
  const whole = data.map((token) => token.text).join('');
  if (whole.length > MAX_RECORD) problems.push(problem('error', 'record-too-long', { n: whole.length }));
  else if (long !== undefined) {
    const lines = zoneLine(name, whole).split('\n');
    problems.push(
      problem('error', 'txt-too-long', { n: long.text.length, zone: lines.map((line) => line.trim()).join(' ') }),
    );
  }
  const bare = data.find((token) => !token.isQuoted);
  if (bare !== undefined && comment !== null && comment.includes('='))
    problems.push(problem('error', 'zone-comment-cut'));
  else if (bare !== undefined && data.length > 1 && !isWholeKey(data.map((token) => token.text))) {
    problems.push(problem('warning', 'zone-quotes-missing'));
  }
  return problems;
}

function isWholeKey(strings: readonly string[]): boolean {
  return parseKeyRecord(strings.join('')).ok;
}

function faultProblem({ what, text }: ZoneFault, word: (text: string) => string): Problem {
  switch (what) {
    case 'quote-open':
      return problem('error', 'zone-quote-open');
    case 'parenthesis-open':
    case 'parenthesis-alone':
      return problem('error', 'zone-parenthesis');
    case 'included':
      return problem('info', 'zone-included', { file: text, word: word(text) });
    case 'name-too-long':
      return problem('error', 'zone-name-too-long', { name: text.slice(0, SHOWN) });
    case 'type-missing':
    case 'directive-unknown':
      return problem('error', 'zone-line-unreadable', { text: text.slice(0, SHOWN) });
  }
  return what satisfies never;
}
