import { mkdtempSync, readFileSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { openLog, type LogOptions } from './log.js';

afterEach(() => void vi.restoreAllMocks());

function logFile(changes: Partial<LogOptions> = {}): ReturnType<typeof openLog> & { file: string } {
  const file = join(mkdtempSync(join(tmpdir(), 'log-')), 'x.log');
  return { file, ...openLog({ target: file, format: 'json', name: 'stamp', owner: null, ...changes }) };
}

test('JSON: a line is an object with level, time, facts and words, and is written at once', () => {
  const { file, log } = logFile();
  log.warn({ result: 'fail' }, 'DKIM verify - fail');
  const line: unknown = JSON.parse(readFileSync(file, 'utf8'));
  expect(line).toEqual({ level: 40, time: expect.any(Number), result: 'fail', msg: 'DKIM verify - fail' });
});

test('text: one line each, with time and level, the words as they always were', () => {
  const { file, log } = logFile({ format: 'text' });
  log.info({ size: 5 }, 'DKIM signing - signed; message-id=<1@a>, signer=<@a>, from=<b@a>');
  expect(readFileSync(file, 'utf8')).toMatch(
    /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] INFO: DKIM signing - signed; message-id=<1@a>, signer=<@a>, from=<b@a> \{"size":5\}\n$/,
  );
});

test('a line break in a fact begins no line of its own', () => {
  for (const format of ['json', 'text'] as const) {
    const { file, log } = logFile({ format });
    log.info({ from: 'a\nINFO: forged' }, 'x');
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
  }
});

test('reopened: lines go to the new file, none is lost', async () => {
  const { file, log, reopen, close } = logFile();
  log.info('one');
  renameSync(file, `${file}.1`);
  log.info('two');
  expect(reopen()).toBeNull();
  log.info('three');
  await close();
  expect([words(`${file}.1`), words(file)]).toEqual([['one', 'two'], ['three']]);
});

test('a new file that cannot be made: the old one is written on', async () => {
  const { file, log, reopen, close } = logFile();
  log.info('one');
  renameSync(dirname(file), `${dirname(file)}.away`);
  expect(reopen()?.message).toContain('ENOENT');
  log.info('two');
  await close();
  expect(words(file.replace(dirname(file), `${dirname(file)}.away`))).toEqual(['one', 'two']);
});

test('strangers on the machine cannot read it: addresses stand in it', () => {
  const { file } = logFile();
  expect(statSync(file).mode & 0o007).toBe(0);
});

test('a file that cannot be opened is the caller’s to tell', () => {
  expect(() => logFile({ target: '/no/such/folder/x.log' })).toThrow('ENOENT');
});

test('a full disk is told once on standard error, and costs no mail', async () => {
  const told: unknown[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told.push(text);
    return true;
  });
  const { log, close } = logFile({ target: '/dev/full' });
  for (let line = 0; line < 100; line += 1) log.info('x'.repeat(1000));
  await close();
  expect(told).toEqual([expect.stringMatching(/^stamp: the log cannot be written: ENOSPC/)]);
});

function words(path: string): unknown[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
}
