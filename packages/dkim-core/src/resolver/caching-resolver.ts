/** A bounded cache around any resolver; one question in flight for each name. S-090; RFC 2308. */
import type { TxtAnswer, TxtResolver } from './txt-resolver.js';

export interface CachingResolverOptions {
  /** Now, in seconds; any clock that does not jump. */
  now: () => number;
  /** How many names are kept; the oldest goes. Default: 10,000. */
  maxEntries?: number;
  /** The longest an answer is kept, in seconds, also where the source names a longer time or none. Default: 300. */
  maxTtl?: number;
  /** How long a failure is kept, in seconds: it may be over soon. Default: 5. */
  failureTtl?: number;
}

/**
 * Asks `resolveTxt` once for a name and keeps the answer for its time. Whoever asks for a name that is being asked for
 * waits for the same answer. Names compare without case.
 */
export function cachingResolver(
  resolveTxt: TxtResolver,
  { now, maxEntries = 10_000, maxTtl = 300, failureTtl = 5 }: CachingResolverOptions,
): TxtResolver {
  const kept = new Map<string, { answer: TxtAnswer; until: number }>();
  const inFlight = new Map<string, Promise<TxtAnswer>>();

  function keep(name: string, answer: TxtAnswer): void {
    const failed = answer.status === 'timeout' || answer.status === 'server-failure';
    const ttl = failed ? failureTtl : Math.min(answer.status === 'found' ? (answer.ttl ?? maxTtl) : maxTtl, maxTtl);
    kept.delete(name);
    kept.set(name, { answer, until: now() + ttl });
    const oldest = kept.size > maxEntries ? kept.keys().next() : null;
    if (oldest?.done === false) kept.delete(oldest.value);
  }

  return async (name) => {
    const key = name.toLowerCase();
    const entry = kept.get(key);
    if (entry !== undefined && now() < entry.until) return entry.answer;
    const asked = inFlight.get(key);
    if (asked !== undefined) return asked;
    const question = resolveTxt(name)
      .then((answer) => {
        keep(key, answer);
        return answer;
      })
      .finally(() => inFlight.delete(key));
    inFlight.set(key, question);
    return question;
  };
}
