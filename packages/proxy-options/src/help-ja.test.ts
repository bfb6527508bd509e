import type { SettingTable } from 'smtp-proxy';
import { expect, test } from 'vitest';
import { inHelpJa } from './in-help-ja.js';
import { inSettings } from './in-settings.js';
import { outHelpJa } from './out-help-ja.js';
import { outSettings } from './out-settings.js';

type Told = string | { readonly help: string; readonly defaultWords: string };

const TABLES: readonly (readonly [string, SettingTable, Readonly<Record<string, Told>>])[] = [
  ['dkimproxy-in', inSettings, inHelpJa],
  ['dkimproxy-out', outSettings, outHelpJa],
];
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
/** What means the same in every language: reply codes, other options, tags and names of signatures. */
const TYPED = /\b(?:[45]\d\d|[a-z]+(?:_[a-z]+)+|[a-z]{1,2}=|dkim\(|domainkeys\(|permerror|[A-Z][A-Za-z]+-[A-Za-z-]+)/g;
const typedIn = (text: string): readonly string[] => [...new Set(text.match(TYPED))].toSorted();

test.each(TABLES)('%s: each option has a Japanese text that names what the English names', (_, table, japanese) => {
  for (const [key, { name, help, defaultWords = 'あ' }] of Object.entries(table)) {
    const text = japanese[key] ?? '';
    const told = typeof text === 'string' ? { help: text, defaultWords } : text;
    expect([name, typedIn(told.help)]).toEqual([name, typedIn(help)]);
    expect([name, JAPANESE.test(told.help), JAPANESE.test(told.defaultWords)]).toEqual([name, true, true]);
  }
});

test.each(TABLES)('%s: a default that is not in words is one that the option takes', (_, table) => {
  for (const { name, defaultText, parse } of Object.values(table)) {
    expect([name, defaultText === undefined || parse(defaultText).ok]).toEqual([name, true]);
  }
});
