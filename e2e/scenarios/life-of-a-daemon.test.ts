/** Start, check, reload, end: what an administrator and an init script do. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { binOf, runApp, startDaemon } from '../harness/daemon.js';
import { rsaKey, type TestKey } from '../harness/keys.js';
import { message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports } from '../harness/postfix.js';
import { run, waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const INIT_SCRIPT = fileURLToPath(new URL('../../contrib/dkimproxy.init', import.meta.url));

describe.skipIf(lacks('openssl'))('the life of a daemon', () => {
  const stage = openStage();
  let key: TestKey;
  let sink: SmtpSink;

  beforeAll(async () => {
    key = await rsaKey(stage, 2048);
    sink = await startSink(stage);
  });
  afterAll(() => stage.end());

  const signing = (): string => `domain example.net\nsignature dkim\nkeyfile ${key.file}\nselector s1\n`;

  proves('configuration-faults', 'every fault with file and line; exit status 2', async () => {
    const conf = stage.write(
      'faulty.conf',
      `listn 127.0.0.1:10027
relay 127.0.0.1:123456
domain example..net
signature dkim(c=relaxed,l=100)
keyfile /nonexistent/private.key
selector s1
expire 10
`,
    );
    const { status, stderr } = await runApp('dkimproxy-out', [`--conf_file=${conf}`]);
    expect(status).toBe(2);
    for (const expected of [
      `${conf}:1: listn: there is no such option; did you mean listen?`,
      `${conf}:2: relay: "123456" is no port`,
      `${conf}:3: domain: `,
      `${conf}:4: signature: `,
      `${conf}:7: expire: `,
    ]) {
      expect(stderr).toContain(expected);
    }
  });

  proves('configuration-faults', 'a key that cannot be read, or does not fit, stops the start', async () => {
    const conf = stage.write(
      'key.conf',
      'listen 127.0.0.1:1\nrelay 127.0.0.1:2\ndomain a.example\nselector s\nkeyfile none.pem\n',
    );
    const { status, stderr } = await runApp('dkimproxy-out', [`--conf_file=${conf}`]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${conf}:5: keyfile: the key file ${join(stage.folder, 'none.pem')} cannot be read`);
  });

  proves('help-version-check', 'each answers on standard output and ends with 0', async () => {
    for (const app of ['dkimproxy-out', 'dkimproxy-in', 'dkim-check'] as const) {
      const help = await runApp(app, ['--help']);
      expect([help.status, help.stderr]).toEqual([0, '']);
      expect(help.stdout.toString()).toContain(app);
      const version = await runApp(app, ['--version']);
      expect(version.stdout.toString()).toMatch(new RegExp(`^${app} \\d+\\.\\d+\\.\\d+\n$`));
    }
    const conf = stage.write('good.conf', `listen 127.0.0.1:10027\nrelay 127.0.0.1:10028\n${signing()}`);
    const check = await runApp('dkimproxy-out', [`--conf_file=${conf}`, '--check']);
    expect([check.status, check.stdout.toString()]).toEqual([0, 'The configuration is good.\n']);
  });

  proves(
    'daemonize',
    'the parent ends with 0, mail can come in, TERM ends the child and removes its pid file',
    async () => {
      const { listen } = await ports('listen');
      const pidfile = join(stage.folder, 'out.pid');
      const log = join(stage.folder, 'daemon.log');
      const conf = stage.write(
        'daemon.conf',
        `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nlog ${log}\n${signing()}`,
      );
      const parent = await runApp('dkimproxy-out', [`--conf_file=${conf}`, '--daemonize', `--pidfile=${pidfile}`]);
      expect(parent.status).toBe(0);
      const pid = Number(readFileSync(pidfile, 'utf8'));
      stage.onEnd(() => {
        if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL');
      });
      const client = await connectSmtp(listen);
      expect(client.greeting.code).toBe(220);
      await client.quit();
      process.kill(pid, 'SIGTERM');
      await waitFor('the end of the child', () => !existsSync(`/proc/${pid}`));
      expect(existsSync(pidfile)).toBe(false);
      expect(readFileSync(log, 'utf8')).toContain('"msg":"stopped"');
    },
  );

  proves('daemonize', 'a fault at the start is the exit status and the standard error of the parent', async () => {
    const conf = stage.write(
      'taken.conf',
      `listen 127.0.0.1:${sink.port}\nrelay 127.0.0.1:1\nlog ${join(stage.folder, 'x.log')}\n${signing()}`,
    );
    const parent = await runApp('dkimproxy-out', [`--conf_file=${conf}`, '--daemonize']);
    expect(parent.status).toBe(1);
    expect(parent.stderr).toContain(`cannot listen on 127.0.0.1:${sink.port}`);
  });

  proves('orderly-end', 'the mail in progress is finished, new clients are not taken', async () => {
    const { listen } = await ports('listen');
    const daemon = await startDaemon(
      stage,
      'dkimproxy-out',
      `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\n${signing()}`,
    );
    sink.clear();
    const client = await connectSmtp(listen);
    await client.command('MAIL FROM:<taro@example.net>');
    await client.command('RCPT TO:<hanako@example.org>');
    await client.command('DATA');
    client.write('From: taro@example.net\r\n\r\nhalf');
    daemon.signal('SIGTERM');
    await waitFor('the notice in the log', () => daemon.output().includes('stopping'));
    await expect(connectSmtp(listen)).rejects.toThrow('ECONNREFUSED');
    client.write(' and half\r\n.\r\n');
    expect((await client.reply()).code).toBe(250);
    expect(await daemon.ended()).toBe(0);
    expect(sink.mails[0]?.data.toString('latin1')).toMatch(/^DKIM-Signature: [^]*\r\n\r\nhalf and half\r\n$/);
  });

  proves('log-reopened', 'lines go to the new file after the old one was moved away', async () => {
    const { listen } = await ports('listen');
    const log = join(stage.folder, 'moved.log');
    const conf = stage.write(
      'log.conf',
      `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nlog ${log}\n${signing()}`,
    );
    const parent = await runApp('dkimproxy-out', [
      `--conf_file=${conf}`,
      '--daemonize',
      `--pidfile=${join(stage.folder, 'log.pid')}`,
    ]);
    expect(parent.status).toBe(0);
    const pid = Number(readFileSync(join(stage.folder, 'log.pid'), 'utf8'));
    stage.onEnd(() => {
      if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL');
    });
    renameSync(log, `${log}.1`);
    process.kill(pid, 'SIGHUP');
    await waitFor('the new file', () => existsSync(log));
    const client = await connectSmtp(listen);
    await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data: message({}) });
    await client.quit();
    await waitFor('the line of the mail', () => readFileSync(log, 'utf8').includes('DKIM signing - signed'));
    process.kill(pid, 'SIGTERM');
    await waitFor('the end of the child', () => !existsSync(`/proc/${pid}`));
  });

  for (const workers of [1, 2]) {
    proves('log-unread', `both ends of standard output and standard error are gone; workers ${workers}`, async () => {
      const { listen } = await ports('listen');
      const lines = `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nworkers ${workers}\n${signing()}`;
      const conf = stage.write(`unread-${workers}.conf`, lines);
      const daemon = spawn(process.execPath, [binOf('dkimproxy-out'), `--conf_file=${conf}`], { stdio: 'pipe' });
      stage.onEnd(() => void daemon.kill('SIGKILL'));
      const ended = new Promise((resolve) => daemon.on('exit', resolve));
      let output = '';
      daemon.stdout.on('data', (octets: Buffer) => (output += octets.toString()));
      await waitFor('it to listen', () => output.includes('"msg":"ready"'));
      daemon.stdout.destroy();
      daemon.stderr.destroy();
      for (const words of ['first', 'second']) {
        const client = await connectSmtp(listen);
        const data = message({ from: 'taro@example.net', subject: `${words} of ${workers}` });
        const { end } = await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data });
        expect(end?.code).toBe(250);
        await client.quit();
      }
      daemon.kill('SIGTERM');
      expect(await ended).toBe(0);
    });
  }

  proves('init-script', 'starts, reloads, keeps what runs when a new file is broken, stops', async () => {
    const { listen } = await ports('listen');
    const folder = join(stage.folder, 'init');
    const conf = `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nlog ${folder}/out.log\n${signing()}`;
    const file = stage.write('init/dkimproxy_out.conf', conf);
    for (const app of ['dkimproxy-out', 'dkimproxy-in'] as const) symlinkSync(binOf(app), join(folder, app));
    const env = { CONFIGURATION: folder, PROGRAMS: folder, RUN: folder };
    const init = async (word: string): Promise<number | null> =>
      (await run('/bin/sh', [INIT_SCRIPT, word], { env })).status;
    stage.onEnd(async () => void (await init('stop')));

    expect([await init('status'), await init('reload')]).toEqual([3, 1]);
    expect([await init('start'), await init('status'), await init('start')]).toEqual([0, 0, 0]);
    const pid = readFileSync(join(folder, 'dkimproxy-out.pid'), 'utf8');
    expect(await init('reload')).toBe(0);
    await waitFor('the reload', () => readFileSync(`${folder}/out.log`, 'utf8').includes('was read anew'));
    writeFileSync(file, 'nonsense\n');
    expect(await init('restart')).toBe(2);
    expect(readFileSync(join(folder, 'dkimproxy-out.pid'), 'utf8')).toBe(pid);
    await (await connectSmtp(listen)).quit();
    writeFileSync(file, conf);
    expect(await init('restart')).toBe(0);
    expect(readFileSync(join(folder, 'dkimproxy-out.pid'), 'utf8')).not.toBe(pid);
    expect([await init('stop'), await init('status'), await init('stop'), await init('what')]).toEqual([0, 3, 0, 2]);
  });
});
