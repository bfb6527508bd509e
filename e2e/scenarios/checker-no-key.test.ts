/** dkim-check explains a receiver's "no key" with a real DNS server. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp } from '../harness/daemon.js';
import { startNsd, type DnsServer } from '../harness/dns.js';
import { lacks } from '../harness/needs.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';

interface Walk {
  noKey: { name: string; causes: { number: number; answer: string; proofs: string[] }[] };
}

/** A public key as the blog's author had one: RSA, 1,024 bits. */
const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';

describe.skipIf(lacks('nsd'))('"no key", explained', () => {
  const stage = openStage();
  let dns: DnsServer;
  beforeAll(async () => {
    dns = await startNsd(stage, {
      'example.net': {
        'here._domainkey': [`t=y; k=rsa; p=${KEY}`],
        'gone._domainkey': ['v=DKIM1; p='],
      },
    });
  });
  afterAll(() => stage.end());

  /** Causes 1 to 3: the servers of the zone are asked at port 53, which is another machine's business here. */
  async function walk(selector: string): Promise<readonly unknown[]> {
    const args = ['explain', 'dkim=neutral (no key) header.i=@', '--domain', 'example.net', '--selector', selector];
    const { status, stdout } = await runApp('dkim-check', [...args, '--nameserver', `127.0.0.1:${dns.port}`, '--json']);
    expect(status).toBe(0);
    const { noKey }: Walk = JSON.parse(stdout.toString());
    return noKey.causes.slice(0, 3).map(({ answer, proofs }) => [answer, proofs[0]]);
  }

  proves('check-no-key', 'a record that is not there: causes 1 and 2, with the minute of this zone', async () => {
    expect(await walk('absent')).toEqual([
      ['yes', `absent._domainkey.example.net: no such name (127.0.0.1:${dns.port})`],
      ['yes', expect.stringContaining('remembers that for up to 60 s, until 20')],
      ['unknown', 'There is no record to be read.'],
    ]);
  });

  proves('check-no-key', 'a record that is there now: only its absence, remembered for a minute, is left', async () => {
    expect(await walk('here')).toEqual([
      ['no', `here._domainkey.example.net: 1 TXT record(s) (127.0.0.1:${dns.port})`],
      ['unknown', expect.stringContaining('Absence is remembered for up to 60 s')],
      ['no', 'It reads as a key: rsa, 1024 bits.'],
    ]);
  });

  proves('check-no-key', 'a record that is no key any more: cause 3', async () => {
    expect((await walk('gone'))[2]).toEqual(['yes', expect.stringContaining('[key-revoked]')]);
  });
});
