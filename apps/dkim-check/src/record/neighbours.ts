/** Where a key stands that is not at its name: the usual slips of zone files and panels, each asked for. S-240. */
import { parseKeyRecord } from 'dkim-core';
import type { Dns } from '../dns/dns.js';
import { problem, type Problem } from '../problem.js';

export async function neighbourProblems(
  { selector, domain, name }: { selector: string; domain: string; name: string },
  dns: Dns,
): Promise<readonly Problem[]> {
  const parent = domain.slice(domain.indexOf('.') + 1);
  const slips: readonly (readonly [string, (found: string) => Problem])[] = [
    [`${name}.${domain}`, (doubled) => problem('error', 'name-doubled', { name, doubled })],
    [`${selector}.domainkey.${domain}`, (found) => problem('error', 'underscore-missing', { found, name })],
    [domain, (found) => problem('error', 'record-at-domain', { found, name })],
    [`_domainkey.${domain}`, (found) => problem('error', 'name-cut', { found, name })],
    [`${selector}.${domain}`, (found) => problem('error', 'name-cut', { found, name })],
    ...(parent.includes('.')
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

/** A selector that nobody has: what answers there is a wildcard. */
export async function wildcardProblem(domain: string, text: string, dns: Dns): Promise<readonly Problem[]> {
  const name = `no-such-selector-7f3a._domainkey.${domain}`;
  const { records } = await dns.txt(name);
  return records.some((strings) => strings.join('') === text) ? [problem('error', 'wildcard-record', { name })] : [];
}

async function hasKey(name: string, dns: Dns): Promise<boolean> {
  const { records } = await dns.txt(name);
  return records.some((strings) => {
    const parsed = parseKeyRecord(strings.join(''));
    return parsed.ok && parsed.value.publicKey !== null;
  });
}
