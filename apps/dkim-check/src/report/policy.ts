/** The policies of a domain, for people and for programs. The JSON form is a contract: names and types stay. */
import { parseDmarcRecord, type DmarcStep } from 'dkim-core';
import type { Io } from '../io.js';
import type { AlignmentFact, PolicyFacts } from '../policy/facts.js';
import { historicPolicy, otherText, sspText } from '../policy/historic.js';
import type { PolicyJudgement } from '../policy/judge.js';
import { isSpf } from '../policy/spf.js';
import type { Problem } from '../problem.js';
import type { Say } from '../words/words.js';
import { bySeverity, problemJson, problemText } from './problems.js';

const SHOWN = 300; // characters of a record

export function policyText(
  facts: PolicyFacts,
  judged: PolicyJudgement,
  say: Say,
  paint: Io['paint'],
): readonly string[] {
  const told = (problems: readonly Problem[]): readonly string[] =>
    bySeverity(problems).flatMap((each) => problemText(each, say, paint));
  const { alignments } = facts;
  return [
    paint('bold', say('policy-dmarc-title', { domain: facts.domain })),
    ...facts.walk.steps.map((step) => stepText(step, say)),
    ...effectText(facts, say),
    ...told(judged.dmarc),
    ...(alignments.length === 0 ? [] : [paint('bold', say('policy-alignment-title'))]),
    ...alignments.map((fact) => alignmentText(fact, say)),
    paint('bold', say('policy-spf-title')),
    ...spfTexts(facts).map((text) => say('policy-spf-record', { name: facts.domain, text: shown(text) })),
    ...told(judged.spf),
    paint('bold', say('policy-historic-title')),
    ...historicText(facts, say),
    ...told(judged.historic),
    ...told(judged.unanswered),
    paint('bold', say('policy-receivers-title')),
    ...receiversText(facts, say),
  ];
}

function stepText(step: DmarcStep, say: Say): string {
  const { name, texts, outcome } = step;
  if (outcome === 'error') return say('policy-step-error', { name });
  if (outcome === 'several') return say('policy-step-several', { name });
  if (outcome === 'record') {
    return say('policy-step-text', { name, text: shown(texts.find((text) => parseDmarcRecord(text).ok) ?? '') });
  }
  const [text] = texts;
  return text === undefined ? say('policy-step-none', { name }) : say('policy-step-other', { name, text: shown(text) });
}

function effectText({ dmarc, organization }: PolicyFacts, say: Say): readonly string[] {
  const lines: string[] = [];
  if (organization.result === 'found') lines.push(say('policy-organization', { domain: organization.domain }));
  if (dmarc.result === 'found') {
    lines.push(say('policy-effect', { policy: dmarc.policy, tag: dmarc.tag ?? 'p', domain: dmarc.domain }));
    lines.push(say(`policy-means-${dmarc.policy}`));
    if (dmarc.requested !== dmarc.policy) lines.push(say('policy-lowered', { requested: dmarc.requested }));
  } else if (dmarc.result === 'none') {
    lines.push(say('policy-no-effect'));
  }
  return lines;
}

function alignmentText({ author, proven, mode, alignment }: AlignmentFact, say: Say): string {
  const facts = { d: proven, author };
  if (alignment.result === 'temperror') return say('policy-alignment-unknown', facts);
  if (author === proven) return say('policy-aligned-same', facts);
  if (mode === 'strict') return say('policy-not-aligned-strict', facts);
  return alignment.result === 'aligned'
    ? say('policy-aligned-relaxed', { ...facts, organization: alignment.authorOrganization ?? author })
    : say('policy-not-aligned-relaxed', { ...facts, organization: alignment.authorOrganization ?? author });
}

function historicText({ domain, domainkeys, draft, adsp }: PolicyFacts, say: Say): readonly string[] {
  const lines = [domainkeys, draft].map((texts) => {
    if (texts.texts === null) return say('policy-step-error', { name: texts.name });
    const found = historicPolicy(texts);
    const ssp = texts === draft ? sspText(draft) : null;
    const text = ssp ?? otherText(texts, ssp);
    if (found === null && text !== null) return say('policy-step-text', { name: texts.name, text: shown(text) });
    if (found === null) return say('policy-historic-none', { name: texts.name });
    const { signsAll, unknownPractice, testing, reportTo } = found.policy;
    const isStrict = texts === draft && unknownPractice === '!';
    const parts = [
      say(isStrict ? 'policy-o-strict' : signsAll ? 'policy-o-all' : 'policy-o-some'),
      ...(testing ? [say('policy-testing')] : []),
      ...(reportTo === null ? [] : [say('policy-report-to', { address: reportTo })]),
    ];
    return say('policy-historic-found', { name: found.name, meaning: parts.join(say('policy-list-comma')) });
  });
  const name = `_adsp._domainkey.${domain}`;
  return [...lines, adspText(adsp.practice, name, say)];
}

function adspText(practice: PolicyFacts['adsp']['practice'], name: string, say: Say): string {
  if (practice === 'temperror') return say('policy-step-error', { name });
  if (practice === 'none' || practice === 'nxdomain') return say('policy-historic-none', { name });
  return say('policy-historic-found', { name, meaning: practice === 'permerror' ? practice : `dkim=${practice}` });
}

/** S-236: what is asked of every sender, and of those with 5,000 messages a day. */
function receiversText(facts: PolicyFacts, say: Say): readonly string[] {
  const { spf, dmarc } = receiversJson(facts);
  const missing = [...(spf === false ? ['SPF'] : []), ...(dmarc === false ? ['DMARC'] : [])];
  const isUnclear = spf === null || dmarc === null;
  return [
    say('policy-receivers-all'),
    say('policy-receivers-bulk'),
    say('policy-receivers-more'),
    say('policy-receivers-dkim', { domain: facts.domain }),
    ...(missing.length > 0 ? [say('policy-receivers-missing', { missing: missing.join(', ') })] : []),
    ...(missing.length === 0 && !isUnclear ? [say('policy-receivers-complete')] : []),
    ...(isUnclear ? [say('policy-receivers-unclear')] : []),
  ];
}

/** Null: not known. */
function receiversJson(facts: PolicyFacts): { spf: boolean | null; dmarc: boolean | null; dkim: null } {
  return {
    spf: facts.self.texts === null ? null : spfTexts(facts).length === 1,
    dmarc: facts.dmarc.result === 'temperror' ? null : facts.dmarc.result === 'found',
    dkim: null,
  };
}

function spfTexts({ self }: PolicyFacts): readonly string[] {
  return (self.texts ?? []).filter(isSpf);
}

export function policyJson(facts: PolicyFacts, judged: PolicyJudgement, say: Say): object {
  const { domain, dmarc, walk, organization, alignments, adsp, domainkeys, draft } = facts;
  const found = dmarc.result === 'found' ? dmarc : null;
  const record = 'record' in dmarc ? dmarc.record : null;
  const problems = [...judged.dmarc, ...judged.spf, ...judged.historic, ...judged.unanswered];
  return {
    domain,
    dmarc: {
      result: dmarc.result,
      domain: 'domain' in dmarc ? dmarc.domain : null,
      source: found?.source ?? null,
      tag: found?.tag ?? null,
      requested: found?.requested ?? null,
      policy: found?.policy ?? null,
      organizationalDomain: organization.result === 'found' ? organization.domain : null,
      record: record === null ? null : Object.fromEntries(record.tags),
      walk: walk.steps.map(({ name, outcome, texts }) => ({ name, outcome, texts: texts.map(utf8) })),
    },
    alignment: alignments.map(({ author, proven, mode, alignment }) => ({
      from: author,
      d: proven,
      mode,
      result: alignment.result,
      fromOrganization: alignment.authorOrganization,
      dOrganization: alignment.provenOrganization,
    })),
    spf: { name: domain, records: spfTexts(facts).map(utf8), result: null },
    domainkeys: historicJson(domainkeys),
    draft: sspText(draft) === null ? historicJson(draft) : { name: draft.name, found: true, record: sspText(draft) },
    adsp: { name: adsp.name, practice: adsp.practice },
    receivers: receiversJson(facts),
    problems: bySeverity(problems).map((each) => problemJson(each, say)),
  };
}

function historicJson(texts: PolicyFacts['domainkeys']): object {
  const found = historicPolicy(texts);
  if (found === null) return { name: texts.name, found: false };
  const { signsAll, testing, notes, reportTo } = found.policy;
  return { name: texts.name, found: true, record: utf8(found.text), signsAll, testing, notes, reportTo };
}

/** A record for a person: its octets as UTF-8, and not all of a long one. */
function shown(text: string): string {
  const cut = text.length > SHOWN;
  return utf8(cut ? text.slice(0, SHOWN) : text) + (cut ? '...' : '');
}

function utf8(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}
