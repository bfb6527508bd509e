/** `--at TIME`: Unix seconds or ISO 8601. */
import type { Clock } from 'dkim-core';
import { fault, type ParsedCommand } from './command.js';

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

export function clockFor(parsed: ParsedCommand, now: Clock): Clock {
  const text = parsed.value('at');
  if (text === null) return now;
  const seconds = /^\d{1,12}$/.test(text)
    ? Number(text)
    : ISO.test(text)
      ? Math.floor(Date.parse(text) / 1000)
      : Number.NaN;
  if (Number.isNaN(seconds)) throw fault('time-unreadable', { value: text });
  return () => seconds;
}
