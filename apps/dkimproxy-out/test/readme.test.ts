import { readFileSync } from 'node:fs';
import { outSettings } from 'proxy-options';
import { proxySettings, type SettingTable } from 'smtp-proxy';
import { expect, test } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README tells every option with its argument, default and meaning, and none else', () => {
  const told = [...readme.matchAll(/^\| `(?!conf_file)([a-z_]+) (.*?)` \| (.*?) ?\| (.*) \|$/gm)].map(([, ...row]) =>
    row.map((cell) => cell.replaceAll('\\|', '|')),
  );
  const table: SettingTable = { ...outSettings, ...proxySettings };
  expect(told).toEqual(
    Object.values(table).map(({ name, argument = '', defaultText, defaultWords, help, repeatable = false }) => [
      name,
      argument,
      defaultText ?? defaultWords ?? '',
      repeatable ? `${help} May be repeated.` : help,
    ]),
  );
});
