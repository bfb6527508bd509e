/**
 * The caller's options, checked once where they come in. Wrong ones are a DkimError that names the option, what it holds
 * and what it may hold: a program in plain JavaScript gets the same answer as the compiler would have given.
 */
import { inspect } from 'node:util';
import { DkimError } from './errors.js';

type Options = Readonly<Record<string, unknown>>;

/** The options themselves: an object, or the caller forgot them. */
export function checkedOptions<T extends object>(options: T, of: string): T {
  if (typeof options !== 'object' || options === null) {
    // What stands in the place of options may be a private key.
    throw new DkimError('DKIM_OPTION_INVALID', `${of} needs an object of options; it is ${kindOf(options)}.`);
  }
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
export function checkedFunction<Given extends object, Name extends string & keyof Given>(
  options: Given,
  name: Name,
  { what, example }: { what: string; example: string },
): Given[Name] {
  const value = options[name];
  if (typeof value !== 'function') throw invalid(`${name} must be a function, ${what}: ${example}`, value);
  return value;
}

/** One of the words, which has to be there. */
export function neededWord<Word extends string>(options: object, name: string, words: readonly Word[]): Word {
  const value = (options as Options)[name];
  const word = words.find((one) => one === value);
  if (word === undefined) throw invalid(`${name} must be ${words.join(' or ')}`, value);
  return word;
}

/** A whole number of at least 1, or Infinity for no limit; `fallback` where it is absent. */
export function checkedLimit(options: object, name: string, fallback: number): number {
  const value = (options as Options)[name];
  if (value === Infinity) return value;
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw invalid(`${name} must be a whole number of at least 1, or Infinity`, value);
  }
  return value;
}

/** What a value is, without what it holds: for what may be, or hold, a private key. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  const kind = typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
  return `${/^[aeio]/i.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** `must`: a sentence without its end that says what is right. */
export function invalid(must: string, value: unknown): DkimError {
  const shown = inspect(value, { depth: 0, maxStringLength: 60, breakLength: Infinity }).slice(0, 100);
  return new DkimError('DKIM_OPTION_INVALID', `${must}; it is ${shown}.`);
}
