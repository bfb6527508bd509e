/** What an option is, as a table entry: the shape that smtp-proxy reads configuration files with. */

export type ParsedSetting<T> = { ok: true; value: T } | { ok: false; reason: string };

export interface Setting<T> {
  /** As it stands in a configuration file. */
  readonly name: string;
  /** What the value is called in `--help`. */
  readonly argument?: string;
  readonly help: string;
  /** It may be given several times; its value is then a list, in the order of the file. */
  readonly repeatable?: boolean;
  /** The value that the name alone stands for; without it the name alone is a fault. */
  readonly bare?: string;
  /** For `--help`, where there is a default: as one would write it. */
  readonly defaultText?: string;
  /** Instead of it where nobody can write the default: in words. */
  readonly defaultWords?: string;
  readonly parse: (text: string) => ParsedSetting<T>;
}
