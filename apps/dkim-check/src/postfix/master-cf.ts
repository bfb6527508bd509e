/**
 * master.cf: eight fields a service, the last one a command with its options. master(5).
 *
 * A line that begins with `-o`, as a web page without its blanks has it, is read as its writer meant it, and is a problem:
 * Postfix reads a new service and refuses the whole file.
 */
import { problem, type Problem } from '../problem.js';
import type { Service } from './configuration.js';
import { logicalLines, sourceLines, type LogicalLine, type SourceLine } from './logical-lines.js';
import { lineRanges } from './line-ranges.js';

export interface MasterCf {
  readonly services: readonly Service[];
  readonly problems: readonly Problem[];
}

const TYPES = new Set(['inet', 'unix', 'fifo', 'pass', 'unix-dgram']);
const FIELDS = 8;
/** A dash of a typesetter before an option letter, typographic quotes, full-width and unbreakable blanks. */
const TYPOGRAPHY = /(?:^|\s)[\u2010-\u2015\u2212\uff0d]+(?=[a-z])|[\u2018\u2019\u201c\u201d\u3000\u00a0]/;
const BLANKS = ' \t\r\v\f';
const MISPLACED = /^[-\u2010-\u2015\u2212\uff0d]+o/;

export function parseMasterCf(text: string, file = 'master.cf'): MasterCf {
  const lines = sourceLines(text);
  const problems: Problem[] = [];
  const misplaced = lines.filter((line) => MISPLACED.test(line.text));
  if (misplaced.length > 0) {
    problems.push(problem('error', 'master-cf-indent', { file, line: lineRanges(misplaced.map(({ line }) => line)) }));
  }
  const typeset = lines.filter((line) => TYPOGRAPHY.test(line.text));
  if (typeset.length > 0) {
    problems.push(
      problem('error', 'master-cf-typography', { file, line: lineRanges(typeset.map(({ line }) => line)) }),
    );
  }
  const services: Service[] = [];
  for (const logical of logicalLines(lines.map(asTyped), (line) => /^\s/.test(line) || MISPLACED.test(line))) {
    const service = serviceOf(logical);
    if (service === null) {
      problems.push(problem('error', 'master-cf-service', { file, line: logical.line }));
      continue;
    }
    services.push(service.service);
    for (const option of service.unreadable) {
      problems.push(
        problem('error', 'master-cf-option', { file, line: logical.line, service: service.service.name, option }),
      );
    }
  }
  return { services: lastOfEach(services), problems };
}

/** As it would have been typed. */
function asTyped({ text, line }: SourceLine): SourceLine {
  const typed = text
    .replaceAll(/[\u3000\u00a0]/g, ' ')
    .replaceAll(/(?<=^|\s)[\u2010-\u2015\u2212\uff0d]+(?=[a-z])/g, '-')
    .replaceAll(/[\u2018\u2019]/g, "'")
    .replaceAll(/[\u201c\u201d]/g, '"');
  return { text: typed, line };
}

function serviceOf({ text, line }: LogicalLine): { service: Service; unreadable: readonly string[] } | null {
  const words = wordsOf(text);
  const [name, type, , , , , processes, command, ...rest] = words;
  if (words.length < FIELDS || name === undefined || type === undefined || !TYPES.has(type)) return null;
  if (processes === undefined || command === undefined) return null;
  const { options, args, unreadable } = optionsOf(rest);
  const program = command.slice(command.lastIndexOf('/') + 1);
  return { service: { name, type, processes, command: program, args, options, line }, unreadable };
}

/** Words between blanks; `{ ... }` is one of them, with its blanks. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    else if (character === '}' && depth > 0) depth -= 1;
    if (depth === 0 && BLANKS.includes(character)) {
      if (word !== '') words.push(word);
      word = '';
    } else word += character;
  }
  return word === '' ? words : [...words, word];
}

/** `-o name=value`, `-oname=value`, `-vo name=value`, `-o { name = value }`; what follows the last dash is the program's own. */
function optionsOf(words: readonly string[]): {
  options: ReadonlyMap<string, string>;
  args: readonly string[];
  unreadable: readonly string[];
} {
  const options = new Map<string, string>();
  const args: string[] = [];
  const unreadable: string[] = [];
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) {
      if (word !== '=' || unreadable.length === 0) break;
      at += 1; // the rest of `-o name = value`
      continue;
    }
    const letter = word.indexOf('o');
    if (letter === -1) {
      args.push(word);
      continue;
    }
    if (word.length === letter + 1) at += 1;
    const setting = word.length > letter + 1 ? word.slice(letter + 1) : (words[at] ?? '');
    const bare = setting.startsWith('{') && setting.endsWith('}') ? setting.slice(1, -1) : setting;
    const equals = bare.indexOf('=');
    if (equals > 0) options.set(bare.slice(0, equals).trim(), bare.slice(equals + 1).trim());
    else unreadable.push(bare.trim());
  }
  return { options, args: [...args, ...words.slice(at)], unreadable };
}

/** Of two services of one name and type Postfix runs the last. */
function lastOfEach(services: readonly Service[]): readonly Service[] {
  const byName = new Map<string, Service>();
  for (const service of services) byName.set(`${service.name} ${service.type}`, service);
  return [...byName.values()];
}
