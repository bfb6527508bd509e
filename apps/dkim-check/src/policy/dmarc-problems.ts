/** What is wrong with the DMARC of a domain. RFC 9989; facts in, problems out. */
import { parseDmarcRecord, readDmarcReportUris, type DmarcRecord, type DmarcStep } from 'dkim-core';
import { problem, type Problem, type Severity } from '../problem.js';
import { isSpf } from './spf.js';
import type { PolicyFacts } from './facts.js';

const MOST_SHOWN = 10; // of one kind: a stranger's record may have thousands
/** U+2018 to U+201F as UTF-8 octets, and the Japanese corner brackets. */
const SMART_QUOTES = /\xe2\x80[\x98-\x9f]|\xe3\x80[\x8c-\x8f]/;
const VERSION_IN_ANY_CASE = /^v[ \t]*=[ \t]*dmarc1[ \t]*(?:;|$)/i;
const LOOKS_LIKE_DMARC = /v[ \t]*=[ \t]*dmarc|\bp[ \t]*=[ \t]*(?:none|quarantine|reject)/i;

export function dmarcProblems(facts: PolicyFacts): readonly Problem[] {
  const { domain, walk, dmarc, alias, probe, permissions, self, alignments } = facts;
  const own = walk.steps[0];
  const name = `_dmarc.${domain}`;
  const problems: Problem[] = own === undefined ? [] : [...textProblems(own)];
  const isMissing = dmarc.result === 'none' && dmarc.code === 'no-record';
  // Where a record is only mistaken, another one beside it is not the cure.
  const isVoid = walk.steps.some(({ outcome }) => outcome === 'several');
  if (isMissing && !isVoid && problems.every(({ code }) => code === 'spf-at-dmarc')) {
    problems.push(problem('warning', 'dmarc-missing', { name, domain }));
  }
  for (const step of walk.steps.filter(({ outcome }) => outcome === 'several')) {
    problems.push(problem('error', 'dmarc-several', { name: step.name, n: step.texts.filter(isDmarc).length }));
  }
  if ('record' in dmarc && dmarc.record !== null) problems.push(...recordProblems(dmarc.record));
  if (self.texts?.some(isDmarc) === true) {
    problems.push(problem(dmarc.result === 'found' ? 'warning' : 'error', 'dmarc-at-domain', { domain, name }));
  }
  for (const permission of permissions) {
    if (permission.state !== 'missing') continue;
    const { destination, name: permitting } = permission;
    problems.push(problem('warning', 'dmarc-report-permission', { destination, name: permitting }));
  }
  if (alias !== null) problems.push(problem('info', 'dmarc-alias', { name, alias }));
  if (probe.texts !== null && probe.texts.length > 0)
    problems.push(problem('warning', 'dmarc-wildcard', { name: probe.name }));
  for (const { author, proven, mode, alignment } of alignments) {
    if (alignment.result !== 'not-aligned') continue;
    const severity: Severity = dmarc.result === 'found' ? 'error' : 'warning'; // without DMARC nobody asks for it
    const code = mode === 'strict' ? 'dmarc-not-aligned-strict' : 'dmarc-not-aligned';
    problems.push(problem(severity, code, { d: proven, author }));
  }
  return problems;
}

function isDmarc(text: string): boolean {
  return parseDmarcRecord(text).ok;
}

/** Of the texts at `_dmarc` that are no DMARC record: what they were meant to be. */
function textProblems({ name, texts, outcome }: DmarcStep): readonly Problem[] {
  const severity: Severity = outcome === 'record' ? 'warning' : 'error';
  const found = new Map<string, Problem>(); // one of a kind
  for (const text of texts) {
    const code = isDmarc(text) ? null : meantFor(text);
    if (code === null || found.has(code)) continue;
    found.set(
      code,
      code === 'smart-quotes-in-record' || code === 'quotes-in-record'
        ? problem(severity, code)
        : problem(severity, code, { name }),
    );
  }
  return [...found.values()];
}

function meantFor(
  text: string,
):
  | 'spf-at-dmarc'
  | 'smart-quotes-in-record'
  | 'quotes-in-record'
  | 'dmarc-version-case'
  | 'dmarc-version-place'
  | null {
  if (isSpf(text)) return 'spf-at-dmarc';
  if (SMART_QUOTES.test(text)) return 'smart-quotes-in-record';
  if (/^["'\\]/.test(text)) return 'quotes-in-record';
  if (VERSION_IN_ANY_CASE.test(text)) return 'dmarc-version-case';
  return LOOKS_LIKE_DMARC.test(text) ? 'dmarc-version-place' : null;
}

function recordProblems(record: DmarcRecord): readonly Problem[] {
  const { tags, ignored, requests } = record;
  const problems: Problem[] = [];
  if (!tags.has('p')) problems.push(problem(requests === 'unusable' ? 'error' : 'warning', 'dmarc-policy-missing'));
  if (SMART_QUOTES.test([...tags.values()].join(';'))) problems.push(problem('error', 'smart-quotes-in-record'));
  for (const { why, tag, value } of ignored.slice(0, MOST_SHOWN)) {
    const facts = { tag, value: value.slice(0, 100) };
    if (why === 'historic' && tag === 'pct' && Number(value) === 0) problems.push(problem('warning', 'dmarc-pct-zero'));
    else if (why === 'historic') problems.push(problem('info', 'dmarc-tag-historic', { tag }));
    else if (why === 'value' && ['p', 'sp', 'np'].includes(tag))
      problems.push(problem('error', 'dmarc-policy-bad', facts));
    else if (why !== 'value' || !['rua', 'ruf'].includes(tag))
      problems.push(problem('warning', 'dmarc-tag-ignored', facts));
  }
  return [...problems, ...addressProblems(tags)];
}

function addressProblems(tags: DmarcRecord['tags']): readonly Problem[] {
  return ['rua', 'ruf'].flatMap((tag) =>
    readDmarcReportUris(tags.get(tag) ?? '')
      .filter(({ fault, domain, hasSize }) => fault !== null || domain === null || hasSize)
      .slice(0, MOST_SHOWN)
      .map(({ uri, fault, domain }) =>
        fault === null && domain !== null
          ? problem('info', 'dmarc-report-size', { tag })
          : problem('warning', 'dmarc-report-address', { tag, uri: uri.slice(0, 100) }),
      ),
  );
}
