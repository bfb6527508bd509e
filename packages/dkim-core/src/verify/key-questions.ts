/** The key look-ups of one message: each name once, all of them within one time limit. S-090, S-091. */
import { askTxt } from '../resolver/ask-txt.js';
import type { TxtAnswer, TxtResolver } from '../resolver/txt-resolver.js';

export interface KeyQuestions {
  /** Never rejects. After close() it asks nobody. */
  resolveTxt: TxtResolver;
  /** From now on somebody waits for the answers: until then the time limit alone does not keep the process alive. */
  hold: () => void;
  /** Nobody waits any more: what is open becomes a timeout at once. */
  close: () => void;
}

/** `timeoutMs` runs from the first question. */
export function askWithin(timeoutMs: number, resolveTxt: TxtResolver): KeyQuestions {
  const asked = new Map<string, Promise<TxtAnswer>>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  let expire: ((answer: TxtAnswer) => void) | null = null;
  const deadline = new Promise<TxtAnswer>((resolve) => {
    expire = resolve;
  });

  return {
    async resolveTxt(name) {
      if (closed) return { status: 'timeout' };
      timer ??= setTimeout(() => expire?.({ status: 'timeout' }), timeoutMs).unref();
      const known = asked.get(name);
      if (known !== undefined) return known;
      const first = Promise.race([askTxt(resolveTxt, name), deadline]);
      asked.set(name, first);
      return first;
    },
    hold() {
      timer?.ref();
    },
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      expire?.({ status: 'timeout' });
    },
  };
}
