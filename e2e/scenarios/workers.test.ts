/** `workers N`: they share the work, they crash, they are started again, and the accounts of the clients add up. */
import { chmodSync, chownSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp, startDaemon, type Daemon } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports } from '../harness/postfix.js';
import { waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp, type SmtpClient } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const DONE = 'the configuration was read anew; new sessions follow it';

const ready = (daemon: Daemon): number => daemon.logLines().filter(({ msg }) => msg === 'ready').length;

/** The children of a process. */
function childrenOf(pid: number): readonly number[] {
  const words = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return words.filter((word) => word !== '').map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended by itself meanwhile
  }
}

async function selectorOf(client: SmtpClient, sink: SmtpSink, words: string): Promise<string | undefined> {
  const data = message({ from: 'taro@example.net', subject: words });
  const { end } = await client.deliver({ from: 'taro@example.net', to: ['x@example.org'], data });
  expect(end?.code).toBe(250);
  const mail = sink.mails.find(({ data: octets }) => octets.includes(words));
  const [signature = ''] = fieldValues(mail?.data ?? Buffer.alloc(0), 'DKIM-Signature');
  return /;\s*s=([^;\s]+)/.exec(signature)?.[1];
}

describe.skipIf(lacks('openssl'))('workers', () => {
  const stage = openStage();
  let key: string;
  let sink: SmtpSink;

  beforeAll(async () => {
    ({ file: key } = await rsaKey(stage, 2048));
    sink = await startSink(stage);
  });
  afterAll(() => stage.end());

  const conf = (listen: number | string, more = '', selector = 's1'): string =>
    `listen ${typeof listen === 'number' ? `127.0.0.1:${listen}` : listen}\nrelay 127.0.0.1:${sink.port}\n` +
    `domain example.net\nkeyfile ${key}\nselector ${selector}\n${more}`;

  proves(
    'workers',
    'killed again and again under load: every mail with a 250 has arrived, and all get one in the end',
    async () => {
      const MAILS = 240;
      const CLIENTS = 8;
      const KILLS = 8;
      const { listen } = await ports('listen');
      const daemon = await startDaemon(stage, 'dkimproxy-out', conf(listen, 'workers 2\n'));
      const arrived = await startSink(stage, { keep: 4096 });
      writeFileSync(daemon.conf, conf(listen, 'workers 2\n').replace(String(sink.port), String(arrived.port)));
      daemon.signal('SIGHUP');
      await waitFor('the reload', () => daemon.output().includes(DONE));

      const accepted: string[] = [];
      let attempts = 0;
      let unanswered = 0; // final dots without a reply: such a mail may arrive twice
      const left = Array.from({ length: MAILS }, (_, at) => `number-${at}.`);
      const deliverAll = async (): Promise<void> => {
        for (let words = left.pop(); words !== undefined; words = left.pop()) {
          for (let isAccepted = false; !isAccepted;) {
            attempts += 1;
            let dotSent = false;
            try {
              const client = await connectSmtp(listen);
              for (const line of ['MAIL FROM:<taro@example.net>', 'RCPT TO:<x@example.org>', 'DATA']) {
                await client.command(line);
              }
              client.write(message({ from: 'taro@example.net', subject: words }));
              dotSent = true;
              const reply = await client.command('.');
              isAccepted = reply.code === 250;
              await client.quit();
            } catch {
              if (dotSent) unanswered += 1;
            }
          }
          accepted.push(words);
        }
      };
      const clients = Array.from({ length: CLIENTS }, deliverAll);
      for (let kills = 0; kills < KILLS; kills += 1) {
        const goal = ((kills + 1) * MAILS) / (KILLS + 2);
        await waitFor('mails', () => accepted.length >= goal, 60_000);
        const [worker] = await waitFor('a worker', () => childrenOf(daemon.pid).length > 0 && childrenOf(daemon.pid));
        kill(worker ?? -1);
      }
      await Promise.all(clients);

      const subjects = arrived.mails.map(({ data }) => /^Subject: (number-\d+\.)/m.exec(data.toString('latin1'))?.[1]);
      expect(new Set(accepted).size).toBe(MAILS);
      expect(new Set(subjects)).toEqual(new Set(accepted));
      expect(subjects.length - MAILS).toBeLessThanOrEqual(unanswered);
      expect(arrived.mails.every(({ data }) => fieldValues(data, 'DKIM-Signature').length === 1)).toBe(true);
      const crashes = daemon.logLines().filter(({ msg }) => String(msg).startsWith('a worker has ended'));
      expect(crashes).toHaveLength(KILLS);
      expect(crashes.every(({ signal }) => signal === 'SIGKILL')).toBe(true);
      expect(ready(daemon)).toBe(1);
      console.log(
        `workers: ${MAILS} mails, ${attempts} attempts, ${KILLS} kills, ${accepted.length} accepted, ${subjects.length} arrived, ${unanswered} without a reply`,
      );
      daemon.signal('SIGTERM');
      expect(await daemon.ended()).toBe(0);
    },
    300_000,
  );

  proves('reload', 'every worker follows a reload, and one that is started after it does, too', async () => {
    const { listen } = await ports('listen');
    const daemon = await startDaemon(stage, 'dkimproxy-out', conf(listen, 'workers 3\n', 'old'));
    writeFileSync(daemon.conf, conf(listen, 'workers 2\n', 'new'));
    daemon.signal('SIGHUP');
    await waitFor('the reload', () => daemon.output().includes(DONE));
    expect(daemon.output()).toContain('workers: it cannot change while the program runs');
    const all = async (round: string): Promise<readonly (string | undefined)[]> => {
      const clients = await Promise.all([1, 2, 3].map(() => connectSmtp(listen))); // one for each worker
      const selectors = await Promise.all(
        clients.map((client, at) => selectorOf(client, sink, `reload ${round}${at}.`)),
      );
      for (const client of clients) await client.quit();
      return selectors;
    };
    expect(await all('a')).toEqual(['new', 'new', 'new']);
    for (const pid of childrenOf(daemon.pid)) kill(pid);
    await waitFor('the workers', () => daemon.output().split('the worker is there again').length === 4, 60_000);
    expect(await all('b')).toEqual(['new', 'new', 'new']);
    daemon.signal('SIGTERM');
    expect(await daemon.ended()).toBe(0);
  });

  proves('orderly-end', 'with workers: mails in progress of each are finished, new clients are not taken', async () => {
    const { listen } = await ports('listen');
    const daemon = await startDaemon(stage, 'dkimproxy-out', conf(listen, 'workers 2\n'));
    const clients = await Promise.all([1, 2].map(() => connectSmtp(listen)));
    for (const client of clients) {
      for (const line of ['MAIL FROM:<taro@example.net>', 'RCPT TO:<x@example.org>', 'DATA'])
        await client.command(line);
      client.write('From: taro@example.net\r\nSubject: the end\r\n\r\nhalf');
    }
    const idle = await connectSmtp(listen);
    daemon.signal('SIGTERM');
    expect((await idle.reply()).code).toBe(421);
    await expect(connectSmtp(listen)).rejects.toThrow('ECONNREFUSED');
    for (const client of clients) expect((await client.command(' and half\r\n.')).code).toBe(250);
    expect(await daemon.ended()).toBe(0);
    expect(sink.mails.filter(({ data }) => data.includes('half and half'))).toHaveLength(2);
  });

  proves(
    'orderly-end',
    'with workers: whoever sends on and reads nothing is cut off after shutdown_timeout',
    async () => {
      const { listen } = await ports('listen');
      const daemon = await startDaemon(stage, 'dkimproxy-out', conf(listen, 'workers 2\nshutdown_timeout 1\n'));
      const client = connect(listen, '127.0.0.1');
      client.on('error', () => {});
      client.pause();
      client.write('NOOP\r\n'.repeat(1_000_000));
      await waitFor('the session', () => childrenOf(daemon.pid).length === 2);
      await new Promise((resolve) => setTimeout(resolve, 500));
      daemon.signal('SIGTERM');
      expect(await daemon.ended()).toBe(0); // timeout_idle is five minutes
      client.destroy();
    },
  );

  proves('workers', 'a primary process that is killed leaves no session in the middle of a mail', async () => {
    const { listen } = await ports('listen');
    const daemon = await startDaemon(stage, 'dkimproxy-out', conf(listen, 'workers 2\n'));
    const workers = childrenOf(daemon.pid);
    stage.onEnd(() => workers.filter((pid) => existsSync(`/proc/${pid}`)).forEach(kill));
    const client = await connectSmtp(listen);
    for (const line of ['MAIL FROM:<taro@example.net>', 'RCPT TO:<x@example.org>', 'DATA']) await client.command(line);
    daemon.signal('SIGKILL');
    await waitFor('the idle worker to end', () => workers.filter((pid) => existsSync(`/proc/${pid}`)).length === 1);
    const reply = await client.command('From: taro@example.net\r\nSubject: orphan\r\n\r\nx\r\n.');
    expect(reply.code).toBe(250);
    expect(sink.mails.some(({ data }) => data.includes('Subject: orphan'))).toBe(true);
    expect((await client.reply()).code).toBe(421);
    await waitFor('the workers to end', () => workers.every((pid) => !existsSync(`/proc/${pid}`)));
  });

  proves('daemonize', 'with workers: the parent ends with 0, the pid file is that of the primary process', async () => {
    const { listen } = await ports('listen');
    const log = join(stage.folder, 'workers.log');
    const pidfile = join(stage.folder, 'workers.pid');
    const file = stage.write('daemonize.conf', conf(listen, `workers 2\nlog ${log}\npidfile ${pidfile}\n`));
    const parent = await runApp('dkimproxy-out', [`--conf_file=${file}`, '--daemonize']);
    expect([parent.status, parent.stderr]).toEqual([0, expect.not.stringContaining('worker')]);
    const pid = Number(readFileSync(pidfile, 'utf8'));
    stage.onEnd(() => {
      if (existsSync(`/proc/${pid}`)) kill(pid);
    });
    expect(childrenOf(pid)).toHaveLength(2);
    const client = await connectSmtp(listen);
    expect(await selectorOf(client, sink, 'from the background.')).toBe('s1');
    await client.quit();
    process.kill(pid, 'SIGTERM');
    await waitFor('the end', () => !existsSync(`/proc/${pid}`));
    expect(existsSync(pidfile)).toBe(false);
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines.filter((line) => line.includes('"msg":"ready"'))).toHaveLength(1);
    expect(lines.find((line) => line.includes('DKIM signing - signed'))).toContain('"worker":');
    expect(lines.at(-1)).toContain('"msg":"stopped"');
  });

  proves('workers', 'one that hangs: whoever was given to it hears 421 in the end, nothing of them stays', async () => {
    const { listen } = await ports('listen');
    const daemon = await startDaemon(stage, 'dkimproxy-out', conf(listen, 'workers 2\n'));
    const before = daemon.descriptors().length;
    const [hanging = -1] = childrenOf(daemon.pid);
    process.kill(hanging, 'SIGSTOP');
    daemon.signal('SIGHUP'); // the others follow, and the next reload does not wait for it for ever
    stage.onEnd(() => {
      if (existsSync(`/proc/${hanging}`)) kill(hanging); // a stopped process hears nothing else
    });
    const greetings = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const client = await connectSmtp(listen, { hello: null });
        client.destroy();
        return client.greeting.code;
      }),
    );
    expect(new Set(greetings)).toEqual(new Set([220, 421]));
    await waitFor('our copies of the sockets to be closed', () => daemon.descriptors().length <= before);
    expect(daemon.output()).toContain('a worker does not take its clients');
    await waitFor('the reload to end without it', () => daemon.output().includes(DONE));
    expect(daemon.output()).toContain('a worker does not follow the new configuration');

    process.kill(hanging, 'SIGCONT');
    const codes = [1, 2, 3, 4].map(async () => (await connectSmtp(listen, { hello: null })).greeting.code);
    expect(await Promise.all(codes)).toEqual([220, 220, 220, 220]);
    daemon.signal('SIGTERM');
    expect(await daemon.ended()).toBe(0);
  });

  proves('workers', 'on a unix socket', async () => {
    const path = join(stage.folder, 'in.sock');
    const daemon = await startDaemon(
      stage,
      'dkimproxy-out',
      conf(`unix:${path}`, 'workers 2\nhostname unix.example\n'),
    );
    const greetings = await Promise.all(
      [1, 2, 3, 4].map(
        () =>
          new Promise<string>((resolve, reject) => {
            const client = connect(path);
            client.once('error', reject);
            client.once('data', (octets) => {
              resolve(octets.toString());
              client.end('QUIT\r\n');
            });
          }),
      ),
    );
    expect(greetings).toEqual(Array.from({ length: 4 }, () => '220 unix.example ESMTP\r\n'));
    daemon.signal('SIGTERM');
    expect(await daemon.ended()).toBe(0);
  });

  describe.skipIf(lacks('root', 'open checkout'))('as another user', () => {
    proves('workers', 'port 587 and a key for root alone outlive the death of every worker', async () => {
      const secret = join(stage.folder, 'root-only.pem');
      copyFileSync(key, secret);
      chmodSync(secret, 0o600);
      chownSync(secret, 0, 0);
      const port = await lowPort();
      const own = conf(port, 'user nobody\nworkers 2\n').replace(key, secret);
      const daemon = await startDaemon(stage, 'dkimproxy-out', own);
      const workers = childrenOf(daemon.pid);
      for (const pid of [daemon.pid, ...workers]) {
        expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m);
        expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).not.toContain('PRIVATE');
      }
      for (const pid of workers) {
        // Only root may look: it is what the worker was started with.
        expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toMatch(/PRIVATE|example\.net/);
        kill(pid);
      }
      const client = await connectSmtp(port); // waits for the next worker
      expect(await selectorOf(client, sink, 'risen again.')).toBe('s1');
      await client.quit();
      expect(childrenOf(daemon.pid).some((pid) => workers.includes(pid))).toBe(false);
      expect(daemon.output()).not.toContain('PRIVATE KEY');
      daemon.signal('SIGTERM');
      expect(await daemon.ended()).toBe(0);
    });
  });
});

/** A free port that only root may bind. */
async function lowPort(): Promise<number> {
  for (let port = 600; port < 1000; port += 1) {
    const isTaken = await new Promise<boolean>((resolve) => {
      const probe = connect(port, '127.0.0.1');
      probe.once('connect', () => {
        probe.destroy();
        resolve(true);
      });
      probe.once('error', () => resolve(false));
    });
    if (!isTaken) return port;
  }
  throw new Error('every low port is taken');
}
