/** Tasks that mostly wait: those of one lane run one after the other, the lanes side by side. */
export interface Lanes {
  /** Appends a task to a lane; the answer waits for its end, and rejects if it did. */
  add<T>(lane: string, task: () => Promise<T>): () => Promise<T>;
  /** Begins with the first task of each lane. */
  go(): void;
  /** Begins with no further task. */
  stop(): void;
  ended(): Promise<void>;
}

export function openLanes(): Lanes {
  const lanes = new Map<string, Promise<void>>();
  let stopped = false;
  let begin: (() => void) | undefined;
  const started = new Promise<void>((resolve) => {
    begin = resolve;
  });
  return {
    add(lane, task) {
      const turn = (lanes.get(lane) ?? started).then(() => {
        if (stopped) throw new Error('the tests have ended before');
        return task();
      });
      lanes.set(
        lane,
        turn.then(
          () => {},
          () => {}, // told by the test that waits for it
        ),
      );
      return () => turn;
    },
    go: () => begin?.(),
    stop() {
      stopped = true;
      begin?.();
    },
    ended: async () => void (await Promise.all(lanes.values())),
  };
}
