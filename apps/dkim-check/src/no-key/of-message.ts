/** Which signatures of a message a receiver found no key for, by the fields that it wrote into it. */
import { fieldsNamed, isSameDomain, type VerifyResult } from 'dkim-core';
import { foreignMessagesIn, type ForeignCode } from '../third-party/foreign-messages.js';
import { foreignResults, type ForeignMethodResult } from '../third-party/foreign-results.js';
import type { NoKeyQuestion } from './evidence.js';

const NO_KEY: ReadonlySet<ForeignCode> = new Set(['foreign-no-key', 'foreign-empty-identity', 'foreign-zero-bit-key']);
const MAX_QUESTIONS = 3; // each asks all servers of a zone

/** One for each domain and selector, top of the header first. */
export function noKeyQuestions({
  signatures,
  header,
}: Pick<VerifyResult, 'signatures' | 'header'>): readonly NoKeyQuestion[] {
  const accused = foreignResults(header)
    .flatMap(({ results }) => results)
    .flatMap((result) => {
      const codes = new Set(foreignMessagesIn(result.text).map(({ code }) => code));
      const isNoKey = result.method === 'dkim' && [...codes].some((code) => NO_KEY.has(code));
      return isNoKey ? [{ result, isIdentityEmpty: codes.has('foreign-empty-identity') }] : [];
    });
  if (accused.length === 0) return [];
  const fields = fieldsNamed(header, 'dkim-signature');
  const questions = new Map<string, NoKeyQuestion>();
  for (const [at, { domain, selector }] of signatures.filter(({ type }) => type === 'dkim').entries()) {
    const field = fields[at];
    if (domain === null || selector === null || field === undefined) continue;
    const meant = accused.find(({ result }) => isAbout(result, { domain, selector }));
    const key = `${selector.toLowerCase()} ${domain.toLowerCase()}`;
    if (meant === undefined || questions.has(key)) continue;
    const { isIdentityEmpty } = meant;
    questions.set(key, { domain, selector, signature: field, isIdentityEmpty });
  }
  return [...questions.values()].slice(0, MAX_QUESTIONS);
}

/** What the result does not tell fits every signature. */
function isAbout(
  { properties }: ForeignMethodResult,
  { domain, selector }: { domain: string; selector: string },
): boolean {
  const told = properties.get('header.d') ?? properties.get('header.i')?.replace(/^[^@]*@/, '') ?? '';
  const byDomain = told === '' || isSameDomain(told, domain) || told.toLowerCase().endsWith(`.${domain.toLowerCase()}`);
  const toldSelector = properties.get('header.s');
  return byDomain && (toldSelector === undefined || toldSelector.toLowerCase() === selector.toLowerCase());
}
