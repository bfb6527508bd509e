/** The main story: a mail program, Postfix with the lines of the page, the signer with the file of a public blog, the world. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { blogFile } from '../harness/blog-file.js';
import { startDaemon } from '../harness/daemon.js';
import { startNsd, type DnsServer } from '../harness/dns.js';
import { ed25519Key, rsaKey } from '../harness/keys.js';
import { fieldValues, message, outgoingMails, split, type Mail } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { pageBlock, withNames } from '../harness/page.js';
import { verifyWithDkimpy, verifyWithMailDkim, verifyWithOpenDkim } from '../harness/peer.js';
import { ports, startPostfix, type Postfix } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { waitFor } from '../harness/program.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage, type Stage } from '../harness/stage.js';

const DOMAIN = 'example.net';

function plainMail(domain: string): Mail {
  const from = `taro@${domain}`;
  return { of: 'plain text', from, data: message({ from }) };
}

interface World {
  stage: Stage;
  sink: SmtpSink;
  dns: DnsServer;
  postfix: Postfix;
  submission: number;
}

/** Postfix with the entries of the page, without SASL: the client is on loopback. */
async function startWorld(
  stage: Stage,
  records: Readonly<Record<string, string>>,
  conf: (listen: number, relay: number) => string,
): Promise<World> {
  const port = await ports('submission', 'signer', 'reinjection');
  const sink = await startSink(stage);
  const zone = Object.fromEntries(Object.entries(records).map(([name, text]) => [`${name}._domainkey`, [text]]));
  const dns = await startNsd(stage, { [DOMAIN]: zone });
  const postfix = await startPostfix(stage, {
    relayPort: sink.port,
    services: [
      `127.0.0.1:${port.submission} inet n - n - - smtpd
  -o content_filter=dksign:[127.0.0.1]:${port.signer}
  -o receive_override_options=no_address_mappings
  -o smtpd_recipient_restrictions=permit_mynetworks,reject`,
      pageBlock('postfix-outbound', 'outbound-transport'),
      withNames(pageBlock('postfix-outbound', 'outbound-reinjection'), {
        '127.0.0.1:10028': `127.0.0.1:${port.reinjection}`,
        'smtpd_recipient_restrictions=permit_mynetworks':
          'smtpd_recipient_restrictions=check_recipient_access,inline:{refused@example.org=REJECT},permit_mynetworks',
      }),
    ],
  });
  await startDaemon(stage, 'dkimproxy-out', conf(port.signer, port.reinjection));
  return { stage, sink, dns, postfix, submission: port.submission };
}

async function send(
  world: World,
  mail: { from: string; data: Buffer; parameters?: string },
  to = ['hanako@example.org'],
) {
  world.sink.clear();
  const client = await connectSmtp(world.submission);
  const { end } = await client.deliver({ ...mail, to });
  expect(end?.code).toBe(250);
  await client.quit();
  const [received] = await world.sink.received(1).catch((err: unknown) => {
    throw new Error(`${String(err)}\n${world.postfix.log()}`);
  });
  if (received === undefined) throw new Error('nothing arrived');
  return received;
}

const absent = lacks('root', 'postfix', 'nsd', 'openssl', 'libmail-dkim-perl', 'python3-dkim', 'opendkim');

describe.skipIf(absent).each([1024, 2048])("the blog's file with a key of %i bits", (bits) => {
  const stage = openStage();
  let world: World;

  beforeAll(async () => {
    const key = await rsaKey(stage, bits);
    // The record as the blog has it: t=y first, no v=.
    world = await startWorld(stage, { sel: `t=y; ${key.record}` }, (listen, relay) =>
      blogFile(listen, relay, key.file),
    );
  });
  afterAll(() => stage.end());

  for (const mail of outgoingMails(DOMAIN)) {
    let data: Buffer = Buffer.alloc(0);

    proves('any-mail', `${mail.of} arrives octet by octet as it was sent`, async () => {
      const received = await send(world, mail);
      ({ data } = received);
      const sent = split(mail.data);
      const arrived = split(data);
      expect(arrived.body.equals(sent.body)).toBe(true);
      expect(arrived.header.endsWith(sent.header)).toBe(true);
      if (mail.parameters?.includes('8BITMIME')) expect(received.mail).toContain('BODY=8BITMIME');
    });

    proves('signed-for-peers', `${mail.of} passes in dkimpy and OpenDKIM`, async () => {
      expect(await verifyWithDkimpy(world.dns)(data)).toMatchObject([{ domain: DOMAIN, result: 'pass' }]);
      expect(await verifyWithOpenDkim(stage, world.dns)(data)).toMatchObject([{ domain: DOMAIN, result: 'pass' }]);
    });

    proves('domainkeys-for-peers', `${mail.of} passes in Mail::DKIM, both signatures of it`, async () => {
      expect(await verifyWithMailDkim(world.dns)(data)).toMatchObject([
        { type: 'dkim', domain: DOMAIN, result: 'pass' },
        { type: 'domainkeys', domain: DOMAIN, result: 'pass' },
      ]);
    });
  }

  proves('blog-file', 'the DKIM signature stands above the other, both in lower case', async () => {
    const { data } = await send(world, plainMail(DOMAIN));
    const { header } = split(data);
    expect(header.indexOf('DKIM-Signature:')).toBeLessThan(header.indexOf('DomainKey-Signature:'));
    expect(fieldValues(data, 'DKIM-Signature')[0]).toMatch(
      /^v=1; a=rsa-sha256; c=relaxed\/simple; d=example\.net; s=sel;\s+t=\d+;/,
    );
    expect(fieldValues(data, 'DomainKey-Signature')[0]).toMatch(
      /^a=rsa-sha1; c=nofws; d=example\.net; s=sel;\s+q=dns;/,
    );
  });

  proves('blog-file', 'a sender at another of the domains is signed for that one', async () => {
    const { data } = await send(world, plainMail('example.com'));
    expect(fieldValues(data, 'DKIM-Signature')[0]).toContain('d=example.com;');
  });

  proves('blog-file', 'a sender of none is relayed unsigned', async () => {
    const { data } = await send(world, plainMail('elsewhere.example'));
    expect(fieldValues(data, 'DKIM-Signature')).toEqual([]);
    expect(fieldValues(data, 'DomainKey-Signature')).toEqual([]);
  });

  proves('each-recipient', 'one of three recipients is refused by the reinjection server', async () => {
    const to = ['one@example.org', 'refused@example.org', 'three@example.org'];
    const { rcpt, data } = await send(world, plainMail(DOMAIN), to);
    const recipients = rcpt.map((command) => /<([^>]*)>/.exec(command)?.[1] ?? '');
    expect(new Set(recipients)).toEqual(new Set(['one@example.org', 'three@example.org']));
    expect(await verifyWithDkimpy(world.dns)(data)).toMatchObject([{ result: 'pass' }]);
    await waitFor('the bounce in the log', () => /to=<refused@example\.org>.*status=bounced/.test(world.postfix.log()));
  });

  proves('xforward', "the reinjection server logs the client's own queue id", async () => {
    await send(world, plainMail(DOMAIN));
    expect(world.postfix.log()).toMatch(/client=\S+, orig_queue_id=\S+, orig_client=/);
  });
});

describe.skipIf(absent)('an RSA and an Ed25519 key', () => {
  const stage = openStage();
  let world: World;

  beforeAll(async () => {
    const rsa = await rsaKey(stage, 2048, 'pkcs8');
    const ed25519 = await ed25519Key(stage);
    const conf = (listen: number, relay: number): string => `listen 127.0.0.1:${listen}
relay 127.0.0.1:${relay}
domain ${DOMAIN}
signature dkim(key=${rsa.file},s=r1)
signature dkim(key=${ed25519.file},s=e1)
`;
    world = await startWorld(stage, { r1: rsa.record, e1: ed25519.record }, conf);
  });
  afterAll(() => stage.end());

  proves('ed25519-beside-rsa', 'dkimpy passes both, Mail::DKIM and OpenDKIM pass by the RSA one', async () => {
    const { data } = await send(world, plainMail(DOMAIN));
    expect(await verifyWithDkimpy(world.dns)(data)).toMatchObject([
      { algorithm: 'rsa-sha256', result: 'pass' },
      { algorithm: 'ed25519-sha256', result: 'pass' },
    ]);
    const perl = await verifyWithMailDkim(world.dns)(data);
    expect(perl.find(({ algorithm }) => algorithm === 'rsa-sha256')?.result).toBe('pass');
    expect(await verifyWithOpenDkim(stage, world.dns)(data)).toMatchObject([{ result: 'pass' }]);
  });
});
