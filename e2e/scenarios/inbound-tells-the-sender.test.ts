/** Before the queue the sender is still there: what it hears through Postfix when the verifier refuses, or is not there. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon, type Daemon } from '../harness/daemon.js';
import { startOddDns } from '../harness/dns.js';
import { message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { pageBlock, withNames } from '../harness/page.js';
import { ports, startPostfix } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { connectSmtp, type SmtpReply } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const REFUSED_RECIPIENT = '550 5.1.1 <nobody@example.org>: there is no such person';
const REFUSED_CONTENT = '554 5.6.0 we do not like it';

describe.skipIf(lacks('root', 'postfix'))('what the sender hears', () => {
  const stage = openStage();
  let mx: number;
  let reinjection: SmtpSink;
  let daemon: Daemon;
  let dislikes = false;

  beforeAll(async () => {
    const port = await ports('mx', 'verifier');
    mx = port.mx;
    // In place of Postfix on port 10026, so that its words are known.
    reinjection = await startSink(stage, {
      reply: (line) =>
        line.includes('nobody@') ? REFUSED_RECIPIENT : line === '.' && dislikes ? REFUSED_CONTENT : undefined,
    });
    await startPostfix(stage, {
      relayPort: reinjection.port,
      services: [
        withNames(pageBlock('postfix-inbound', 'inbound-before-queue'), {
          'smtp      inet': `127.0.0.1:${mx} inet`,
          '127.0.0.1:10025': `127.0.0.1:${port.verifier}`,
        }),
      ],
    });
    const dns = await startOddDns(stage, {
      'example.net': { txt: ['v=spf1 -all'] },
      '_adsp._domainkey.example.net': { txt: ['dkim=discardable'] },
    });
    const conf = withNames(pageBlock('postfix-inbound', 'inbound-verifier'), {
      '127.0.0.1:10025': `127.0.0.1:${port.verifier}`,
      '127.0.0.1:10026': `127.0.0.1:${reinjection.port}`,
    });
    daemon = await startDaemon(stage, 'dkimproxy-in', `${conf}nameserver 127.0.0.1:${dns.port}\nreject_fail\n`);
  });
  afterAll(() => stage.end());

  async function deliver(
    from: string,
    to = ['hanako@example.org'],
  ): Promise<{ rcpt: SmtpReply[]; mail: SmtpReply; end: SmtpReply | null }> {
    const client = await connectSmtp(mx);
    const delivery = await client.deliver({ from, to, data: message({ from }) });
    await client.quit();
    return { ...delivery, rcpt: [...delivery.rcpt] };
  }

  /** The first reply that refuses. */
  async function refusal(): Promise<string> {
    const { mail, rcpt, end } = await deliver('taro@example.com');
    return [mail, ...rcpt, ...(end === null ? [] : [end])].find(({ code }) => code >= 300)?.text ?? 'none';
  }

  proves('told-to-the-sender', 'a refusal by a published policy', async () => {
    const { end } = await deliver('taro@example.net');
    expect(end?.text).toMatch(/^550 5\.7\.1 .*example\.net/);
    expect(reinjection.mails).toHaveLength(0);
  });

  proves('told-to-the-sender', 'a recipient and a content that the server behind refuses', async () => {
    const { rcpt, end } = await deliver('taro@example.com', ['nobody@example.org', 'hanako@example.org']);
    expect(rcpt.map(({ code }) => code)).toEqual([550, 250]);
    expect(rcpt[0]?.text).toBe(REFUSED_RECIPIENT);
    expect(end?.code).toBe(250);
    expect(reinjection.mails[0]?.rcpt).toEqual(['RCPT TO:<hanako@example.org>']);

    dislikes = true;
    expect((await deliver('taro@example.com')).end?.text).toBe(REFUSED_CONTENT);
    dislikes = false;
  });

  proves('verifier-down', 'first the server behind it, then the verifier itself', async () => {
    await reinjection.stop();
    expect(await refusal()).toMatch(/^451 /);
    await daemon.end();
    expect(await refusal()).toMatch(/^451 /);
  });
});
