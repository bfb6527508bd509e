import { expect, test } from 'vitest';
import { fixedValues, pinValues } from './fixed-settings.js';
import { proxySettings } from './proxy-settings.js';
import { readSettings, type SettingsReading } from './read-settings.js';

const read = (conf: string): Promise<SettingsReading<typeof proxySettings>> =>
  readSettings(proxySettings, ['--conf_file=/etc/x.conf'], { readFile: async () => conf, cwd: '/' });

test('what is fixed stays, with one remark for each option that was changed; the rest is new', async () => {
  const fixed = fixedValues((await read('listen 127.0.0.1:1\nrelay 127.0.0.1:2\nuser nobody\nkeepalive 5\n')).values);
  const reading = await read('listen 127.0.0.1:9\nrelay 127.0.0.1:3\npidfile x.pid\nworkers 1\nkeepalive 7\n');
  const { values, mentioned, remarks } = pinValues(reading, fixed);
  expect(values).toEqual({
    listen: { kind: 'tcp', host: '127.0.0.1', port: 1 },
    relay: { kind: 'tcp', host: '127.0.0.1', port: 3 },
    user: 'nobody',
    keepalive: 7,
  });
  expect([mentioned.has('listen'), mentioned.has('user')]).toEqual([true, true]);
  const message = 'it cannot change while the program runs; restart it for that';
  expect(remarks).toEqual([
    { option: 'listen', file: '/etc/x.conf', line: 1, message },
    { option: 'user', file: null, line: null, message },
    { option: 'pidfile', file: '/etc/x.conf', line: 3, message },
    { option: 'workers', file: '/etc/x.conf', line: 4, message },
  ]);
});

test('at the start nothing is fixed', async () => {
  const reading = await read('listen 127.0.0.1:1\n');
  expect(pinValues(reading, null)).toEqual({ values: reading.values, mentioned: reading.mentioned, remarks: [] });
});
