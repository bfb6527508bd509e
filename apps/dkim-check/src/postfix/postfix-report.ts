/** What a Postfix does with mail and our proxies: facts in, paths and problems out. */
import type { Problem } from '../problem.js';
import { afterSigningProblems } from './after-signing-problems.js';
import type { PostfixConfiguration } from './configuration.js';
import { entryProblems } from './entry-problems.js';
import { pathProblems } from './path-problems.js';
import { mailPaths, type MailPaths } from './paths.js';
import { allProxies, type Proxy } from './proxies.js';
import { reinjectionProblems } from './reinjection-problems.js';

export interface PostfixReport extends MailPaths {
  readonly problems: readonly Problem[];
}

/** `proxies`: those whose configuration files are known; the others are looked for at their usual ports. */
export function postfixReport(configuration: PostfixConfiguration, given: readonly Proxy[]): PostfixReport {
  const proxies = allProxies(given);
  const mail = mailPaths(configuration, proxies);
  const problems = [
    ...pathProblems(configuration, mail, proxies),
    ...entryProblems(configuration, mail),
    ...reinjectionProblems(configuration, mail),
    ...afterSigningProblems(configuration, mail),
  ];
  return { ...mail, problems };
}
