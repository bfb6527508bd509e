/** Whether a domain has an SPF record. RFC 7208, sections 3.1, 3.2 and 4.5; S-178. It is not evaluated here. */
import { problem, type Problem } from '../problem.js';

/** `v=spf1` and then a blank or nothing. */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

export function spfProblems(domain: string, texts: readonly string[]): readonly Problem[] {
  const found = texts.filter(isSpf).length;
  if (found === 0) return [problem('warning', 'spf-missing', { domain })];
  return found > 1 ? [problem('error', 'spf-several', { domain, n: found })] : [];
}
