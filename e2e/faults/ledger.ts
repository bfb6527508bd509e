/**
 * What became of each mail, as its client and the next hop saw it, and whether the two accounts fit. It knows neither
 * sockets nor the programs between them.
 */

/** One try to get a mail through. */
export interface Attempt {
  readonly mail: number;
  /** From 1. */
  readonly number: number;
  /** The client has written the message to its final dot. */
  readonly dotSent: boolean;
  /** `later`: 4xx. `lost`: there was no reply, or the client did not wait for it. */
  readonly end: 'accepted' | 'refused' | 'later' | 'lost';
  readonly reply: string;
}

/** What the client does with a mail in the end. */
export type Fate = 'accepted' | 'bounced' | 'given up';

export interface Counts {
  readonly sent: number;
  readonly attempts: number;
  /** Mails for which the client has heard 250. */
  readonly accepted: number;
  readonly bounced: number;
  readonly givenUp: number;
  /** How often the next hop took a mail. */
  readonly delivered: number;
  /** How often it took one that it had. */
  readonly duplicated: number;
  /** How often it took one and the client did not hear so, for a reason that RFC 5321 knows. */
  readonly ambiguous: number;
  /** Mails that the next hop has, and the client gave up or bounced after an ambiguous end. */
  readonly arrivedUnknown: number;
}

export interface Ledger {
  sent(mail: number): void;
  attempt(attempt: Attempt): void;
  fate(mail: number, fate: Fate): void;
  /** The next hop took it. */
  taken(mail: number, attempt: number): void;
  /** The next hop refused it for good. */
  refused(mail: number, attempt: number): void;
  /** Something that must not be, whatever the accounts say. */
  fault(text: string): void;
  /** Closes the accounts of mails whose fate is known for so long: for runs that have more mails than memory. */
  close(afterMs: number): void;
  /** Closes all accounts. */
  audit(): { readonly counts: Counts; readonly faults: readonly string[] };
}

/** S-190: the one reply of ours that leaves open whether the mail was taken. */
const UNKNOWN = /^451 4\.4\.2 /;

interface Account {
  readonly attempts: Map<number, Attempt>;
  /** How often it was taken, by the number of the attempt. */
  readonly takes: Map<number, number>;
  readonly refusals: Set<number>;
  fate: Fate | null;
}

export function createLedger(): Ledger {
  const accounts = new Map<number, Account>();
  const settled: { readonly mail: number; readonly at: number }[] = []; // in the order of their time
  const faults: string[] = [];
  const counts = {
    sent: 0,
    attempts: 0,
    accepted: 0,
    bounced: 0,
    givenUp: 0,
    delivered: 0,
    duplicated: 0,
    ambiguous: 0,
    arrivedUnknown: 0,
  };

  const accountOf = (mail: number, what: string): Account => {
    const account = accounts.get(mail);
    if (account !== undefined) return account;
    faults.push(`${mail}: ${what}, and it was never sent or its account is closed`);
    return { attempts: new Map(), takes: new Map(), refusals: new Set(), fate: null };
  };

  const judge = (name: string, { dotSent, end, reply }: Attempt, taken: number, isRefused: boolean): void => {
    if (end === 'accepted' && taken === 0) faults.push(`${name}: 250, and the next hop has not taken it`);
    if (end === 'refused' && !isRefused) faults.push(`${name}: "${reply}", and the next hop has not refused it`);
    if (taken === 0) return;
    if (taken > 1) faults.push(`${name}: taken ${taken} times in one attempt`);
    if (!dotSent) faults.push(`${name}: taken, and the client had not sent it to its end`);
    const explained = end === 'accepted' || end === 'lost' || (end === 'later' && UNKNOWN.test(reply));
    if (!explained) faults.push(`${name}: taken, and the client heard "${reply}"`);
  };

  const closeAccount = (mail: number, { attempts, takes, refusals, fate }: Account): void => {
    accounts.delete(mail);
    for (const [number, attempt] of attempts) {
      const taken = takes.get(number) ?? 0;
      judge(`${mail}.${number}`, attempt, taken, refusals.has(number));
      counts.attempts += 1;
      if (taken > 0 && attempt.end !== 'accepted') counts.ambiguous += 1;
    }
    for (const number of takes.keys()) {
      if (!attempts.has(number)) faults.push(`${mail}.${number}: taken, and no client tells of it`);
    }
    const delivered = [...takes.values()].reduce((sum, times) => sum + times, 0);
    counts.delivered += delivered;
    counts.duplicated += Math.max(delivered - 1, 0);
    if (fate === 'accepted') counts.accepted += 1;
    if (fate === 'bounced') counts.bounced += 1;
    if (fate === 'given up') counts.givenUp += 1;
    if (fate !== 'accepted' && delivered > 0) counts.arrivedUnknown += 1;
  };

  return {
    sent(mail) {
      counts.sent += 1;
      accounts.set(mail, { attempts: new Map(), takes: new Map(), refusals: new Set(), fate: null });
    },
    attempt(attempt) {
      const { mail, number } = attempt;
      const { attempts, fate } = accountOf(mail, `attempt ${number}`);
      if (attempts.has(number)) faults.push(`${mail}.${number}: told twice`);
      if (fate !== null) faults.push(`${mail}.${number}: tried although its fate was known`);
      attempts.set(number, attempt);
    },
    fate(mail, fate) {
      accountOf(mail, fate).fate = fate;
      settled.push({ mail, at: Date.now() });
    },
    taken(mail, attempt) {
      const { takes } = accountOf(mail, `taken in attempt ${attempt}`);
      takes.set(attempt, (takes.get(attempt) ?? 0) + 1);
    },
    refused: (mail, attempt) => void accountOf(mail, `refused in attempt ${attempt}`).refusals.add(attempt),
    fault: (text) => void faults.push(text),
    close(afterMs) {
      const before = Date.now() - afterMs;
      const open = settled.findIndex(({ at }) => at > before);
      for (const { mail } of settled.splice(0, open < 0 ? settled.length : open)) {
        const account = accounts.get(mail);
        if (account !== undefined) closeAccount(mail, account);
      }
    },
    audit() {
      for (const [mail, account] of accounts) closeAccount(mail, account);
      const sums: readonly [string, number, number][] = [
        ['sent = accepted + bounced + given up', counts.sent, counts.accepted + counts.bounced + counts.givenUp],
        ['delivered = accepted + ambiguous', counts.delivered, counts.accepted + counts.ambiguous],
        ['duplicated = ambiguous - arrived unknown', counts.duplicated, counts.ambiguous - counts.arrivedUnknown],
      ];
      for (const [rule, left, right] of sums) if (left !== right) faults.push(`${rule}: ${left} is not ${right}`);
      return { counts, faults };
    },
  };
}

/** One line, which adds up. */
export function countsText({
  sent,
  attempts,
  accepted,
  bounced,
  givenUp,
  delivered,
  duplicated,
  ambiguous,
  arrivedUnknown,
}: Counts): string {
  return (
    `sent ${sent} = accepted ${accepted} + bounced ${bounced} + given up ${givenUp}, in ${attempts} attempts; ` +
    `delivered ${delivered} = accepted ${accepted} + ambiguous ${ambiguous}; ` +
    `duplicated ${duplicated} = ambiguous ${ambiguous} - arrived unknown ${arrivedUnknown}`
  );
}
