/** Random numbers that can be had again: the same seed and stream give the same row. sfc32, of PractRand. */
export interface Random {
  /** A whole number from 0 up to but without `limit`. */
  below(limit: number): number;
  /** From 0 up to but without 1. */
  share(): number;
  /** True in `share` of all cases. */
  chance(share: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** Each stream of a seed is a row of its own, so that one message can be made again without those before it. */
export function random(seed: number, stream: number): Random {
  let a = seed | 0;
  let b = stream | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round += 1) next(); // near seeds are far apart then
  const share = (): number => next() / 2 ** 32;
  const below = (limit: number): number => Math.floor(share() * limit);
  return {
    below,
    share,
    chance: (part) => share() < part,
    pick: (list) => list[below(list.length)] ?? list[0],
  };
}
