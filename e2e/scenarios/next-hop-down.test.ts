/** The next hop goes away and comes back: nothing is lost, nothing comes twice. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { pageBlock } from '../harness/page.js';
import { ports, startPostfix, type Postfix } from '../harness/postfix.js';
import { waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

describe.skipIf(lacks('root', 'postfix', 'openssl'))('the server behind the signer is down', () => {
  const stage = openStage();
  let submission: number;
  let signer: number;
  let nextHop: number;
  let postfix: Postfix;

  beforeAll(async () => {
    const port = await ports('submission', 'signer', 'nextHop');
    ({ submission, signer, nextHop } = port);
    const key = await rsaKey(stage, 1024);
    postfix = await startPostfix(stage, {
      relayPort: nextHop,
      services: [
        `127.0.0.1:${submission} inet n - n - - smtpd
  -o content_filter=dksign:[127.0.0.1]:${signer}
  -o smtpd_recipient_restrictions=permit_mynetworks,reject`,
        pageBlock('postfix-outbound', 'outbound-transport'),
      ],
    });
    await startDaemon(
      stage,
      'dkimproxy-out',
      `listen 127.0.0.1:${signer}\nrelay 127.0.0.1:${nextHop}\ndomain example.net\nsignature dkim\nkeyfile ${key.file}\nselector s1\n`,
    );
  });
  afterAll(() => stage.end());

  proves('next-hop-down', '421 in the greeting; the mail waits in Postfix and arrives once', async () => {
    const refused = await connectSmtp(signer, { hello: null });
    expect(refused.greeting.text).toMatch(/^421 /);
    refused.destroy();

    const client = await connectSmtp(submission);
    const { end } = await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data: message({}) });
    expect(end?.code).toBe(250);
    await client.quit();
    await waitFor('the deferral in the log', () => /status=deferred/.test(postfix.log()));
    expect(await postfix.queue()).toContain('hanako@example.org');

    const sink = await startSink(stage, { port: nextHop });
    await waitFor('the mail in the sink', async () => {
      await postfix.flush();
      return sink.mails.length > 0;
    });
    await waitFor('an empty queue', async () => /empty/.test(await postfix.queue()));
    expect(sink.mails).toHaveLength(1);
    expect(fieldValues(sink.mails[0]?.data ?? Buffer.alloc(0), 'DKIM-Signature')).toHaveLength(1);
  });
});
