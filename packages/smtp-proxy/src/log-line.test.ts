import { readFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from './log.js';

/** All that a stranger may send in one text: every octet, and each kind of character that is not seen or turns others. */
const OCTETS = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join('');
const INVISIBLE =
  '\u00ad\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u206a\u3164\ufe0f\ufeff\ufff9\ufffb\ud800x\udfff\u{e0041}\u{e0101}';
const FORGED =
  '\r\n[2026-01-01 00:00:00] INFO: DKIM verify - pass; message-id=<x>, signer=<@bank.example>, from=<a@bank.example>';
const ESCAPES = '\u001b[2J\u001b]0;owned\u0007\u009b31m';
const HOSTILE = `${OCTETS}${INVISIBLE}${FORGED}${ESCAPES}`;

/** Written by hand, not the pattern of the code: what a terminal obeys, what nobody sees. */
function harmful(text: string): readonly string[] {
  return Array.from(text).filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    const control = code < 0x20 || (code >= 0x7f && code <= 0x9f);
    return control || (code > 0x9f && character !== 'x' && INVISIBLE.includes(character));
  });
}

function lines(format: 'json' | 'text', write: (log: ReturnType<typeof openLog>['log']) => void): readonly string[] {
  const file = join(mkdtempSync(join(tmpdir(), 'log-line-')), 'x.log');
  const { log } = openLog({ target: file, format, name: 'stamp', owner: null });
  write(log);
  const text = readFileSync(file, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

test.each(['json', 'text'] as const)(
  'S-243: in %s nothing that a stranger wrote begins a line, moves a cursor or hides: words, facts, names, errors',
  (format) => {
    const written = lines(format, (log) => {
      log.info(HOSTILE);
      log.warn({ helo: HOSTILE, list: [HOSTILE], deep: { deep: HOSTILE } }, 'facts');
      log.warn({ [HOSTILE]: 1 }, 'a name');
      log.error({ err: new Error(HOSTILE, { cause: new Error(HOSTILE) }) }, 'an error');
      log.error({ err: Object.assign(new Error('x'), { path: HOSTILE, cause: HOSTILE }) }, 'an error with facts');
      log.child({ client: HOSTILE }).info('a child');
    });
    expect(written).toHaveLength(6);
    for (const line of written) expect(harmful(line)).toEqual([]);
  },
);

test('S-243: JSON still says what the text was', () => {
  const [line = ''] = lines('json', (log) => log.info({ from: `a\u202eb\u{e0041}\u0085"\\\n` }, '\u2028'));
  expect(JSON.parse(line)).toMatchObject({ from: `a\u202eb\u{e0041}\u0085"\\\n`, msg: '\u2028' });
});

test('S-243: ordinary text of any language stands as it is', () => {
  const [line] = lines('text', (log) => log.info({ from: '"山田" <a@example.org>' }, 'süß 日本語 \u{1f600}'));
  expect(line?.endsWith('INFO: süß 日本語 \u{1f600} {"from":"\\"山田\\" <a@example.org>"}')).toBe(true);
});

test.each(['json', 'text'] as const)('S-243: a line of %s has at most 8000 octets, whatever is in it', (format) => {
  const long = '\u202e日'.repeat(50_000);
  const written = lines(format, (log) => {
    log.info(long);
    log.info({ one: long, two: [long, long] }, 'facts');
    log.info({ many: Array.from({ length: 10_000 }, () => 'x'.repeat(200)) }, 'many');
    log.info(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`name${i}`, 'x'])), 'names');
    log.error({ err: new Error(long, { cause: new Error(long) }) }, 'an error');
  });
  expect(written).toHaveLength(5);
  for (const line of written) {
    expect(Buffer.byteLength(line)).toBeLessThan(8000);
    expect(harmful(line)).toEqual([]);
    expect(line.includes(format === 'json' ? ',"shortened":true}' : '')).toBe(true);
    expect(() => (format === 'json' ? JSON.parse(line) : line) as unknown).not.toThrow();
  }
  expect(written.map((line) => /facts|many|names|an error/.exec(line)?.[0])).toEqual([
    undefined,
    'facts',
    'many',
    'names',
    'an error',
  ]);
});

test('S-243: a line that has to be shortened keeps its single facts where it can', () => {
  const [line = ''] = lines('json', (log) => {
    const signatures = Array.from({ length: 20 }, () => ({ domain: 'd'.repeat(250), reason: 'r'.repeat(250) }));
    log.child({ session: 'abc', client: '192.0.2.1' }).info({ signatures, size: 5 }, 'DKIM verify - fail');
  });
  expect(JSON.parse(line)).toMatchObject({ session: 'abc', client: '192.0.2.1', size: 5, msg: 'DKIM verify - fail' });
  expect(JSON.parse(line)).not.toHaveProperty('signatures');
});

test('S-243: however long it was, a line says how its message ended', () => {
  const [line = ''] = lines('json', (log) => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`reason${at}`, 'r'.repeat(200)]));
    log.info({ session: 'abc', outcome: 'relayed', ...many, '\u202eodd': 'x' }, 'DKIM verify - fail');
  });
  expect(JSON.parse(line)).toMatchObject({ session: 'abc', outcome: 'relayed', msg: 'DKIM verify - fail' });
  expect(harmful(line)).toEqual([]);
});
