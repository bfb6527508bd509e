/** A "data set" of OpenDKIM: a list, or a file of keys with values, or of patterns with values. opendkim(8), "DATA SETS". */
import { resolve } from 'node:path';

export interface DataEntry {
  readonly key: string;
  /** Between colons; empty where a key stands alone. */
  readonly values: readonly string[];
  /** Null in a list. */
  readonly line: number | null;
}

export interface DataSet {
  /** Keys are patterns with `*`, asked in their order. */
  readonly hasPatterns: boolean;
  /** Null for a list that stands in opendkim.conf itself. */
  readonly file: string | null;
  readonly entries: readonly DataEntry[];
}

/** Databases, scripts and servers. */
const OTHER = /^(?:db|dsn|ldaps?|ldapi|lua|memcache|repute|socket|erlang|mdb):|\.db$/i;

/** Null for a kind that is no text. */
export function readDataSet(
  value: string,
  { base, read }: { base: string; read: (file: string) => string },
): DataSet | null {
  if (OTHER.test(value)) return null;
  const hasPatterns = /^refile:/i.test(value);
  const named = /^(?:re)?file:(.*)$/is.exec(value)?.[1] ?? (/^\.{0,2}\//.test(value) ? value : undefined);
  if (named === undefined) {
    const words = value.replace(/^csl:/i, '').split(',');
    return { hasPatterns: false, file: null, entries: words.flatMap((word) => entryOf(word.replace('=', ' '), null)) };
  }
  const file = resolve(base, named.trim());
  const lines = read(file)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  return { hasPatterns, file, entries: lines.flatMap((line, at) => entryOf(line, at + 1)) };
}

function entryOf(text: string, line: number | null): readonly DataEntry[] {
  const [, key, rest = ''] = /^\s*([^\s#]+)([^#]*)/.exec(text) ?? [];
  if (key === undefined) return [];
  const value = rest.trim();
  return [{ key, values: value === '' ? [] : value.split(':').map((part) => part.trim()), line }];
}
