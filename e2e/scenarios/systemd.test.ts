/** As a service of systemd: what it hears, the sockets that it hands over, the lines of its journal, the units. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { binOf, startDaemon } from '../harness/daemon.js';
import { lacks } from '../harness/needs.js';
import { openNotifySocket } from '../harness/notify-socket.js';
import { ports } from '../harness/postfix.js';
import { run, start, waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const CONTRIB = fileURLToPath(new URL('../../contrib/', import.meta.url));

/** The greeting, and no more. */
function greetingAt(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = connect(path);
    client.once('error', reject);
    client.once('data', (octets) => {
      resolve(octets.toString());
      client.end('QUIT\r\n');
    });
  });
}

describe.skipIf(lacks('systemd', 'python3'))('systemd', () => {
  const stage = openStage();
  let sink: SmtpSink;

  beforeAll(async () => {
    sink = await startSink(stage);
  });
  afterAll(() => stage.end());

  const conf = (listen: number | null, more = ''): string =>
    `${listen === null ? '' : `listen 127.0.0.1:${listen}\n`}relay 127.0.0.1:${sink.port}\nhostname mx.example.org\n${more}`;

  proves('systemd', 'ready, reloading with the time, ready again, a reload that failed, stopping', async () => {
    const { listen } = await ports('listen');
    const notify = await openNotifySocket(stage);
    const options = { env: { NOTIFY_SOCKET: notify.path } };
    const daemon = await startDaemon(stage, 'dkimproxy-in', conf(listen, 'workers 2\n'), [], options);
    const status = `Listening on 127.0.0.1:${listen}, relaying to 127.0.0.1:${sink.port}`;
    await waitFor('READY=1', () => notify.messages().length === 1);
    expect(notify.messages()).toEqual([{ READY: '1', STATUS: status }]);

    const before = process.hrtime.bigint() / 1000n;
    daemon.signal('SIGHUP');
    await waitFor('the reload', () => notify.messages().length === 3);
    const [, reloading, again] = notify.messages();
    expect(reloading).toMatchObject({ RELOADING: '1', MONOTONIC_USEC: expect.stringMatching(/^\d+$/) });
    const time = BigInt(reloading?.['MONOTONIC_USEC'] ?? 0); // the same clock for all processes
    expect(time >= before && time <= process.hrtime.bigint() / 1000n).toBe(true);
    expect(again).toEqual({ READY: '1', STATUS: status });

    writeFileSync(daemon.conf, 'nonsense\n');
    daemon.signal('SIGHUP');
    await waitFor('the failed reload', () => notify.messages().length === 5);
    expect(notify.messages()[4]).toMatchObject({ READY: '1', STATUS: expect.stringContaining('reload failed') });

    daemon.signal('SIGTERM');
    expect(await daemon.ended()).toBe(0);
    expect(notify.messages().slice(5)).toEqual([{ STOPPING: '1', STATUS: 'Finishing the sessions in progress' }]);
    expect(daemon.output()).not.toContain('systemd cannot be told');
  });

  proves('systemd', 'without the program systemd-notify there is one warning, and mail passes', async () => {
    const { listen } = await ports('listen');
    const env = { NOTIFY_SOCKET: join(stage.folder, 'nobody.sock'), PATH: join(stage.folder, 'empty') };
    const daemon = await startDaemon(stage, 'dkimproxy-in', conf(listen), [], { env });
    daemon.signal('SIGHUP');
    await waitFor('the reload', () => daemon.output().includes('was read anew'));
    const client = await connectSmtp(listen);
    expect(client.greeting.code).toBe(220);
    await client.quit();
    daemon.signal('SIGTERM');
    expect(await daemon.ended()).toBe(0);
    const warnings = daemon.logLines().filter(({ msg }) => String(msg).startsWith('systemd cannot be told'));
    expect(warnings).toEqual([expect.objectContaining({ level: 40, reason: expect.stringContaining('ENOENT') })]);
  });

  for (const workers of [1, 2]) {
    proves('systemd', `sockets that are handed over are used in place of listen, workers ${workers}`, async () => {
      const { listen } = await ports('listen');
      const path = join(stage.folder, `activated-${workers}.sock`);
      const file = stage.write(`activated-${workers}.conf`, conf(null, `workers ${workers}\n`));
      const sockets = ['-l', `127.0.0.1:${listen}`, '-l', path, '--fdname=smtp:lmtp'];
      const program = [process.execPath, binOf('dkimproxy-in'), `--conf_file=${file}`];
      const daemon = start(stage, '/usr/bin/systemd-socket-activate', [...sockets, ...program]);
      await waitFor('its socket', () => daemon.output().includes('Listening on'));
      const client = await connectSmtp(listen); // starts it
      expect(client.greeting.text).toContain('mx.example.org');
      await client.quit();
      expect(await greetingAt(path)).toBe('220 mx.example.org LMTP\r\n'); // by its name
      const place = `"listen":"127.0.0.1:${listen}, lmtp:unix:${path}"`;
      await waitFor(place, () => daemon.output().includes(place));
      expect(readFileSync(`/proc/${daemon.pid}/environ`, 'latin1')).toContain('LISTEN_FDS=2'); // it was for us
      daemon.signal('SIGTERM');
      expect(await daemon.ended()).toBe(0);
    });
  }

  proves('systemd', 'a socket that is not where listen says is used with a warning', async () => {
    const { listen, other } = await ports('listen', 'other');
    const file = stage.write('elsewhere.conf', conf(other));
    const program = [process.execPath, binOf('dkimproxy-in'), `--conf_file=${file}`];
    const daemon = start(stage, '/usr/bin/systemd-socket-activate', ['-l', `127.0.0.1:${listen}`, ...program]);
    await waitFor('its socket', () => daemon.output().includes('Listening on'));
    const client = await connectSmtp(listen);
    expect(client.greeting.code).toBe(220);
    await client.quit();
    expect(daemon.output()).toContain(
      `the socket that was handed over is not 127.0.0.1:${other}, which listen says; it is used`,
    );
    await expect(connectSmtp(other)).rejects.toThrow('ECONNREFUSED');
  });

  for (const format of ['json', 'text'] as const) {
    proves('systemd', `in the journal each line begins with its severity (${format})`, async () => {
      const { listen } = await ports('listen');
      const journal = stage.write(`journal-${format}`, '');
      const { dev, ino } = statSync(journal);
      const file = stage.write(`journal-${format}.conf`, conf(listen, `workers 2\nlog_format ${format}\n`));
      const line = `exec "${process.execPath}" "${binOf('dkimproxy-in')}" --conf_file="${file}" >>"${journal}"`;
      const daemon = start(stage, '/bin/sh', ['-c', line], { env: { JOURNAL_STREAM: `${dev}:${ino}` } });
      await waitFor('ready', () => readFileSync(journal, 'utf8').includes('ready'));
      const client = await connectSmtp(listen);
      await client.deliver({
        from: 'a@example.net',
        to: ['b@example.org'],
        data: Buffer.from('From: a@example.net\r\n\r\nx\r\n'),
      });
      await client.quit();
      writeFileSync(file, 'nonsense\n');
      daemon.signal('SIGHUP');
      await waitFor('the fault', () => readFileSync(journal, 'utf8').includes('stays in force'));
      daemon.signal('SIGTERM');
      expect(await daemon.ended()).toBe(0);
      const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
      const start6 = format === 'json' ? /^<6>\{"level":30,/ : /^<6>INFO/;
      const start3 = format === 'json' ? /^<3>\{"level":50,/ : /^<3>ERROR/;
      expect(lines.find((each) => each.includes('DKIM verify - none'))).toMatch(start6);
      expect(lines.find((each) => each.includes('stays in force'))).toMatch(start3);
      expect(lines.filter((each) => !/^<[2-7]>/.test(each))).toEqual([]);
    });
  }

  proves('systemd', 'the units in contrib are without a fault, and closed to what the program needs not', async () => {
    for (const app of ['dkimproxy-out', 'dkimproxy-in'] as const) {
      const text = readFileSync(join(CONTRIB, `${app}.service`), 'utf8').replace(`/usr/bin/${app}`, binOf(app));
      const unit = stage.write(`units/${app}.service`, text);
      const socket = stage.write(`units/${app}.socket`, readFileSync(join(CONTRIB, `${app}.socket`)));
      const verified = await run('/usr/bin/systemd-analyze', ['verify', '--man=no', unit, socket]);
      expect([verified.status, verified.stderr]).toEqual([0, '']);
      // Of 100; what is left is that it uses the network and the users of the machine.
      const judged = await run('/usr/bin/systemd-analyze', ['security', '--offline=yes', '--threshold=25', unit]);
      expect(judged.status).toBe(0);
    }
  });
});
