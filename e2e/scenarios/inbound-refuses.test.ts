/** What the verifier refuses, and what it says when DNS says nothing. A client talks to it directly. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon } from '../harness/daemon.js';
import { startOddDns, type OddAnswer } from '../harness/dns.js';
import { rsaKey, type TestKey } from '../harness/keys.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { signWithDkimpy } from '../harness/peer.js';
import { ports } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { connectSmtp, type SmtpReply } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

describe.skipIf(lacks('openssl', 'python3-dkim'))('a verifier by itself', () => {
  const stage = openStage();
  let key: TestKey;
  let sink: SmtpSink;

  beforeAll(async () => {
    key = await rsaKey(stage, 1024);
    sink = await startSink(stage);
  });
  afterAll(() => stage.end());

  /** A verifier with its own DNS and options; gives the reply to the end of data of a mail. */
  async function verifier(
    answers: Readonly<Record<string, OddAnswer>>,
    options = '',
  ): Promise<(data: Buffer) => Promise<SmtpReply>> {
    const dns = await startOddDns(stage, answers);
    const { listen } = await ports('listen');
    const conf = `listen 127.0.0.1:${listen}
relay 127.0.0.1:${sink.port}
hostname mx.example.org
nameserver 127.0.0.1:${dns.port}
dns_timeout 1
${options}
`;
    await startDaemon(stage, 'dkimproxy-in', conf);
    return async (data) => {
      sink.clear();
      const client = await connectSmtp(listen);
      const { end } = await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data });
      await client.quit();
      if (end === null) throw new Error('DATA was not reached');
      return end;
    };
  }

  const results = (): string => fieldValues(sink.mails[0]?.data ?? Buffer.alloc(0), 'Authentication-Results')[0] ?? '';

  proves('dns-silent', 'temperror, and the mail is relayed', async () => {
    const send = await verifier({ '*': 'silence' });
    const signed = await signWithDkimpy(message({}), { domain: 'example.net', selector: 's1', key });
    expect((await send(signed)).code).toBe(250);
    expect(results()).toContain('dkim=temperror');
  });

  proves('dns-silent', '450 4.7.5 with reject_error, and nothing is relayed', async () => {
    const send = await verifier({ '*': 'silence' }, 'reject_error');
    const signed = await signWithDkimpy(message({}), { domain: 'example.net', selector: 's1', key });
    const reply = await send(signed);
    expect(reply.text).toMatch(/^450 4\.7\.5 /);
    expect(sink.mails).toHaveLength(0);
    expect((await send(message({}))).code).toBe(250); // an unsigned mail has nothing to wait for
  });

  proves('first-line', 'a field of ours stands between', async () => {
    const send = await verifier({});
    expect((await send(Buffer.concat([Buffer.from(' dkim=pass header.d=bank.example\r\n'), message({})]))).code).toBe(
      250,
    );
    expect(results()).not.toContain('bank.example');
    expect(sink.mails[0]?.data.toString('latin1')).toContain('\r\nX-DKIMproxy: ');
  });

  proves('first-line', '550 with first_line reject', async () => {
    const send = await verifier({}, 'first_line reject');
    const reply = await send(Buffer.concat([Buffer.from(' x\r\n'), message({})]));
    expect(reply.code).toBe(550);
    expect(sink.mails).toHaveLength(0);
  });

  proves('published-policies', 'ADSP discardable and DomainKeys o=- are refused with 550 5.7.1', async () => {
    const send = await verifier(
      {
        'example.net': { txt: ['v=spf1 -all'] },
        '_adsp._domainkey.example.net': { txt: ['dkim=discardable'] },
        'example.com': { txt: ['v=spf1 -all'] },
        '_domainkey.example.com': { txt: ['o=-'] },
        'example.org': { txt: ['v=spf1 -all'] },
        's1._domainkey.example.net': { txt: [key.record] },
      },
      'reject_fail',
    );
    expect((await send(message({ from: 'taro@example.net' }))).text).toMatch(/^550 5\.7\.1 .*example\.net/);
    expect((await send(message({ from: 'taro@example.com' }))).text).toMatch(/^550 5\.7\.1 .*o=-/);
    expect((await send(message({ from: 'taro@example.org' }))).code).toBe(250);
    const signed = await signWithDkimpy(message({ from: 'taro@example.net' }), {
      domain: 'example.net',
      selector: 's1',
      key,
    });
    expect((await send(signed)).code).toBe(250);
    expect(results()).toContain('dkim=pass');
  });
});
