/** L10: several signatures on one mail share the pass over its body. */
import { FLOOR } from '../library/contestants.js';
import { raceAt } from '../library/race.js';
import { cpuMs } from '../measure/race.js';
import type { Canonicalization } from '../signature-requests.js';
import { atMost, type Row } from '../row.js';

const SIGNATURES = 4;
const PASSES: Readonly<Record<'relaxed' | 'both', string>> = { relaxed: 'one hash', both: 'two hashes' };

export const SEVERAL_SIGNATURES: Row = {
  number: 'L10',
  async measure(bench, subject) {
    const lines = [];
    for (const canonicalization of ['relaxed', 'both'] as const satisfies readonly Canonicalization[]) {
      for (const operation of ['sign', 'verify'] as const) {
        const task = { operation, mail: '2 MB', canonicalization, signatures: SIGNATURES, peers: [] } as const;
        const race = await raceAt(bench, task);
        const forms = canonicalization === 'both' ? 'relaxed and simple' : 'relaxed';
        lines.push({
          measure: `${operation} 2 MB with ${SIGNATURES} signatures, ${forms}`,
          goal: atMost(1.1, `of ${SIGNATURES} RSA operations and ${PASSES[canonicalization]}`),
          figure: race.spread(subject.name, cpuMs),
          unit: 'ms',
          ratio: race.ratio(subject.name, FLOOR, cpuMs),
        });
      }
    }
    return lines;
  },
};
