/** `--at TIME`: Unix seconds or ISO 8601, in UTC where it names no zone: the same on every machine. */
import type { Clock } from 'dkim-core';
import type { ParsedCommand } from './command.js';
import { fault } from './usage-error.js';

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

export function clockFor(parsed: ParsedCommand, now: Clock): Clock {
  const text = parsed.value('at');
  if (text === null) return now;
  const seconds = /^\d{1,12}$/.test(text) ? Number(text) : secondsOf(text);
  if (Number.isNaN(seconds)) throw fault('time-unreadable', { value: text });
  return () => seconds;
}

function secondsOf(text: string): number {
  const [date, zone] = ISO.exec(text) ?? [];
  if (date === undefined) return Number.NaN;
  return Math.floor(Date.parse(zone === undefined && date.includes('T') ? `${date}Z` : date) / 1000);
}
