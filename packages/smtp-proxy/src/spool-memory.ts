/**
 * How much of the memory messages past the threshold may take before they go to a file, all of them together. The way to a file and
 * back, and the buffers on it, cost more than all else that is done with a message of some megabytes.
 */

const SHARE_OF_ONE = 1 / 5; // so that one large message leaves room for others

export interface SpoolMemory {
  /** False if that many octets more do not fit, for all or for this message, which has `held`; else they are its own until they are given back. */
  take(octets: number, held: number): boolean;
  giveBack(octets: number): void;
}

/** `most`: in octets, of this process. Asked for each time, since a reload may change it. */
export function spoolMemory(most: () => number): SpoolMemory {
  let used = 0;
  return {
    take(octets, held) {
      if (used + octets > most() || held + octets > most() * SHARE_OF_ONE) return false;
      used += octets;
      return true;
    },
    giveBack(octets) {
      used -= octets;
    },
  };
}
