/** Who gets which signature by an OpenDKIM setup: from KeyTable and SigningTable, or from Domain, Selector and KeyFile. */
import { resolve } from 'node:path';
import { problem, type Problem } from '../problem.js';
import { readDataSet, type DataEntry, type DataSet } from './data-set.js';
import { isTrue, type OpendkimSetting } from './opendkim-conf.js';
import { bySpecificity, parseSenderPattern, type SenderPattern } from './sender-pattern.js';

export interface RuleSignature {
  /** `%`: the domain of the sender. Null: as the line of the map has it. */
  readonly domain: string | null;
  /** Null: as the configuration has it. */
  readonly selector: string | null;
  readonly keyfile: string | null;
  readonly identity: string | null;
}

export interface SigningRule {
  readonly pattern: SenderPattern;
  readonly signature: RuleSignature;
}

export interface SigningRules {
  /** In the order in which OpenDKIM asks them. */
  readonly rules: readonly SigningRule[];
  /** All that fit sign, not only the first. */
  readonly isMultiple: boolean;
  /** For all signatures that say nothing else. */
  readonly selector: string | null;
  readonly keyfile: string | null;
  readonly problems: readonly Problem[];
}

export type Settings = ReadonlyMap<string, OpendkimSetting>;

export interface Around {
  /** What relative paths are relative to. */
  readonly base: string;
  readonly read: (file: string) => string;
}

export function signingRules(settings: Settings, around: Around): SigningRules {
  return settings.has('signingtable') || settings.has('keytable')
    ? fromTables(settings, around)
    : fromDomain(settings, around);
}

function dataSet(settings: Settings, name: string, around: Around, problems: Problem[]): DataSet | null {
  const setting = settings.get(name);
  if (setting === undefined) return null;
  const set = readDataSet(setting.value, around);
  if (set === null) {
    problems.push(
      problem('error', 'opendkim-table-kind', {
        setting: setting.name,
        kind: /^[a-z]{1,20}:/i.exec(setting.value)?.[0] ?? '.db',
      }),
    );
  }
  return set;
}

function fromDomain(settings: Settings, around: Around): SigningRules {
  const problems: Problem[] = [];
  const domains = dataSet(settings, 'domain', around, problems)?.entries.map(({ key }) => key) ?? [];
  const selector = settings.get('selector')?.value ?? null;
  const keyfile = settings.get('keyfile')?.value ?? null;
  for (const [name, isThere] of [
    ['Domain', settings.has('domain')],
    ['Selector', selector !== null],
    ['KeyFile', keyfile !== null],
  ] as const) {
    if (!isThere) problems.push(problem('error', 'opendkim-incomplete', { setting: name }));
  }
  const signature = { domain: null, selector: null, keyfile: null, identity: null };
  const rules = domains.flatMap((name) => {
    const pattern = parseSenderPattern(name, false);
    if (pattern === null || pattern.local !== null) {
      problems.push(problem('warning', 'opendkim-pattern', { pattern: shown(name), place: 'Domain' }));
      return [];
    }
    const own = { pattern, signature };
    return isTrue(settings.get('subdomains')) && pattern.scope === 'exact'
      ? [own, { pattern: { ...pattern, scope: 'below' } as const, signature }]
      : [own];
  });
  return { rules, isMultiple: false, selector, keyfile: wholePath(keyfile, around.base), problems };
}

/** Enough to find it. */
const shown = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}...` : text);

const wholePath = (path: string | null, base: string): string | null => (path === null ? null : resolve(base, path));

function fromTables(settings: Settings, around: Around): SigningRules {
  const problems: Problem[] = [];
  for (const [name, words] of [
    ['keytable', 'KeyTable'],
    ['signingtable', 'SigningTable'],
  ] as const) {
    if (!settings.has(name)) problems.push(problem('error', 'opendkim-incomplete', { setting: words }));
  }
  const keyTable = dataSet(settings, 'keytable', around, problems);
  const signingTable = dataSet(settings, 'signingtable', around, problems);
  const keys = new Map(keyTable?.entries.map((entry) => [entry.key, entry]));
  const told = new Set<string>();
  const rules = (signingTable?.entries ?? []).flatMap((entry) => {
    const place = `${signingTable?.file ?? 'SigningTable'}${entry.line === null ? '' : `:${entry.line}`}`;
    const [name, signer = null] = entry.values;
    const key = name === undefined ? undefined : keys.get(name);
    if (name === undefined || key === undefined) {
      problems.push(problem('error', 'opendkim-key-unknown', { name: shown(name ?? ''), place }));
      return [];
    }
    const signature = signatureOf(key, signer, around.base);
    if (signature === null) {
      if (!told.has(name)) problems.push(problem('error', 'opendkim-key-unfit', { name: shown(name) }));
      told.add(name);
      return [];
    }
    const pattern = parseSenderPattern(entry.key, signingTable?.hasPatterns ?? false);
    if (pattern === null) {
      problems.push(problem('warning', 'opendkim-pattern', { pattern: shown(entry.key), place }));
      return [];
    }
    return [{ pattern, signature }];
  });
  if (signingTable?.hasPatterns === false) rules.sort((one, other) => bySpecificity(one.pattern, other.pattern));
  return { rules, isMultiple: isTrue(settings.get('multiplesignatures')), selector: null, keyfile: null, problems };
}

/** Null where the key is not in a file of its own, or a word cannot stand in a sender map. */
function signatureOf({ values }: DataEntry, signer: string | null, base: string): RuleSignature | null {
  const [domain, selector, ...rest] = values;
  const path = rest.join(':');
  if (domain === undefined || selector === undefined || !/^\.{0,2}\//.test(path)) return null;
  const keyfile = resolve(base, path);
  const words = [domain, selector, keyfile, signer ?? ''];
  if (words.some((word) => /[\s,()]/.test(word))) return null;
  return { domain, selector, keyfile, identity: signer };
}
