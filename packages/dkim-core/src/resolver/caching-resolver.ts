/** A bounded cache around any resolver; one question in flight for each name. S-090; RFC 2308. */
import { checkedFunction, checkedNumber, checkedOptions, invalid } from '../option-checks.js';
import { askTxt, checkedResolver } from './ask-txt.js';
import type { TxtAnswer, TxtResolver } from './txt-resolver.js';

/** A key record has 1 KB at most; what is larger is asked for again, so that strangers cannot fill the memory. */
const MAX_KEPT_OCTETS = 8192;
/** A question that is open for longer has a resolver that hangs: the next one asks anew. */
const MAX_IN_FLIGHT_SECONDS = 60;

/** The clock and the bounds of a cachingResolver. */
export interface CachingResolverOptions {
  /** Now, in seconds, also parts of them; any clock that does not jump: `systemClock`, `() => performance.now() / 1000`. */
  now: () => number;
  /** How many names are kept; the oldest goes. 0 keeps none. Default: 10,000. */
  maxEntries?: number | undefined;
  /** The longest an answer is kept, in whole seconds, also where the source names a longer time or none. Default: 300. */
  maxTtl?: number | undefined;
  /** How long a failure is kept, in whole seconds: it may be over soon. Default: 5 (RFC 2308, section 7: 300 at most). */
  failureTtl?: number | undefined;
}

/**
 * Asks `resolveTxt` once for a name and keeps the answer for its time. Whoever asks for a name that is being asked for
 * waits for the same answer. Names compare without case. Never rejects: where `resolveTxt` throws, rejects or answers
 * nonsense, that is a server failure.
 *
 * Throws DkimError, DKIM_OPTION_INVALID, for an option outside its range.
 */
export function cachingResolver(resolveTxt: TxtResolver, options: CachingResolverOptions): TxtResolver {
  checkedResolver(resolveTxt);
  checkedOptions(options, 'cachingResolver()');
  const clock: () => unknown = checkedFunction(options, 'now', {
    what: 'which gives seconds',
    example: 'systemClock, or () => performance.now() / 1000',
  });
  const maxEntries = checkedNumber(options, 'maxEntries', { fallback: 10_000, least: 0 });
  const maxTtl = checkedNumber(options, 'maxTtl', { fallback: 300, least: 0 });
  const failureTtl = checkedNumber(options, 'failureTtl', { fallback: 5, least: 0 });
  const kept = new Map<string, { answer: TxtAnswer; until: number }>();
  const inFlight = new Map<string, { question: Promise<TxtAnswer>; since: number }>();

  function now(): number {
    const time = clock();
    if (typeof time !== 'number' || !Number.isFinite(time)) throw invalid('now() must give seconds', time);
    return time;
  }
  now(); // a clock that is none is told at once, not in each answer

  function keep(name: string, answer: TxtAnswer): void {
    const failed = answer.status === 'timeout' || answer.status === 'server-failure';
    const ttl = failed ? failureTtl : Math.min(answer.status === 'found' ? (answer.ttl ?? maxTtl) : maxTtl, maxTtl);
    kept.delete(name);
    const size = answer.status === 'found' ? answer.records.reduce((sum, text) => sum + text.length, 0) : 0;
    if (size > MAX_KEPT_OCTETS) return;
    kept.set(name, { answer, until: now() + ttl });
    const oldest = kept.size > maxEntries ? kept.keys().next() : null;
    if (oldest?.done === false) kept.delete(oldest.value);
  }

  async function ask(name: string): Promise<TxtAnswer> {
    const key = name.toLowerCase();
    const time = now();
    const entry = kept.get(key);
    if (entry !== undefined && time < entry.until) return entry.answer;
    const asked = inFlight.get(key);
    if (asked !== undefined && time - asked.since < MAX_IN_FLIGHT_SECONDS) return asked.question;
    const question = askTxt(resolveTxt, name)
      .then((answer) => {
        keep(key, answer);
        return answer;
      })
      .finally(() => {
        if (inFlight.get(key)?.question === question) inFlight.delete(key);
      });
    if (inFlight.size < maxEntries) inFlight.set(key, { question, since: time });
    return question;
  }

  return (name) => askTxt(ask, name); // a clock that fails later is a failure like that of a resolver
}
