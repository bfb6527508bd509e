/** What an option is: name, argument, help, and how its text becomes a value. One table of these gives `--help`, checks and papers. */
import { withoutKeyMaterial } from './key-material.js';

export type ParsedSetting<T> = { ok: true; value: T } | { ok: false; reason: string };

export interface Setting<T> {
  /** As it stands in a configuration file. */
  readonly name: string;
  /** What the value is called in `--help`. */
  readonly argument?: string;
  readonly help: string;
  /** It may be given several times; its value is then a list, in the order given. */
  readonly repeatable?: boolean;
  /** The value that the name alone stands for; without it the name alone is a fault. */
  readonly bare?: string;
  /** For `--help`, where there is a default: as one would write it. */
  readonly defaultText?: string;
  /** Instead of it where nobody can write the default: in words. */
  readonly defaultWords?: string;
  /** What is wrong is a result, with what would be right. */
  readonly parse: (text: string) => ParsedSetting<T>;
}

/** By the name that code calls them. */
export type SettingTable = Readonly<Record<string, Setting<unknown>>>;

/** What `--help` says of an option whose default is in words. */
export interface OptionHelp {
  readonly help: string;
  readonly defaultWords: string;
}

/**
 * The help of a table in another language than the table's own English: a text for each option, and its default where that is
 * in words. One that is missing or left over does not compile.
 */
export type TranslatedHelp<Table> = {
  readonly [Key in keyof Table]: Table[Key] extends { readonly defaultWords: string } ? OptionHelp : string;
};

type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** What a table gives when it is read; what was not given is absent. */
export type Values<Table extends SettingTable> = {
  readonly [Key in keyof Table]?: Table[Key] extends { repeatable: true }
    ? readonly ValueOf<Table[Key]>[]
    : ValueOf<Table[Key]>;
};

/** Where something was written: a file and its line; the command line where both are null. */
export interface Origin {
  readonly file: string | null;
  readonly line: number | null;
}

/** A fault or a warning, with what to do. */
export interface Remark extends Origin {
  /** The option's name; empty where it is not about one. */
  readonly option: string;
  readonly message: string;
}

/** As it is told; nothing of a key that was written in the wrong place. */
export function remarkText({ option, file, line, message }: Remark): string {
  const place = file === null ? (option === '' ? '' : `--${option}: `) : `${file}${line === null ? '' : `:${line}`}: `;
  return withoutKeyMaterial(`${place}${file !== null && option !== '' ? `${option}: ` : ''}${message}`);
}

/** The command line first, then each file from top to bottom, in the order that they come up. */
export function inOrder(remarks: readonly Remark[]): readonly Remark[] {
  const files = [null, ...new Set(remarks.map(({ file }) => file).filter((file) => file !== null))];
  return remarks.toSorted(
    (one, other) => files.indexOf(one.file) - files.indexOf(other.file) || (one.line ?? 0) - (other.line ?? 0),
  );
}
