import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkProxy } from './check-proxy.js';
import { proxySettings } from './proxy-settings.js';
import { readSettings } from './read-settings.js';
import { remarkText } from './setting.js';

const LISTEN = 'listen 127.0.0.1:10027\nrelay 127.0.0.1:10028\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-'));
});
afterEach(() => void vi.unstubAllEnvs());

async function check(
  file: string,
  { isRunning = false } = {},
): Promise<{ faults: readonly string[]; warnings: readonly string[] }> {
  const conf = join(folder, 'x.conf');
  const { values, origins, mentioned } = await readSettings(proxySettings, [`--conf_file=${conf}`], {
    readFile: async () => file,
    cwd: '/',
  });
  const identity = { user: values.user ?? null, group: values.group ?? null };
  const { faults, warnings } = checkProxy(values, origins, { identity, cwd: '/', mentioned, isRunning });
  const text = (remark: (typeof faults)[number]): string => remarkText(remark).replaceAll(folder, 'DIR');
  return { faults: faults.map(text), warnings: warnings.map(text) };
}

test('two addresses are needed, each with an example', async () => {
  expect((await check('')).faults).toEqual([
    expect.stringMatching(/^--listen: .*listen 127\.0\.0\.1:10027/),
    expect.stringMatching(/^--relay: .*relay 127\.0\.0\.1:10028/),
  ]);
});

test('an address that is at fault is not missing', async () => {
  expect((await check('listen x\nrelay :\n')).faults).toEqual([]);
});

test('each worker needs room for one session, at the start and at a reload', async () => {
  for (const isRunning of [false, true]) {
    expect((await check(`${LISTEN}workers 3\nmax_sessions 3\n`, { isRunning })).faults).toEqual([]);
    expect((await check(`${LISTEN}workers 3\nmax_sessions 2\n`, { isRunning })).faults).toEqual([
      expect.stringMatching(/^DIR\/x\.conf:4: max_sessions: .*write max_sessions 3 or more/),
    ]);
  }
});

test('mail that would go round for ever', async () => {
  expect((await check('listen :10027\nrelay localhost:10027\n')).faults).toEqual([
    expect.stringMatching(/^DIR\/x\.conf:2: relay: .*round for ever/),
  ]);
});

test("metrics on loopback are nobody else's business; elsewhere anybody may read them", async () => {
  for (const at of ['off', '127.0.0.1:9110', 'localhost:9110', '[::1]:9110']) {
    const { faults, warnings } = await check(`${LISTEN}metrics_listen ${at}\n`);
    expect([at, faults, warnings.filter((text) => text.includes('metrics_listen'))]).toEqual([at, [], []]);
  }
  for (const at of ['*:9110', '192.0.2.1:9110']) {
    const { faults, warnings } = await check(`${LISTEN}metrics_listen ${at}\n`);
    expect(faults).toEqual([]);
    expect(warnings).toContainEqual(
      expect.stringMatching(/^DIR\/x\.conf:3: metrics_listen: .*write metrics_listen 127\.0\.0\.1:9110/),
    );
  }
});

test('metrics where mail comes in', async () => {
  expect((await check(`${LISTEN}metrics_listen 127.0.0.1:10027\n`)).faults).toEqual([
    expect.stringMatching(/^DIR\/x\.conf:3: metrics_listen: this is where mail comes in/),
  ]);
});

test('a user or group that does not exist', async () => {
  expect((await check(`${LISTEN}user no-such-user-here\n`)).faults).toEqual([
    'DIR/x.conf:3: user: there is no user no-such-user-here',
  ]);
  expect((await check(`${LISTEN}group no-such-group-here\n`)).faults).toEqual([
    'DIR/x.conf:3: group: there is no group no-such-group-here',
  ]);
});

test('an option cannot slip into the programs that are asked for users', async () => {
  expect((await check(`${LISTEN}user --help\n`)).faults).toEqual(['DIR/x.conf:3: user: there is no user --help']);
});

test.each([
  ['pidfile', 'pidfile none/x.pid'],
  ['log', 'log none/x.log'],
  ['spool_dir', 'spool_dir none'],
])('%s in a folder that does not exist', async (name, line) => {
  expect((await check(`${LISTEN}${line}\n`)).faults).toEqual([
    expect.stringMatching(new RegExp(`^DIR/x\\.conf:3: ${name}: nothing can be written to DIR/none`)),
  ]);
});

test('files and folders that are there, relative to the file, are good', async () => {
  mkdirSync(join(folder, 'spool'));
  writeFileSync(join(folder, 'x.log'), '');
  const { faults } = await check(`${LISTEN}pidfile x.pid\nlog x.log\nspool_dir spool\n`);
  expect(faults).toEqual([]);
});

test('what user cannot write to later is a warning with the chown line', async () => {
  mkdirSync(join(folder, 'spool'));
  const { warnings } = await check(`${LISTEN}spool_dir spool\nuser nobody\n`);
  const expected = 'DIR/x.conf:3: spool_dir: nobody cannot write to DIR/spool, and large messages are kept there. ';
  expect(warnings).toContain(`${expected}Run: chown nobody DIR/spool`);
});

test('a log that user could not open anew is a warning', async () => {
  const { warnings } = await check(`${LISTEN}log x.log\nuser nobody\n`);
  expect(warnings).toContainEqual(expect.stringMatching(/^DIR\/x\.conf:3: log: nobody cannot make a new file there/));
});

test('no program to reach syslog with', async () => {
  vi.stubEnv('PATH', folder);
  expect((await check(`${LISTEN}log syslog\n`)).faults).toEqual([
    expect.stringMatching(/^DIR\/x\.conf:3: log: .*logger/),
  ]);
  expect((await check(`${LISTEN}daemonize\n`)).faults).toEqual([expect.stringMatching(/^--log: .*logger/)]);
});

test('in the background nobody reads standard output', async () => {
  expect((await check(`${LISTEN}daemonize\nlog stdout\n`)).warnings).toContainEqual(
    expect.stringMatching(/^DIR\/x\.conf:4: log: in the background/),
  );
});

test.each([
  { allow: 'any', warned: true },
  { allow: '0.0.0.0/0', warned: true },
  { allow: '0.0.0.0/1, 128.0.0.0/1', warned: true },
  { allow: 'private, 192.0.2.0/24', warned: false },
])('an open relay of the next hop gets a warning, on loopback it is none: allow $allow', async ({ allow, warned }) => {
  const open = async (listen: string): Promise<boolean> => {
    const { warnings } = await check(`listen ${listen}\nrelay 127.0.0.1:10028\nallow ${allow}\n`);
    return warnings.some((text) => text.includes(':3: allow: everybody may send mail through us'));
  };
  expect(await open('*:10027')).toBe(warned);
  expect(await open('192.0.2.1:10027')).toBe(warned);
  expect(await open('127.0.0.1:10027')).toBe(false);
});
