/** What is said of a configuration, for people and for programs. The JSON form is a contract: names and types stay. */
import { dirname } from 'node:path';
import { displayWidth } from 'smtp-proxy/terminal';
import type { ConfigReading, LocatedProblem } from '../config/read-config.js';
import type { RecordStanding } from '../config/needed-records.js';
import type { ServiceBlock } from '../config/postfix-services.js';
import type { SenderAnswer } from '../config/sender-answer.js';
import type { Io } from '../io.js';
import type { Severity } from '../problem.js';
import { visibleText } from '../visible-text.js';
import type { Say } from '../words/words.js';
import { bySeverity, problemJson, problemText } from './problems.js';
import { recordJson } from './record.js';

/** So much of a line is shown. */
const SHOWN = 100;
const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

export function problemsText(
  { file, program, by, problems, rest }: ConfigReading,
  say: Say,
  paint: Io['paint'],
): readonly string[] {
  const why =
    by.kind === 'option'
      ? say('config-by-option', { option: by.option, line: by.line })
      : by.kind === 'port'
        ? say('config-by-port', { port: by.port })
        : say(`config-by-${by.kind}`);
  const lines = [say('config-title', { file, program: `dkimproxy-${program}`, why })];
  if (problems.length === 0) lines.push(paint('green', say('config-well')));
  for (const each of inOrder(problems)) {
    const [sentence = '', fix = ''] = problemText(each, say, paint);
    if (each.place === null) {
      lines.push(sentence, fix);
      continue;
    }
    const { file: name, line, column } = each.place;
    lines.push(visibleText(`${name}:${line}:${column}`), sentence, ...sourceText(each.place), fix);
  }
  if (rest > 0) lines.push(say('config-more', { n: rest }));
  return lines;
}

/** The line and a caret below its place, however wide its characters are. */
function sourceText({ source, column }: NonNullable<LocatedProblem['place']>): readonly string[] {
  if (source === null) return [];
  const from = column > SHOWN ? column - 1 - SHOWN / 2 : 0;
  const before = visibleText(source.slice(from, column - 1).replaceAll('\t', ' '));
  const shown = visibleText(source.slice(from, from + SHOWN).replaceAll('\t', ' '));
  return [`    ${shown.trimEnd()}`, `    ${' '.repeat(displayWidth(before))}^`];
}

function inOrder(problems: readonly LocatedProblem[]): readonly LocatedProblem[] {
  return problems.toSorted((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
}

export function recordsText(
  { records, rest, hasOpen }: { records: readonly RecordStanding[]; rest: number; hasOpen: boolean },
  { say, paint, word }: { say: Say; paint: Io['paint']; word: (text: string) => string },
): readonly string[] {
  const lines = [say('config-records-title')];
  const keysToMake = new Set<string>();
  for (const { selector, domain, keyfile, hasKey, state, report } of records) {
    const colour = state === 'fits' ? 'green' : state === 'unsure' ? 'yellow' : 'red';
    lines.push(`  ${visibleText(`${selector}._domainkey.${domain}`)}: ${paint(colour, say(`config-state-${state}`))}`);
    for (const each of bySeverity(report.problems)) {
      const texts =
        each.code === 'key-not-found' ? problemText(each, say, paint).slice(0, 1) : problemText(each, say, paint);
      lines.push(...texts.map((text) => `  ${text}`)); // what to do about a missing one follows, with its names
    }
    if (hasKey && (state === 'absent' || state === 'other')) {
      lines.push(say('config-publish', { domain, selector, keyfile: word(keyfile) }));
    }
    if (!hasKey && state === 'absent' && !keysToMake.has(keyfile)) {
      keysToMake.add(keyfile); // one key may be for several domains
      lines.push(say('config-make-key', { domain, selector, keyfile, folder: word(dirname(keyfile)) }));
    }
  }
  if (rest > 0) lines.push(say('config-records-rest', { n: rest }));
  if (hasOpen) lines.push(say('config-records-open'));
  return lines;
}

export function senderText(sender: string, answer: SenderAnswer, say: Say, paint: Io['paint']): readonly string[] {
  const { choice, decidedBy, problems } = answer;
  const lines = [say('config-for-title', { sender })];
  for (const { type, domain, selector, keyfile } of choice.signatures) {
    lines.push(say('config-for-signature', { type, domain, selector, keyfile }));
  }
  if (decidedBy?.kind === 'map') lines.push(say('config-for-by-map', { ...decidedBy }));
  else if (decidedBy?.kind === 'lines') lines.push(say('config-for-by-lines'));
  else if (decidedBy !== null) lines.push(say(`config-for-by-${decidedBy.kind}`, { domain: decidedBy.domain }));
  for (const each of problems) lines.push(...problemText(each, say, paint));
  return lines;
}

/** Comments and services, to be pasted as they are. */
export function servicesText(blocks: readonly ServiceBlock[], say: Say): readonly string[] {
  return blocks.flatMap(({ title, lines }, at) => [...(at === 0 ? [] : ['']), `# ${say(title)}`, ...lines]);
}

export function configJson(
  { file, program, by, problems, rest }: ConfigReading,
  say: Say,
): { problems: readonly object[]; [name: string]: unknown } {
  return {
    file,
    program: `dkimproxy-${program}`,
    programBy: by.kind,
    problems: inOrder(problems).map((each) =>
      Object.assign(problemJson(each, say), {
        file: each.place?.file ?? null,
        line: each.place?.line ?? null,
        column: each.place?.column ?? null,
      }),
    ),
    more: rest,
  };
}

export function standingJson({ domain, selector, keyfile, state, report }: RecordStanding, say: Say): object {
  return { domain, selector, keyfile, state, ...recordJson(report, say) };
}

export function senderJson(sender: string, { choice, decidedBy, problems }: SenderAnswer, say: Say): object {
  return {
    sender,
    signatures: choice.signatures.map(({ type, domain, selector, keyfile }) => ({ type, domain, selector, keyfile })),
    decidedBy,
    problems: problems.map((each) => problemJson(each, say)),
  };
}
