/** The page's entries as they stand, with SASL: after the queue, and before it. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon } from '../harness/daemon.js';
import { startNsd, type DnsServer } from '../harness/dns.js';
import { rsaKey } from '../harness/keys.js';
import { message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { pageBlock, pageSigner, withNames } from '../harness/page.js';
import { verifyWithDkimpy } from '../harness/peer.js';
import { ports, startPostfix } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const absent = lacks('root', 'postfix', 'nsd', 'openssl', 'python3-dkim', 'sasl2-bin', 'libsasl2-modules');

describe.skipIf(absent)('submission with SASL', () => {
  const stage = openStage();
  const from = 'taro@example.net';
  let afterQueue: number;
  let beforeQueue: number;
  let sink: SmtpSink;
  let dns: DnsServer;

  beforeAll(async () => {
    const port = await ports('after', 'before', 'signer', 'reinjection');
    [afterQueue, beforeQueue] = [port.after, port.before];
    const key = await rsaKey(stage, 2048);
    sink = await startSink(stage);
    dns = await startNsd(stage, { 'example.net': { 'sel._domainkey': [key.record] } });
    await startPostfix(stage, {
      relayPort: sink.port,
      // Not from loopback alone: whoever is not logged in is refused, as from outside.
      main: 'mynetworks = 192.0.2.1/32',
      sasl: { realm: 'example.net', users: { taro: 'secret' } },
      services: [
        withNames(pageBlock('postfix-outbound', 'outbound-submission'), {
          'submission  inet': `127.0.0.1:${port.after} inet`,
          '127.0.0.1]:10027': `127.0.0.1]:${port.signer}`,
        }),
        pageBlock('postfix-outbound', 'outbound-transport'),
        withNames(pageBlock('postfix-outbound', 'outbound-reinjection'), {
          '127.0.0.1:10028': `127.0.0.1:${port.reinjection}`,
        }),
        withNames(pageBlock('postfix-outbound', 'outbound-before-queue'), {
          'submission  inet': `127.0.0.1:${port.before} inet`,
          '127.0.0.1:10027': `127.0.0.1:${port.signer}`,
        }),
      ],
    });
    await startDaemon(stage, 'dkimproxy-out', pageSigner(port, key.file));
  });
  afterAll(() => stage.end());

  async function sendsSigned(port: number): Promise<void> {
    sink.clear();
    const client = await connectSmtp(port);
    expect((await client.loginPlain('taro', 'secret')).code).toBe(235);
    const { end } = await client.deliver({ from, to: ['hanako@example.org'], data: message({ from }) });
    expect(end?.code).toBe(250);
    await client.quit();
    const [mail] = await sink.received(1);
    expect(await verifyWithDkimpy(dns)(mail?.data ?? Buffer.alloc(0))).toMatchObject([
      { domain: 'example.net', result: 'pass' },
    ]);
  }

  proves('sasl-submission', 'a user who logs in sends signed mail; others are refused', async () => {
    await sendsSigned(afterQueue);
    const stranger = await connectSmtp(afterQueue);
    const { rcpt } = await stranger.deliver({ from, to: ['hanako@example.org'], data: message({ from }) });
    expect(rcpt[0]?.code).toBeGreaterThanOrEqual(500);
    await stranger.quit();
  });

  proves('outbound-before-queue', 'the same while the client is connected', () => sendsSigned(beforeQueue));
});
