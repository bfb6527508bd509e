/** TLS on both sides, between real programs: openssl, swaks and Postfix as clients, Postfix as the next hop. */
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { makeAuthority, makeCertificate, type Authority, type CertificateFiles } from '../harness/certificates.js';
import { startDaemon, type Daemon } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports, startPostfix } from '../harness/postfix.js';
import { run, runWell, waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const FROM = 'taro@example.net';
const TO = 'hanako@example.org';

describe.skipIf(lacks('openssl'))('TLS for clients', () => {
  const stage = openStage();
  let authority: Authority;
  let first: CertificateFiles;
  let sink: SmtpSink;

  beforeAll(async () => {
    authority = await makeAuthority(stage, 'Test CA');
    first = await makeCertificate(stage, 'proxy.example', authority);
    sink = await startSink(stage);
  });
  afterAll(() => stage.end());

  /** A verifier behind these lines; `listen` is its port. */
  async function startVerifier(lines: string, { cert, key } = first): Promise<{ daemon: Daemon; listen: number }> {
    const { listen } = await ports('listen');
    const relay = `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nhostname proxy.example\n`;
    const daemon = await startDaemon(stage, 'dkimproxy-in', `${relay}tls_cert ${cert}\ntls_key ${key}\n${lines}`);
    sink.clear();
    return { daemon, listen };
  }

  proves(
    'S-217',
    'openssl s_client delivers by STARTTLS and by TLS from the first octet, TLS 1.2 and 1.3',
    async () => {
      for (const { mode, how } of [
        { mode: 'starttls', how: ['-starttls', 'smtp', '-tls1_2'] },
        { mode: 'required', how: ['-starttls', 'smtp', '-tls1_3'] },
        { mode: 'implicit', how: ['-tls1_3'] },
      ]) {
        const { listen } = await startVerifier(`tls_mode ${mode}\n`);
        const dialogue = `EHLO client.example\r\nMAIL FROM:<${FROM}>\r\nRCPT TO:<${TO}>\r\nDATA\r\nSubject: ${mode}\r\n\r\nhello\r\n.\r\nQUIT\r\n`;
        const verify = ['-CAfile', authority.cert, '-verify_return_error', '-verify_hostname', 'proxy.example'];
        const args = ['s_client', '-connect', `127.0.0.1:${listen}`, '-quiet', ...verify, ...how];
        const { stdout } = await run('openssl', args, { input: dialogue });
        expect(stdout.toString()).toContain('\n221 2.0.0 Bye');
        const [mail] = await sink.received(1);
        expect(fieldValues(mail?.data ?? Buffer.alloc(0), 'Subject')).toEqual([mode]);
      }
    },
  );

  proves('S-217', 'TLS 1.1 is refused', async () => {
    const { listen, daemon } = await startVerifier('tls_mode implicit\n');
    const args = ['s_client', '-connect', `127.0.0.1:${listen}`, '-tls1_1', '-cipher', 'DEFAULT@SECLEVEL=0'];
    expect((await run('openssl', args)).status).not.toBe(0);
    await waitFor('the log line', () => daemon.output().includes('the TLS handshake with the client failed'));
  });

  describe.skipIf(lacks('swaks', 'libnet-ssleay-perl'))('by swaks', () => {
    proves('S-217', 'swaks --tls and --tls-on-connect deliver; AUTH is not offered inside TLS', async () => {
      for (const { mode, how } of [
        { mode: 'required', how: '--tls' },
        { mode: 'implicit', how: '--tls-on-connect' },
      ]) {
        const { listen, daemon } = await startVerifier(`tls_mode ${mode}\ndebugtrace\n`);
        const to = ['--server', '127.0.0.1', '--port', String(listen), '--from', FROM, '--to', TO];
        const said = await runWell('swaks', [...to, how]);
        expect(said).toContain('TLS started');
        await sink.received(1);
        const refused = await run('swaks', [...to, how, '--auth-user', 'taro', '--auth-password', 'opensesame']);
        expect(refused.stdout.toString()).not.toMatch(/250.AUTH/);
        expect(refused.status).not.toBe(0);
        expect(daemon.output()).not.toContain(Buffer.from('opensesame').toString('base64').slice(0, 12));
      }
    });
  });

  describe.skipIf(lacks('root', 'postfix'))('by Postfix', () => {
    proves(
      'S-217',
      "Postfix's client delivers by STARTTLS and by TLS from the first octet, and trusts us",
      async () => {
        for (const { mode, wrap } of [
          { mode: 'required', wrap: 'no' },
          { mode: 'implicit', wrap: 'yes' },
        ]) {
          const { listen } = await startVerifier(`tls_mode ${mode}\n`);
          const { submission } = await ports('submission');
          const postfix = await startPostfix(stage, {
            relayPort: sink.port,
            services: [
              `127.0.0.1:${submission} inet n - n - - smtpd
  -o content_filter=overtls:[127.0.0.1]:${listen}
  -o smtpd_recipient_restrictions=permit_mynetworks,reject`,
              `overtls unix - - n - 4 smtp
  -o smtp_tls_security_level=secure
  -o smtp_tls_secure_cert_match=proxy.example
  -o smtp_tls_CAfile=${authority.cert}
  -o smtp_tls_loglevel=1
  -o smtp_tls_wrappermode=${wrap}`,
              'tlsmgr unix - - n 1000? 1 tlsmgr',
            ],
          });
          const client = await connectSmtp(submission);
          expect((await client.deliver({ from: FROM, to: [TO], data: message({ subject: mode }) })).end?.code).toBe(
            250,
          );
          await client.quit();
          const [mail] = await sink.received(1);
          expect(fieldValues(mail?.data ?? Buffer.alloc(0), 'Subject')).toEqual([mode]);
          expect(postfix.log()).toContain(`Verified TLS connection established to 127.0.0.1[127.0.0.1]:${listen}`);
        }
      },
    );
  });

  proves('tls-reload', 'new sessions get a new certificate; a broken one keeps the old one and says so', async () => {
    const pair = { cert: join(stage.folder, 'rolled.crt'), key: join(stage.folder, 'rolled.key') };
    const put = ({ cert, key }: CertificateFiles): void => {
      copyFileSync(cert, pair.cert);
      copyFileSync(key, pair.key);
    };
    put(first);
    const second = await makeCertificate(stage, 'second.example', authority);
    const { daemon, listen } = await startVerifier('tls_mode implicit\n', pair);
    const reload = async (outcome: string): Promise<string> => {
      const before = daemon.output().length;
      daemon.signal('SIGHUP');
      await waitFor(outcome, () => daemon.output().slice(before).includes(outcome));
      return daemon.output().slice(before);
    };

    const old = await handshake(listen);
    expect(nameOf(old)).toBe('proxy.example');
    put(second);
    await reload('the configuration was read anew');
    const next = await handshake(listen);
    expect(nameOf(next)).toBe('second.example');

    copyFileSync(first.key, pair.key);
    const told = await reload('the old one stays in force');
    expect(told).toContain(`${daemon.conf}:4: tls_cert: ${pair.cert} holds no certificate of this key (${pair.key})`);
    expect(told).not.toContain('PRIVATE KEY');
    const after = await handshake(listen);
    expect(nameOf(after)).toBe('second.example');

    // The session that began with the first one goes on.
    let text = '';
    old.on('data', (octets: Buffer) => {
      text += octets.toString();
    });
    old.write('EHLO client.example\r\nQUIT\r\n');
    await waitFor('the reply to QUIT', () => text.includes('221 2.0.0'));
    for (const socket of [old, next, after]) socket.destroy();
  });

  proves('tls-faults', '--check tells what is wrong, and nothing of the key', async () => {
    const conf = stage.write(
      'faulty.conf',
      `listen 127.0.0.1:1025\nrelay 127.0.0.1:1026\ntls_cert ${first.cert}\ntls_key ${authority.key}\n`,
    );
    const bin = new URL('../../apps/dkimproxy-in/bin/dkimproxy-in.js', import.meta.url).pathname;
    const { status, stdout, stderr } = await run(process.execPath, [bin, '--check', `--conf_file=${conf}`]);
    expect(status).toBe(2);
    const said = `${stdout.toString()}${stderr}`;
    expect(said).toContain(`${conf}:3: tls_cert: ${first.cert} holds no certificate of this key (${authority.key})`);
    const [, secret = ''] = readFileSync(authority.key, 'utf8').split('\n');
    expect(secret.length).toBeGreaterThan(40);
    expect(said).not.toContain(secret.slice(0, 20));
  });

  proves('tls-faults', 'after 1,000 handshakes that failed, memory and descriptors are what they were', async () => {
    for (const mode of ['implicit', 'starttls']) {
      const { daemon, listen } = await startVerifier(`tls_mode ${mode}\n`);
      const descriptors = (): number => readdirSync(`/proc/${daemon.pid}/fd`).length;
      const resident = (): number => {
        const [, kilobytes = ''] =
          /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${daemon.pid}/status`, 'utf8')) ?? [];
        return Number(kilobytes) / 1024;
      };
      await failedHandshakes(listen, 100, mode); // what is made once is made now
      await waitFor('the sessions to end', () => descriptors() < 60);
      const before = { descriptors: descriptors(), resident: resident() };
      await failedHandshakes(listen, 500, mode);
      await waitFor('the descriptors to be closed', () => descriptors() <= before.descriptors);
      expect(resident() - before.resident).toBeLessThan(64);
      expect(daemon.output()).not.toMatch(/"level":(50|60)/);
    }
  });
});

const ENDS: readonly ((socket: Socket) => void)[] = [
  (socket) => void socket.end('GET / HTTP/1.1\r\n\r\n'),
  (socket) => void socket.end(Buffer.from('160301ffff', 'hex')), // a record that does not end
  (socket) => void socket.end(Buffer.alloc(2000, 0x16)),
  (socket) => void socket.end(),
  (socket) => {
    socket.write(Buffer.from('1603010200010001fc0303', 'hex')); // the begin of a ClientHello
    socket.resetAndDestroy();
  },
  (socket) => void socket.resetAndDestroy(),
];

/** At most 20 at a time. */
async function failedHandshakes(port: number, number: number, mode: string): Promise<void> {
  const one = async (at: number): Promise<void> => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    const closed = new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
    });
    if (mode === 'starttls') await inClearText(socket, 'EHLO x\r\n', 'STARTTLS\r\n');
    socket.resume();
    ENDS[at % ENDS.length]?.(socket);
    await closed;
  };
  for (let done = 0; done < number; done += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, at) => one(done + at)));
  }
}

/** Says each line when the reply before has come, and waits for the last one's. */
async function inClearText(socket: Socket, ...lines: readonly string[]): Promise<void> {
  let text = '';
  socket.on('data', (octets: Buffer) => {
    text += octets.toString('latin1');
  });
  for (const line of ['', ...lines]) {
    text = '';
    if (line !== '') socket.write(line);
    await waitFor(`a reply to ${line}`, () => /^\d{3} [^\r\n]*\r\n$/m.test(text) || socket.destroyed);
  }
  socket.removeAllListeners('data');
}

/** A TLS session from its first octet on, with the greeting still to come. */
async function handshake(port: number): Promise<TLSSocket> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

function nameOf(socket: TLSSocket): string {
  const { CN } = socket.getPeerCertificate().subject;
  return String(CN);
}

function smtpd(port: number, { cert, key }: CertificateFiles): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
  -o smtpd_tls_cert_file=${cert}
  -o smtpd_tls_key_file=${key}
  -o smtpd_tls_security_level=may
  -o smtpd_tls_loglevel=1
  -o smtpd_recipient_restrictions=permit_mynetworks,reject`;
}

describe.skipIf(lacks('root', 'postfix', 'openssl'))('TLS to the next hop', () => {
  const stage = openStage();
  let authority: Authority;
  let key: string;
  let sink: SmtpSink;

  beforeAll(async () => {
    authority = await makeAuthority(stage, 'Test CA');
    ({ file: key } = await rsaKey(stage, 2048));
    sink = await startSink(stage);
  });
  afterAll(() => stage.end());

  const signer = (listen: number, relay: number, lines: string): string =>
    `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${relay}\nhostname proxy.example\ndomain example.net\nkeyfile ${key}\nselector s1\n${lines}`;

  proves('tls-next-hop', 'a mail goes to Postfix in TLS, verified, and on from there', async () => {
    const { listen, next } = await ports('listen', 'next');
    const certificate = await makeCertificate(stage, 'next.example', authority);
    const postfix = await startPostfix(stage, {
      relayPort: sink.port,
      services: [smtpd(next, certificate), 'tlsmgr unix - - n 1000? 1 tlsmgr'],
    });
    await startDaemon(
      stage,
      'dkimproxy-out',
      signer(listen, next, `tls_relay verify\ntls_relay_ca ${authority.cert}\ntls_relay_name next.example\n`),
    );
    const large = message({ body: `${'0123456789abcdef'.repeat(60)}\r\n`.repeat(21_000) }); // 20 MB
    for (const data of [message({}), large]) {
      sink.clear();
      const client = await connectSmtp(listen);
      expect((await client.deliver({ from: FROM, to: [TO], data })).end?.text).toMatch(/^250 2\.0\.0 Ok: queued as /);
      await client.quit();
      const [mail] = await sink.received(1);
      expect(mail?.data.includes(data)).toBe(true);
    }
    expect(postfix.log().match(/TLS connection established from/g)).toHaveLength(2);
  });

  proves(
    'tls-next-hop',
    'a next hop that cannot be trusted gets no mail; the client hears why, and keeps it',
    async () => {
      const stranger = await makeAuthority(stage, 'Another CA');
      const places = await ports('named', 'expired', 'unknown', 'clear', 'submission', 'listen');
      const certificates = {
        named: await makeCertificate(stage, 'other.example', authority),
        expired: await makeCertificate(stage, 'next.example', authority, { days: -1 }),
        unknown: await makeCertificate(stage, 'next.example', stranger),
      };
      const { submission, listen } = places;
      const postfix = await startPostfix(stage, {
        relayPort: sink.port,
        services: [
          smtpd(places.named, certificates.named),
          smtpd(places.expired, certificates.expired),
          smtpd(places.unknown, certificates.unknown),
          `127.0.0.1:${places.clear} inet n - n - - smtpd -o smtpd_recipient_restrictions=permit_mynetworks,reject`,
          `127.0.0.1:${submission} inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o content_filter=smtp:[127.0.0.1]:${listen}
  -o smtpd_recipient_restrictions=permit_mynetworks,reject`,
          'tlsmgr unix - - n 1000? 1 tlsmgr',
        ],
      });
      sink.clear();
      const verify = `tls_relay verify\ntls_relay_ca ${authority.cert}\ntls_relay_name next.example\n`;
      const cases = [
        { next: places.named, why: 'has a certificate that cannot be trusted: it is for another name' },
        { next: places.expired, why: 'has a certificate that cannot be trusted: it is out of date' },
        { next: places.unknown, why: 'has a certificate that cannot be trusted: its issuer is not known' },
        { next: places.clear, why: 'does not offer STARTTLS' },
      ];
      for (const { next, why } of cases) {
        const { at } = await ports('at');
        const daemon = await startDaemon(stage, 'dkimproxy-out', signer(at, next, verify));
        const client = await connectSmtp(at, { hello: null });
        expect(client.greeting.text).toContain(`421 proxy.example Service not available, the next hop ${why}`);
        expect(daemon.logLines()).toContainEqual(
          expect.objectContaining({ level: 50, reason: expect.stringContaining(why) }),
        );
        client.destroy();
        await daemon.end();
      }

      // A mail server in front keeps its mail, and delivers it once when the next hop can be trusted.
      const daemon = await startDaemon(stage, 'dkimproxy-out', signer(listen, places.unknown, verify));
      const client = await connectSmtp(submission);
      expect((await client.deliver({ from: FROM, to: [TO], data: message({}) })).end?.code).toBe(250);
      await client.quit();
      await waitFor('the deferral in the log', () => /status=deferred .*its issuer is not known/.test(postfix.log()));
      const taken = /postfix\/smtpd\[\d+\]: [0-9A-Za-z]+: client=/;
      expect(postfix.log()).not.toMatch(taken); // by none of the four
      stage.write(
        daemon.conf.slice(stage.folder.length + 1),
        signer(listen, places.unknown, verify.replace(authority.cert, stranger.cert)),
      );
      daemon.signal('SIGHUP');
      await waitFor('the reload', () => daemon.output().includes('the configuration was read anew'));
      await waitFor('the mail in the sink', async () => {
        await postfix.flush();
        return sink.mails.length > 0;
      });
      await waitFor('an empty queue', async () => /empty/.test(await postfix.queue()));
      expect(sink.mails).toHaveLength(1);
    },
  );
});
