import { expect, test } from 'vitest';
import { helpText } from './help.js';
import { proxySettings } from './proxy-settings.js';

const help = helpText({ name: 'stamp', purpose: 'an SMTP proxy that stamps' }, proxySettings);

test('every option is there, with argument, words and default', () => {
  for (const setting of Object.values(proxySettings)) {
    expect(help).toContain(`\n  --${setting.name}=${setting.argument}\n      `);
  }
  expect(help).toContain("  --timeout_mail=TIME\n      For the next hop's reply to MAIL. [5m]\n");
  expect(help).toMatch(/^stamp - an SMTP proxy that stamps\n\nUsage: stamp /);
});

test('no line is wider than a terminal of 80 columns', () => {
  expect(help.split('\n').filter((line) => line.length > 79)).toEqual([]);
});
