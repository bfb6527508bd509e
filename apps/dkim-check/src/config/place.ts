/**
 * Where in its line a remark belongs: the proxies name the line; the column is that of the piece that the sentence quotes
 * ("..." or TAG=), else that of the value, else that of the option.
 */
export interface Place {
  readonly file: string;
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** The line as it stands; null where it may hold a piece of a key. */
  readonly source: string | null;
}

/** What a sentence calls so, and what it looks like. */
const ODD: readonly (readonly [RegExp, RegExp])[] = [
  [/full-width blank/, /\u3000/],
  [/typographic quotes/, /[\u2018\u2019\u201c\u201d]/],
  [/typographic dash/, /[\u2010-\u2015\u2212\uff0d]/],
];

/** The most characters of a line that are looked at and shown. */
const LONGEST = 4096;

export function columnOf(source: string, { option, message }: { option: string; message: string }): number {
  const line = source.slice(0, LONGEST);
  for (const [, quoted = ''] of message.matchAll(/"([^"]{1,60}?)(?:\.\.\.)?"/g)) {
    const at = line.lastIndexOf(quoted);
    if (quoted.trim() !== '' && at !== -1) return at + 1;
  }
  const setting = /setting: (.{1,60})\. If so/.exec(message)?.[1];
  if (setting !== undefined && line.includes(setting)) return line.lastIndexOf(setting) + 1;
  for (const [, tag = ''] of message.matchAll(/\b(a|c|d|h|i|l|s|key)=/g)) {
    const at = new RegExp(`[(,\\s]${tag}\\s*=`, 'i').exec(line)?.index ?? -1;
    if (at !== -1) return at + 2;
  }
  const odd = ODD.find(([words]) => words.test(message))?.[1].exec(line)?.index;
  if (odd !== undefined) return odd + 1;
  const [start = '', name = '', gap = ''] = /^[\ufeff\s]*(\S+)(\s*)/.exec(line) ?? [];
  const isAboutName = message.startsWith('there is no such option');
  const isOfOption = name.replaceAll('-', '_').toLowerCase() === option;
  if (isOfOption && !isAboutName && start.length < line.length) return start.length + 1;
  return start.length - gap.length - name.length + 1;
}
