/**
 * The lines of main.cf and master.cf: one that begins with white space continues the one before, empty lines and comments
 * count for nothing, also between the two. postconf(5), "The general format of the main.cf file".
 */
export interface LogicalLine {
  readonly text: string;
  /** The number of its first line. */
  readonly line: number;
}

export interface SourceLine {
  /** Without its line end. */
  readonly text: string;
  readonly line: number;
}

/** What counts of a file: no comments, no empty lines. */
export function sourceLines(text: string): readonly SourceLine[] {
  return text
    .split(/\r?\n/)
    .map((content, at) => ({ text: content, line: at + 1 }))
    .filter(({ text: content }) => /^\s*[^\s#]/.test(content));
}

/** `continues` says which line belongs to the one before it. */
export function logicalLines(
  lines: readonly SourceLine[],
  continues = (text: string): boolean => /^\s/.test(text),
): readonly LogicalLine[] {
  const groups: { parts: string[]; line: number }[] = [];
  for (const { text, line } of lines) {
    const last = groups.at(-1);
    if (last !== undefined && continues(text)) last.parts.push(text.trim());
    else groups.push({ parts: [text.trim()], line });
  }
  return groups.map(({ parts, line }) => ({ text: parts.join(' '), line }));
}
