/** Random numbers that a seed brings back: mulberry32. */
export interface Seeded {
  /** From 0 up to, but without, 1. */
  next(): number;
  /** True so often out of a thousand. */
  perMille(often: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
}

export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    perMille: (often) => next() * 1000 < often,
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
  };
}
