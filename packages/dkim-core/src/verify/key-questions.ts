/** The key look-ups of one message: each name once, all of them within one time limit. S-090, S-091. */
import { askTxt } from '../resolver/ask-txt.js';
import type { TxtAnswer, TxtResolver } from '../resolver/txt-resolver.js';

export interface KeyQuestions {
  /** Never rejects. After close() it asks nobody. */
  resolveTxt: TxtResolver;
  /** From now on somebody waits for the answers, as long as the time limit allows. */
  hold: () => void;
  /** Nobody waits any more: what is open becomes a timeout at once. */
  close: () => void;
}

/** `timeoutMs` runs from the first question; a timer runs only while somebody waits for what is not answered yet. */
export function askWithin(timeoutMs: number, resolveTxt: TxtResolver): KeyQuestions {
  const asked = new Map<string, Promise<TxtAnswer>>();
  const open = new Set<(answer: TxtAnswer) => void>();
  let since = 0; // the first question, in milliseconds
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function expire(): void {
    for (const answer of open) answer({ status: 'timeout' });
    open.clear();
  }

  return {
    async resolveTxt(name) {
      if (closed) return { status: 'timeout' };
      if (asked.size === 0) since = performance.now();
      const known = asked.get(name);
      if (known !== undefined) return known;
      const first = new Promise<TxtAnswer>((resolve) => {
        open.add(resolve);
        void askTxt(resolveTxt, name).then((answer) => {
          open.delete(resolve);
          resolve(answer);
        });
      });
      asked.set(name, first);
      return first;
    },
    hold() {
      if (open.size > 0) timer = setTimeout(expire, Math.max(timeoutMs - (performance.now() - since), 0));
    },
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      expire();
    },
  };
}
