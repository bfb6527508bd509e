/** Sentences by code, with their facts filled in and made safe to show (S-243). The wording is in en/ and ja/. */
import type { Language } from 'smtp-proxy/terminal';
import { visibleText } from '../visible-text.js';
import { en } from './en.js';
import { ja } from './ja.js';

export type WordCode = keyof typeof en;

/** The names in braces of a template. */
export type Slots<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Slots<Rest>
  : never;

export type Facts<Code extends WordCode> = [Slots<(typeof en)[Code]>] extends [never]
  ? []
  : [facts: Readonly<Record<Slots<(typeof en)[Code]>, string | number>>];

/** The codes whose sentence needs no facts. */
export type PlainWordCode = { [Code in WordCode]: Facts<Code> extends [] ? Code : never }[WordCode];

/** The sentence of a code in one language. Facts may be a stranger's text: controls in them come out visible. */
export type Say = <Code extends WordCode>(code: Code, ...facts: Facts<Code>) => string;

const TEMPLATES: Readonly<Record<Language, Readonly<Record<WordCode, string>>>> = { en, ja };
const SLOT = /\{([a-z0-9]+)\}/g;

export function wordsIn(language: Language): Say {
  const templates = TEMPLATES[language];
  return (code, ...[facts]) => {
    const values = new Map<string, unknown>(Object.entries(facts ?? {}));
    return templates[code].replaceAll(SLOT, (slot: string, name: string) => {
      const value = values.get(name);
      return typeof value === 'string' || typeof value === 'number' ? visibleText(String(value)) : slot;
    });
  };
}

/** Every code that has a sentence. */
export const ALL_WORDS: readonly string[] = Object.keys(en);

export const isWordCode = (code: string): code is WordCode => Object.hasOwn(en, code);
