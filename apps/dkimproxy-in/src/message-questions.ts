/**
 * The DNS questions about one message, those for keys and those for policies together, within one time: the client waits
 * for all of them, and its patience is one (S-091, S-214).
 */
import type { TxtAnswer, TxtResolver } from 'dkim-core';

export interface MessageQuestions {
  /** Never later than the time that all questions have; after it, a timeout at once. */
  resolveTxt: TxtResolver;
  /** The message is judged. What is open becomes a timeout, which nobody reads any more. */
  end: () => void;
}

const OVER: TxtAnswer = {
  status: 'timeout',
  reason: 'the time for all questions about the message is over (dns_message_timeout)',
};

/** `timeoutMs` runs from the first question on. */
export function questionsAbout(resolveTxt: TxtResolver, timeoutMs: number): MessageQuestions {
  let timer: NodeJS.Timeout | null = null;
  let isOver = false;
  let expire: ((answer: TxtAnswer) => void) | null = null;
  const deadline = new Promise<TxtAnswer>((resolve) => {
    expire = resolve;
  });

  function end(): void {
    isOver = true;
    if (timer !== null) clearTimeout(timer);
    expire?.(OVER);
  }

  return {
    async resolveTxt(name) {
      if (isOver) return OVER;
      timer ??= setTimeout(end, timeoutMs);
      return Promise.race([resolveTxt(name), deadline]);
    },
    end,
  };
}
