import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { signingSettings } from '../src/settings.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the example of the README runs and prints what it says', async () => {
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  const indented = example.replaceAll(/^(?=.)/gm, '    ');
  expect(readme).toContain(indented);
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./readme-example.js');
  const said = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, comment]) => comment);
  expect(log.mock.calls.map((words) => words.join(' '))).toEqual(said);
  log.mockRestore();
});

test('the README tells every option, and none else', () => {
  const told = [...readme.matchAll(/^\| `([a-z_]+)/gm)].map(([, name]) => name);
  expect(told).toEqual(Object.values(signingSettings).map(({ name }) => name));
});
