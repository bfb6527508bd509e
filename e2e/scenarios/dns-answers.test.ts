/** What a real DNS server answers for the name of a key, and what becomes of it. RFC 6376, 6.1.2; RFC 1034, 3.6.2. */
import { generateSigningKey, keyRecordText, lookUpKey, nodeResolver } from 'dkim-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startNsd } from '../harness/dns.js';
import { lacks } from '../harness/needs.js';
import { freePort } from '../harness/ports.js';
import { openStage } from '../harness/stage.js';

const ZONE = 'example.net';
const stage = openStage();
afterAll(() => stage.end());

function lookUp(selector: string, domain: string, server: number): ReturnType<typeof lookUpKey> {
  const resolveTxt = nodeResolver({ servers: [`127.0.0.1:${server}`], timeoutMs: 3000, tries: 2 });
  return lookUpKey(`${selector}._domainkey.${domain}`, resolveTxt);
}

describe.skipIf(lacks('nsd'))('the key record at a real DNS server', () => {
  let port = 0;
  let bits = 0;

  beforeAll(async () => {
    const { key } = await generateSigningKey({ type: 'rsa', bits: 4096 });
    bits = key.bits;
    const record = keyRecordText(key);
    const dns = await startNsd(stage, {
      [ZONE]: {
        'large._domainkey': [record],
        'alias._domainkey': { alias: 'large._domainkey' },
        'a1._domainkey': { alias: 'a2._domainkey' },
        'a2._domainkey': { alias: 'a3._domainkey' },
        'a3._domainkey': { alias: 'a4._domainkey' },
        'a4._domainkey': { alias: 'a5._domainkey' },
        'a5._domainkey': { alias: 'large._domainkey' },
        'dangling._domainkey': { alias: 'nowhere' },
        'bare._domainkey': { alias: 'ns' },
        'loop._domainkey': { alias: 'back._domainkey' },
        'back._domainkey': { alias: 'loop._domainkey' },
        'self._domainkey': { alias: 'self._domainkey' },
      },
    });
    ({ port } = dns);
  });

  test.each(['large', 'alias', 'a1'])('S-088, S-089: the key of 4096 bits is found at %s', async (selector) => {
    expect(await lookUp(selector, ZONE, port)).toMatchObject({ result: 'found', records: [{ keyType: 'rsa' }] });
    expect(bits).toBe(4096);
  });

  test.each(['dangling', 'bare', 'absent'])('S-088: there is no key at %s, for good', async (selector) => {
    expect(await lookUp(selector, ZONE, port)).toMatchObject({ result: 'permerror', code: 'key-not-found' });
  });

  test.each(['loop', 'self'])(
    'S-088: an alias that leads back to itself (%s) is a failure of the server',
    async (selector) => {
      expect(await lookUp(selector, ZONE, port)).toMatchObject({ result: 'temperror', code: 'dns-server-failure' });
    },
  );

  test('S-087: a server that refuses the zone, and a port where nobody is, may be different later', async () => {
    expect(await lookUp('s', 'example.org', port)).toMatchObject({ result: 'temperror', code: 'dns-server-failure' });
    expect(await lookUp('s', ZONE, await freePort())).toMatchObject({ result: 'temperror' });
  });
});
