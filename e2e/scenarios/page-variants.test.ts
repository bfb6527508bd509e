/** The other lines of the outbound page: the sendmail command, and 8-bit text that is converted before it is signed. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon } from '../harness/daemon.js';
import { startNsd, type DnsServer } from '../harness/dns.js';
import { rsaKey } from '../harness/keys.js';
import { outgoingMails, split } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { pageBlock, pageSigner, withNames } from '../harness/page.js';
import { verifyWithDkimpy } from '../harness/peer.js';
import { ports, startPostfix, type Postfix } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

describe.skipIf(lacks('root', 'postfix', 'nsd', 'openssl', 'python3-dkim'))('variants of the page', () => {
  const stage = openStage();
  const from = 'taro@example.net';
  const to = 'hanako@example.org';
  let submission: number;
  let sink: SmtpSink;
  let dns: DnsServer;
  let postfix: Postfix;

  beforeAll(async () => {
    const port = await ports('submission', 'signer', 'reinjection');
    submission = port.submission;
    const key = await rsaKey(stage, 2048);
    sink = await startSink(stage);
    dns = await startNsd(stage, { 'example.net': { 'sel._domainkey': [key.record] } });
    const toSigner = { '[127.0.0.1]:10027': `[127.0.0.1]:${port.signer}` };
    postfix = await startPostfix(stage, {
      relayPort: sink.port,
      services: [
        `127.0.0.1:${submission} inet n - n - - smtpd\n  -o content_filter=dksign:[127.0.0.1]:${port.signer}`,
        withNames(pageBlock('postfix-outbound', 'outbound-pickup'), toSigner),
        pageBlock('postfix-outbound', 'outbound-transport-7bit'),
        withNames(pageBlock('postfix-outbound', 'outbound-reinjection'), {
          '127.0.0.1:10028': `127.0.0.1:${port.reinjection}`,
        }),
      ],
    });
    await startDaemon(stage, 'dkimproxy-out', pageSigner(port, key.file));
  });
  afterAll(() => stage.end());

  async function arrivesSigned(): Promise<Buffer> {
    const [mail] = await sink.received(1).catch((err: unknown) => {
      throw new Error(`${String(err)}\n${postfix.log()}`);
    });
    const data = mail?.data ?? Buffer.alloc(0);
    expect(await verifyWithDkimpy(dns)(data)).toMatchObject([{ domain: 'example.net', result: 'pass' }]);
    return data;
  }

  proves('pickup-signed', 'as cron and web mail send it', async () => {
    sink.clear();
    await postfix.sendmail(from, to, `From: ${from}\nTo: ${to}\nSubject: cron\n\nThe job is done.\n`);
    expect(split(await arrivesSigned()).body.toString('latin1')).toBe('The job is done.\r\n');
  });

  proves('converted-before-signing', 'what arrives is quoted-printable, and its signature passes', async () => {
    sink.clear();
    const mail = outgoingMails('example.net').find(({ parameters }) => parameters === 'BODY=8BITMIME');
    if (mail === undefined) throw new Error('there is no 8-bit mail');
    const client = await connectSmtp(submission);
    expect((await client.deliver({ ...mail, to: [to] })).end?.code).toBe(250);
    await client.quit();
    const { header, body } = split(await arrivesSigned());
    expect(header).toContain('Content-Transfer-Encoding: quoted-printable\r\n');
    expect(body.every((octet) => octet < 0x80)).toBe(true);
    expect(body.toString('latin1')).toContain('Gr=C3=BC=C3=9Fe\r\n');
  });
});
