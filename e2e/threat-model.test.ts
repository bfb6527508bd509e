import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/threat-model.md', root), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| tries'));

test('the threat model names tests that exist', () => {
  const named = [...new Set(Array.from(page.matchAll(/`([\w/.-]+\.test\.ts)`/g), ([, file = '']) => file))];
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});

test('each row of it names a test, or says that it is not ours', () => {
  expect(rows.length).toBeGreaterThan(25);
  for (const row of rows) {
    const [, , defence = '', tests = ''] = row.split('|');
    expect([row, /`[^`]+\.test\.ts`/.test(tests) || defence.includes('not ours')]).toEqual([row, true]);
  }
});

test('SECURITY.md leads to it, and names nobody’s address', () => {
  const security = readFileSync(new URL('SECURITY.md', root), 'utf8');
  expect(security).toContain('(docs/threat-model.md)');
  expect(security).not.toMatch(/\S@\S/);
});
