/** `--main-cf DIR`: the files of that folder, read and judged. */
import type { Problem } from '../problem.js';
import { fault } from '../usage-error.js';
import type { Io } from '../io.js';
import { postfixReport, type PostfixReport } from './postfix-report.js';
import type { Proxy } from './proxies.js';
import { readPostfix, runPostconf, type RunPostconf } from './read-postfix.js';

/** A master.cf has a few kilobytes; what is compared with each other should stay few. */
const LIMIT = 131_072;

export async function mainCfReport(
  folder: string,
  proxies: readonly Proxy[],
  { io, postconf = runPostconf }: { io: Pick<Io, 'readSmall'>; postconf?: RunPostconf },
): Promise<PostfixReport> {
  const read = (file: string): string => {
    const content = io.readSmall(file);
    if (content.length > LIMIT) throw fault('file-too-large', { file, limit: LIMIT });
    return content.toString('utf8');
  };
  const { configuration, problems } = await readPostfix(folder, { read, runPostconf: postconf });
  const report = postfixReport(configuration, proxies);
  const all: readonly Problem[] = [...problems, ...report.problems];
  return { ...report, problems: all };
}
