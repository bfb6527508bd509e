/**
 * `node memory-worker.js WHAT OPERATION FILE KEYFILE RECORDFILE ENTRY [COUNT]`: what one process needs, told as one line of JSON.
 * WHAT is `ours` or `floor`, one mail from the disk, as a stream; or `heap`: COUNT operations on a mail in memory, and by how
 * many octets the heap is larger afterwards (to be run with --expose-gc).
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { DOMAIN, selectorAt, signatureRequests } from '../signature-requests.js';

const [what, operation, file = '', keyFile = '', recordFile = '', entry = '', count = '0'] = process.argv.slice(2);

const answer =
  what === 'heap' ? await heapGrowth(Number(count)) : await (what === 'ours' ? streamOurs() : streamFloor());
console.log(JSON.stringify({ octets: answer }));

type Source = AsyncIterable<Uint8Array> | Uint8Array;

async function oursOperation(): Promise<(message: Source) => Promise<void>> {
  const core = (await import(pathToFileURL(entry).href)) as typeof import('dkim-core');
  const now = core.systemClock;
  if (operation === 'sign') {
    const key = core.loadSigningKey(readFileSync(keyFile));
    const signatures = signatureRequests(key, { canonicalization: 'relaxed', signatures: 1 });
    return async (message) => {
      if ((await core.sign(message, { signatures, now })).fields.length === 0) throw new Error('not signed');
    };
  }
  const name = `${selectorAt(0)}._domainkey.${DOMAIN}`;
  const records = core.memoryResolver({ [name]: { TXT: [readFileSync(recordFile, 'utf8')] } });
  const resolveTxt = core.cachingResolver(records, { now });
  return async (message) => {
    if ((await core.verify(message, { resolveTxt, now })).result !== 'pass') throw new Error('not verified');
  };
}

async function streamOurs(): Promise<number> {
  const operate = await oursOperation();
  await operate(createReadStream(file));
  return peak();
}

async function streamFloor(): Promise<number> {
  const privateKey = createPrivateKey(readFileSync(keyFile));
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  const digest = hash.digest();
  const signature = sign('sha256', digest, privateKey);
  if (operation === 'verify') verify('sha256', digest, createPublicKey(privateKey), signature);
  return peak();
}

async function heapGrowth(count: number): Promise<number> {
  const operate = await oursOperation();
  const message = readFileSync(file);
  const heapAfter = async (times: number): Promise<number> => {
    for (let left = times; left > 0; left -= 1) await operate(message);
    for (let left = 4; left > 0; left -= 1) {
      globalThis.gc?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return process.memoryUsage().heapUsed;
  };
  const warm = await heapAfter(Math.ceil(count / 2)); // what is compiled and cached stays
  return (await heapAfter(count)) - warm;
}

function peak(): number {
  const [, kilobytes = ''] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
