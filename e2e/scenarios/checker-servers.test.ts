/**
 * dkim-check asks each server of a zone by itself: real ones, of which one has an old copy of the zone. They need port 53, since no
 * record says another port.
 */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp } from '../harness/daemon.js';
import { startNsd } from '../harness/dns.js';
import { lacks } from '../harness/needs.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';

/** A net of loopback of our own, so that files that run side by side do not meet. */
const NET = `127.53.${1 + (process.pid % 250)}`;
const SERVERS = { ns1: `${NET}.1`, ns2: `${NET}.2`, ns3: `${NET}.3`, ns4: `${NET}.4`, ns5: null };

async function record(...more: readonly string[]): Promise<{ status: number | null; out: string }> {
  const args = ['record', '--domain', 'example.net', '--selector', 's1', '--all-servers', '--nameserver', `${NET}.1`];
  const { status, stdout } = await runApp('dkim-check', [...args, ...more]);
  return { status, out: stdout.toString() };
}

describe.skipIf(lacks('nsd', 'root'))('the servers of a zone', () => {
  const stage = openStage();

  beforeAll(async () => {
    const place = { port: 53, servers: SERVERS };
    const [old, renewed] = await Promise.all(
      ['old', 'new'].map(async (selector) => {
        const args = ['keygen', '--domain', 'example.net', '--selector', selector, '--out', stage.folder, '--json'];
        const { value }: { value: string } = JSON.parse((await runApp('dkim-check', args)).stdout.toString());
        return value;
      }),
    );
    await startNsd(
      stage,
      { 'example.net': { 's1._domainkey': [renewed ?? ''] } },
      { ...place, address: `${NET}.1`, serial: 8 },
    );
    await startNsd(
      stage,
      { 'example.net': { 's1._domainkey': [old ?? ''] } },
      { ...place, address: `${NET}.2`, serial: 7 },
    );
    await startNsd(stage, { 'example.org': {} }, { ...place, address: `${NET}.3` }); // does not know the zone; ns4 does not run
  });
  afterAll(() => stage.end());

  proves(
    'check-servers',
    'which one is behind, which does not know the zone, which is silent, which has no address',
    async () => {
      const { status, out } = await record();
      expect(out).toContain(`ns1.example.net (${NET}.1): 1 TXT records, for 600 seconds, serial number 8`);
      expect(out).toContain(
        `ns2.example.net (${NET}.2) is behind: its zone has serial number 7, that of ns1.example.net has 8. [server-behind]`,
      );
      expect(out).toContain(`ns3.example.net (${NET}.3) does not serve the zone example.net. [server-lame]`);
      expect(out).toMatch(/ns4\.example\.net \([0-9.]+\) does not answer: .*ECONNREFUSED.*\[server-silent\]/);
      expect(out).toContain('[server-no-address]');
      expect(status).toBe(1);
    },
  );

  proves('check-servers', 'the same in Japanese and in JSON', async () => {
    expect((await record('--lang', 'ja')).out).toContain(
      `ns2.example.net（${NET}.2）が遅れています。ゾーンのシリアル番号は 7 ですが、ns1.example.net では 8 です。 [server-behind]`,
    );
    const { allServers } = JSON.parse((await record('--json')).out);
    expect(allServers).toMatchObject({
      zone: 'example.net',
      servers: [
        { name: 'ns1.example.net', status: 'found', serial: 8, isAuthoritative: true },
        { name: 'ns2.example.net', status: 'found', serial: 7, isAuthoritative: true },
        { name: 'ns3.example.net', status: 'server-failure', serial: null },
        { name: 'ns4.example.net', status: 'server-failure', serial: null },
      ],
    });
  });
});
