/** What a zone file holds of DKIM, for people and for programs. */
import type { Io } from '../io.js';
import type { Say } from '../words/words.js';
import type { ZoneReport } from '../zone/judge-zone.js';
import { problemJson, problemText } from './problems.js';

export function zoneText(
  file: string,
  { keys, remarks, omitted }: ZoneReport,
  say: Say,
  paint: Io['paint'],
): readonly string[] {
  const lines = [say('zone-title', { file, n: keys.length })];
  for (const { line, name, keyType, keyBits } of keys) {
    lines.push(say('zone-key', { line, name, type: keyType ?? '', bits: keyBits ?? 0 }));
  }
  let last = 0;
  for (const { line, problem } of remarks) {
    if (line !== last) lines.push(say('zone-place', { file, line }));
    last = line;
    lines.push(...problemText(problem, say, paint));
  }
  if (omitted > 0) lines.push(say('zone-more', { n: omitted }));
  if (keys.length > 0 && remarks.length === 0) lines.push(paint('green', say('zone-good')));
  return lines;
}

export function zoneJson(file: string, { keys, remarks, omitted }: ZoneReport, say: Say): object {
  return {
    file,
    keys,
    omitted,
    problems: remarks.map(({ line, problem }) => ({ line, ...problemJson(problem, say) })),
  };
}
