/** The next hop of the random runs: how often it fails, and how, comes from a seed. It tells the ledger what it took. */
import { startFaultyNextHop, type Act, type FaultyNextHop, type Place } from '../harness/faulty-next-hop.js';
import type { Stage } from '../harness/stage.js';
import type { Ledger } from './ledger.js';
import { seeded, type Seeded } from './seeded.js';

export interface NextHopParts {
  readonly seed: number;
  readonly ledger: Ledger;
  /** How often it fails, against the usual: 0 never, 1 as in the random run. */
  readonly rate: number;
  /** The last line of each message, with its CRLF: what lacks it was cut off. */
  readonly lastLine: string;
  /** Longer than the program waits. In milliseconds; 0 is never. */
  readonly tooLateMs: number;
}

/** Out of a thousand times that it comes to that place. */
const OFTEN: Readonly<Partial<Record<Place, number>>> = {
  GREETING: 8,
  EHLO: 4,
  MAIL: 15,
  RCPT: 15,
  DATA: 12,
  BODY: 8,
  END: 30,
  RSET: 20,
  QUIT: 30,
};
const ALWAYS_LATER = 997; // each mail whose number divides by this is never taken: somebody has to give up
const LOSSES = ['closes', 'resets'] as const;

export async function startAccidentProneNextHop(stage: Stage, parts: NextHopParts): Promise<FaultyNextHop> {
  const { seed, ledger, rate, lastLine, tooLateMs } = parts;
  const random = seeded(seed);
  return startFaultyNextHop(stage, {
    act(place, session) {
      const [mail, attempt] = nameIn(session.mail);
      if (place === 'END' && mail % ALWAYS_LATER === 0) return { says: '451 4.7.1 never today' };
      if (!random.perMille((OFTEN[place] ?? 0) * rate)) return undefined;
      const act = accident(place, random, tooLateMs);
      if (act.says === REFUSAL) {
        ledger.refused(mail, attempt);
        return { ...act, says: `${REFUSAL} ${mail}.${attempt}` };
      }
      return act;
    },
    onTaken(taken, session) {
      const [, name = ''] = /^X-Attempt: (\S+)\r$/m.exec(taken.head) ?? [];
      const [mail, attempt] = nameIn(session.mail);
      if (name !== `${mail}.${attempt}`) ledger.fault(`${mail}.${attempt}: the message of ${name} came`);
      if (!taken.tail.endsWith(lastLine)) ledger.fault(`${name}: taken without its end`);
      ledger.taken(mail, attempt);
    },
  });
}

const REFUSAL = '550 5.7.1 refused';

function accident(place: Place, random: Seeded, tooLateMs: number): Act {
  const lost = (): Act => ({ says: '', and: random.pick(LOSSES) });
  const waits = (): Act => ({ afterMs: random.between(1, 50) });
  const silent = (): Act => (tooLateMs > 0 && random.perMille(20) ? { and: 'is silent' } : lost());
  const down: Act = { says: '421 4.3.2 next.example going down', and: 'closes' };
  const half = (): Act => ({ says: '250-2.0.0 half', and: random.pick(LOSSES) });
  const nonsense: Act = { says: 'hello', takes: false };
  const refused: Act = { says: REFUSAL };
  const later: Act = { says: '451 4.7.1 later' };
  const usual = [lost, waits, silent, half, () => later, () => down, () => nonsense, () => refused] as const;
  switch (place) {
    case 'GREETING':
    case 'EHLO':
      return random.pick([lost, waits, silent, () => down, () => nonsense])();
    case 'BODY':
      // Not 250: where the message is short its dot is there already, and then it is the reply to that.
      return random.pick([lost, () => down, () => nonsense, () => ({ ...refused, and: 'closes' }) as const])();
    case 'END':
      // Beside the usual: it takes the message and does not come to say so.
      return random.pick([
        ...usual,
        () => ({ says: '', and: random.pick(LOSSES), takes: true }),
        () => ({ says: '', and: random.pick(LOSSES), takes: true }),
        () => (tooLateMs > 0 && random.perMille(100) ? { afterMs: tooLateMs } : waits()),
      ])();
    case 'RSET':
    case 'QUIT':
      return random.pick([lost, waits, silent, () => down])();
    default:
      return random.pick(usual)();
  }
}

/** The mail's number and the attempt's, as the client wrote them into MAIL. */
function nameIn(mailLine: string): readonly [number, number] {
  const [, mail = '0', attempt = '0'] = /<m(\d+)\.(\d+)@/.exec(mailLine) ?? [];
  return [Number(mail), Number(attempt)];
}
