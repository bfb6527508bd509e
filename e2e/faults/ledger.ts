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
  audit(): { readonly counts: Counts; readonly faults: readonly string[] };
}

/** S-190: the one reply of ours that leaves open whether the mail was taken. */
const UNKNOWN = /^451 4\.4\.2 /;

function nameOf(mail: number, attempt: number): string {
  return `${mail}.${attempt}`;
}

export function createLedger(): Ledger {
  const mails = new Set<number>();
  const attempts = new Map<string, Attempt>();
  const fates = new Map<number, Fate>();
  const takes = new Map<string, number>();
  const refusals = new Set<string>();
  const found: string[] = [];

  const auditAttempt = (name: string, { dotSent, end, reply }: Attempt): void => {
    const taken = takes.get(name) ?? 0;
    if (end === 'accepted' && taken === 0) found.push(`${name}: 250, and the next hop has not taken it`);
    if (end === 'refused' && !refusals.has(name))
      found.push(`${name}: "${reply}", and the next hop has not refused it`);
    if (taken === 0) return;
    if (taken > 1) found.push(`${name}: taken ${taken} times in one attempt`);
    if (!dotSent) found.push(`${name}: taken, and the client had not sent it to its end`);
    const explained = end === 'accepted' || end === 'lost' || (end === 'later' && UNKNOWN.test(reply));
    if (!explained) found.push(`${name}: taken, and the client heard "${reply}"`);
  };

  return {
    sent: (mail) => void mails.add(mail),
    attempt(attempt) {
      const name = nameOf(attempt.mail, attempt.number);
      if (attempts.has(name)) found.push(`${name}: told twice`);
      if (fates.has(attempt.mail)) found.push(`${name}: tried although its fate was known`);
      attempts.set(name, attempt);
    },
    fate: (mail, fate) => void fates.set(mail, fate),
    taken: (mail, attempt) => void takes.set(nameOf(mail, attempt), (takes.get(nameOf(mail, attempt)) ?? 0) + 1),
    refused: (mail, attempt) => void refusals.add(nameOf(mail, attempt)),
    fault: (text) => void found.push(text),
    audit() {
      for (const [name, attempt] of attempts) auditAttempt(name, attempt);
      for (const name of takes.keys()) if (!attempts.has(name)) found.push(`${name}: taken, and no client tells of it`);
      const perMail = new Map<number, number>();
      for (const [name, times] of takes) {
        const mail = Number(name.split('.')[0]);
        perMail.set(mail, (perMail.get(mail) ?? 0) + times);
      }
      const fate = [...fates.values()];
      const delivered = [...takes.values()].reduce((sum, times) => sum + times, 0);
      const counts: Counts = {
        sent: mails.size,
        attempts: attempts.size,
        accepted: fate.filter((each) => each === 'accepted').length,
        bounced: fate.filter((each) => each === 'bounced').length,
        givenUp: fate.filter((each) => each === 'given up').length,
        delivered,
        duplicated: delivered - perMail.size,
        ambiguous: [...attempts].filter(([name, { end }]) => takes.has(name) && end !== 'accepted').length,
        arrivedUnknown: [...perMail.keys()].filter((mail) => fates.get(mail) !== 'accepted').length,
      };
      const sums: readonly [string, number, number][] = [
        ['sent = accepted + bounced + given up', counts.sent, counts.accepted + counts.bounced + counts.givenUp],
        ['delivered = accepted + ambiguous', counts.delivered, counts.accepted + counts.ambiguous],
        ['duplicated = ambiguous - arrived unknown', counts.duplicated, counts.ambiguous - counts.arrivedUnknown],
      ];
      for (const [rule, left, right] of sums) if (left !== right) found.push(`${rule}: ${left} is not ${right}`);
      return { counts, faults: found };
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
