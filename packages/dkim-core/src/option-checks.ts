/**
 * The caller's options, checked once where they come in. Wrong ones are a DkimError that names the option, what it holds
 * and what it may hold: a program in plain JavaScript gets the same answer as the compiler would have given.
 */
import { inspect } from 'node:util';
import { DkimError } from './errors.js';

type Options = Readonly<Record<string, unknown>>;

/** The options themselves: an object, or the caller forgot them. */
export function checkedOptions<T extends object>(options: T, of: string): T {
  if (typeof options !== 'object' || options === null) throw invalid(`${of} needs an object of options`, options);
  return options;
}

/** A whole number from `least` to `most`; `fallback` where it is absent. */
export function checkedNumber(
  options: object,
  name: string,
  { fallback, least, most = Number.MAX_SAFE_INTEGER }: { fallback: number; least: number; most?: number },
): number {
  const value = (options as Options)[name];
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw invalid(`${name} must be a whole number ${range}`, value);
  }
  return value;
}

/** true or false; `fallback` where it is absent. */
export function checkedFlag(options: object, name: string, fallback: boolean): boolean {
  const value = (options as Options)[name];
  if (value === undefined) return fallback;
  if (typeof value !== 'boolean') throw invalid(`${name} must be true or false`, value);
  return value;
}

/** One of the words; `fallback` where it is absent. */
export function checkedWord<Word extends string>(
  options: object,
  name: string,
  words: readonly Word[],
  fallback: Word,
): Word {
  const value = (options as Options)[name];
  if (value === undefined) return fallback;
  const word = words.find((one) => one === value);
  if (word === undefined) throw invalid(`${name} must be ${words.join(' or ')}`, value);
  return word;
}

/** A list of texts; empty where it is absent. `fits` says what each has to be, in words and as a test. */
export function checkedTexts(
  options: object,
  name: string,
  fits: { words: string; test: (text: string) => boolean },
): readonly string[] {
  const value = (options as Options)[name];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalid(`${name} must be a list of ${fits.words}`, value);
  return value.map((text: unknown) => {
    if (typeof text !== 'string' || !fits.test(text)) throw invalid(`${name} must hold ${fits.words}`, text);
    return text;
  });
}

/** A function that has to be there. `what` says what it is for, `example` what is ready-made. */
export function checkedFunction<T>(
  options: object,
  name: string,
  { what, example }: { what: string; example: string },
): T {
  const value = (options as Options)[name];
  if (typeof value !== 'function') throw invalid(`${name} must be a function, ${what}: ${example}`, value);
  return value as T;
}

/** `must`: a sentence without its end that says what is right. */
export function invalid(must: string, value: unknown): DkimError {
  const shown = inspect(value, { depth: 0, maxStringLength: 60, breakLength: Infinity }).slice(0, 100);
  return new DkimError('DKIM_OPTION_INVALID', `${must}; it is ${shown}.`);
}
