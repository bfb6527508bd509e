/** dkim-core, of this checkout or another, as a program uses it: through its front door. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { DOMAIN, selectorAt, signatureRequests } from '../../signature-requests.js';
import type { Job } from '../job.js';
import type { Contestant } from './contestant.js';

type Core = typeof import('dkim-core');

/** `entry`: the index.js of dkim-core. */
export async function ours(entry: string, keyFile: string, record: string): Promise<Contestant> {
  const core = (await import(pathToFileURL(entry).href)) as Core;
  const key = core.loadSigningKey(readFileSync(keyFile));
  const now = core.systemClock;
  return (job, message) => {
    if (job.operation === 'sign') {
      const signatures = signatureRequests(key, job);
      return async () => {
        const made = await core.sign(message, { signatures, now });
        if (made.signatures.some((signature) => !signature.made)) throw new Error('not signed');
      };
    }
    const resolveTxt = resolver(core, job, record);
    return async () => {
      const { signatures } = await core.verify(message, { resolveTxt, now });
      const passed = signatures.filter(({ result }) => result === 'pass').length;
      if (passed !== job.signatures) throw new Error(`${passed} of ${job.signatures} signatures passed`);
    };
  };
}

function resolver(core: Core, { keys, signatures }: Job, record: string): ReturnType<Core['memoryResolver']> {
  if (keys === 'known') {
    const names = Array.from({ length: signatures }, (_, index) => `${selectorAt(index)}._domainkey.${DOMAIN}`);
    const records = core.memoryResolver(Object.fromEntries(names.map((name) => [name, { TXT: [record] }])));
    return core.cachingResolver(records, { now: core.systemClock });
  }
  let asked = 0;
  return async () => {
    asked += 1;
    return { status: 'found', records: [unknownForm(record, asked)] };
  };
}

/** The same key in a record that was never seen: a note with a number, and a blank in another place of p=. RFC 6376, 3.6.1. */
function unknownForm(record: string, number: number): string {
  const value = record.indexOf('p=') + 2;
  const gap = value + 1 + (number % (record.length - value - 2));
  return `${record.slice(0, gap)} ${record.slice(gap)}; n=${number}`;
}
