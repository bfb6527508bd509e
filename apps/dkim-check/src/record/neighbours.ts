/** Where a key stands that is not at its name: the usual slips of zone files and panels, each asked for. S-240. */
import { parseKeyRecord } from 'dkim-core';
import type { Dns } from '../dns/dns.js';
import { problem, type Problem } from '../problem.js';

export async function neighbourProblems(
  { selector, domain, name }: { selector: string; domain: string; name: string },
  dns: Dns,
): Promise<readonly Problem[]> {
  const parent = domain.slice(domain.indexOf('.') + 1);
  const hasParent = parent.includes('.'); // nobody publishes anything at a top-level domain
  const cut = `${selector}._domainkey.${domain.slice(0, domain.lastIndexOf('.'))}`;
  const slips: readonly (readonly [string, (found: string) => Problem])[] = [
    [`${name}.${domain}`, (doubled) => problem('error', 'name-doubled', { name, doubled })],
    // Into the box for the selector alone; under the parent's zone; with half of the domain.
    [`${name}._domainkey.${domain}`, (doubled) => problem('error', 'name-doubled', { name, doubled })],
    [`${cut}.${domain}`, (doubled) => problem('error', 'name-doubled', { name: cut, doubled })],
    ...(hasParent
      ? [[`${name}.${parent}`, (doubled: string) => problem('error', 'name-doubled', { name, doubled })] as const]
      : []),
    [`${selector}.domainkey.${domain}`, (found) => problem('error', 'underscore-missing', { found, name })],
    [domain, (found) => problem('error', 'record-at-domain', { found, name })],
    [`_domainkey.${domain}`, (found) => problem('error', 'name-cut', { found, name })],
    [`${selector}.${domain}`, (found) => problem('error', 'name-cut', { found, name })],
    [`_domainkey.${selector}.${domain}`, (found) => problem('error', 'name-cut', { found, name })],
    [`${selector}._domainkeys.${domain}`, (found) => problem('error', 'name-cut', { found, name })],
    ...(hasParent
      ? [
          [
            `${selector}._domainkey.${parent}`,
            (found: string) => problem('error', 'name-cut', { found, name }),
          ] as const,
        ]
      : []),
  ];
  const found = await Promise.all(
    slips.map(async ([place, slip]) => ((await hasKey(place, dns)) ? [slip(place)] : [])),
  );
  return found.flat();
}

/** A selector that nobody has: what answers there is a wildcard, which is an error where it is no key. S-086. */
export async function wildcardProblem(
  domain: string,
  { text, key }: { text: string; key: unknown },
  dns: Dns,
): Promise<readonly Problem[]> {
  const name = `no-such-selector-7f3a._domainkey.${domain}`;
  const { records } = await dns.txt(name);
  const isWildcard = records.some((strings) => strings.join('') === text);
  return isWildcard ? [problem(key === null ? 'error' : 'warning', 'wildcard-record', { name })] : [];
}

async function hasKey(name: string, dns: Dns): Promise<boolean> {
  const { records } = await dns.txt(name);
  return records.some((strings) => {
    const parsed = parseKeyRecord(strings.join(''));
    return parsed.ok && parsed.value.publicKey !== null;
  });
}
