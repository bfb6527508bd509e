/** SIGHUP: new sessions follow the new configuration, none is lost, and a broken file changes nothing. */
import { chmodSync, chownSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon, type Daemon } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports } from '../harness/postfix.js';
import { runWell, waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp, type SmtpClient } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const DONE = 'the configuration was read anew; new sessions follow it';
const KEPT = 'the configuration was not changed, the old one stays in force';

async function reload(daemon: Daemon, outcome: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const before = daemon.logLines().length;
  daemon.signal('SIGHUP');
  await waitFor(outcome, () =>
    daemon
      .logLines()
      .slice(before)
      .some(({ msg }) => msg === outcome),
  );
  return daemon.logLines().slice(before);
}

/** Whose certificate is shown to a client that connects now. */
function certificateName(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const { CN } = client.getPeerCertificate().subject;
      client.end('QUIT\r\n');
      resolve(String(CN));
    });
    client.once('error', reject);
  });
}

describe.skipIf(lacks('openssl'))('reload', () => {
  const stage = openStage();
  let key: string;
  let sink: SmtpSink;

  beforeAll(async () => {
    ({ file: key } = await rsaKey(stage, 2048));
    sink = await startSink(stage);
  });
  afterAll(() => stage.end());

  const mail = { from: 'taro@example.net', to: ['hanako@example.org'], data: message({ from: 'taro@example.net' }) };

  /** The values of a tag in the signatures of the mail that this client sends now. */
  async function sent(client: SmtpClient, tag: 's' | 'd'): Promise<readonly string[]> {
    sink.clear();
    expect((await client.deliver(mail)).end?.code).toBe(250);
    const [received] = await sink.received(1);
    const signatures = fieldValues(received?.data ?? Buffer.alloc(0), 'DKIM-Signature');
    return signatures.map((value) => new RegExp(`(?:^|;)\\s*${tag}=([^;\\s]+)`).exec(value)?.[1] ?? '');
  }

  proves('reload', 'a session in progress ends as it began, the next one has the new selector', async () => {
    const { listen } = await ports('listen');
    const conf = (selector: string): string =>
      `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\ndomain example.net\nkeyfile ${key}\nselector ${selector}\n`;
    const daemon = await startDaemon(stage, 'dkimproxy-out', conf('old'));
    const before = await connectSmtp(listen);
    expect(await sent(before, 's')).toEqual(['old']);
    writeFileSync(daemon.conf, conf('new'));
    await reload(daemon, DONE);
    const after = await connectSmtp(listen);
    expect(await sent(after, 's')).toEqual(['new']);
    expect(await sent(before, 's')).toEqual(['old']);
    await before.quit();
    await after.quit();
  });

  proves('reload', 'maps and the content of key files are read anew', async () => {
    const { listen } = await ports('listen');
    const keyfile = join(stage.folder, 'rolled.pem');
    copyFileSync(key, keyfile);
    const map = stage.write('senders.map', 'example.net dkim(s=one)\n');
    const daemon = await startDaemon(
      stage,
      'dkimproxy-out',
      `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nsender_map ${map}\nkeyfile ${keyfile}\n`,
    );
    const signatureValue = async (): Promise<string> => {
      const client = await connectSmtp(listen);
      const [selector] = await sent(client, 's');
      await client.quit();
      return selector ?? '';
    };
    expect(await signatureValue()).toBe('one');
    writeFileSync(map, 'example.net dkim(s=two)\n');
    await runWell('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', keyfile]);
    await reload(daemon, DONE);
    expect(await signatureValue()).toBe('two');
    expect(fieldValues(sink.mails[0]?.data ?? Buffer.alloc(0), 'DKIM-Signature')[0]).toContain('a=ed25519-sha256');
  });

  proves(
    'reload',
    'every fault of a broken file is in the log with its line, and the old configuration stays',
    async () => {
      const { listen } = await ports('listen');
      const good = `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\ndomain example.net\nkeyfile ${key}\nselector old\n`;
      const daemon = await startDaemon(stage, 'dkimproxy-out', good);
      writeFileSync(daemon.conf, `${good.replace('old', 'new').replace(key, 'none.pem')}keepalive never\nlistn x\n`);
      const lines = (await reload(daemon, KEPT)).filter(({ level }) => level === 50).map(({ msg }) => msg);
      expect(lines).toEqual([
        expect.stringContaining(
          `fault: ${daemon.conf}:4: keyfile: the key file ${join(stage.folder, 'none.pem')} cannot`,
        ),
        `fault: ${daemon.conf}:6: keepalive: "never" is no time; write seconds, or 30s, 5m, 2h`,
        `fault: ${daemon.conf}:7: listn: there is no such option; did you mean listen?`,
        KEPT,
      ]);
      const client = await connectSmtp(listen);
      expect(await sent(client, 's')).toEqual(['old']);
      await client.quit();

      rmSync(daemon.conf);
      const gone = (await reload(daemon, KEPT)).filter(({ level }) => level === 50).map(({ msg }) => msg);
      expect(gone[0]).toContain(`${daemon.conf} cannot be read`);
      writeFileSync(daemon.conf, good.replace('old', 'new'));
      await reload(daemon, DONE);
      const next = await connectSmtp(listen);
      expect(await sent(next, 's')).toEqual(['new']);
      await next.quit();
    },
  );

  proves('reload', 'an option that takes effect at the start only gets a line that names it', async () => {
    const { listen, other } = await ports('listen', 'other');
    const rest = `relay 127.0.0.1:${sink.port}\nhostname mx.example\n`;
    const daemon = await startDaemon(stage, 'dkimproxy-in', `listen 127.0.0.1:${listen}\n${rest}`);
    writeFileSync(daemon.conf, `listen 127.0.0.1:${other}\n${rest.replace('mx.', 'mx2.')}log ${stage.folder}/x.log\n`);
    const remarks = (await reload(daemon, DONE)).filter(({ option }) => option !== undefined && option !== 'user');
    expect(remarks.map(({ msg }) => msg)).toEqual([
      `${daemon.conf}:1: listen: it cannot change while the program runs; restart it for that`,
      `${daemon.conf}:4: log: it cannot change while the program runs; restart it for that`,
    ]);
    expect(existsSync(`${stage.folder}/x.log`)).toBe(false);
    const client = await connectSmtp(listen);
    expect(client.greeting.text).toContain('mx2.example');
    await client.quit();
  });

  for (const workers of [1, 2]) {
    proves(
      'reload',
      `certificates are read anew, a session under the old one goes on, workers ${workers}`,
      async () => {
        const { listen } = await ports('listen');
        const certificate = join(stage.folder, `cert-${workers}.pem`);
        const issue = (name: string): Promise<string> => {
          const options = `-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${name}`.split(' ');
          return runWell('openssl', ['req', ...options, '-keyout', `${certificate}.key`, '-out', certificate]);
        };
        await issue('old.example');
        const lines =
          `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nhostname mx.example.org\nworkers ${workers}\n` +
          `tls_cert ${certificate}\ntls_key ${certificate}.key\ntls_mode implicit\n`;
        const daemon = await startDaemon(stage, 'dkimproxy-in', lines);
        const before = await connectSmtp(listen, { implicitTls: true });
        expect(await certificateName(listen)).toBe('old.example');
        await issue('new.example');
        await reload(daemon, DONE);
        for (let round = 0; round < 2; round += 1) expect(await certificateName(listen)).toBe('new.example');
        expect((await before.deliver(mail)).end?.code).toBe(250);
        await before.quit();
      },
    );
  }

  describe.skipIf(lacks('root'))('as another user', () => {
    proves('reload', 'a key that root alone can read stays what it was, and the log says so', async () => {
      const { listen } = await ports('listen');
      const secret = join(stage.folder, 'root-only.pem');
      copyFileSync(key, secret);
      chmodSync(secret, 0o600);
      chownSync(secret, 0, 0);
      const conf = (domain: string): string =>
        `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nuser nobody\ndomain ${domain}\nkeyfile ${secret}\nselector s1\n`;
      const daemon = await startDaemon(stage, 'dkimproxy-out', conf('net'));
      expect(daemon.output()).toContain(`nobody cannot read ${secret}`);
      expect(readFileSync(`/proc/${daemon.pid}/status`, 'utf8')).toMatch(/^Uid:\t65534\t/m);
      writeFileSync(daemon.conf, conf('example.net'));
      const lines = await reload(daemon, DONE);
      expect(lines.map(({ msg }) => msg)).toContain(
        `${secret} cannot be read by nobody; what was read before stays in use. Run: chown nobody ${secret}`,
      );
      const client = await connectSmtp(listen);
      expect(await sent(client, 'd')).toEqual(['example.net']);
      await client.quit();
      expect(daemon.output()).not.toContain('PRIVATE KEY');
    });
  });
});
