/** Configuration files and command lines in any state: read with the whole table of options, remarks with their place, no exception. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOfMegabyte, hostile, runs, tally, timeout } from '../../../dkim-core/test/fuzz/hostile-input.js';
import { parseConfFile } from '../../src/settings/conf-file.js';
import { dnsSettings, proxySettings } from '../../src/settings/proxy-settings.js';
import { readSettings, type SettingsReading } from '../../src/settings/read-settings.js';
import { remarkText } from '../../src/settings/setting.js';

const TABLE = { ...proxySettings, ...dnsSettings };
const VALID = [
  '\ufeff# specify what to listen on\r\nlisten    127.0.0.1:10027\r\nrelay\t[::1]:10028\r\nallow loopback, 192.0.2.0/24\r\nlog_format json\r\ntimeout_mail 5m\r\n',
  'listen unix:/run/x.sock\nnameserver 192.0.2.1:53\nnameserver [2001:db8::1]:53\nspool_threshold 256k\nhostname mail.example.org\nmin_servers 5\ndebugtrace\nlog /var/log/x\n',
  '# old page # listen 127.0.0.1:1\nkeepalive 30\u3000s\nrelay=\u201c127.0.0.1:25\u201d\nbare-newline REJECT # why\nworkers 1\nuser x\nuser y\n',
];
const ADMIN_MS = 5000; // a megabyte of an administrator's own lines, on a loaded machine
const NAMES = Object.values(TABLE).map(({ name }) => `\n${name} `);
const PIECES = [
  ...NAMES,
  '\n',
  '\r\n',
  '#',
  ' #',
  '\u3000',
  '\u201c',
  ' ',
  '\t',
  '=',
  '127.0.0.1:25',
  '5m',
  '10G',
  'yes',
  '\u2028',
  '\ud83d',
];
const files = hostile(VALID, { pieces: PIECES });

function read(argv: readonly string[], text: string): Promise<SettingsReading<typeof TABLE>> {
  return readSettings(TABLE, argv, { readFile: () => Promise.resolve(text), cwd: '/home/x' });
}

test('any file is lines in order, each with its place, and no option has an empty name', { timeout }, () => {
  const seen = tally();
  const property = fc.property(files, (text) => {
    const { lines, warnings } = parseConfFile(text, 'x.conf');
    const sources = text.replace(/^\ufeff/, '').split(/\r?\n/);
    let before = 0;
    for (const { name, value, line } of lines) {
      expect(line).toBeGreaterThan(before);
      before = line;
      const source = (sources[line - 1] ?? '').replaceAll('\u3000', ' ');
      expect(name).toMatch(/^[^\s#]\S*$/);
      expect(source.trim().startsWith(name)).toBe(true);
      if (value === null) expect(source.trim()).toBe(name);
      else expect(value).toBe(source.trim().slice(name.length).trim());
    }
    for (const { line, file } of warnings)
      expect([file, line !== null && line <= sources.length]).toEqual(['x.conf', true]);
    seen.add(lines.length > 2 ? 'lines' : 'few');
    if (warnings.length > 0) seen.add('warnings');
  });
  fc.assert(property, runs(500));
  for (const outcome of ['lines', 'warnings']) expect(seen.of(outcome)).toBeGreaterThan(20);
});

test(
  'any file is read with the whole table: values of their kind, or remarks that name option and line',
  { timeout },
  async () => {
    const seen = tally();
    const property = fc.asyncProperty(files, async (text) => {
      const { values, origins, faults, warnings, mentioned, isWhole } = await read(['--conf_file=x.conf'], text);
      expect(isWhole).toBe(true);
      for (const [key, value] of Object.entries(values)) {
        expect(value).not.toBe(undefined);
        expect(mentioned.has(key as keyof typeof TABLE)).toBe(true);
        const places = origins[key as keyof typeof TABLE] ?? [];
        expect(places).toHaveLength(Array.isArray(value) ? value.length : 1);
        seen.add(key);
      }
      for (const remark of [...faults, ...warnings]) {
        expect(remark.file).toBe('/home/x/x.conf');
        expect(remarkText(remark)).toMatch(/^\/home\/x\/x\.conf:\d+: ./);
      }
      if (faults.length > 0) seen.add('faults');
      if (warnings.length > 0) seen.add('warnings');
    });
    await fc.assert(property, runs(500));
    for (const outcome of [
      'faults',
      'warnings',
      'listen',
      'relay',
      'nameserver',
      'allow',
      'timeoutMail',
      'spoolThreshold',
      'debugtrace',
      'workers',
    ]) {
      expect([outcome, seen.of(outcome) > 5]).toEqual([outcome, true]);
    }
  },
);

test('S-245: 1 MB of anything, and of lines, is read in linear time', { timeout }, async () => {
  const texts = ['a', '\n', '# listen :1 ', 'listen ', '# a listen 1:1', ' #', 'nameserver 192.0.2.1\n', 'x\n'];
  const slow: (string | null)[] = [];
  for (const unit of texts) {
    slow.push(await costOfMegabyte(unit, (text) => read(['--conf_file=x'], `listen ${text}`), ADMIN_MS));
  }
  expect(slow.filter((cost) => cost !== null)).toEqual([]);
});
