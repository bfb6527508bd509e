/** Whose mail a line of a SigningTable is for. opendkim.conf(5), "SigningTable". */
export interface SenderPattern {
  /** Null for everybody there. */
  readonly local: string | null;
  /** Empty where scope is `all`. */
  readonly domain: string;
  /** The domain itself, those below it, or every domain. */
  readonly scope: 'exact' | 'below' | 'all';
}

const DOMAIN = /^(?=.{1,253}$)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const LOCAL = /^[^\s@*,()]{1,64}$/;

/** Null for what no line of a sender map can say. */
export function parseSenderPattern(text: string, isWildcard: boolean): SenderPattern | null {
  const key = text.toLowerCase();
  if (key === '*' || (isWildcard && key === '*@*')) return { local: null, domain: '', scope: 'all' };
  const [, local, host] = /^([^@]*)@(.*)$/.exec(key) ?? [];
  if (local !== undefined && host !== undefined) {
    if (LOCAL.test(local) && DOMAIN.test(host)) return { local, domain: host, scope: 'exact' };
    if (!isWildcard || local !== '*') return null;
    if (DOMAIN.test(host)) return { local: null, domain: host, scope: 'exact' };
    return below(host, '*.');
  }
  if (isWildcard) return below(key, '*.');
  return DOMAIN.test(key) ? { local: null, domain: key, scope: 'exact' } : below(key, '.');
}

function below(text: string, prefix: string): SenderPattern | null {
  const domain = text.slice(prefix.length);
  return text.startsWith(prefix) && DOMAIN.test(domain) ? { local: null, domain, scope: 'below' } : null;
}

/** What identifies it among others. */
export const patternId = ({ local, domain, scope }: SenderPattern): string => `${local ?? ''}@${scope} ${domain}`;

/** The ids of all patterns that have every sender of this one, itself among them. */
export function coveringIds(pattern: SenderPattern): readonly string[] {
  const { local, domain, scope } = pattern;
  const all = { local: null, domain: '', scope: 'all' } as const;
  if (scope === 'all') return [patternId(all)];
  const outer: SenderPattern[] = [pattern];
  if (local !== null) outer.push({ local: null, domain, scope: 'exact' });
  const labels = domain.split('.');
  // Those below a domain are also those below the domains above it.
  for (let at = scope === 'exact' ? 1 : 0; at < labels.length; at += 1) {
    outer.push({ local: null, domain: labels.slice(at).join('.'), scope: 'below' });
  }
  return [...new Set([...outer, all].map(patternId))];
}

const RANK = { exact: 1, below: 2, all: 3 } as const;

/** The order in which a table without patterns is asked: the address, its domain, the domains above from the longest on, all. */
export function bySpecificity(one: SenderPattern, other: SenderPattern): number {
  const rank = ({ local, scope }: SenderPattern): number => (local === null ? RANK[scope] : 0);
  return rank(one) - rank(other) || other.domain.length - one.domain.length;
}

/** As a sender map of dkimproxy-out has it, where a domain stands for those below it as well. */
export function mapKey({ local, domain, scope }: SenderPattern): string {
  if (scope === 'all') return '.';
  return local === null ? domain : `${local}@${domain}`;
}
