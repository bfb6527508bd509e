import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLog } from './log.js';
import { findSyslog, openSyslog } from './syslog.js';

let folder: string;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syslog-'));
  stderr = '';
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Stands in for util-linux's logger: writes its arguments and what it reads into files. */
function stubLogger(script: string): void {
  writeFileSync(join(folder, 'logger'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'logger'), 0o755);
}

test('each line goes to logger with facility mail and its severity (RFC 5424, section 6.2.1)', async () => {
  stubLogger(`echo "$@" >${folder}/arguments; cat >${folder}/lines`);
  const { write, close } = openSyslog('dkimproxy-out');
  for (const level of [20, 30, 40, 50, 60]) write(`level ${level}\n`, level);
  await close();
  expect(readFileSync(join(folder, 'lines'), 'utf8')).toBe(
    '<23>level 20\n<22>level 30\n<20>level 40\n<19>level 50\n<18>level 60\n',
  );
  expect(readFileSync(join(folder, 'arguments'), 'utf8')).toMatch(
    new RegExp(`^-t dkimproxy-out --prio-prefix --id=${process.pid} --size \\d+\n$`),
  );
});

test('a line that a dying logger did not take, and no logger at all, cost no mail', async () => {
  stubLogger('exit 0');
  const { write, close } = openSyslog('x');
  write('one\n', 30);
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (let line = 0; line < 1000; line += 1) write('more\n', 30);
  await close();

  vi.stubEnv('PATH', '/no/such/folder');
  const none = openSyslog('x');
  none.write('one\n', 30);
  await vi.waitFor(() => expect(stderr).toMatch(/^x: the log cannot be sent to syslog: .*ENOENT/));
  none.write('two\n', 30);
  await none.close();
});

test('S-243: no line that a stranger fills is longer than logger takes: the rest would be a line of its own, <0> and all', async () => {
  stubLogger(`echo "$@" >${folder}/arguments; cat >${folder}/lines`);
  const { log, close } = openLog({ target: 'syslog', format: 'text', name: 'x', owner: null });
  for (const text of ['<0>forged ', '\u65e5\u672c', '\u202e', '\n']) {
    log.warn({ helo: text.repeat(10_000) }, text.repeat(10_000));
    log.error({ err: new Error(`\n<0>${text.repeat(10_000)}`) }, 'an error');
  }
  await close();
  const limit = Number(/--size (\d+)/.exec(readFileSync(join(folder, 'arguments'), 'utf8'))?.[1]);
  const written = readFileSync(join(folder, 'lines'), 'utf8').trimEnd().split('\n');
  expect(written.map((line) => line.slice(0, 4))).toEqual(Array.from({ length: 4 }, () => ['<20>', '<19>']).flat());
  for (const line of written) expect(Buffer.byteLength(line)).toBeLessThan(limit);
});

test('logger is looked for in the folders of programs', () => {
  expect(findSyslog('/no/such/folder').hasProgram).toBe(false);
  stubLogger('exit 0');
  expect(findSyslog(`/no/such/folder${delimiter}${folder}`).hasProgram).toBe(true);
});
