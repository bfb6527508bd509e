/** The kinds of values that options have: yes or no, times, sizes, choices, names, texts. */
import { isIP } from 'node:net';
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

/** Gives octets, at least one. */
export function parseSizeOver0(text: string): ParsedSetting<number> {
  const size = parseSize(text);
  return size.ok && size.value === 0
    ? { ok: false, reason: 'a size over 0 is needed; for no limit leave it out' }
    : size;
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

/** A name that may stand in a greeting and in EHLO: a domain name in ASCII, or an address literal. RFC 5321, section 4.1.2. */
export function parseHostName(text: string): ParsedSetting<string> {
  if (/^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,253}[A-Za-z0-9_])?$/.test(text) && !text.includes('..'))
    return { ok: true, value: text };
  if (/^\[(IPv6:)?[0-9A-Fa-f:.]+\]$/.test(text)) return { ok: true, value: text };
  return { ok: false, reason: `"${text}" is no host name; write one like mail.example.org` };
}

/** Gives what Node's resolver takes: `ADDRESS`, `ADDRESS:PORT`, `[ADDRESS]:PORT`. */
export function parseNameserver(text: string): ParsedSetting<string> {
  if (isIP(text) === 6) return { ok: true, value: text };
  const [, bracketed, plain, port = '53'] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? '';
  const number = Number(port);
  if (isIP(address) !== (bracketed === undefined ? 4 : 6) || number < 1 || number > 65_535) {
    return { ok: false, reason: `"${text}" is no address; write ADDRESS or ADDRESS:PORT, IPv6 in brackets` };
  }
  return { ok: true, value: bracketed === undefined ? `${address}:${port}` : `[${address}]:${port}` };
}

function withUnit(text: string, units: ReadonlyMap<string, number>): number | null {
  const [, digits, unit = ''] = /^(\d{1,15})[ \t]*([a-z]?)$/i.exec(text) ?? [];
  const factor = units.get(unit.toLowerCase());
  return digits === undefined || factor === undefined ? null : Number(digits) * factor;
}
