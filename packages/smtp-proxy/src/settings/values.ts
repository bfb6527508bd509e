/** The kinds of values that options have: yes or no, times, sizes, choices, texts. */
import type { ParsedSetting } from './setting.js';

const TIMES: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);
const SIZES: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1024],
  ['m', 1024 ** 2],
  ['g', 1024 ** 3],
]);
const LONGEST_TIMER = 2_147_483; // seconds; Node's timers end at 2^31 - 1 milliseconds

export function parseYesNo(text: string): ParsedSetting<boolean> {
  const word = text.toLowerCase();
  if (['yes', '1', 'true', 'on'].includes(word)) return { ok: true, value: true };
  if (['no', '0', 'false', 'off'].includes(word)) return { ok: true, value: false };
  return { ok: false, reason: `"${text}" is neither yes nor no` };
}

/** Gives whole seconds. */
export function parseTime(text: string): ParsedSetting<number> {
  const seconds = withUnit(text, TIMES);
  if (seconds === null) return { ok: false, reason: `"${text}" is no time; write seconds, or 30s, 5m, 2h` };
  if (seconds < 1 || seconds > LONGEST_TIMER) return { ok: false, reason: `${text} is out of range: 1s to 24d` };
  return { ok: true, value: seconds };
}

/** Gives octets. */
export function parseSize(text: string): ParsedSetting<number> {
  const octets = withUnit(text, SIZES);
  if (octets === null) return { ok: false, reason: `"${text}" is no size; write octets, or 256k, 10M, 1G` };
  return Number.isSafeInteger(octets) ? { ok: true, value: octets } : { ok: false, reason: `${text} is too large` };
}

export function parseCount(least: number, most: number): (text: string) => ParsedSetting<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return { ok: true, value };
    return { ok: false, reason: `"${text}" is not a whole number from ${least} to ${most}` };
  };
}

export function parseChoice<Word extends string>(words: readonly Word[]): (text: string) => ParsedSetting<Word> {
  return (text) => {
    const word = words.find((candidate) => candidate === text.toLowerCase());
    if (word !== undefined) return { ok: true, value: word };
    return { ok: false, reason: `"${text}" is none of ${words.join(', ')}` };
  };
}

export function parseText(text: string): ParsedSetting<string> {
  return text === '' ? { ok: false, reason: 'a value is needed' } : { ok: true, value: text };
}

function withUnit(text: string, units: ReadonlyMap<string, number>): number | null {
  const [, digits, unit = ''] = /^(\d{1,15})[ \t]*([a-z]?)$/i.exec(text) ?? [];
  const factor = units.get(unit.toLowerCase());
  return digits === undefined || factor === undefined ? null : Number(digits) * factor;
}
