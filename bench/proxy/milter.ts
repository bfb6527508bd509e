/** OpenDKIM, which is no proxy but a filter that a mail server asks: its CPU time for a mail, with Postfix's own part left out. */
import { startNsd } from 'e2e/harness/dns.js';
import { throughMilter } from 'e2e/harness/milter-client.js';
import { lacking } from 'e2e/harness/needs.js';
import { startOpenDkim, type Milter } from 'e2e/harness/opendkim.js';
import { readFileSync } from 'node:fs';
import type { Bench } from '../bench.js';
import { RECIPIENT, SENDER } from '../load/order.js';
import { cpuSecondsOf } from '../measure/process-usage.js';
import type { Runner, Sample } from '../measure/race.js';
import { DOMAIN, selectorAt } from '../signature-requests.js';

export const MILTER_SIGNS = 'opendkim signs';
export const MILTER_VERIFIES = 'opendkim verifies';

/** nsd, since OpenDKIM's resolver asks for more than the key. */
export const MILTER_NEEDS = ['opendkim', 'nsd'] as const;

/** None where it is not installed. One mail after the other: OpenDKIM's resolver fails where several are asked for at once. */
export async function milterRunners(bench: Bench): Promise<readonly Runner[]> {
  if (lacking(MILTER_NEEDS).length > 0) return [];
  const { stage, key } = bench;
  const order = { domain: DOMAIN, selector: selectorAt(0), key, canonicalization: 'relaxed/relaxed' };
  const signer = await startOpenDkim(stage, { sign: order });
  const dns = await startNsd(stage, { [DOMAIN]: { [`${selectorAt(0)}._domainkey`]: [key.record] } });
  const verifier = await startOpenDkim(stage, { verify: dns });
  const plain = readFileSync(await bench.mails.plain('2 KB'));
  const signed = readFileSync(await bench.mails.signed('2 KB'));
  const { proxySeconds } = bench.effort;
  return [
    milterRunner(MILTER_SIGNS, signer, { data: plain, seconds: proxySeconds, adds: /^DKIM-Signature:/ }),
    milterRunner(MILTER_VERIFIES, verifier, {
      data: signed,
      seconds: proxySeconds,
      adds: /^Authentication-Results:.*dkim=pass/s,
    }),
  ];
}

function milterRunner(
  name: string,
  { port, pid }: Milter,
  { data, seconds, adds }: { readonly data: Buffer; readonly seconds: number; readonly adds: RegExp },
): Runner {
  return {
    name,
    async run(): Promise<Sample> {
      const before = cpuSecondsOf(pid);
      const start = performance.now();
      let count = 0;
      let wallSeconds = 0;
      do {
        const passed = await throughMilter(port, { from: SENDER, to: [RECIPIENT], data });
        const added = passed.toString('latin1', 0, passed.length - data.length);
        if (!adds.test(added)) throw new Error(`${name} added nothing but "${added}"`);
        count += 1;
        wallSeconds = (performance.now() - start) / 1000;
      } while (wallSeconds < seconds);
      return { count, wallSeconds, cpuSeconds: cpuSecondsOf(pid) - before };
    },
  };
}
