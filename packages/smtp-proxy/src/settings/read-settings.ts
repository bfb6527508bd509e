/**
 * Table, command line and configuration file to values, or all that is wrong with them at once. Flags win over the file.
 */
import { dirname, resolve } from 'node:path';
import { LANGUAGES, type Language } from '../terminal/language.js';
import { parseConfFile } from './conf-file.js';
import { parseFlags } from './flags.js';
import { holdsKey, withoutKeyMaterial } from './key-material.js';
import { nearestName } from './nearest-name.js';
import { inOrder, type Origin, type Remark, type SettingTable, type Values } from './setting.js';
import { parseChoice } from './values.js';

export interface SettingsReading<Table extends SettingTable> {
  values: Values<Table>;
  /** Where each value was written, in the order of the values. */
  origins: { readonly [Key in keyof Table]?: readonly Origin[] };
  faults: readonly Remark[];
  warnings: readonly Remark[];
  /** Also those whose value is at fault: nobody has to be told that they are missing. */
  mentioned: ReadonlySet<keyof Table>;
  /** False where a configuration file was asked for and could not be read. */
  isWhole: boolean;
  /** `--help`, `--version` and `--check` are no options of a file. */
  asked: ReadonlySet<'help' | 'version' | 'check'>;
  /** `--lang`, no option of a file either. Null where it is not given or at fault. */
  language: Language | null;
}

export interface ReadingParts {
  /** Rejects where the file can't be read. */
  readFile: (path: string) => Promise<string>;
  /** The working directory: paths on the command line are relative to it. */
  cwd: string;
}

/** Options of Perl's Net::Server that files of DKIMproxy 1.4.1 may hold. They are taken and have no effect. */
const PRE_FORK: ReadonlySet<string> = new Set([
  'min_servers',
  'max_servers',
  'min_spare_servers',
  'max_spare_servers',
  'spare_servers',
  'max_requests',
  'check_for_dead',
  'check_for_waiting',
  'serialize',
  'lock_file',
  'max_dequeue',
  'check_for_dequeue',
  'check_for_spawn',
  'min_child_ttl',
]);
/** How many unknown names are compared with the known ones: a wrong file has thousands. */
const MAX_GUESSES = 100;
/** Of these the name alone is enough. */
const ASKED: ReadonlySet<string> = new Set(['help', 'version', 'check']);
/** For the command line only, each with a value. */
const COMMAND_LINE: ReadonlySet<string> = new Set(['conf_file', 'lang']);
const parseLanguage = parseChoice(LANGUAGES);

interface Given extends Origin {
  name: string;
  value: string | null;
}

/** `-` and `_` are the same in names, and case does not count. A line of a key has none: in lower case nobody would know it. */
function canonicalName(name: string): string {
  return withoutKeyMaterial(name).replaceAll('-', '_').toLowerCase();
}

export async function readSettings<Table extends SettingTable>(
  table: Table,
  argv: readonly string[],
  { readFile, cwd }: ReadingParts,
): Promise<SettingsReading<Table>> {
  const byName = new Map(Object.entries(table).map(([key, setting]) => [setting.name, { key, setting }]));
  const {
    flags,
    positional,
    faults: flagFaults,
  } = parseFlags(argv, (written) => {
    const name = canonicalName(written);
    const known = byName.get(name);
    if (known !== undefined) return known.setting.bare === undefined;
    return COMMAND_LINE.has(name) || PRE_FORK.has(name);
  });
  const faults: Remark[] = [...flagFaults];
  const warnings: Remark[] = [];
  const asked = new Set<'help' | 'version' | 'check'>();
  const given: Given[] = [];
  let confFile: string | null = null;
  let language: Language | null = null;

  for (const { name: written, value } of flags) {
    const name = canonicalName(written);
    if (name === 'help' || name === 'version' || name === 'check') asked.add(name);
    else if (name === 'conf_file') confFile = value;
    else if (name === 'lang') language = languageFrom(value);
    else given.push({ name, value, file: null, line: null });
    if (name === 'conf_file' && !value) {
      faults.push({ option: 'conf_file', file: null, line: null, message: 'a file is needed: --conf_file=FILE' });
    }
  }
  for (const [index, value] of positional.entries()) {
    const name = ['listen', 'relay'][index];
    if (name === undefined) {
      const message = `"${value}" is one argument too many; there are two without a name, LISTEN and RELAY`;
      faults.push({ option: '', file: null, line: null, message });
    } else {
      given.push({ name, value, file: null, line: null });
    }
  }
  const fromFile = confFile ? await readConfFile(resolve(cwd, confFile)) : [];

  function languageFrom(value: string | null): Language | null {
    const parsed = parseLanguage(value ?? '');
    if (parsed.ok) return parsed.value;
    const message = value ? parsed.reason : `a language is needed: --lang=${LANGUAGES.join('|')}`;
    faults.push({ option: 'lang', file: null, line: null, message });
    return null;
  }

  async function readConfFile(path: string): Promise<readonly Given[]> {
    let text: string;
    try {
      text = await readFile(path);
    } catch (err) {
      const why = err instanceof Error ? err.message : String(err);
      faults.push({ option: 'conf_file', file: null, line: null, message: `${path} cannot be read: ${why}` });
      return [];
    }
    if (holdsKey(text)) {
      const message = `${path} holds a key and is no configuration; a key has a file of its own, which keyfile names`;
      faults.push({ option: 'conf_file', file: null, line: null, message });
      return [];
    }
    const { lines, warnings: more } = parseConfFile(text, path);
    warnings.push(...more);
    return lines.map(({ name, value, line }) => ({ name: canonicalName(name), value, file: path, line }));
  }

  const values = new Map<string, unknown>();
  const origins = new Map<string, readonly Origin[]>();
  const lists = new Map<string, { values: unknown[]; origins: Origin[] }>(); // of what may be repeated
  const mentioned = new Set<keyof Table>();
  const flagged = new Set(given.map(({ name }) => name));
  let preFork: Given | null = null;
  let unknown = 0;
  for (const item of [...fromFile.filter(({ name }) => !flagged.has(name)), ...given]) {
    const { name, value, file, line } = item;
    const known = byName.get(name);
    const fault = (message: string): void => void faults.push({ option: name, file, line, message });
    if (known === undefined) {
      if (PRE_FORK.has(name)) preFork ??= item;
      else if (unknown >= MAX_GUESSES) fault('there is no such option');
      else fault(unknownText(name, file === null ? [...byName.keys(), ...COMMAND_LINE, ...ASKED] : [...byName.keys()]));
      unknown += 1;
      continue;
    }
    const { key, setting } = known;
    mentioned.add(key);
    const text = value ?? setting.bare;
    if (text === undefined) {
      fault(`a value is needed: ${setting.argument ?? 'VALUE'}`);
      continue;
    }
    const parsed = setting.parse(text);
    if (!parsed.ok) {
      fault(parsed.reason);
      continue;
    }
    const origin = { file, line };
    if (setting.repeatable) {
      const list = lists.get(key) ?? { values: [], origins: [] };
      list.values.push(parsed.value);
      list.origins.push(origin);
      lists.set(key, list);
      values.set(key, list.values);
      origins.set(key, list.origins);
    } else {
      const first = origins.get(key)?.[0];
      if (first?.line !== null && first !== undefined && line !== null) {
        warnings.push({
          option: name,
          file,
          line,
          message: `it stood in line ${first.line} already; this line counts`,
        });
      }
      values.set(key, parsed.value);
      origins.set(key, [origin]);
    }
  }
  if (preFork !== null) {
    const { name, file, line } = preFork;
    const message =
      'options of the pre-fork server have no effect here; for more than one process write workers NUMBER';
    warnings.push({ option: name, file, line, message });
  }
  return {
    // The table's own parsers made each value, under its own key.
    values: Object.fromEntries(values) as Values<Table>,
    origins: Object.fromEntries(origins) as SettingsReading<Table>['origins'],
    faults: inOrder(faults),
    warnings: inOrder(warnings),
    mentioned,
    isWhole: !faults.some(({ option }) => option === 'conf_file'),
    asked,
    language,
  };
}

function unknownText(name: string, known: readonly string[]): string {
  if (name === 'conf_file') return 'a file cannot name another one; --conf_file is for the command line';
  if (name === 'lang') return 'there is no such option in a file; --lang is for the command line';
  const [before = '', ...behind] = name.split(/[=:]/);
  if (behind.length > 0 && known.includes(before)) return `a blank belongs between name and value: ${before} VALUE`;
  const near = nearestName(name, known);
  return near === null ? 'there is no such option' : `there is no such option; did you mean ${near}?`;
}

/** A path as its writer meant it: relative to the file that names it, on the command line to the working directory. */
export function pathFrom(origin: Origin | undefined, cwd: string): (path: string) => string {
  return (path) => resolve(origin?.file ? dirname(origin.file) : cwd, path);
}
