/** The ways of mail through a Postfix, for people and for programs. */
import { addressText } from '../postfix/address.js';
import type { Path } from '../postfix/paths.js';
import type { PostfixReport } from '../postfix/postfix-report.js';
import type { Io } from '../io.js';
import type { Say } from '../words/words.js';
import { bySeverity, problemJson, problemText } from './problems.js';

export function postfixText(folder: string, report: PostfixReport, say: Say, paint: Io['paint']): readonly string[] {
  const lines = [say('postfix-title', { folder })];
  for (const path of report.paths) lines.push(pathText(path, say));
  for (const { service, proxy } of report.reinjections) {
    lines.push(say('postfix-back', { service: service.name, program: proxy.program }));
  }
  for (const each of bySeverity(report.problems)) lines.push(...problemText(each, say, paint));
  if (report.problems.length === 0) lines.push(say('postfix-well'));
  return lines;
}

function pathText({ entry, hops }: Path, say: Say): string {
  const service = entry.name;
  const programs = programsOf(hops).join(' -> ');
  const settings = hops.map(({ way, value }) => `${way}=${value}`).join(', ');
  if (settings === '') return say('postfix-path', { service, programs: say('postfix-neither') });
  return say('postfix-path-by', { service, programs: programs === '' ? say('postfix-neither') : programs, settings });
}

const programsOf = (hops: Path['hops']): readonly string[] =>
  hops.flatMap(({ proxy }) => (proxy === null ? [] : [proxy.program]));

/** A contract: names, order and types stay. */
export function postfixJson(folder: string, report: PostfixReport, say: Say): object {
  return {
    folder,
    paths: report.paths.map(({ entry, hops }) => ({
      service: entry.name,
      line: entry.line,
      programs: programsOf(hops),
      settings: hops.map(({ way, value }) => ({ name: way, value })),
    })),
    reinjections: report.reinjections.map(({ service, proxy }) => ({
      service: service.name,
      line: service.line,
      program: proxy.program,
      relay: addressText(proxy.relay),
    })),
    problems: bySeverity(report.problems).map((each) => problemJson(each, say)),
  };
}
