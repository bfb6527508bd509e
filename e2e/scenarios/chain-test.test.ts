/** `dkim-check test` with the signer, a real Postfix set up as the page says, and a real DNS server. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp, startDaemon, type Daemon } from '../harness/daemon.js';
import { startNsd, type DnsServer } from '../harness/dns.js';
import { rsaKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { pageBlock, pageSigner, withNames } from '../harness/page.js';
import { ports, startPostfix } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';

const by = ({ port: server }: DnsServer): string[] => ['--nameserver', `127.0.0.1:${server}`];

describe.skipIf(lacks('root', 'postfix', 'nsd', 'openssl'))('dkim-check test', () => {
  const stage = openStage();
  let dns: DnsServer;
  let empty: DnsServer;
  let signer: Daemon;
  let port: Record<'submission' | 'signer' | 'reinjection' | 'back' | 'altered' | 'none', number>;
  let keyFile: string;

  beforeAll(async () => {
    port = await ports('submission', 'signer', 'reinjection', 'back', 'altered', 'none');
    const key = await rsaKey(stage, 2048);
    keyFile = key.file;
    dns = await startNsd(stage, { 'example.net': { 'sel._domainkey': [key.record] } });
    empty = await startNsd(stage, { 'example.net': {} });
    const checks = stage.write('subject', '/^Subject: (.*)/ REPLACE Subject: [list] $1\n');
    const back = pageBlock('postfix-outbound', 'outbound-reinjection');
    await startPostfix(stage, {
      relayPort: port.none,
      main: `transport_maps = inline:{dkim-check.invalid=smtp:[127.0.0.1]:${port.back}}`,
      services: [
        `127.0.0.1:${port.submission} inet n - n - - smtpd\n  -o content_filter=dksign:[127.0.0.1]:${port.signer}`,
        pageBlock('postfix-outbound', 'outbound-transport'),
        withNames(back, { '127.0.0.1:10028': `127.0.0.1:${port.reinjection}` }),
        withNames(back, {
          '127.0.0.1:10028': `127.0.0.1:${port.altered}`,
          ',no_header_body_checks,no_milters': '\n  -o cleanup_service_name=altering',
        }),
        `altering unix n - n - 0 cleanup\n  -o header_checks=regexp:${checks}`,
      ],
    });
    signer = await startDaemon(stage, 'dkimproxy-out', pageSigner(port, key.file));
  });
  afterAll(() => stage.end());

  const check = async (conf: string, ...more: string[]): Promise<{ out: string; status: number | null }> => {
    const args = ['test', conf, '--back', `127.0.0.1:${port.back}`, '--timeout', '20', ...more];
    const { stdout, stderr, status } = await runApp('dkim-check', args);
    return { out: stdout.toString() + stderr, status };
  };

  proves('chain-followed', 'all is well, by the signer and by Postfix', async () => {
    for (const way of [[], ['--smtp', `127.0.0.1:${port.submission}`]]) {
      const { out, status } = await check(signer.conf, ...by(dns), ...way);
      expect(out).toContain('dkim: pass, d=example.net s=sel');
      expect(status).toBe(0);
    }
  });

  proves('chain-followed', 'the key record is missing', async () => {
    const { out, status } = await check(signer.conf, ...by(empty));
    expect(out).toContain('[key-not-found]');
    expect(status).toBe(1);
  });

  proves('chain-followed', 'Postfix changes the mail after it was signed', async () => {
    const conf = pageSigner({ signer: port.none, reinjection: port.altered }, keyFile);
    const altered = await startDaemon(stage, 'dkimproxy-out', conf);
    const { out, status } = await check(altered.conf, ...by(dns));
    expect(out).toContain('[signature-mismatch]');
    expect(out).toContain('changed on its way: Subject [changed-on-the-way]');
    expect(status).toBe(1);
    await altered.end();
  });

  proves('chain-followed', 'the signer is down, and the next hop is down', async () => {
    const down = stage.write('down.conf', pageSigner({ signer: port.none, reinjection: port.reinjection }, keyFile));
    expect((await check(down, ...by(dns))).out).toContain('[signer-down]');
    const nowhere = stage.write('nowhere.conf', pageSigner({ signer: port.signer, reinjection: port.none }, keyFile));
    expect((await check(nowhere, ...by(dns))).out).toContain('[next-hop-down]');
  });
});
