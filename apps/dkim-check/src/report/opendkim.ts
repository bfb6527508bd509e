/** What an OpenDKIM setup becomes, for people and for programs: two files, and what is left. The JSON form is a contract. */
import type { Io } from '../io.js';
import { SENDER_MAP, type FromOpendkim } from '../opendkim/from-opendkim.js';
import { visibleText } from '../visible-text.js';
import type { Say } from '../words/words.js';
import { bySeverity, problemJson, problemText } from './problems.js';

export function opendkimText(
  { conf, senderMap, problems, rest }: FromOpendkim,
  say: Say,
  paint: Io['paint'],
): readonly string[] {
  return [
    ...(conf.length === 0
      ? []
      : [
          `# ${say('opendkim-conf-title')}`,
          ...conf.map(visibleText),
          '',
          `# ${say('opendkim-map-title', { name: SENDER_MAP })}`,
          ...senderMap.map(visibleText),
          '',
        ]),
    ...bySeverity(problems).flatMap((each) => problemText(each, say, paint)),
    ...(rest > 0 ? [say('config-more', { n: rest })] : []),
  ];
}

export function opendkimJson({ conf, senderMap, problems, rest }: FromOpendkim, say: Say): object {
  return { conf, senderMap, problems: bySeverity(problems).map((each) => problemJson(each, say)), more: rest };
}
