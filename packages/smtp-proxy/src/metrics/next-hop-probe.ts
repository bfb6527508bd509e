/**
 * Does the next hop take sessions? Asked for real, by opening one, but at most once in some seconds: a flood of /ready must
 * be no flood at the next hop. All who ask meanwhile get the same answer.
 */

/** An answer is good for this long. In milliseconds. */
const FRESH_MS = 5_000;

export interface NextHopProbe {
  /** Null: it does. Else why not. */
  ask(): Promise<string | null>;
}

/** `open` tries a session and ends it; it is bounded by its own timeouts. `now` in milliseconds, a clock that does not jump. */
export function nextHopProbe({ open, now }: { open: () => Promise<string | null>; now: () => number }): NextHopProbe {
  let known: { readonly failure: string | null; readonly at: number } | null = null;
  let asking: Promise<string | null> | null = null;

  const probe = async (): Promise<string | null> => {
    try {
      const failure = await open();
      known = { failure, at: now() };
      return failure;
    } finally {
      asking = null;
    }
  };
  return {
    ask() {
      if (known !== null && now() - known.at < FRESH_MS) return Promise.resolve(known.failure);
      asking ??= probe();
      return asking;
    },
  };
}
