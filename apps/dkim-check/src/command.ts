/** What a command is: words for `--help`, its options, and a function from parsed options to an exit status. */
import type { Io } from './io.js';
import { fault } from './usage-error.js';
import type { PlainWordCode, Say } from './words/words.js';

export interface CommandOption {
  /** What the value is called; absent where the option takes none. */
  readonly argument?: string;
  readonly help: PlainWordCode;
  readonly repeatable?: boolean;
}

export interface Command {
  readonly name: string;
  readonly summary: PlainWordCode;
  readonly usage: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** How many files it reads at most. */
  readonly files: number;
  readonly run: (parsed: ParsedCommand, io: Io, say: Say) => Promise<number>;
}

export interface ParsedCommand {
  readonly files: readonly string[];
  /** The value of an option that takes one; null where it was not given. */
  readonly value: (name: string) => string | null;
  readonly values: (name: string) => readonly string[];
  readonly has: (name: string) => boolean;
}

/** The value of an option that has a few words to choose from; `fallback` where it was not given. */
export function oneOf<Word extends string>(
  parsed: ParsedCommand,
  name: string,
  words: readonly Word[],
  fallback: Word,
): Word {
  const given = parsed.value(name);
  if (given === null) return fallback;
  const word = words.find((candidate) => candidate === given);
  if (word === undefined) throw fault('option-one-of', { name, value: given, allowed: words.join(', ') });
  return word;
}

export function needed(parsed: ParsedCommand, name: string): string {
  const value = parsed.value(name);
  if (value === null) throw fault('option-needed', { name });
  return value;
}
