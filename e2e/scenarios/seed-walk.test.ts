/**
 * One administrator's days of 2012 and 2013, walked again from the first to the last, with a real Postfix and a real DNS
 * server: what cost him days has a name, in both languages, before it costs an hour.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { blogFile } from '../harness/blog-file.js';
import { JAPANESE, openAsker } from '../harness/both-languages.js';
import { runApp, startDaemon, type App, type Daemon } from '../harness/daemon.js';
import { startNsd, type DnsServer, type Zones } from '../harness/dns.js';
import { rsaKey, type TestKey } from '../harness/keys.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { pageBlock, withNames } from '../harness/page.js';
import { signDomainKeysWithMailDkim, verifyWithMailDkim } from '../harness/peer.js';
import { ports, startPostfix, type Postfix } from '../harness/postfix.js';
import { runWell, waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

/** Each message that his days need, by its code. */
const MESSAGES = `key-not-found record-ok-remarks key-mismatch negative-cache name-outside-zone name-doubled
  txt-too-long key-cut quotes-in-record testing-flag version-missing key-small algorithm-case
  domainkeys-historic policy-historic comment-has-setting keyfile-unreadable not-signed
  typographic-dash master-cf-indent port-not-signed no-key-explained body-changed header-changed
  next-hop-down`.split(/\s+/);

const NAME = 'sel._domainkey.example.net';
const AT = ['--domain', 'example.net', '--selector', 'sel'];
const by = ({ port }: DnsServer): string[] => ['--nameserver', `127.0.0.1:${port}`];

/** His zone: a key for one of his three domains. */
const zones = (text?: string): Zones => ({
  'example.net': {
    _domainkey: ['t=y; o=~; r=postmaster@example.net'],
    ...(text === undefined ? {} : { 'sel._domainkey': [text] }),
  },
  'example.com': {},
  'example.org': {},
});

const absent = lacks('root', 'postfix', 'nsd', 'openssl', 'libmail-dkim-perl', 'sasl2-bin', 'libsasl2-modules');

describe.skipIf(absent)("an administrator's days, walked again", () => {
  const stage = openStage();
  const { ask, untold } = openAsker();
  let port: Record<'submission' | 'signer' | 'reinjection' | 'verifier' | 'delivery', number>;
  let key: TestKey;
  /** The public key alone: base64. */
  let published: string;
  let record: string;
  let dns: DnsServer;
  let sink: SmtpSink;
  let postfix: Postfix;
  /** Where the signer passes mail on to: a Postfix of its own, so that it can be stopped while the first one works. */
  let nextHop: Postfix;
  let signer: Daemon;
  let conf: string;
  let arrived: Buffer;

  const hisFile = (keyfile = key.file): string => blogFile(port.signer, port.reinjection, keyfile);

  beforeAll(async () => {
    port = await ports('submission', 'signer', 'reinjection', 'verifier', 'delivery');
    key = await rsaKey(stage, 1024);
    published = key.record.replace('k=rsa; p=', '');
    record = `t=y; k=rsa; p=${published}`;
    dns = await startNsd(stage, zones(record));
    sink = await startSink(stage);
    postfix = await startPostfix(stage, {
      relayPort: sink.port,
      // Not from loopback alone: who is not logged in is refused, as from outside.
      main: 'mynetworks = 192.0.2.1/32',
      sasl: { realm: 'example.net', users: { taro: 'secret' } },
      services: [
        withNames(pageBlock('postfix-outbound', 'outbound-submission'), {
          'submission  inet': `127.0.0.1:${port.submission} inet`,
          '127.0.0.1]:10027': `127.0.0.1]:${port.signer}`,
        }),
        pageBlock('postfix-outbound', 'outbound-transport'),
      ],
    });
    nextHop = await startPostfix(stage, {
      relayPort: sink.port,
      services: [
        withNames(pageBlock('postfix-outbound', 'outbound-reinjection'), {
          '127.0.0.1:10028': `127.0.0.1:${port.reinjection}`,
        }),
      ],
    });
    signer = await startDaemon(stage, 'dkimproxy-out', hisFile());
    ({ conf } = signer);
  });
  afterAll(() => stage.end());

  proves('seed-walk', '1. every program tells its use in his language', async () => {
    for (const app of ['dkim-check', 'dkimproxy-out', 'dkimproxy-in'] satisfies App[]) {
      const env = { LC_ALL: '', LC_MESSAGES: '', LANG: 'ja_JP.UTF-8' };
      const { stdout, status } = await runApp(app, ['--help'], { env });
      expect([app, status, JAPANESE.test(stdout.toString())]).toEqual([app, 0, true]);
    }
    const { out, status } = await ask(['config', '\u2013-postfix', conf]);
    expect(out).toContain('Write --postfix');
    expect(status).toBe(2);
  });

  proves(
    'seed-walk',
    '2. his old key and his file sign through Postfix: two signatures, the algorithm in lower case',
    async () => {
      const client = await connectSmtp(port.submission);
      expect((await client.loginPlain('taro', 'secret')).code).toBe(235);
      const mail = { from: 'taro@example.net', to: ['hanako@example.org'], data: message({}) };
      expect((await client.deliver(mail)).end?.code).toBe(250);
      await client.quit();
      arrived = (await sink.received(1))[0]?.data ?? Buffer.alloc(0);
      expect(fieldValues(arrived, 'DKIM-Signature')).toEqual([expect.stringContaining('a=rsa-sha256;')]);
      expect(fieldValues(arrived, 'DomainKey-Signature')).toEqual([expect.stringContaining('a=rsa-sha1;')]);
      expect(await verifyWithMailDkim(dns)(arrived)).toMatchObject([{ result: 'pass' }, { result: 'pass' }]);

      const verified = await ask(['verify', '-', ...by(dns)], arrived);
      expect(verified.status).toBe(0);
      const body = await ask(
        ['verify', '-', ...by(dns)],
        Buffer.from(arrived.toString('latin1').replace('Hello.', 'Hullo.'), 'latin1'),
      );
      expect(body.codes).toContain('body-changed');
      const original = stage.write('sent.eml', arrived);
      const renamed = Buffer.from(arrived.toString('latin1').replace('Subject: a test', 'Subject: his test'), 'latin1');
      const header = await ask(['verify', '-', '--original', original, ...by(dns)], renamed);
      expect(header.codes).toContain('header-changed');
    },
  );

  proves('seed-walk', '3. his zone file: one error, three remarks, and nothing else', async () => {
    const soa = 'example.net. 600 IN SOA ns.example.net. root.example.net. ( 1 2 3 4 5 )\nexample.net. IN NS ns\n';
    const policy = '_policy._domainkey.example.  600 IN  TXT "t=y; o=~; r=postmaster@example.net"\n';
    const zone = stage.write('his.zone', `${soa}${policy}${NAME}.   600 IN  TXT "${record}"\n`);
    const { codes, status } = await ask(['record', '--zone', zone]);
    expect(codes).toEqual(['key-small', 'name-outside-zone', 'testing-flag', 'version-missing']);
    expect(status).toBe(1);

    const long = `s2._domainkey.example.net. IN TXT "${(await rsaKey(stage, 2048)).record}"\n`;
    const others = stage.write('others.zone', `${soa}${NAME} IN TXT "${record}"\n${long}`);
    const found = (await ask(['record', '--zone', others])).codes;
    expect(found).toEqual(expect.arrayContaining(['name-doubled', 'txt-too-long']));
  });

  proves(
    'seed-walk',
    '4. his record is valid in every form that he met, and is compared with his key file',
    async () => {
      for (const text of [
        record,
        `p=${published};k=rsa;t=y;`,
        `k=rsa;p=${published}`,
        `v=DKIM1; t=y; k=rsa; p=${published}`,
      ]) {
        const { out, status } = await ask(['record', '--text', text, '--keyfile', key.file]);
        expect(out).toContain('rsa key, 1024 bits, exponent 65537');
        expect(out).toContain('it matches the key file');
        expect(status).toBe(0);
      }
      expect((await ask(['record', ...AT, ...by(dns), '--keyfile', key.file])).codes).toContain('record-ok-remarks');
      const other = (await rsaKey(stage, 2048)).file;
      expect((await ask(['record', ...AT, ...by(dns), '--keyfile', other])).codes).toContain('key-mismatch');
      expect((await ask(['record', '--text', record.slice(0, 150)])).codes).toContain('key-cut');
      expect((await ask(['record', '--text', `"${record}"`])).codes).toContain('quotes-in-record');
      expect((await ask(['policy', 'example.net', ...by(dns)])).codes).toContain('policy-historic');
    },
  );

  proves(
    'seed-walk',
    '5. "no key": without a record by causes 1 and 2, with it again by the absence that is remembered',
    async () => {
      const without = await startNsd(stage, zones());
      expect((await ask(['verify', '-', ...by(without)], arrived)).codes).toEqual(
        expect.arrayContaining(['key-not-found', 'negative-cache']),
      );
      const gmail = ['explain', 'dkim=neutral (no key) header.i=@', ...AT];
      const gone = await ask([...gmail, ...by(without)]);
      expect(gone.codes).toContain('no-key-explained');
      expect(gone.out).toContain(`${NAME}: no such name`);
      expect(gone.out).toMatch(/remembers that for up to 60 s, until 20/);
      const back = await ask([...gmail, ...by(dns)]);
      expect(back.out).toContain(`${NAME}: 1 TXT record(s)`);
      expect(back.out).toContain('Absence is remembered for up to 60 s');
      expect((await ask(['verify', '-', ...by(dns)], arrived)).status).toBe(0);
    },
  );

  proves(
    'seed-walk',
    '6. before the first mail: domains without a record, and what else his file and his Postfix lack',
    async () => {
      const lacking = await ask(['config', conf, ...by(dns)]);
      for (const domain of ['example.com', 'example.org']) {
        expect(lacking.out).toContain(`sel._domainkey.${domain}: not published\n`);
      }
      expect(lacking.out).toContain(`${NAME}: published, fits the key file`);
      expect(lacking.codes).toEqual(expect.arrayContaining(['algorithm-case', 'domainkeys-historic', 'key-not-found']));

      expect((await ask(['config', conf, '--for', 'taro@example.jp', ...by(dns)])).codes).toContain('not-signed');
      const joined = stage.write('joined.conf', hisFile().replace('listen on\n', 'listen on '));
      expect((await ask(['config', joined, '--program', 'out', ...by(dns)])).codes).toContain('comment-has-setting');
      const secret = stage.write('secret.key', readFileSync(key.file), 0o600);
      const asNobody = stage.write('nobody.conf', `${hisFile(secret)}user nobody\n`);
      const unreadable = await ask(['config', asNobody, ...by(dns)]);
      expect(unreadable.codes).toContain('keyfile-unreadable');
      expect(unreadable.out).toContain(`chown nobody ${secret}`);

      const master = `${postfix.etc}/master.cf`;
      const asCopied = stage.write(
        'copied/master.cf',
        readFileSync(master, 'utf8').replace('  -o smtpd_sasl', '-o smtpd_sasl'),
      );
      writeFileSync(asCopied.replace('master.cf', 'main.cf'), readFileSync(`${postfix.etc}/main.cf`));
      const copied = await ask(['config', conf, '--main-cf', asCopied.replace('/master.cf', ''), ...by(dns)]);
      expect(copied.codes).toContain('master-cf-indent');
      expect((await ask(['config', conf, '--main-cf', postfix.etc, ...by(dns)])).codes).toContain('port-not-signed');
    },
  );

  proves(
    'seed-walk',
    '7. inbound: unsigned mail is "none", signed mail "pass" with its identity and domain',
    async () => {
      const delivery = await startSink(stage, { port: port.delivery });
      const lines = `listen 127.0.0.1:${port.verifier}\nrelay 127.0.0.1:${port.delivery}\nhostname mx.example.org\n`;
      await startDaemon(stage, 'dkimproxy-in', `${lines}nameserver 127.0.0.1:${dns.port}\n`);
      const client = await connectSmtp(port.verifier);
      const order = { domain: 'example.net', selector: 'sel', key };
      for (const data of [message({}), arrived, await signDomainKeysWithMailDkim(message({}), order)]) {
        await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data });
      }
      await client.quit();
      const results = (await delivery.received(3)).map(
        ({ data }) => fieldValues(data, 'Authentication-Results')[0] ?? '',
      );
      expect(results[0]).toBe('mx.example.org; dkim=none');
      expect(results[1]).toMatch(/dkim=pass .*header\.d=example\.net header\.i=@example\.net/);
      expect(results[2]).toMatch(/domainkeys=pass/);
    },
  );

  proves('seed-walk', '8. the next hop goes and comes back under load: nothing is lost, and it is named', async () => {
    sink.clear();
    const accepted: string[] = [];
    const send = async (who: string, count: number): Promise<void> => {
      const client = await connectSmtp(port.submission);
      await client.loginPlain('taro', 'secret');
      for (let number = 0; number < count; number += 1) {
        const subject = `walk ${who} ${number}`;
        const mail = { from: 'taro@example.net', to: ['hanako@example.org'], data: message({ subject }) };
        expect((await client.deliver(mail)).end?.code).toBe(250);
        accepted.push(subject);
      }
      await client.quit();
    };
    const sending = [send('a', 25), send('b', 25)];
    await runWell('postfix', ['-c', nextHop.etc, 'stop']);
    await Promise.all([...sending, send('c', 10)]);
    await waitFor('mail that waits', () => /status=deferred/.test(postfix.log()));
    const chain = await ask(['test', conf, '--back', `127.0.0.1:${port.delivery}`, '--timeout', '5', ...by(dns)]);
    expect(chain.codes).toContain('next-hop-down');
    expect(signer.output()).toContain('the next hop refused the connection');
    await runWell('postfix', ['-c', nextHop.etc, 'start']);
    await waitFor('an empty queue', async () => {
      await postfix.flush();
      return /empty/.test(await postfix.queue());
    });
    // Twice is allowed where the end of the next hop took its answer with it; that nothing comes twice else is counted by
    // random-faults.test.ts.
    const arrivals = (): Set<string> => new Set(sink.mails.map(({ data }) => fieldValues(data, 'Subject')[0] ?? ''));
    await waitFor('all that was accepted', () => accepted.every((subject) => arrivals().has(subject)));
  });

  // That each of them can be looked up, is tested beside `explain`.
  proves('seed-walk', '9. all that he had to be told was told in both languages', () => {
    expect(untold(MESSAGES)).toEqual([]);
    return Promise.resolve();
  });
});
