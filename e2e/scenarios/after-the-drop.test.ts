/** Started as root with a user to become: what is opened for writing then, by strace, and who the process is, by the kernel. */
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  lchownSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { binOf, runApp, type App } from '../harness/daemon.js';
import { rsaKey, type TestKey } from '../harness/keys.js';
import { message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports } from '../harness/postfix.js';
import { run, start, waitFor, type Background } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';
import { changesFiles, changesIdentity, systemCalls, traced, type SystemCall } from '../harness/system-calls.js';

const NOBODY = 65_534; // Debian's user and group
const SPOOL_FILE = /^dkimproxy-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe.skipIf(lacks('root', 'open checkout', 'openssl', 'strace'))('after the privileges are dropped', () => {
  const stage = openStage();
  let key: TestKey;
  let sink: SmtpSink;

  beforeAll(async () => {
    key = await rsaKey(stage, 2048);
    chownSync(key.file, NOBODY, NOBODY); // so that a reload can read it
    sink = await startSink(stage, { keep: 1000 });
  });
  afterAll(() => stage.end());

  /** A folder that belongs to the user. */
  function ownFolder(name: string): string {
    const folder = join(stage.folder, name);
    mkdirSync(folder, { recursive: true });
    chownSync(folder, NOBODY, NOBODY);
    return folder;
  }

  /** Starts it with the files of its life in places of their own; `pidfile` stands where only root may write. */
  async function startTraced(
    app: App,
    workers: number,
  ): Promise<{ program: Background; port: number; places: Places }> {
    const { listen } = await ports('listen');
    const folder = join(stage.folder, `${app}-${workers}`);
    const places: Places = {
      spool: ownFolder(`${app}-${workers}/spool`),
      log: join(ownFolder(`${app}-${workers}/log`), 'x.log'),
      pidfile: join(folder, 'x.pid'),
      record: join(folder, 'calls'),
    };
    const signing = app === 'dkimproxy-out' ? `domain example.net\nkeyfile ${key.file}\nselector s1\n` : '';
    const conf = stage.write(
      `${app}-${workers}.conf`,
      `listen 127.0.0.1:${listen}
relay 127.0.0.1:${sink.port}
hostname mx.example.org
user nobody
workers ${workers}
spool_dir ${places.spool}
spool_threshold 4k
log ${places.log}
log_format json
pidfile ${places.pidfile}
${signing}`,
    );
    const args = [...traced(places.record), process.execPath, binOf(app), `--conf_file=${conf}`];
    const program = start(stage, 'strace', args);
    await waitFor(`${app} to listen`, () => {
      if (program.status() !== undefined) throw new Error(`${app} ended:\n${program.output()}`);
      return logOf(places).includes('"msg":"ready"');
    });
    return { program, port: listen, places };
  }

  for (const [app, workers] of [
    ['dkimproxy-out', 1],
    ['dkimproxy-in', 1],
    ['dkimproxy-out', 2],
  ] as const) {
    proves('only-the-spool', `${app}, workers ${workers}: mails small and large, a reload, the end`, async () => {
      const { program, port, places } = await startTraced(app, workers);
      const pid = Number(readFileSync(places.pidfile, 'utf8'));
      const processes = [pid, ...childrenOf(pid)];
      expect(processes).toHaveLength(workers === 1 ? 1 : 1 + workers);
      for (const each of processes) {
        for (const thread of readdirSync(`/proc/${each}/task`)) expectNobody(`/proc/${each}/task/${thread}/status`);
      }

      sink.clear();
      const client = await connectSmtp(port);
      for (const size of [10, 100_000, 1_000_000]) {
        const data = message({ body: `${'x'.repeat(70)}\r\n`.repeat(size / 72 + 1) });
        const { end } = await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data });
        expect(end?.code).toBe(250);
      }
      process.kill(pid, 'SIGHUP');
      await waitFor('the reload', () => logOf(places).includes('read anew') || undefined);
      const { end } = await client.deliver({
        from: 'taro@example.net',
        to: ['hanako@example.org'],
        data: message({ body: `${'y'.repeat(70)}\r\n`.repeat(1000) }),
      });
      expect(end?.code).toBe(250);
      await client.quit();
      process.kill(pid, 'SIGTERM');
      expect(await program.ended()).toBe(0);

      const calls = systemCalls(places.record);
      const dropped = calls.findLastIndex((call) => changesIdentity(call));
      expect(
        calls
          .slice(0, dropped + 1)
          .filter(changesIdentity)
          .every(({ succeeded }) => succeeded),
      ).toBe(true);
      const after = calls.slice(dropped + 1);
      const unexpected = after.filter(changesFiles).filter((call) => !isExpected(call, places));
      expect(unexpected.map(({ text }) => text)).toEqual([]);
      expect(after.filter(({ name }) => name === 'io_uring_setup')).toEqual([]);

      const spooled = after.filter(({ name, path }) => name.startsWith('open') && path.startsWith(places.spool));
      expect(spooled).toHaveLength(3);
      for (const { text } of spooled) expect(text).toMatch(/O_RDWR\|O_CREAT\|O_EXCL[|A-Z_]*, 0600\) = \d/);
      expect(readdirSync(places.spool)).toEqual([]);
      // The trace sees what it has to: the log and the pid file were made before, by root.
      const before = calls.slice(0, dropped).filter(changesFiles);
      expect(before.some(({ path }) => path === places.log)).toBe(true);
      expect(before.some(({ name, text }) => name.startsWith('rename') && text.includes(places.pidfile))).toBe(true);
      expect(statSync(places.log)).toMatchObject({ uid: NOBODY, gid: NOBODY });
    });
  }

  proves('only-the-spool', 'io_uring, whose requests would go on as root, is not taken along', async () => {
    const { listen } = await ports('listen');
    const conf = stage.write(
      'uring.conf',
      `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nhostname mx.example.org\nuser nobody\nlog ${join(stage.folder, 'uring.log')}\n`,
    );
    const { status, stderr } = await run(process.execPath, [binOf('dkimproxy-in'), `--conf_file=${conf}`], {
      env: { UV_USE_IO_URING: '1' },
    });
    expect(status).toBe(1);
    expect(stderr).toContain('cannot become nobody');
  });

  proves(
    'only-the-spool',
    'links that the user has put in the place of log and pid file lead root nowhere',
    async () => {
      const { listen } = await ports('listen');
      const folder = ownFolder('planted');
      const target = join(stage.folder, 'shadow');
      writeFileSync(target, 'root:x\n', { mode: 0o600 });
      for (const name of ['x.log', 'x.pid']) {
        symlinkSync(target, join(folder, name));
        lchownSync(join(folder, name), NOBODY, NOBODY);
      }
      const base = `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nhostname mx.example.org\nuser nobody\n`;
      for (const line of [
        `log ${join(folder, 'x.log')}`,
        `log ${join(folder, 'y.log')}\npidfile ${join(folder, 'x.pid')}`,
      ]) {
        const conf = stage.write('planted.conf', `${base}${line}\n`);
        const { status, stderr } = await runApp('dkimproxy-in', [`--conf_file=${conf}`]);
        expect([status, stderr]).toEqual([1, expect.stringContaining(`is a symbolic link of user ${NOBODY}`)]);
      }
      expect(readFileSync(target, 'utf8')).toBe('root:x\n');
      expect(statSync(target)).toMatchObject({ uid: 0, gid: 0 });
    },
  );

  proves(
    'only-the-spool',
    'a key that the user cannot read is used all the same, one that root cannot read stops the start',
    async () => {
      const conf = stage.write(
        'unreadable.conf',
        `listen 127.0.0.1:1\nrelay 127.0.0.1:2\ndomain example.net\nkeyfile ${key.file}\nselector s1\n`,
      );
      chownSync(key.file, 0, 0);
      chmodSync(key.file, 0o600);
      const asRoot = await runApp('dkimproxy-out', [`--conf_file=${conf}`, '--check', '--user=nobody']);
      expect([asRoot.status, asRoot.stderr]).toEqual([0, expect.stringContaining('nobody cannot read')]);
      const asNobody = await run(
        'setpriv',
        [
          '--reuid=65534',
          '--regid=65534',
          '--clear-groups',
          process.execPath,
          binOf('dkimproxy-out'),
          `--conf_file=${conf}`,
        ],
        { cwd: '/' },
      );
      expect([asNobody.status, asNobody.stderr]).toEqual([
        2,
        expect.stringMatching(/keyfile: .*cannot be read: EACCES/),
      ]);
    },
  );
});

interface Places {
  readonly spool: string;
  readonly log: string;
  readonly pidfile: string;
  readonly record: string;
}

function logOf({ log }: Places): string {
  return statSync(log, { throwIfNoEntry: false }) === undefined ? '' : readFileSync(log, 'utf8');
}

function childrenOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

/** Real, effective, saved and file-system ids; no other group, no capability: there is no way back. */
function expectNobody(status: string): void {
  const text = readFileSync(status, 'utf8');
  const line = (name: string): string => new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'm').exec(text)?.[1] ?? 'absent';
  expect(line('Uid')).toBe(`${NOBODY}\t${NOBODY}\t${NOBODY}\t${NOBODY}`);
  expect(line('Gid')).toBe(`${NOBODY}\t${NOBODY}\t${NOBODY}\t${NOBODY}`);
  expect(line('Groups')).toBe(String(NOBODY));
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) expect(line(set)).toBe('0000000000000000');
}

/** The spool; the log, opened anew by SIGHUP; the pid file's end, tried; standard streams of helpers that we run. */
function isExpected({ name, path, text }: SystemCall, { spool, log, pidfile }: Places): boolean {
  if (path.startsWith(`${spool}/`))
    return SPOOL_FILE.test(path.slice(spool.length + 1)) && /^(?:open|unlink)/.test(name);
  if (path === log) return name.startsWith('open') && text.includes('O_APPEND') && !text.includes('O_TRUNC');
  return (path === pidfile && name.startsWith('unlink')) || path === '/dev/null';
}
