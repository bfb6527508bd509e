/**
 * The one place where a caller's resolver is called. It must not throw, reject or answer nonsense (txt-resolver.ts); one
 * that does is a server that failed, and the reason says what it did: nobody is to look for that fault in DNS.
 */
import { checkedFunction } from '../option-checks.js';
import { quote } from '../text/quote.js';
import type { TxtAnswer, TxtResolver } from './txt-resolver.js';

/** Every status with its meaning is in txt-resolver.ts; the compiler asks for one that is missing here. */
const STATUSES: Readonly<Record<TxtAnswer['status'], true>> = {
  found: true,
  'no-such-name': true,
  'no-such-record': true,
  timeout: true,
  'server-failure': true,
  'invalid-name': true,
};

const MAX_REASON = 200;

/** Throws DkimError, DKIM_OPTION_INVALID, where it is no function. */
export function checkedResolver(resolveTxt: TxtResolver): TxtResolver {
  return checkedFunction({ resolveTxt }, 'resolveTxt', {
    what: 'which asks DNS',
    example: 'nodeResolver() or memoryResolver(records)',
  });
}

/** The answer of `resolveTxt`, of the right shape, its `reason` safe to be shown. Never rejects. */
export async function askTxt(resolveTxt: TxtResolver, name: string): Promise<TxtAnswer> {
  try {
    return checkedAnswer(await resolveTxt(name));
  } catch (err) {
    return broken(`the resolver failed with ${shown(err instanceof Error ? err.message : err)}`);
  }
}

/** The end of a sentence about a failure: `: REASON`, or nothing where none is known. */
export function becauseOf(answer: TxtAnswer): string {
  return answer.status === 'found' || answer.reason === undefined ? '' : `: ${answer.reason}`;
}

function checkedAnswer(answer: unknown): TxtAnswer {
  if (typeof answer !== 'object' || answer === null) return broken(`the resolver gave ${typeof answer}, no answer`);
  const { status, records, ttl, reason } = answer as Readonly<Record<string, unknown>>;
  if (!isStatus(status)) return broken(`the resolver gave no known status: ${shown(status)}`);
  if (status !== 'found') return typeof reason === 'string' ? { status, reason: shown(reason) } : { status };
  if (!Array.isArray(records) || !records.every((text: unknown) => typeof text === 'string')) {
    return broken('the resolver gave records that are no list of texts');
  }
  if (ttl === undefined) return { status, records: [...records] }; // a copy: a cache hands out its own list
  if (typeof ttl !== 'number' || !(ttl >= 0)) return broken('the resolver gave a ttl that is no number of seconds');
  return { status, records: [...records], ttl };
}

function isStatus(status: unknown): status is TxtAnswer['status'] {
  return typeof status === 'string' && Object.hasOwn(STATUSES, status);
}

function broken(reason: string): TxtAnswer {
  return { status: 'server-failure', reason };
}

/** Escaped as quote() does it, but for what is harmless in ASCII: a text that passes here twice (a cache) stays as it is. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : typeof value;
  return text.slice(0, MAX_REASON).replaceAll(/[^\x20-\x7e]/gu, (char) => quote(char).slice(1, -1));
}
