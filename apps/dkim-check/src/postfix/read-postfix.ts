/** A folder with main.cf and master.cf: as postconf reads it where that is here, else as we do. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Problem } from '../problem.js';
import type { PostfixConfiguration } from './configuration.js';
import { parseMainCf } from './main-cf.js';
import { parseMasterCf } from './master-cf.js';
import { tableFilters } from './table-filters.js';

export interface PostfixReading {
  readonly configuration: PostfixConfiguration;
  /** What is wrong with the files as such. */
  readonly problems: readonly Problem[];
  readonly readBy: 'postconf' | 'dkim-check';
}

/** `-ocontent_filter=x`: smtpd reads it well, postconf 3.7 as a setting called ntent_filter. */
const JOINED = /\s-o[^\s{]/;

/** Standard output of `postconf ARGS`; null where it is not installed or ended with a fault. */
export type RunPostconf = (args: readonly string[]) => Promise<string | null>;

export async function readPostfix(
  folder: string,
  { read, runPostconf }: { read: (file: string) => string; runPostconf: RunPostconf },
): Promise<PostfixReading> {
  const masterText = read(join(folder, 'master.cf'));
  const master = parseMasterCf(masterText);
  const main = parseMainCf(read(join(folder, 'main.cf')));
  const problems = [...master.problems, ...main.problems];
  const own = {
    configuration: withTables({ main: main.main, services: master.services }, read),
    problems,
    readBy: 'dkim-check',
  } as const;
  if (problems.length > 0 || JOINED.test(masterText)) return own; // postconf would stop at the first problem
  const [services, settings] = await Promise.all([
    runPostconf(['-c', folder, '-M']),
    runPostconf(['-c', folder, '-n']),
  ]);
  if (services === null || settings === null) return own;
  const lines = new Map(master.services.map(({ name, type, line }) => [`${name} ${type}`, line]));
  const known = parseMasterCf(services).services.map((service) =>
    Object.assign(service, { line: lines.get(`${service.name} ${service.type}`) ?? null }),
  );
  // Parameters of one's own, which others refer to, are not in `postconf -n` where nothing uses them: ours has them all.
  const merged = new Map([...main.main, ...parseMainCf(settings).main]);
  return { configuration: withTables({ main: merged, services: known }, read), problems, readBy: 'postconf' };
}

/** A table that is not there, or is too large, leads nowhere. */
function withTables(configuration: PostfixConfiguration, read: (file: string) => string): PostfixConfiguration {
  const readOrNull = (file: string): string | null => {
    try {
      return read(file);
    } catch {
      return null;
    }
  };
  return { ...configuration, tableFilters: tableFilters(configuration, readOrNull) };
}

const POSTCONF_MS = 10_000;

export const runPostconf: RunPostconf = (args) =>
  new Promise((resolve) => {
    execFile('postconf', args, { timeout: POSTCONF_MS, maxBuffer: 4_194_304 }, (err, stdout) =>
      resolve(err === null ? stdout : null),
    );
  });
