/** How much may be tried for one message: so many trials over so many octets, by count and not by clock, so that a result never depends on the machine. */

export interface Budget {
  /** Takes one trial over so many octets; false where it is used up. */
  spend: (octets: number) => boolean;
  /** Something was not tried. */
  isUsedUp: () => boolean;
}

export function createBudget(limits: { trials: number; octets: number }): Budget {
  let { trials, octets } = limits;
  let refused = false;
  return {
    spend(size) {
      if (trials < 1 || octets < size) {
        refused = true;
        return false;
      }
      trials -= 1;
      octets -= size;
      return true;
    },
    isUsedUp: () => refused,
  };
}
