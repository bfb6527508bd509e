/** The verifier behind a real Postfix, before the queue and after it, with mail that other implementations signed. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon } from '../harness/daemon.js';
import { startNsd } from '../harness/dns.js';
import { rsaKey, type TestKey } from '../harness/keys.js';
import { fieldValues, message, split } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { pageBlock, withNames } from '../harness/page.js';
import {
  signDomainKeysWithMailDkim,
  signWithDkimpy,
  signWithMailDkim,
  startOpenDkimSigner,
  type SigningOrder,
} from '../harness/peer.js';
import { ports, startPostfix, type Postfix } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const HOSTNAME = 'mx.example.org';
const absent = lacks('root', 'postfix', 'nsd', 'openssl', 'libmail-dkim-perl', 'python3-dkim', 'opendkim');

function ourResults(data: Buffer): string {
  const ours = fieldValues(data, 'Authentication-Results').filter((value) => value.startsWith(`${HOSTNAME};`));
  expect(ours).toHaveLength(1);
  return (ours[0] ?? '').replaceAll(/\s+/g, ' ');
}

describe.skipIf(absent).each(['before', 'after'] as const)('%s the queue', (place) => {
  const id = place === 'before' ? 'inbound-before-queue' : 'inbound-after-queue';
  const stage = openStage();
  let key: TestKey;
  let order: SigningOrder;
  let sink: SmtpSink;
  let postfix: Postfix;
  let mx: number;

  beforeAll(async () => {
    const port = await ports('mx', 'verifier', 'reinjection');
    mx = port.mx;
    key = await rsaKey(stage, 2048);
    order = { domain: 'example.net', selector: 's1', key };
    const dns = await startNsd(stage, { 'example.net': { 's1._domainkey': [key.record] } });
    sink = await startSink(stage);
    const entry = withNames(pageBlock('postfix-inbound', `inbound-${place}-queue`), {
      'smtp      inet': `127.0.0.1:${port.mx} inet`,
      '127.0.0.1': '127.0.0.1',
      [place === 'before' ? ':10025' : ']:10025']: place === 'before' ? `:${port.verifier}` : `]:${port.verifier}`,
    });
    const reinjection = withNames(pageBlock('postfix-inbound', 'inbound-reinjection'), {
      '127.0.0.1:10026': `127.0.0.1:${port.reinjection}`,
    });
    postfix = await startPostfix(stage, {
      relayPort: sink.port,
      services: [
        entry,
        `${reinjection.trimEnd()}\n  -o content_filter=`,
        ...(place === 'after' ? [pageBlock('postfix-inbound', 'inbound-transport')] : []),
      ],
    });
    const conf = withNames(pageBlock('postfix-inbound', 'inbound-verifier'), {
      '127.0.0.1:10025': `127.0.0.1:${port.verifier}`,
      '127.0.0.1:10026': `127.0.0.1:${port.reinjection}`,
    });
    await startDaemon(stage, 'dkimproxy-in', `${conf}nameserver 127.0.0.1:${dns.port}\n`);
  });
  afterAll(() => stage.end());

  /** The mail as it arrived, through Postfix and the verifier. */
  async function arrive(data: Buffer): Promise<Buffer> {
    sink.clear();
    const client = await connectSmtp(mx);
    const { end } = await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data });
    expect(end?.text).toMatch(/^250 /);
    await client.quit();
    const [mail] = await sink.received(1).catch((err: unknown) => {
      throw new Error(`${String(err)}\n${postfix.log()}`);
    });
    return mail?.data ?? Buffer.alloc(0);
  }

  for (const peer of ['Mail::DKIM', 'dkimpy', 'OpenDKIM'] as const) {
    proves(id, `signed by ${peer}: pass, and the mail is what came`, async () => {
      const plain = message({});
      const sign = {
        'Mail::DKIM': () => signWithMailDkim(plain, order),
        dkimpy: () => signWithDkimpy(plain, order),
        OpenDKIM: async () => (await startOpenDkimSigner(stage, order))(plain),
      };
      const signed = await sign[peer]();
      const arrived = await arrive(signed);
      expect(ourResults(arrived)).toContain('dkim=pass header.d=example.net');
      expect(fieldValues(arrived, 'X-DKIM-Authentication-Results')).toEqual(['pass']);
      expect(arrived.toString('latin1').endsWith(signed.toString('latin1'))).toBe(true);
    });
  }

  proves(id, 'a DomainKey-Signature of Mail::DKIM is reported and counts for nothing', async () => {
    const arrived = await arrive(await signDomainKeysWithMailDkim(message({}), order));
    expect(ourResults(arrived)).toMatch(/dkim=none.*domainkeys=pass/);
    expect(fieldValues(arrived, 'X-DKIM-Authentication-Results')).toEqual(['none']);
  });

  proves('changed-mail-fails', 'a changed body and a changed Subject', async () => {
    const signed = (await signWithDkimpy(message({ subject: 'a test' }), order)).toString('latin1');
    const body = await arrive(Buffer.from(signed.replace('Hello.', 'Hullo.'), 'latin1'));
    expect(ourResults(body)).toMatch(/dkim=fail .*reason=body-hash-mismatch/);
    const subject = await arrive(Buffer.from(signed.replace('Subject: a test', 'Subject: a toast'), 'latin1'));
    expect(ourResults(subject)).toMatch(/dkim=fail .*reason=signature-mismatch/);
    expect(fieldValues(subject, 'X-DKIM-Authentication-Results')).toEqual(['fail']);
  });

  proves('unsigned-none', 'none in both fields', async () => {
    const arrived = await arrive(message({}));
    expect(ourResults(arrived)).toBe(`${HOSTNAME}; dkim=none`);
    expect(fieldValues(arrived, 'X-DKIM-Authentication-Results')).toEqual(['none']);
  });

  proves('forged-results', 'two that claim our name are gone, that of another host stays', async () => {
    const plain = message({
      fields: [
        `Authentication-Results: ${HOSTNAME}; dkim=pass header.d=bank.example`,
        'X-DKIM-Authentication-Results: pass',
        'Authentication-Results: other.example; spf=pass',
        `Authentication-Results: (x) "MX.Example.ORG"\r\n 1; dkim=pass header.d=bank.example`,
      ],
    });
    const arrived = await arrive(plain);
    expect(split(arrived).header).not.toContain('bank.example');
    expect(fieldValues(arrived, 'Authentication-Results').map((value) => value.split(';')[0])).toEqual([
      HOSTNAME,
      'other.example',
    ]);
    expect(fieldValues(arrived, 'X-DKIM-Authentication-Results')).toEqual(['none']);
  });
});
