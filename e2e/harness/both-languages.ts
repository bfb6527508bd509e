/** dkim-check in English and in Japanese: the same codes and the same status, and what was told so far. */
import { expect } from 'vitest';
import { runApp } from './daemon.js';

export interface Answer {
  /** Standard output and standard error, in English. */
  readonly out: string;
  /** The codes in it, sorted. */
  readonly codes: readonly string[];
  readonly status: number | null;
}

export interface Asker {
  ask: (args: readonly string[], input?: Uint8Array) => Promise<Answer>;
  /** Those of the codes that were not told so far in one of the languages. */
  untold: (codes: readonly string[]) => readonly string[];
}

export function openAsker(): Asker {
  const told = new Map<string, Set<string>>();
  const answerIn = async (language: string, args: readonly string[], input?: Uint8Array): Promise<Answer> => {
    const options = input === undefined ? {} : { input };
    const { stdout, stderr, status } = await runApp('dkim-check', [...args, '--lang', language], options);
    const out = stdout.toString() + stderr;
    const codes = Array.from(out.matchAll(/\[([a-z0-9-]+)\]/g), ([, code = '']) => code).toSorted();
    told.set(language, new Set([...(told.get(language) ?? []), ...codes]));
    return { out, codes, status };
  };
  return {
    async ask(args, input) {
      const [english, japanese] = await Promise.all([answerIn('en', args, input), answerIn('ja', args, input)]);
      expect([japanese.codes, japanese.status]).toEqual([english.codes, english.status]);
      expect(japanese.out).toMatch(JAPANESE);
      return english;
    },
    untold: (codes) => codes.filter((code) => ![...told.values()].every((each) => each.has(code))),
  };
}

/** Hiragana, katakana, the usual Chinese characters. */
export const JAPANESE = /[\u3040-\u30FF\u4E00-\u9FFF]/;
