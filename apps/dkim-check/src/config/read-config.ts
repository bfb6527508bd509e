/** A configuration file read as its proxy reads it, and all that is to be said of it, each with its place. */
import { resolve } from 'node:path';
import type { OutOptions } from 'proxy-options';
import type { Configuration, InputFiles, Remark } from 'smtp-proxy';
import { problem, type Problem } from '../problem.js';
import { columnOf, type Place } from './place.js';
import { programOf, type Program, type ProgramChoice } from './program-of.js';
import { remarkProblem } from './remark-problem.js';
import { settingsInComments } from './settings-in-comments.js';

export interface LocatedProblem extends Problem {
  /** Null where it is about no line. */
  readonly place: Place | null;
}

export interface ConfigReading {
  readonly file: string;
  readonly program: Program;
  /** How that is known. */
  readonly by: ProgramChoice['by'];
  readonly configuration: Configuration;
  /** What the signer makes of it; null for a verifier, and where the file as a whole can't be used. */
  readonly out: OutOptions | null;
  readonly problems: readonly LocatedProblem[];
  /** How many there are besides: a wrong file has thousands. */
  readonly rest: number;
}

/** So many faults, and so many warnings, are told. */
const MOST = 100;

const DASH = /[\u2010-\u2015\u2212\uff0d]/;

export async function readConfig(
  file: string,
  { files, cwd, asked }: { files: InputFiles; cwd: string; asked: Program | null },
): Promise<ConfigReading> {
  const { inspectConfiguration, withoutKeyMaterial, proxySettings, shellWord } = await import('smtp-proxy');
  const { checkInOptions, inSettings, outSettings, readOutOptions } = await import('proxy-options');
  const path = resolve(cwd, file);
  const text = files.read(path).toString('utf8');
  const tables = { out: { ...proxySettings, ...outSettings }, in: { ...proxySettings, ...inSettings } };
  const { program, by }: ProgramChoice =
    asked === null ? programOf(path, text, tables) : { program: asked, by: { kind: 'asked' } };
  const where = { confFile: path, cwd, files };
  const signer: { out: OutOptions | null } = { out: null };
  const configuration =
    program === 'in'
      ? await inspectConfiguration(
          { settings: inSettings, configure: async (parts) => ({ handler: null, ...checkInOptions(parts) }) },
          where,
        )
      : await inspectConfiguration(
          {
            settings: outSettings,
            async configure(parts) {
              const { faults, warnings } = (signer.out = readOutOptions(parts));
              return { handler: null, faults, warnings };
            },
          },
          where,
        );

  const { out } = signer;

  const sources = new Map<string, readonly string[]>();
  const linesOf = (name: string): readonly string[] => {
    const known = sources.get(name) ?? files.read(name).toString('utf8').split(/\r?\n/);
    sources.set(name, known);
    return known;
  };
  /** The last line of a pasted key is too short to be known as one: beside such lines no unknown name is repeated. */
  const hasKeyLines = withoutKeyMaterial(text) !== text;
  const mayBeKey = ({ message }: Remark): boolean => hasKeyLines && message.startsWith('there is no such option');
  const place = (remark: Remark): Place | null => {
    if (remark.file === null || remark.line === null) return null;
    const source = linesOf(remark.file)[remark.line - 1] ?? '';
    const safe = withoutKeyMaterial(source) === source && !mayBeKey(remark);
    const column = columnOf(source, remark);
    return { file: remark.file, line: remark.line, column, source: safe ? source : null };
  };
  /** What a proxy quotes may be a piece of a key that was pasted. */
  const safely = (remark: Remark): Remark => ({
    ...remark,
    option: mayBeKey(remark) ? '(not shown: it may be a key)' : cut(withoutKeyMaterial(remark.option), 60),
    message: cut(withoutKeyMaterial(remark.message), 1000),
  });
  const commented = hasKeyLines ? [] : settingsInComments(linesOf(path)).slice(0, MOST);
  const located =
    (kind: 'fault' | 'warning') =>
    (remark: Remark): LocatedProblem => {
      const inComment = commented.find(({ name }) => name === remark.option)?.setting ?? null;
      return {
        ...remarkProblem(kind, { remark: safely(remark), program, inComment, word: shellWord }),
        place: place(remark),
      };
    };
  const { warnings } = configuration;
  const faults = configuration.faults.filter((fault, _, all) => !followsFrom(fault, all));
  const shown = [
    ...(by.kind === 'guess' && !hasKeyLines ? [{ ...problem('info', 'program-guessed'), place: null }] : []),
    ...faults.slice(0, MOST).map(located('fault')),
    ...commented
      .filter(({ name }) => name !== 'listen' && name !== 'relay') // which the proxies find themselves
      .map(({ setting, line }) =>
        Object.assign(problem('warning', 'comment-has-setting', { setting }), {
          place: place({ option: '', file: path, line, message: `setting: ${setting}. If so` }),
        }),
      ),
    ...warnings.slice(0, MOST).map(located('warning')),
    ...dashes(linesOf(path), path, place),
    ...(out === null ? [] : onlyDomain(out, configuration.origins, place)),
  ];
  const rest = Math.max(faults.length - MOST, 0) + Math.max(warnings.length - MOST, 0);
  return { file, program, by, configuration, out, problems: shown, rest };
}

const LACKS: ReadonlyMap<string, string> = new Map([
  ['selector', 'selector'],
  ['key', 'keyfile'],
  ['domain', 'domain'],
]);

/** A signature lacks what an option at fault would have given it: told with that option already. */
function followsFrom({ message }: Remark, all: readonly Remark[]): boolean {
  const lacking = LACKS.get(/^the signature has no (selector|key|domain);/.exec(message)?.[1] ?? '');
  return lacking !== undefined && all.some(({ option }) => option === lacking);
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}...` : text);

/** The proxies take a dash for what it is; that it was meant as another shows in nothing that they say. */
function dashes(
  lines: readonly string[],
  file: string,
  place: (remark: Remark) => Place | null,
): readonly LocatedProblem[] {
  const numbers = lines.flatMap((text, at) => (text.trim().startsWith('#') || !DASH.test(text) ? [] : [at + 1]));
  return numbers.slice(0, MOST).map((line) => {
    const where = place({ option: '', file, line, message: 'typographic dash' });
    return Object.assign(problem('warning', 'config-dash'), { place: where });
  });
}

/** One domain signs everything: true, and often not known. */
function onlyDomain(
  { policy: { domains, signatures } }: OutOptions,
  origins: Configuration['origins'],
  place: (remark: Remark) => Place | null,
): readonly LocatedProblem[] {
  const [domain] = domains;
  if (domain === undefined || domains.length > 1 || signatures.length === 0) return [];
  const byName: Readonly<Record<string, readonly { file: string | null; line: number | null }[] | undefined>> = origins;
  const origin = byName['domain']?.[0] ?? { file: null, line: null };
  return [
    {
      ...problem('info', 'domain-only-one', { domain }),
      place: place({ option: 'domain', ...origin, message: '' }),
    },
  ];
}
