/** Rules of OpenDKIM as lines of a sender map, in which the closest name decides, and a domain stands for those below it. */
import { isSameOrSubdomain } from 'dkim-core';
import { problem, type Problem } from '../problem.js';
import { coveringIds, mapKey, patternId, type SenderPattern } from './sender-pattern.js';
import type { RuleSignature, SigningRules } from './signing-rules.js';

export interface SenderMapLines {
  readonly lines: readonly string[];
  readonly problems: readonly Problem[];
}

const MOST_NAMED = 5;

/** `fields`: h= of every signature; null for the default. */
export function senderMapLines({ rules, isMultiple }: SigningRules, fields: string | null): SenderMapLines {
  const places = new Map<string, number[]>();
  for (const [at, { pattern }] of rules.entries()) {
    const id = patternId(pattern);
    places.set(id, [...(places.get(id) ?? []), at]);
  }
  const lines = new Map<string, string>();
  const alike = new Set<string>();
  const problems: Problem[] = [];
  for (const { pattern } of rules.toSorted((one, other) => widthOf(one.pattern) - widthOf(other.pattern))) {
    const key = mapKey(pattern);
    const ofPattern = signaturesFor(pattern);
    if (ofPattern === null) {
      problems.push(problem('warning', 'opendkim-key-by-sender', { key }));
      continue;
    }
    const line = lines.get(key);
    if (line === undefined) lines.set(key, ofPattern);
    if (pattern.scope !== 'all' && pattern.local === null && isOtherwise(pattern)) alike.add(pattern.domain);
  }
  if (alike.size > 0) {
    const named = [...alike].slice(0, MOST_NAMED).join(', ') + (alike.size > MOST_NAMED ? ', ...' : '');
    problems.push(problem('info', 'opendkim-subdomains', { domains: named }));
  }
  return { lines: [...lines].map(([key, signatures]) => `${key} ${signatures}`), problems };

  /** Null where its key file is known only with the sender. */
  function signaturesFor(pattern: SenderPattern): string | null {
    const fitting = coveringIds(pattern)
      .flatMap((id) => places.get(id) ?? [])
      .toSorted((one, other) => one - other);
    const chosen = isMultiple ? fitting : fitting.slice(0, 1);
    const texts = chosen.flatMap((at) => {
      const signature = rules[at]?.signature;
      return signature === undefined ? [] : [signatureText(signature, pattern, fields)];
    });
    return texts.includes(null) ? null : [...new Set(texts)].join(', ');
  }

  /** A domain and those below it: OpenDKIM tells them apart here, the map does not. */
  function isOtherwise({ domain }: SenderPattern): boolean {
    const [itself, those] = (['exact', 'below'] as const).map((scope) => signaturesFor({ local: null, domain, scope }));
    return itself !== those;
  }
}

/** An exact name goes before the domains below the same one. */
const widthOf = ({ scope }: SenderPattern): number => (scope === 'exact' ? 0 : scope === 'below' ? 1 : 2);

function signatureText(
  { domain, selector, keyfile, identity }: RuleSignature,
  { scope, domain: sender }: SenderPattern,
  fields: string | null,
): string | null {
  const filled = (text: string): string | null => {
    if (!text.includes('%')) return text;
    return scope === 'exact' ? text.replaceAll('%', sender) : null;
  };
  const file = keyfile === null ? '' : filled(keyfile);
  if (file === null) return null;
  const name = domain === '%' ? (scope === 'exact' ? sender : '$senderdomain') : domain;
  // OpenDKIM leaves out an i= that is not under d=.
  const given = identity === null ? null : filled(identity);
  const signer = given === null || given.includes('@') ? given : `@${given}`;
  const isUnder =
    signer !== null && name !== null && isSameOrSubdomain(signer.slice(signer.lastIndexOf('@') + 1), name);
  const options = [
    ...(name === null ? [] : [`d=${name}`]),
    ...(selector === null ? [] : [`s=${selector}`]),
    ...(file === '' ? [] : [`key=${file}`]),
    ...(signer !== null && isUnder ? [`i=${signer}`] : []),
    ...(fields === null ? [] : [`h=${fields}`]),
  ];
  return options.length === 0 ? 'dkim' : `dkim(${options.join(', ')})`;
}
