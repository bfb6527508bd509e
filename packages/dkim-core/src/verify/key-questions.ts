/** The key look-ups of one message: each name once, all of them within one time limit. S-090, S-091. */
import type { TxtAnswer, TxtResolver } from '../resolver/txt-resolver.js';

export interface KeyQuestions {
  resolveTxt: TxtResolver;
  /** Nobody waits any more. */
  close: () => void;
}

export function askWithin(timeoutMs: number, resolveTxt: TxtResolver): KeyQuestions {
  const asked = new Map<string, Promise<TxtAnswer>>();
  let timer: NodeJS.Timeout | null = null;
  let expire: ((answer: TxtAnswer) => void) | null = null;
  const deadline = new Promise<TxtAnswer>((resolve) => {
    expire = resolve;
  });

  return {
    resolveTxt(name) {
      timer ??= setTimeout(() => expire?.({ status: 'timeout' }), timeoutMs);
      const known = asked.get(name);
      if (known !== undefined) return known;
      const first = Promise.race([ask(name, resolveTxt), deadline]);
      asked.set(name, first);
      return first;
    },
    close() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** A resolver must not throw or reject; one that does is a server that failed. */
async function ask(name: string, resolveTxt: TxtResolver): Promise<TxtAnswer> {
  try {
    return await resolveTxt(name);
  } catch {
    return { status: 'server-failure' };
  }
}
