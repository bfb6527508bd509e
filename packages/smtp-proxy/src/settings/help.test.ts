import { expect, test } from 'vitest';
import { displayWidth } from '../terminal/display-width.js';
import { LANGUAGES } from '../terminal/language.js';
import { helpText } from './help.js';
import { proxyHelpJa } from './proxy-help-ja.js';
import { headerSettings, proxySettings } from './proxy-settings.js';
import type { SettingTable, TranslatedHelp } from './setting.js';
import { parseText } from './values.js';

const ink = { name: 'ink', argument: 'COLOUR', help: 'The ink.', repeatable: true, defaultWords: 'what is there' };
const subject = {
  name: 'stamp',
  purpose: 'an SMTP proxy that stamps',
  settings: { ink: { ...ink, parse: parseText }, hostname: { ...proxySettings.hostname, help: 'Our name on it.' } },
  japanese: {
    purpose: '消印を押す SMTP プロキシ',
    settings: {
      ink: { help: 'インク', defaultWords: 'あるもの' },
      hostname: { help: '消印の名前', defaultWords: 'このマシンの名前' },
    },
  },
};

const optionsOf = (text: string): readonly string[] => text.split('\n').filter((line) => /^ {2}--/.test(line));
const codesIn = (text: string): readonly string[] => text.match(/\b[45]\d\d\b/g) ?? [];

test('every option is there, with argument, words and default', () => {
  const help = helpText(subject, 'en');
  for (const setting of Object.values(proxySettings)) {
    expect(help).toContain(`\n  --${setting.name}=${setting.argument}\n      `);
  }
  expect(help).toContain("  --timeout_mail=TIME\n      For the next hop's reply to MAIL. [5m]\n");
  expect(help).toContain('  --ink=COLOUR\n      The ink. May be repeated. [what is there]\n');
  expect(help).toContain("  --hostname=NAME\n      Our name on it. [the machine's name]\n");
  expect(help).toMatch(/^stamp - an SMTP proxy that stamps\n\nUsage: stamp /);
});

test('in Japanese it has the same options and arguments, and each text is Japanese', () => {
  const help = helpText(subject, 'ja');
  expect(optionsOf(help).slice(4)).toEqual(optionsOf(helpText(subject, 'en')).slice(4)); // four are the command line's
  expect(help).toContain('  --timeout_mail=TIME\n      MAIL への転送先の応答を待つ時間（省略時: 5m）\n');
  expect(help).toContain('  --pidfile=FILE\n      このファイルにプロセス ID を書く\n');
  expect(help).toContain('  --ink=COLOUR\n      インク（複数可。省略時: あるもの）\n');
  expect(help).toContain('  --hostname=NAME\n      消印の名前（省略時: このマシンの名前）\n');
  expect(help).toMatch(/^stamp - 消印を押す SMTP プロキシ\n\n使い方: stamp /);
});

test.each(LANGUAGES)('%s: no line is wider than a terminal of 80 columns', (language) => {
  const long = { ...subject, purpose: 'words '.repeat(30) };
  const lines = helpText(long, language).split('\n');
  expect(lines.filter((line) => displayWidth(line) > 79)).toEqual([]);
});

test('a program that has no Japanese is told in English as a whole', () => {
  const { japanese: _, ...english } = subject;
  expect(helpText(english, 'ja')).toBe(helpText(subject, 'en'));
});

test('a default that is not in words is one that the option takes', () => {
  const table: SettingTable = proxySettings;
  const given = Object.values(table).filter(({ defaultText }) => defaultText !== undefined);
  expect(given.length).toBeGreaterThan(20);
  for (const { name, defaultText = '', parse } of given) expect([name, parse(defaultText).ok]).toEqual([name, true]);
});

test('a translation speaks of the same reply codes', () => {
  const english = new Map(Object.entries<{ help: string }>(proxySettings));
  const told = Object.entries(proxyHelpJa).map(([key, text]) => [
    key,
    codesIn(typeof text === 'string' ? text : text.help),
  ]);
  expect(told).toEqual([...english].map(([key, { help }]) => [key, codesIn(help)]));
});

test('a translation with a text missing, or one left over, does not compile', () => {
  type Wanted = TranslatedHelp<typeof headerSettings & { ink: typeof ink }>;
  const texts = { maxHeaderSize: 'x', maxHeaderFields: 'x', ink: { help: 'x', defaultWords: 'x' } };
  const whole: Wanted = texts;
  // @ts-expect-error: no text for ink
  const lacking: Wanted = { maxHeaderSize: 'x', maxHeaderFields: 'x' };
  // @ts-expect-error: no words for its default
  const withoutDefault: Wanted = { ...texts, ink: 'x' };
  const leftOver: Wanted = {
    ...texts,
    // @ts-expect-error: there is no such option
    paper: 'x',
  };
  expect([whole, lacking, withoutDefault, leftOver]).toHaveLength(4);
});
